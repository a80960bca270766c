"""The region's own database: one SQLite file that several processes open at once."""

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ntand.mock_region.errors import RegionError

FILE_NAME = "region.sqlite3"
_VERSION = 1
_BUSY_SECONDS = 30.0
_SCHEMA = """
CREATE TABLE installation (id TEXT NOT NULL);
CREATE TABLE municipality (
    code TEXT PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE token (
    token_hash TEXT PRIMARY KEY,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    scopes TEXT NOT NULL,
    expires REAL NOT NULL
) WITHOUT ROWID;
-- foreign_version: the version that somebody else than the municipality made last, 0 for none
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    ref TEXT NOT NULL,
    person TEXT,
    version INTEGER NOT NULL,
    foreign_version INTEGER NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (municipality, kind, key)
);
CREATE UNIQUE INDEX record_ref ON record (municipality, kind, ref);
CREATE INDEX record_page ON record (municipality, kind, id);
CREATE INDEX record_person ON record (person, kind) WHERE person IS NOT NULL;
-- never emptied: an idempotency key is kept for good
CREATE TABLE item (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    result TEXT NOT NULL,
    replaces TEXT,
    PRIMARY KEY (municipality, key)
) WITHOUT ROWID;
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    etag TEXT,
    at TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX change_feed ON change (municipality, seq);
"""


class Database:
    """One connection, shared by the threads of this process through a lock."""

    def __init__(self, data: Path, *, create: bool) -> None:
        self._lock = threading.Lock()
        path = data / FILE_NAME
        if not create and not path.is_file():
            raise RegionError("no_region", "There is no region in this folder yet.")
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._connection = _opened(path)
        except (OSError, sqlite3.Error) as e:
            raise RegionError(
                "database", "The region's database cannot be opened.", reason=type(e).__name__
            ) from e

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the only write lock; all of it or nothing is kept."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the database."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


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
    if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        _create(connection)
    # Refused while another process opens the same new file; that one, or the next, then does it
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    # Every acknowledged item must survive a kill and a power cut
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables, once, however many processes open the new file together."""
    connection.execute("BEGIN IMMEDIATE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, _VERSION):
        raise RegionError("database_version", "The region's database is of another version.")
    if version == 0:
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO installation VALUES (?)", (uuid.uuid4().hex,))
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")
