"""The unit of work: one user intention, one transaction, committed only when asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from ntand.store.engine import WRITING, explained


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A consistent view of the database; nothing can be changed through it."""
    with explained(engine), engine.connect() as connection:
        yield connection
        connection.rollback()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that is committed at the end, and wholly undone by any error."""
    with explained(engine), engine.connect() as plain:
        connection = plain.execution_options(**{WRITING: True})
        with connection.begin():
            yield connection
