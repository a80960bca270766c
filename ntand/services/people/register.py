"""The register of everyone as a table: all ids in an order at once, rows as they are seen.

A table of 250 000 rows is opened by one text that holds everyone's id, 36 characters each, in
the order asked for; row ``at`` is ``ids[36 * at : 36 * at + 36]``. The database joins the ids
itself and for the order by name reads an index alone: a quarter of the time of fetching a row
for each. What a row shows is then read for the few hundred that are seen.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from ntand.domain.certificates import CertificateState, Validity, state_on
from ntand.domain.names import sort_key
from ntand.domain.placement import deciding
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking, require
from ntand.services.installation import Installation
from ntand.services.people.cards import born
from ntand.services.proposals import evaluate
from ntand.store.bulk import as_date, is_sqlite, select_among, select_rows, stored_date
from ntand.store.care import load_placements, load_protection
from ntand.store.work import reading

ID_LENGTH = 36
_ACTION = "register"
_ORDERED = {
    "name": ("SELECT id AS one, {by} FROM person WHERE id NOT IN ({gone})", "sort_key", "id"),
    "number": (
        "SELECT person_id AS one, {by} FROM identity_number"
        " WHERE valid_to IS NULL AND person_id NOT IN ({gone})",
        "number",
        "person_id",
    ),
}
# Died, or moved away and no decision begins afterwards: as ntand.store.care tells it, which
# would read every fact of every decision.
_GONE = (
    "SELECT person_id FROM decision WHERE person_id IN (SELECT person_id FROM decision"
    " WHERE deceased_on IS NOT NULL OR moved_on IS NOT NULL) GROUP BY person_id"
    " HAVING MIN(deceased_on) <= ? OR (MAX(moved_on) <= ? AND MAX(starts_on) <= MAX(moved_on))"
)
_ENDS = (
    "SELECT person_id, MIN(deceased_on), MAX(moved_on), MAX(starts_on) FROM decision"
    " WHERE person_id IN (?) GROUP BY person_id"
)
_NOBODY = "SELECT NULL WHERE 1 = 0"
_AT_UNIT = "SELECT DISTINCT person_id FROM decision WHERE unit_code = ?"
_HOLDERS = "SELECT person_id, starts_on, ends_on, ended_on FROM certificate WHERE voided = ?"
_NAMES = (
    "SELECT p.id, n.number, p.given_name, p.family_name FROM person p"
    " JOIN identity_number n ON n.person_id = p.id AND n.valid_to IS NULL WHERE p.id IN (?)"
)
_ANSWERS = (
    "SELECT o.person_id, COALESCE(a.value, '') FROM offer o LEFT JOIN answer a"
    " ON a.offer_id = o.id AND a.superseded_by IS NULL WHERE o.year = ? AND o.person_id IN (?)"
)
_UNIT_NAMES = "SELECT code, name FROM care_unit"


class Order(StrEnum):
    """In which order the register is shown; by name is Swedish order."""

    NAME = "name"
    NUMBER = "number"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Only:
    """Who is wanted: those to whom all that is asked applies; the dead and moved on request."""

    unit: str | None = None
    certificate: bool = False
    candidates: bool = False
    protected: bool = False
    gone: bool = False


EVERYONE = Only()


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register. The unit of a protected person is not told."""

    person: str
    id_number: str
    given_name: str
    family_name: str
    born: str
    unit_code: str | None
    unit_name: str | None
    protection: str
    certificate: str  # a CertificateState value
    answer: str | None  # to this year's offer; empty: none yet; None: not offered
    deceased_on: date | None
    moved_on: date | None

    @property
    def name(self) -> str:
        """Family name first, as in every list."""
        return f"{self.family_name}, {self.given_name}"


def people_ids(
    installation: Installation,
    actor: Actor,
    order: Order = Order.NAME,
    only: Only = EVERYONE,
    *,
    among: Collection[str] | None = None,
) -> str:
    """The ids of those wanted in the order, one text, ``ID_LENGTH`` characters each.

    Opening the register is one line of the access log for everyone; the rows shown afterwards
    need none. ``among``: of these persons only, such as a search has found and logged.
    """
    if among is not None:
        require(installation, actor, _ACTION, Permission.READ)
        with reading(installation.engine) as connection:
            return _ids(connection, installation, order, only, among)
    with looking(installation, actor, _ACTION, Permission.READ) as act:
        act.everyone = True
        asked = {name: value for name, value in asdict(only).items() if value}
        act.detail.update(order=order.value, **asked)
        return _ids(act.connection, installation, order, only)


def people_units(installation: Installation, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Code and name of every unit, in Swedish order."""
    require(installation, actor, _ACTION, Permission.READ)
    with reading(installation.engine) as connection:
        units = select_rows(connection, _UNIT_NAMES)
    return tuple(sorted(((code, name) for code, name in units), key=lambda one: sort_key(one[1])))


def people_rows(
    installation: Installation, actor: Actor, ids: Collection[str]
) -> list[RegisterRow]:
    """The rows of the ids, in their order; whoever is no longer known is left out."""
    require(installation, actor, _ACTION, Permission.READ)
    with reading(installation.engine) as connection:
        return _rows(connection, installation.clock.today(), ids)


def split(ids: str) -> list[str]:
    """The ids of a text that holds one after the other."""
    return [ids[at : at + ID_LENGTH] for at in range(0, len(ids), ID_LENGTH)]


def _ids(
    connection: Connection,
    installation: Installation,
    order: Order,
    only: Only,
    among: Collection[str] | None = None,
) -> str:
    today = installation.clock.today()
    ids = _ordered(connection, today, order, among, gone=only.gone)
    wanted = _wanted(connection, installation, only)
    if wanted is not None:
        ids = "".join([one for one in split(ids) if one in wanted])
    return _by_unit(connection, today, ids) if order is Order.UNIT else ids


def _ordered(
    connection: Connection,
    today: date,
    order: Order,
    among: Collection[str] | None,
    *,
    gone: bool,
) -> str:
    """Everyone's ids, or of those among them; the dead and the moved only with ``gone``."""
    sql, by, key = _ORDERED["name" if order is Order.UNIT else order.value]
    days = () if gone else (stored_date(connection, today),) * 2
    rows = sql.format(by=by, gone=_NOBODY if gone else _GONE)
    if among is not None:
        some = select_among(connection, f"{rows} AND {key} IN (?)", among, *days)
        return "".join([one for one, _key in sorted(some, key=lambda row: (row[1], row[0]))])
    if is_sqlite(connection):
        # SQLite keeps a subselect's order for this function.
        joined = f"SELECT group_concat(one, '') FROM ({rows} ORDER BY {by}, {key})"  # noqa: S608 - our own names
    else:
        joined = f"SELECT string_agg(one, '' ORDER BY {by}, one) FROM ({rows}) AS every"  # noqa: S608
    return select_rows(connection, joined, *days)[0][0] or ""


def _wanted(connection: Connection, installation: Installation, only: Only) -> set[str] | None:
    """Those to whom everything asked applies; None when nothing was asked."""
    today = installation.clock.today()
    asked: list[set[str]] = []
    if only.unit:
        asked.append(_at_unit(connection, today, only.unit))
    if only.certificate:
        asked.append(_holders(connection, today))
    if only.candidates:
        found = evaluate(connection, today, installation.criteria)
        asked.append({person for person, one in found.items() if one.candidate})
    if only.protected:
        asked.append(set(load_protection(connection, today)))
    return set.intersection(*asked) if asked else None


def _at_unit(connection: Connection, today: date, unit: str) -> set[str]:
    """Those who are at the unit today; protected persons are found at no unit."""
    maybe = {row[0] for row in select_rows(connection, _AT_UNIT, unit)}
    placements = load_placements(connection, maybe)
    there = set()
    for person, held in placements.items():
        place = deciding(held, today)
        if place is not None and place.unit_code == unit:
            there.add(person)
    return there - load_protection(connection, today, there).keys()


def _holders(connection: Connection, today: date) -> set[str]:
    """Those with a certificate that can be used today."""
    return {
        person
        for person, *days in select_rows(connection, _HOLDERS, False)
        if Validity(*map(as_date, days)).covers(today)  # type: ignore[arg-type] # starts_on is never NULL
    }


def _by_unit(connection: Connection, today: date, ids: str) -> str:
    """By the unit's name, within it as before; those whose unit is not told come last."""
    protection = load_protection(connection, today)
    names = {code: sort_key(name) for code, name in select_rows(connection, _UNIT_NAMES)}
    at: dict[str, tuple[int, str, str]] = {}
    for person, held in load_placements(connection).items():
        place = deciding(held, today)
        if place is not None and person not in protection:
            at[person] = (0, names[place.unit_code], place.unit_code)
    nowhere = (1, "", "")
    return "".join(sorted(split(ids), key=lambda person: at.get(person, nowhere)))


def _rows(connection: Connection, today: date, ids: Collection[str]) -> list[RegisterRow]:
    people = {row[0]: row[1:] for row in select_among(connection, _NAMES, ids)}
    protection = load_protection(connection, today, people)
    units: dict[str, str] = dict(select_rows(connection, _UNIT_NAMES))
    places = load_placements(connection, people)
    ends = _ends(connection, people)
    held = _validities(connection, people)
    answers: dict[str, str] = dict(select_among(connection, _ANSWERS, people, today.year))
    rows = []
    for person in ids:
        if person not in people:
            continue
        number, given, family = people[person]
        level, (deceased, moved) = protection.get(person, ""), ends.get(person, (None, None))
        place = None if level else deciding(places.get(person, ()), today)
        code = place.unit_code if place else None
        state = CertificateState.NONE
        if person in held:
            gone = min((day for day in (deceased, moved) if day is not None), default=None)
            state = state_on(held[person], today, gone)
        rows.append(
            RegisterRow(
                person,
                number,
                given,
                family,
                born(number),
                code,
                units.get(code) if code else None,
                level,
                state.value,
                answers.get(person),
                deceased,
                moved,
            )
        )
    return rows


def _ends(
    connection: Connection, persons: Collection[str]
) -> dict[str, tuple[date | None, date | None]]:
    """The days of death and of a move that no later decision has made void."""
    ends = {}
    for person, deceased, moved, latest in select_among(connection, _ENDS, persons):
        if deceased or moved:
            left = as_date(moved) if moved and latest <= moved else None
            ends[person] = (as_date(deceased), left)
    return ends


def _validities(connection: Connection, persons: Collection[str]) -> dict[str, list[Validity]]:
    held: dict[str, list[Validity]] = {}
    sql = f"{_HOLDERS} AND person_id IN (?)"
    for person, *days in select_among(connection, sql, persons, False):
        held.setdefault(person, []).append(Validity(*map(as_date, days)))  # type: ignore[arg-type] # starts_on is never NULL
    return held
