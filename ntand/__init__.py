"""N-tand: the core behind the desktop client and the command line. Knows no Qt."""

__version__ = "0.1.0"
