"""One at a time: a lock in the home that goes with the process, also when it is killed."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ntand.errors import Refused


@contextmanager
def home_lock(home: Path, what: str) -> Iterator[None]:
    """Hold the lock of this name, or refuse: ``home.in_use``."""
    with (home / f"{what}.lock").open("a+") as file:
        try:
            _lock(file)
        except OSError:
            raise Refused("home.in_use", what=what) from None
        yield


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file.fileno(), 0, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
