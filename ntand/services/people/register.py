"""The register of everyone as a table: all ids in an order at once, rows as they are seen.

A table of 250 000 rows is held by one text with everyone's id, 36 characters each, in the order
asked for; row ``at`` is ``ids[36 * at : 36 * at + 36]``. The database joins the ids itself, some
thousand at a time, and for the order by name reads an index alone: a quarter of the time of
fetching a row for each. What a row shows is then read for the few hundred that are seen.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

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
from ntand.store.care import LEAVING, load_placements, load_protection
from ntand.store.work import reading

ID_LENGTH = 36
_ACTION = "register"
_PART = 20_000  # ids joined at a time: a text of everyone's would be held twice meanwhile


class _Asked(NamedTuple):
    """Ids in an order: the rows, what they are ordered by, and the id's column."""

    sql: str
    by: str
    key: str


_BY_NAME = _Asked(
    "SELECT id AS one, sort_key AS ordered FROM person WHERE id NOT IN ({gone})", "sort_key", "id"
)
_BY_NUMBER = _Asked(
    "SELECT person_id AS one, number AS ordered FROM identity_number"
    " WHERE valid_to IS NULL AND person_id NOT IN ({gone})",
    "number",
    "person_id",
)
# Died, or moved away and no decision begins afterwards: as ntand.store.care tells it, which
# would read every fact of every decision.
_ENDS = (
    "SELECT p.id AS one, MAX(d.starts_on) AS latest,"
    " CASE WHEN p.deceased_on IS NULL OR MIN(d.deceased_on) < p.deceased_on"
    " THEN MIN(d.deceased_on) ELSE p.deceased_on END AS died,"
    " CASE WHEN p.moved_on IS NULL OR MAX(d.moved_on) > p.moved_on"
    " THEN MAX(d.moved_on) ELSE p.moved_on END AS went"
    " FROM person p LEFT JOIN decision d ON d.person_id = p.id WHERE p.id IN (?) GROUP BY p.id"
)
_NOBODY = "SELECT id FROM person WHERE merged_into IS NOT NULL"  # they are someone else
_GONE = (
    f"SELECT one FROM ({_ENDS.replace('?', LEAVING)}) AS ends WHERE died <= ?"  # noqa: S608
    f" OR (went <= ? AND (latest IS NULL OR latest <= went)) UNION ALL {_NOBODY}"
)
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


# By unit: first by name, then those of each unit together.
_ORDERED = {Order.NAME: _BY_NAME, Order.NUMBER: _BY_NUMBER, Order.UNIT: _BY_NAME}


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
class Opened:
    """Ids, one after the other; ``whole``: there are no more."""

    ids: str
    whole: bool


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


def open_register(
    installation: Installation,
    actor: Actor,
    order: Order = Order.NAME,
    only: Only = EVERYONE,
    first: int = 0,
) -> Opened:
    """The ids of those wanted in the order; one line of the access log, for everyone.

    ``first``: of so many only, where that is quicker; ``people_ids`` gives all afterwards.
    """
    with looking(installation, actor, _ACTION, Permission.READ) as act:
        act.everyone = True
        asked = {name: value for name, value in asdict(only).items() if value}
        act.detail.update(order=order.value, **asked)
        if first and order is not Order.UNIT and only in (EVERYONE, Only(gone=True)):
            today = installation.clock.today()
            ids, _last = _part(act.connection, today, order, "", first, gone=only.gone)
            return Opened(ids, whole=len(ids) < first * ID_LENGTH)
        return Opened(_ids(act.connection, installation, order, only), whole=True)


def people_ids(
    installation: Installation,
    actor: Actor,
    order: Order = Order.NAME,
    only: Only = EVERYONE,
    *,
    among: Collection[str] | None = None,
) -> str:
    """The ids of those wanted in the order, one text, ``ID_LENGTH`` characters each.

    ``among``: of these persons only. Writes no line of its own: opening the register, or the
    search that found those among whom it looks, has written it.
    """
    require(installation, actor, _ACTION, Permission.READ)
    with reading(installation.engine) as connection:
        return _ids(connection, installation, order, only, among)


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
    if among is None:
        parts, last = _part(connection, today, order, "", _PART, gone=gone)
        found = [parts]
        while len(parts) == _PART * ID_LENGTH:
            parts, last = _part(connection, today, order, last, _PART, gone=gone, after=parts)
            found.append(parts)
        return "".join(found)
    asked = _ORDERED[order]
    sql = asked.sql.format(gone=_NOBODY if gone else _GONE)
    days = () if gone else (stored_date(connection, today),) * 2
    some = select_among(connection, f"{sql} AND {asked.key} IN (?)", among, *days)
    return "".join([one for one, _by in sorted(some, key=lambda row: (row[1], row[0]))])


def _part(
    connection: Connection,
    today: date,
    order: Order,
    last: str,
    most: int,
    *,
    gone: bool,
    after: str = "",
) -> tuple[str, str]:
    """The next ids in the order and what the last of them is ordered by.

    ``after`` are the ids before, ``last`` what the last of those is ordered by.
    """
    asked = _ORDERED[order]
    sql = asked.sql.format(gone=_NOBODY if gone else _GONE)
    values: list[object] = [] if gone else [stored_date(connection, today)] * 2
    if after:
        sql += f" AND ({asked.by}, {asked.key}) > (?, ?)"
        values += [last, after[-ID_LENGTH:]]
    # SQLite keeps a subselect's order for its function; PostgreSQL has to be told again.
    joined = "group_concat(one, '')"
    if not is_sqlite(connection):
        joined = "string_agg(one, '' ORDER BY ordered, one)"
    ordered = f"{sql} ORDER BY {asked.by}, {asked.key} LIMIT {most}"
    query = f"SELECT {joined}, MAX(ordered) FROM ({ordered}) AS part"  # noqa: S608 - our own names
    ids, by = select_rows(connection, query, *values)[0]
    return ids or "", by or ""


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
    for person, latest, deceased, moved in select_among(connection, _ENDS, persons):
        if deceased or moved:
            left = as_date(moved) if moved and (latest is None or latest <= moved) else None
            ends[person] = (as_date(deceased), left)
    return ends


def _validities(connection: Connection, persons: Collection[str]) -> dict[str, list[Validity]]:
    held: dict[str, list[Validity]] = {}
    sql = f"{_HOLDERS} AND person_id IN (?)"
    for person, *days in select_among(connection, sql, persons, False):
        held.setdefault(person, []).append(Validity(*map(as_date, days)))  # type: ignore[arg-type] # starts_on is never NULL
    return held
