"""What the exchange remembers of itself in the database: a few texts, each under a name."""

from sqlalchemy import Connection

from ntand.store.bulk import change_rows, insert_rows, select_rows


def mark(connection: Connection, name: str) -> str | None:
    """The text kept under the name."""
    rows = select_rows(connection, "SELECT value FROM setting WHERE name = ?", name)
    return str(rows[0][0]) if rows else None


def set_mark(connection: Connection, name: str, value: str | None) -> None:
    """Keep the text, at most 500 characters, under the name; None forgets it."""
    change_rows(connection, "DELETE FROM setting WHERE name = ?", name)
    if value is not None:
        insert_rows(connection, "setting", ("name", "value"), [(name, value)])
