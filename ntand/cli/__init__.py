"""The command line: a second face over the services, equal to the window."""

import sys

_INTERRUPTED = 130  # as shells know Ctrl+C


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments say (default: the process's own); the exit code."""
    try:
        from ntand.cli.running import run  # here, so that Ctrl+C is quiet from the first moment

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return _INTERRUPTED
