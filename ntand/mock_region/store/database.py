"""The region's own database: one SQLite file that several processes open at once."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ntand.mock_region.errors import RegionError
from ntand.mock_region.store.schema import VERSION, bring_up

FILE_NAME = "region.sqlite3"
_BUSY_SECONDS = 30.0


class Database:
    """One connection that writes and one that reads: nobody waits for a long batch to look."""

    def __init__(self, data: Path, *, create: bool) -> None:
        path = data / FILE_NAME
        if not create and not path.is_file():
            raise RegionError("no_region", "There is no region in this folder yet.")
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._writer = _Line(path)
            self._reader = _Line(path)
        except (OSError, sqlite3.Error) as e:
            raise RegionError(
                "database", "The region's database cannot be opened.", reason=type(e).__name__
            ) from e

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the only write lock; all of it or nothing is kept."""
        with self._writer.transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the database."""
        with self._reader.transaction("BEGIN") as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
        self._writer.close()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Line:
    """One connection, shared by the threads of this process through a lock."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = _opened(path)

    @contextmanager
    def transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        bring_up(connection)
    # Refused while another process opens the same new file; that one, or the next, then does it
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    # Every acknowledged item must survive a kill and a power cut
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Keys are random: pages all over the file are needed, and written back not after every batch
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
