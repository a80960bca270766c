"""The command line: a second face over the services, equal to the window."""

import sys

from ntand.cli.running import run


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments say (default: the process's own); the exit code."""
    return run(sys.argv[1:] if argv is None else argv)
