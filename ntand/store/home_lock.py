"""One at a time: locks that go with the process, also when it is killed."""

import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ntand.errors import Refused, StoreError
from ntand.store.engine import explained


@contextmanager
def home_lock(home: Path, what: str) -> Iterator[None]:
    """Hold the lock of this name in the home, or refuse: ``home.in_use``."""
    try:
        file = (home / f"{what}.lock").open("a+")
    except OSError:
        raise StoreError("home.unwritable", home=str(home)) from None
    with file:
        try:
            _lock(file)
        except OSError:
            raise Refused("home.in_use", what=what) from None
        yield


@contextmanager
def store_lock(engine: Engine, what: str) -> Iterator[None]:
    """Hold the lock of this name in a shared database, or refuse: ``home.in_use``.

    An embedded database is locked through its home, and its one warm connection left alone.
    """
    if engine.dialect.name == "sqlite":
        yield
        return
    with explained(engine), engine.connect() as connection:
        key = zlib.crc32(f"ntand {what}".encode())
        taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({key})").scalar()
        # The lock is the session's; the transaction must not stay open meanwhile.
        connection.rollback()
        if not taken:
            raise Refused("home.in_use", what=what)
        try:
            yield
        finally:
            # Said aloud: after a mere close the server lets go a little later
            with suppress(SQLAlchemyError):
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({key})")


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file.fileno(), 0, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
