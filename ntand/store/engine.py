"""Opening the database: SQLite encrypted with a raw key, or PostgreSQL shared by many."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from ntand.errors import StoreError

BUSY_SECONDS = 10
WRITING = "ntand_writing"
_CODES = {
    "locked": "store.busy",
    "lock timeout": "store.busy",
    "deadlock": "store.busy",
    "disk is full": "store.full",
    "no space left": "store.full",
    "readonly": "store.read_only",
    "unable to open": "store.unreachable",
    "disk i/o": "store.disk",
    "malformed": "store.damaged",
    "not a database": "store.unreadable",  # a wrong key and a broken first page look the same
    "connection": "store.unreachable",
    "could not translate host": "store.unreachable",
}


_CACHE_KIB = 64 * 1024


def sqlite_engine(path: Path, key: bytes) -> Engine:
    """An engine over the encrypted file of an installation; nothing is opened yet.

    A raw 256-bit key opens in a millisecond; a passphrase would cost 100 ms of key
    derivation for each connection.
    """
    return _sqlite_engine(
        path,
        key,
        "PRAGMA journal_mode = WAL",
        # What was said to be saved must survive a power cut: one sync per commit.
        "PRAGMA synchronous = FULL",
        # Each page read anew is decrypted anew: room for a municipality's decisions.
        f"PRAGMA cache_size = -{_CACHE_KIB}",
    )


def copy_engine(path: Path, key: bytes) -> Engine:
    """An engine over a copy, perhaps on a medium without write access: opening changes nothing."""
    return _sqlite_engine(path, key)


def _sqlite_engine(path: Path, key: bytes, *pragmas: str) -> Engine:
    import sqlcipher3.dbapi2 as driver

    # Not by text: a folder's name may hold signs that mean something in an address.
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, module=driver, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        # The driver would begin by itself, and only before some statements.
        connection.isolation_level = None
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log = off")
        connection.execute("PRAGMA foreign_keys = ON")
        for pragma in pragmas:
            connection.execute(pragma)

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
    driver = engine.dialect.loaded_dbapi  # its errors come as they are, or wrapped
    try:
        yield
    except (OperationalError, driver.OperationalError) as error:
        raise _told(engine, error, "store.failed") from error
    except (DatabaseError, driver.DatabaseError) as error:
        if type(error) not in (DatabaseError, driver.DatabaseError):
            raise  # a broken constraint, an unknown column: what we asked was wrong
        raise _told(engine, error, "store.damaged") from error


def _told(engine: Engine, error: Exception, otherwise: str) -> StoreError:
    """The error for the words of SQLite and PostgreSQL."""
    text = str(getattr(error, "orig", error)).lower()
    code = next((code for words, code in _CODES.items() if words in text), otherwise)
    return StoreError(code, database=_shown(engine))


def _shown(engine: Engine) -> str:
    """The database's name for a message, without a password."""
    return engine.url.database or engine.url.render_as_string(hide_password=True)
