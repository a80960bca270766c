"""The practice municipality: made up, thrown away, with a region of its own.

With a screen the window opens on it; without one the whole day is told on the command line.
"""

from pathlib import Path


def run_demo(home: Path | None, json_output: bool) -> int:
    """Practise; 0 only if every step succeeded.

    Everything lies in a temporary folder (inside ``home`` when it is named) that is removed at
    the end. Papers and figures of the told day are kept, and where is told.
    """
    from ntand.demo.running import run  # on use: it brings the command line with it

    return run(home, json_output=json_output)


def start_practice() -> None:
    """Open the practice municipality in a window of its own; returns when it opens.

    Raises:
        NtandError: ``client.practice_failed``.
    """
    from ntand.demo.starting import start

    start()
