"""N-tand's desktop client: everything Qt. Holds no rule and no query."""
