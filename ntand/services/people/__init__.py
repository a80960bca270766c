"""People as the window shows them: cards, the whole view of one, the register of everyone."""
