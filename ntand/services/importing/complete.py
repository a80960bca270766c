"""A complete extract: what it no longer holds is not active from its day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from ntand.errors import Refused
from ntand.store.bulk import Row, select_rows, stored_date, update_rows

_ACTIVE = (
    " AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)"
    " AND (missing_from IS NULL OR missing_from > ?)"
)
_STILL_OPEN = (
    "SELECT id, external_id FROM decision WHERE source = ? AND missing_from IS NULL"
    " AND (ends_on IS NULL OR ends_on >= ?)"
)
_MOST_MISSING = 0.10  # of a source's active decisions, before a person must confirm


class CompleteExtract:
    """Remembers what was active before the import, and marks what the file lacks."""

    def __init__(
        self, connection: Connection, as_of: date, default_source: str, *, confirmed: bool
    ) -> None:
        self._connection = connection
        self._as_of = as_of
        self._day = stored_date(connection, as_of)
        self._default = default_source
        self._confirmed = confirmed
        self._active: dict[str, set[str]] = {}
        for source, key in select_rows(
            connection,
            "SELECT source, external_id FROM decision WHERE 1 = 1" + _ACTIVE,
            *(self._day,) * 3,
        ):
            self._active.setdefault(source, set()).add(key)

    def mark(self, sources: Collection[str], held: Collection[tuple[str, str]]) -> int:
        """Mark the decisions of the file's sources that the file does not hold.

        Returns how many were marked.

        Raises:
            Refused: the file is empty, or lacks too much, and nobody has confirmed it.
        """
        if not held and not self._confirmed:
            raise Refused("import.complete_empty")
        keys = set(held)
        marked = 0
        for source in sources or {self._default}:
            self._weigh(source, keys)
            rows: list[Row] = [
                (self._day, id_)
                for id_, key in select_rows(self._connection, _STILL_OPEN, source, self._day)
                if (source, key) not in keys
            ]
            update_rows(self._connection, "decision", ("missing_from",), rows)
            marked += len(rows)
        return marked

    def _weigh(self, source: str, keys: set[tuple[str, str]]) -> None:
        active = self._active.get(source, set())
        missing = sum((source, key) not in keys for key in active)
        if missing > _MOST_MISSING * len(active) and not self._confirmed:
            raise Refused("import.complete_lacks", missing=missing, active=len(active))
