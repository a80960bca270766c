"""Reading the decisions as the rules want them, for everyone or for some."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ntand.domain.care import CareFacts, LifeStatus
from ntand.domain.placement import Placement
from ntand.domain.protection import Told, protection_of, strictest
from ntand.store.bulk import Row, as_date, is_sqlite, select_among, select_rows

_CARE = (
    "SELECT person_id, id, kind, starts_on, ends_on, care_per_day, icf, lasting, prospect,"
    " co_resident, treatment_only, relative_help, missing_from, deceased_on, moved_on FROM decision"
)
_FILLED = (
    "SELECT decision_id, fact, value FROM filled_fact WHERE superseded_by IS NULL"
    " ORDER BY filled_at"
)
_PLACES = (
    "SELECT person_id, id, external_id, source, unit_code, kind, starts_on, ends_on, missing_from"
    " FROM decision"
)
_PROTECTION = (
    "SELECT person_id, protection, starts_on, ends_on, missing_from FROM decision"
    " WHERE person_id IN"
    " (SELECT person_id FROM decision WHERE protection IS NULL OR protection <> '')"
)
_PROTECTION_AMONG = (
    "SELECT person_id, protection, starts_on, ends_on, missing_from FROM decision"
    " WHERE person_id IN (?)"
)
_UNTOLD = (
    "SELECT id, told_protection FROM person WHERE merged_into IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM decision WHERE decision.person_id = person.id"
    " AND decision.protection IS NOT NULL)"
)
# Of one who was two persons, what people told of either goes on holding beside the decisions.
_TOLD_OF_JOINED = (
    "SELECT id, told_protection FROM person WHERE told_protection <> ''"
    " AND id IN (SELECT merged_into FROM person WHERE merged_into IS NOT NULL)"
)
_PEOPLE = "SELECT person_id, number FROM identity_number WHERE valid_to IS NULL"
_LEAVES = "(deceased_on IS NOT NULL OR moved_on IS NOT NULL)"
_BY_REGION = f"SELECT id, deceased_on, moved_on FROM person WHERE {_LEAVES}"  # noqa: S608
_MOVED_TO = (
    f"SELECT person_id, moved_on, moved_to FROM decision WHERE {_LEAVES} AND person_id IN (?)",  # noqa: S608
    f"SELECT id, moved_on, moved_to FROM person WHERE {_LEAVES} AND id IN (?)",  # noqa: S608
)
LEAVING = (
    f"SELECT person_id FROM decision WHERE {_LEAVES}"  # noqa: S608 - our own names
    f" UNION SELECT id FROM person WHERE {_LEAVES}"
)
"""The ids of those of whom a death or a move is told, by a decision or by the region."""
FILLABLE = {
    "omvardnad_per_dygn": "care_per_day",
    "icf_personlig_vard": "icf",
    "varaktigt": "lasting",
    "forbattring": "prospect",
    "medboende": "co_resident",
    "enbart_behandling": "treatment_only",
    "narstaende_hjalp": "relative_help",
}
FILLABLE_FACTS = frozenset(FILLABLE)
_ONE_DAY = timedelta(days=1)


class PersonCare(NamedTuple):
    """A person as the rules see one."""

    number: str
    care: list[CareFacts]
    status: LifeStatus


def load_care(
    connection: Connection, persons: Collection[str] | None = None
) -> dict[str, PersonCare]:
    """Everyone stored, or the persons named, by person id; also those without decisions."""
    people = _among(connection, _PEOPLE, " AND person_id IN (?)", persons)
    care: dict[str, list[CareFacts]] = {person: [] for person, _number in people}
    ends: dict[str, _Ends] = {}
    for person, deceased, moved in _among(connection, _BY_REGION, " AND id IN (?)", persons):
        ends.setdefault(person, _Ends()).note(as_date(deceased), as_date(moved))
    filled = _filled_facts(connection)
    as_day = date.fromisoformat if is_sqlite(connection) else _same
    for row in _among(connection, _CARE, " WHERE person_id IN (?)", persons):
        person, id_, kind, starts, till, per_day, icf, lasting, prospect, *more = row
        co_resident, treatment, relative, missing, deceased, moved = more
        last = as_day(till) if till else None
        if missing:
            last = _earlier(last, as_day(missing) - _ONE_DAY)
        facts = CareFacts(
            id_,
            kind,
            as_day(starts),
            last,
            per_day,
            icf,
            None if lasting is None else bool(lasting),
            prospect,
            None if co_resident is None else bool(co_resident),
            None if treatment is None else bool(treatment),
            None if relative is None else bool(relative),
        )
        care[person].append(_completed(facts, filled[id_]) if id_ in filled else facts)
        if deceased or moved:
            ends.setdefault(person, _Ends()).note(as_date(deceased), as_date(moved))
    return {
        person: PersonCare(number, care[person], _status(number, care[person], ends.get(person)))
        for person, number in people
    }


def load_moved_to(connection: Connection, persons: Collection[str]) -> dict[str, str]:
    """Where those of the persons who moved went, as the latest move tells, by person id."""
    found: dict[str, tuple[date, str]] = {}
    for sql in _MOVED_TO:
        for person, moved, where in select_among(connection, sql, persons):
            on = as_date(moved)
            if on is not None and where and (person not in found or found[person][0] < on):
                found[person] = on, where
    return {person: where for person, (_on, where) in found.items()}


def load_placements(
    connection: Connection, persons: Collection[str] | None = None
) -> dict[str, list[Placement]]:
    """The places of everyone who has a decision, or of the persons named, by person id."""
    found: dict[str, list[Placement]] = {}
    as_day = date.fromisoformat if is_sqlite(connection) else _same
    for row in _among(connection, _PLACES, " WHERE person_id IN (?)", persons):
        person, id_, external, source, unit, kind, starts, till, missing = row
        last = as_day(till) if till else None
        if missing:
            last = _earlier(last, as_day(missing) - _ONE_DAY)
        place = Placement(id_, external, source, unit, kind, as_day(starts), last)
        if person in found:
            found[person].append(place)
        else:
            found[person] = [place]
    return found


def load_protection(
    connection: Connection, today: date, persons: str | Collection[str] | None = None
) -> dict[str, str]:
    """The persons who are protected today and how; all others are not.

    Looks at everyone, or at the one or those named.
    """
    among = [persons] if isinstance(persons, str) else persons
    told: dict[str, list[Told]] = {}
    rows = (
        select_rows(connection, _PROTECTION)
        if among is None
        else select_among(connection, _PROTECTION_AMONG, among)
    )
    for held, protection, starts, till, missing in rows:
        last, begun = last_day(as_date(till), as_date(missing)), as_date(starts)
        assert begun is not None
        active = begun <= today and (last is None or today <= last)
        told.setdefault(held, []).append(Told(protection, active))
    untold: dict[str, str | None] = dict(_among(connection, _UNTOLD, " AND id IN (?)", among))
    levels = {held: protection_of(rows, untold.get(held)) for held, rows in told.items()}
    levels |= {held: protection_of((), by) for held, by in untold.items() if held not in told}
    for held, by in _among(connection, _TOLD_OF_JOINED, " AND id IN (?)", among):
        levels[held] = strictest(levels.get(held, ""), by)
    return {held: level for held, level in levels.items() if level}


def last_day(till: date | None, missing_from: date | None) -> date | None:
    """The last day a decision counts: its end, or the day before it was found missing."""
    return till if missing_from is None else _earlier(till, missing_from - _ONE_DAY)


class _Ends:
    """Deaths and moves told of one person."""

    __slots__ = ("deceased", "moved")

    def __init__(self) -> None:
        self.deceased: date | None = None
        self.moved: date | None = None

    def note(self, deceased: date | None, moved: date | None) -> None:
        if deceased and (self.deceased is None or deceased < self.deceased):
            self.deceased = deceased
        if moved and (self.moved is None or moved > self.moved):
            self.moved = moved


def _status(number: str, care: list[CareFacts], ends: _Ends | None) -> LifeStatus:
    born = int(number[:4])
    if ends is None:
        return LifeStatus(born, None, None)
    moved = ends.moved
    if moved is not None and any(held.starts_on > moved for held in care):
        moved = None
    return LifeStatus(born, ends.deceased, moved)


def _filled_facts(connection: Connection) -> dict[str, dict[str, Any]]:
    filled: dict[str, dict[str, Any]] = {}
    for decision, fact, value in select_rows(connection, _FILLED):
        filled.setdefault(decision, {})[FILLABLE[fact]] = _fact_value(fact, value)
    return filled


def _fact_value(fact: str, text: str) -> int | bool | str:
    if fact in ("omvardnad_per_dygn", "icf_personlig_vard"):
        return int(text)
    return text if fact == "forbattring" else text == "J"


def _completed(facts: CareFacts, filled: dict[str, Any]) -> CareFacts:
    """The facts with what a person filled in, where the source gives nothing."""
    return facts._replace(
        **{name: value for name, value in filled.items() if getattr(facts, name) is None}
    )


def _among(
    connection: Connection, sql: str, condition: str, persons: Collection[str] | None
) -> list[Row]:
    if persons is None:
        return select_rows(connection, sql)
    return select_among(connection, sql + condition, persons)


def _earlier(one: date | None, other: date) -> date:
    return other if one is None or other < one else one


def _same(value: date) -> date:
    return value
