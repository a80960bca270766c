"""People as papers and exports show them: what the deciding decision says on a day."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.domain.placement import deciding
from ntand.store.bulk import Row, select_among, select_rows
from ntand.store.care import load_placements

_PEOPLE = (
    "SELECT p.id, n.number, p.given_name, p.family_name, p.sort_key FROM person p"
    " JOIN identity_number n ON n.person_id = p.id AND n.valid_to IS NULL"
)
_FACTS = (
    "SELECT id, given_name, family_name, address, postal_code, town, room, phone, language,"
    " unit_code, contact_name, contact_phone, contact_role"
    " FROM decision WHERE id IN (?)"
)
_FIND = (
    "SELECT person_id, valid_to FROM identity_number WHERE number = ?"
    " ORDER BY CASE WHEN valid_to IS NULL THEN 0 ELSE 1 END"
)


class PersonFacts(NamedTuple):
    """A person's facts on a day; None where nothing is known."""

    person_id: str
    number: str
    given_name: str
    family_name: str
    sort_key: str
    address: str | None = None
    postal_code: str | None = None
    town: str | None = None
    room: str | None = None
    phone: str | None = None
    language: str | None = None
    unit_code: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_role: str | None = None


def load_people(
    connection: Connection, day: date, persons: Collection[str] | None = None
) -> dict[str, PersonFacts]:
    """Everyone stored, or the persons named, with their facts on the day, by person id."""
    if persons is None:
        people = select_rows(connection, _PEOPLE)
    else:
        people = select_among(connection, _PEOPLE + " WHERE p.id IN (?)", persons)
    decisions = {}
    for person, placements in load_placements(connection, persons).items():
        decides = deciding(placements, day)
        if decides is not None:
            decisions[person] = decides.decision_id
    facts = {row[0]: row[1:] for row in select_among(connection, _FACTS, decisions.values())}
    return {row[0]: _facts(row, facts.get(decisions.get(row[0], ""))) for row in people}


def find_person(connection: Connection, number: str) -> str | None:
    """The person who has, or had, the number."""
    rows = select_rows(connection, _FIND, number)
    return rows[0][0] if rows else None


def who_is(connection: Connection, person: str) -> str | None:
    """The person of the id: the one it turned out to be, where it was merged; None: nobody."""
    rows = select_rows(connection, "SELECT merged_into FROM person WHERE id = ?", person)
    return (rows[0][0] or person) if rows else None


def _facts(person: Row, decision: Row | None) -> PersonFacts:
    if decision is None:
        return PersonFacts(*person)
    id_, number, _given, _family, sort_key = person
    given, family, *rest = decision
    return PersonFacts(id_, number, given, family, sort_key, *rest)
