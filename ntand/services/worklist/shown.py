"""Who a row of the work list is about, as it is shown."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.services.people.cards import born
from ntand.services.worklist.facts import World
from ntand.services.worklist.reading import searched
from ntand.store.bulk import select_among, select_rows

_PEOPLE = "SELECT id, given_name, family_name, sort_key FROM person WHERE id IN (?)"
_DECISIONS = "SELECT id, given_name, family_name, case_worker FROM decision WHERE id IN (?)"
_UNITS = "SELECT code, name FROM care_unit"


class Shown(NamedTuple):
    """The row's last columns, in the table's order."""

    name: str
    born: str
    unit_code: str | None
    unit_name: str | None
    protection: str
    case_worker: str | None
    sort_key: str
    search_text: str


def load_shown(connection: Connection, world: World, persons: Collection[str]) -> dict[str, Shown]:
    """The persons by id; the unit of a protected one is not told."""
    places = {person: world.places[person] for person in persons if person in world.places}
    ids = [place.decision_id for place in places.values()]
    decisions = {row[0]: row[1:] for row in select_among(connection, _DECISIONS, ids)}
    units: dict[str, str] = dict(select_rows(connection, _UNITS)) if places else {}
    found = {}
    for person, *stored_name, key in select_among(connection, _PEOPLE, persons):
        place = places.get(person)
        who = (*stored_name, None) if place is None else decisions[place.decision_id]
        given, family, case_worker = who
        protection = world.protection.get(person, "")
        code = None if protection or place is None else place.unit_code
        unit = units.get(code) if code else None
        name, day = f"{family}, {given}", born(world.care[person].number)
        text = searched(name, day, code, unit, case_worker)
        found[person] = Shown(name, day, code, unit, protection, case_worker, key, text)
    return found
