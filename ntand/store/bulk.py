"""Reading and writing rows at the driver's speed, in the same words for both databases.

SQLAlchemy's executemany costs half as much again as the driver's, and each statement through it
ten times what the driver takes for one row. So rows come and go here as plain tuples, over the
driver's own cursor, inside the transaction that ``ntand.store.work`` has begun. Values are what
the driver stores: see ``encoder``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

Row = tuple[Any, ...]


def is_sqlite(connection: Connection) -> bool:
    """Whether the connection leads to the embedded database."""
    return connection.dialect.name == "sqlite"


def insert_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Insert the rows, each aligned with the columns."""
    if rows:
        marks = ", ".join("?" * len(columns))
        names = ", ".join(f'"{name}"' for name in columns)
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        _cursor(connection).executemany(_written(connection, sql), rows)


def insert_record(connection: Connection, table: str, record: Mapping[str, object]) -> None:
    """Insert one row, told by column; dates, instants and codes as they are."""
    row = tuple(_stored(connection, value) for value in record.values())
    insert_rows(connection, table, tuple(record), [row])


def update_rows(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    key: str = "id",
) -> None:
    """Set the columns of the rows; each row ends with the key of the record it belongs to."""
    if rows:
        settings = ", ".join(f'"{name}" = ?' for name in columns)
        sql = f"UPDATE {table} SET {settings} WHERE {key} = ?"  # noqa: S608 - our own names
        _cursor(connection).executemany(_written(connection, sql), rows)


def change_rows(connection: Connection, sql: str, *values: object) -> int:
    """Run a statement that changes rows; ``?`` marks a value. Returns how many it changed."""
    cursor = _cursor(connection)
    cursor.execute(_written(connection, sql), values)
    return int(cursor.rowcount)


def select_rows(connection: Connection, sql: str, *values: object) -> list[Row]:
    """The rows a statement gives; ``?`` marks a value."""
    cursor = _cursor(connection)
    cursor.execute(_written(connection, sql), values)
    rows: list[Row] = cursor.fetchall()
    return rows


def select_among(
    connection: Connection, sql: str, among: Iterable[str], *values: object
) -> list[Row]:
    """The rows of a statement that ends with ``IN (?)``, for all the values in ``among``."""
    wanted = list(among)
    rows: list[Row] = []
    for start in range(0, len(wanted), 5000):
        part = wanted[start : start + 5000]
        marks = ", ".join("?" * len(part))
        rows += select_rows(connection, sql.replace("IN (?)", f"IN ({marks})"), *values, *part)
    return rows


def encoder(connection: Connection, date_positions: Sequence[int]) -> Callable[[list[Any]], Row]:
    """Turns values into what the driver stores and gives back, so that rows can be compared."""
    if not is_sqlite(connection):
        return tuple

    def encode(values: list[Any]) -> Row:
        for position in date_positions:
            value = values[position]
            if value is not None:
                values[position] = value.isoformat()
        return tuple(values)

    return encode


def stored_date(connection: Connection, value: date | None) -> Any:  # noqa: ANN401 - text or date
    """A date as the driver stores it."""
    return value.isoformat() if value is not None and is_sqlite(connection) else value


def as_date(value: Any) -> date | None:  # noqa: ANN401 - text or date
    """A date as the driver gave it back."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def stored_instant(connection: Connection, value: datetime) -> Any:  # noqa: ANN401 - text or instant
    """An instant as the driver stores it: in UTC, on SQLite as SQLAlchemy writes it."""
    if is_sqlite(connection):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value


def as_instant(value: Any) -> datetime:  # noqa: ANN401 - text or instant
    """An instant that a driver gave: SQLite's come as text, in UTC."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    found: datetime = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return found


def _stored(connection: Connection, value: object) -> object:
    if isinstance(value, datetime):
        return stored_instant(connection, value)
    if isinstance(value, date):
        return stored_date(connection, value)
    return value.value if isinstance(value, StrEnum) else value


def _cursor(connection: Connection) -> Any:  # noqa: ANN401 - the driver's own
    return connection.connection.cursor()


def _written(connection: Connection, sql: str) -> str:
    """The statement as the driver wants it written."""
    return sql if is_sqlite(connection) else sql.replace("%", "%%").replace("?", "%s")
