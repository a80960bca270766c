"""The unit of work: one user intention, one transaction, committed only when asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from ntand.store.bulk import is_sqlite
from ntand.store.engine import BUSY_SECONDS, WRITING, explained

_WRITERS = 0x6E74616E64  # "ntand": the lock that writers to a shared database take


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A consistent view of the database; nothing can be changed through it."""
    with explained(engine), engine.connect() as plain:
        connection = plain
        if not is_sqlite(plain):
            connection = plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        connection.begin()  # before the first row: rows come over the driver's own cursor
        yield connection
        connection.rollback()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that is committed at the end, and wholly undone by any error.

    One at a time on either database, so that no number is given twice and no chain forks.
    """
    with explained(engine), engine.connect() as plain:
        connection = plain.execution_options(**{WRITING: True})
        with connection.begin():
            if not is_sqlite(connection):
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")
            yield connection
