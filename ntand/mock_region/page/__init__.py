"""A page for people who watch the practice region: what has arrived and what it did."""
