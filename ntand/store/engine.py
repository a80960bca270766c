"""Opening the database: SQLite encrypted with a raw key, or PostgreSQL shared by many."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import NullPool

from ntand.errors import StoreError

BUSY_SECONDS = 10
WRITING = "ntand_writing"


def sqlite_engine(path: Path, key: bytes) -> Engine:
    """An engine over an encrypted file; nothing is opened yet.

    A raw 256-bit key opens in a millisecond; a passphrase would cost 100 ms of key
    derivation for each connection.
    """
    import sqlcipher3.dbapi2 as driver

    engine = create_engine(
        f"sqlite:///{path}", module=driver, connect_args={"timeout": BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        # The driver would begin by itself, and only before some statements.
        connection.isolation_level = None
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log = off")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        # What was said to be saved must survive a power cut: one sync per commit.
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its place at once: two readers that both want to write cannot wait
        # for each other.
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def postgres_engine(url: str) -> Engine:
    """An engine over a shared PostgreSQL; each unit of work takes a connection of its own."""
    return create_engine(url, poolclass=NullPool)


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Tell the database's own errors in our words; anything else is a bug and passes."""
    try:
        yield
    except IntegrityError:
        raise
    except OperationalError as error:
        raise StoreError(_operational_code(str(error.orig)), database=_shown(engine)) from error
    except DatabaseError as error:
        raise StoreError(_damage_code(str(error.orig)), database=_shown(engine)) from error
    except sqlite3.Error as error:
        raise StoreError("store.damaged", database=_shown(engine)) from error


def _operational_code(text: str) -> str:
    """The code for an OperationalError, from the words of SQLite and PostgreSQL."""
    words = {
        "locked": "store.busy",
        "full": "store.full",
        "readonly": "store.read_only",
        "unable to open": "store.unreachable",
        "disk i/o": "store.disk",
        "malformed": "store.damaged",
        "connection": "store.unreachable",
        "could not translate host": "store.unreachable",
    }
    lowered = text.lower()
    return next((code for word, code in words.items() if word in lowered), "store.failed")


def _damage_code(text: str) -> str:
    """The code for a DatabaseError: a wrong key and a broken first page look the same here."""
    return "store.unreadable" if "not a database" in text.lower() else "store.damaged"


def _shown(engine: Engine) -> str:
    """The database's name for a message, without a password."""
    return engine.url.database or engine.url.render_as_string(hide_password=True)
