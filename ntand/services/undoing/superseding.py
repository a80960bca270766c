"""History that stands in rows which name their successor."""

from sqlalchemy import Connection

from ntand.store.bulk import change_rows


def stand_again(connection: Connection, table: str, id_: str) -> bool:
    """Let the row be superseded by itself, and the one it took the place of stand again.

    False, and nothing changed, when another has taken its place.
    """
    own = f"UPDATE {table} SET superseded_by = id WHERE id = ? AND superseded_by IS NULL"  # noqa: S608 - our own names
    former = f"UPDATE {table} SET superseded_by = NULL WHERE superseded_by = ? AND id <> ?"  # noqa: S608
    if not change_rows(connection, own, id_):
        return False
    change_rows(connection, former, id_, id_)
    return True
