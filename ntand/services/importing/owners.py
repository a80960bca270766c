"""Whose certificate or offer a row is about."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from ntand.files.rows import RowFault
from ntand.services.importing.people import People, name_keys
from ntand.store.bulk import Row, select_among, update_rows

_NAMES = (
    "SELECT id, given_name, family_name FROM person WHERE NOT EXISTS"
    " (SELECT 1 FROM decision WHERE decision.person_id = person.id) AND id IN (?)"
)


class Owners:
    """The persons of rows that may name someone no decision has told of."""

    def __init__(self, connection: Connection, places: Mapping[str, int]) -> None:
        self._connection = connection
        self._people = People(connection)
        self._number = places["personnummer"]
        self._given, self._family = places.get("fornamn"), places.get("efternamn")
        self._known: dict[str, str] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self._introduced: dict[str, tuple[str, str]] = {}
        self._renamed: dict[str, tuple[str, str]] = {}

    def refuse(self, rows: Sequence[tuple[int, Row]]) -> list[RowFault]:
        """The rows about people unknown so far that lack a name."""
        self._known = self._people.look_up(row[self._number] for _n, row in rows)
        self._names = {
            person: (given, family)
            for person, given, family in select_among(
                self._connection, _NAMES, set(self._known.values())
            )
        }
        self._introduced.clear()
        return [
            RowFault(number, "personnummer", "unknown_person")
            for number, row in rows
            if row[self._number] not in self._known and not self._introduce(row)
        ]

    def known(self, row: Row) -> str | None:
        """The person's id; None for someone new."""
        return self._known.get(row[self._number])

    def person(self, row: Row) -> str:
        """The person's id; someone new is made, someone without decisions may be renamed."""
        number = row[self._number]
        given, family = self._name(row)
        person = self._known.get(number)
        if person is None:
            if not (given and family):
                given, family = self._introduced[number]
            person = self._people.make(number, given, family)
            self._names[person] = (given, family)
        elif given and family and self._names.get(person, (given, family)) != (given, family):
            self._names[person] = self._renamed[person] = (given, family)
        return person

    def flush(self) -> None:
        """Store the persons made and the names changed."""
        self._people.flush()
        rows = [
            (given, family, *name_keys(given, family), person)
            for person, (given, family) in self._renamed.items()
        ]
        columns = ("given_name", "family_name", "sort_key", "search_text")
        update_rows(self._connection, "person", columns, rows)
        self._renamed.clear()

    def _introduce(self, row: Row) -> bool:
        """Whether someone unknown has a name, in this row or in one before it."""
        name = self._name(row)
        if all(name):
            self._introduced.setdefault(row[self._number], name)
        return row[self._number] in self._introduced

    def _name(self, row: Row) -> tuple[str, str]:
        given = row[self._given] if self._given is not None else None
        family = row[self._family] if self._family is not None else None
        return given or "", family or ""
