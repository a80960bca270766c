"""A complete extract: what it no longer holds is not active from its day."""

from datetime import date

from sqlalchemy import Connection

from ntand.errors import Refused
from ntand.store.bulk import Row, select_rows, stored_date, update_rows

_ACTIVE = (
    "SELECT source, external_id FROM decision WHERE starts_on <= ?"
    " AND (ends_on IS NULL OR ends_on >= ?) AND (missing_from IS NULL OR missing_from > ?)"
)
_OF_SOURCE = (
    "SELECT id, external_id, person_id, missing_from,"
    " CASE WHEN ends_on IS NULL OR ends_on >= ? THEN 1 ELSE 0 END FROM decision WHERE source = ?"
)
_ONE_IN = 10  # of a source's active decisions may be missing before a person must confirm


class CompleteExtract:
    """Remembers what was active before the import, and marks what the file lacks."""

    def __init__(
        self, connection: Connection, as_of: date, default_source: str, *, confirmed: bool
    ) -> None:
        self._connection = connection
        self._day = stored_date(connection, as_of)
        self._default = default_source
        self._confirmed = confirmed
        self._active: dict[str, set[str]] = {}
        for source, key in select_rows(connection, _ACTIVE, *(self._day,) * 3):
            self._active.setdefault(source, set()).add(key)

    def mark(self, held: set[tuple[str, str]]) -> list[str]:
        """Mark the decisions of the file's sources that the file does not hold.

        ``held``: source and id of every row, refused ones too: such a decision is not missing.
        Returns the persons of those marked, one for each.

        Raises:
            Refused: the file is empty, or lacks too much, and nobody has confirmed it.
        """
        if not held and not self._confirmed:
            raise Refused("import.complete_empty")
        changes: list[Row] = []
        persons: list[str] = []
        for source in {source for source, _key in held} or {self._default}:
            self._weigh(source, held)
            for id_, key, person, since, is_open in select_rows(
                self._connection, _OF_SOURCE, self._day, source
            ):
                if (source, key) in held:
                    if since is not None:
                        changes.append((None, id_))
                elif is_open and (since is None or since > self._day):
                    changes.append((self._day, id_))
                    persons.append(person)
        update_rows(self._connection, "decision", ("missing_from",), changes)
        return persons

    def _weigh(self, source: str, keys: set[tuple[str, str]]) -> None:
        active = self._active.get(source, set())
        missing = sum((source, key) not in keys for key in active)
        if missing * _ONE_IN > len(active) and not self._confirmed:
            raise Refused("import.complete_lacks", missing=missing, active=len(active))
