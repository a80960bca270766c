"""The persons an import meets: known by a number, current or replaced, or made."""

from collections.abc import Iterable

from sqlalchemy import Connection

from ntand.domain.identity import kind_of
from ntand.domain.names import search_text, sort_key
from ntand.store.base import new_id
from ntand.store.bulk import insert_rows, select_among

_PERSON = ("id", "given_name", "family_name", "sort_key", "search_text", "version")
_SORTED_BY, _SEARCHED_IN = 600, 1100  # characters; an index entry holds 2 700 bytes
_NUMBER = ("id", "person_id", "number", "kind")


class People:
    """Finds persons by number and makes those who are new, many at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, str] = {}
        self._persons: list[tuple[object, ...]] = []
        self._numbers: list[tuple[object, ...]] = []

    def look_up(self, numbers: Iterable[str]) -> dict[str, str]:
        """Person id by number, for the numbers known; forgets the ones looked up before."""
        rows = select_among(
            self._connection,
            "SELECT number, person_id, valid_to FROM identity_number WHERE number IN (?)",
            set(numbers),
        )
        # A number given back to someone new counts for the one who has it now.
        rows.sort(key=lambda row: row[2] is None)
        self._known = {number: person for number, person, _valid_to in rows}
        return self._known

    def make(self, number: str, given_name: str, family_name: str) -> str:
        """A new person, stored with the next ``flush``."""
        person = new_id()
        keys = name_keys(given_name, family_name)
        self._persons.append((person, given_name, family_name, *keys, 1))
        self._numbers.append((new_id(), person, number, kind_of(number)))
        self._known[number] = person
        return person

    def flush(self) -> None:
        """Store the persons made."""
        insert_rows(self._connection, "person", _PERSON, self._persons)
        insert_rows(self._connection, "identity_number", _NUMBER, self._numbers)
        self._persons.clear()
        self._numbers.clear()


def name_keys(given_name: str, family_name: str) -> tuple[str, str]:
    """Sort key and search text of a name, of absurdly long ones the beginning."""
    return (
        f"{sort_key(family_name)} {sort_key(given_name)}"[:_SORTED_BY],
        search_text(given_name, family_name)[:_SEARCHED_IN],
    )
