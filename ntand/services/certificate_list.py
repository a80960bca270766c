"""The certificates as a list to work with: everyone's, narrowed as a person asks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.domain.certificates import Validity
from ntand.domain.names import folded, sort_key
from ntand.domain.placement import deciding
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.installation import Installation
from ntand.services.people.cards import born
from ntand.services.proposals import gone_from
from ntand.store.bulk import Row, as_date, select_among, select_rows
from ntand.store.care import LEAVING, load_care, load_placements, load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.tables.exchange import ObjectKind

EXPIRING_DAYS = 60
_CERTIFICATES = (
    "SELECT id, local_id, person_id, ground, starts_on, ends_on, ended_on, voided FROM certificate"
)
_PEOPLE = (
    "SELECT p.id, p.given_name, p.family_name, p.sort_key, p.search_text, n.number FROM person p"
    " JOIN identity_number n ON n.person_id = p.id AND n.valid_to IS NULL"
)
_UNITS = "SELECT code, name FROM care_unit"
_ITEMS = (
    "SELECT object_id, state, road FROM outbox_item WHERE kind = 'certificate'"
    " AND state <> 'stopped'"
)
_IN_ORDER = " ORDER BY sequence, id"


class State(StrEnum):
    """Where a certificate stands today."""

    ACTIVE = "active"
    COMING = "coming"
    ENDED = "ended"
    VOIDED = "voided"


class Way(StrEnum):
    """Where a certificate's latest state is on its way to the region."""

    SENT = "sent"
    QUEUED = "queued"
    PORTAL = "portal"  # to be entered in the region's portal
    PAPER = "paper"  # protected: on a paper form
    NO_BASIS = "no_basis"  # waits for consent or harm test
    REFUSED_DISCLOSURE = "refused_disclosure"  # the person has said no
    PARKED = "parked"  # refused by the region
    CONFLICT = "conflict"
    NOT_TOLD = "not_told"  # history that has not been announced


class Group(StrEnum):
    """What to narrow the list to; a certificate may be in several."""

    ACTIVE = "active"
    EXPIRING = "expiring"  # active, and its last day is near
    COMING = "coming"
    NO_BASIS = "no_basis"
    NOT_SENT = "not_sent"  # anything still on its way, for whatever reason
    ENDED = "ended"
    VOIDED = "voided"


class CertificateLine(NamedTuple):
    """One certificate. The unit of a protected person is not told."""

    intyg_id: str
    person: str
    name: str
    born: str
    unit_code: str | None
    unit_name: str | None
    protection: str
    ground: str
    starts_on: date
    last_day: date | None  # also by death or move
    state: State
    way: Way
    groups: tuple[str, ...]
    search_text: str

    @property
    def protected(self) -> bool:
        """Whether the person is protected."""
        return bool(self.protection)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to narrow to; empty means all. A text is looked for in every group."""

    group: str = ""
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Certificates:
    """All certificates in Swedish order of name, and the units to choose among."""

    on: date
    rows: tuple[CertificateLine, ...]
    units: tuple[tuple[str, str], ...]  # code and name, in order of name


def certificates(installation: Installation, actor: Actor) -> Certificates:
    """Every certificate as it stands today; ``narrowed`` picks from the answer."""
    with looking(installation, actor, "certificates", Permission.READ) as act:
        act.everyone = True
        rows = load_lines(act.connection, act.today)
    units = {row.unit_code: row.unit_name or "" for row in rows if row.unit_code}
    ordered = sorted(units.items(), key=lambda unit: sort_key(unit[1]))
    return Certificates(act.today, tuple(rows), tuple(ordered))


def narrowed(found: Certificates, filters: Filters) -> tuple[CertificateLine, ...]:
    """The rows that the filters let through; cheap enough for each letter typed."""
    rows: Iterable[CertificateLine] = found.rows
    if filters.group and not filters.text.strip():
        rows = [row for row in rows if filters.group in row.groups]
    return tuple(_among(rows, filters))


def counted(found: Certificates, filters: Filters) -> dict[str, int]:
    """How many of each group the filters let through, were their group chosen."""
    every = {group.value: 0 for group in Group}
    rows = _among(found.rows, replace(filters, group=""))
    return every | Counter(group for row in rows for group in row.groups)


def load_lines(
    connection: Connection, today: date, persons: Iterable[str] | None = None
) -> list[CertificateLine]:
    """The lines of everyone's certificates, or of the persons' named."""
    named = None if persons is None else list(persons)
    if named is None:
        rows = select_rows(connection, _CERTIFICATES)
    else:
        rows = select_among(connection, f"{_CERTIFICATES} WHERE person_id IN (?)", named)
    people = _people(connection, today, {row[2] for row in rows}, named)
    ways = _Ways(connection, today, named[0] if named and len(named) == 1 else None)
    lines = [_line(row, people[row[2]], ways, today) for row in rows]
    order = {line.intyg_id: people[line.person].sort_key for line in lines}
    lines.sort(key=lambda line: (order[line.intyg_id], line.person, line.starts_on, line.intyg_id))
    return lines


class _Who(NamedTuple):
    """What a line says of its person."""

    name: str
    born: str
    sort_key: str
    search_text: str
    unit_code: str | None
    unit_name: str | None
    protection: str
    gone_from: date | None


def _people(
    connection: Connection, today: date, persons: set[str], named: list[str] | None
) -> dict[str, _Who]:
    protection = load_protection(connection, today, named)
    units: dict[str, str] = dict(select_rows(connection, _UNITS))
    placements = load_placements(connection, named)
    gone = {row[0] for row in select_rows(connection, LEAVING)} & persons
    statuses = {person: care.status for person, care in load_care(connection, gone).items()}
    if named is None:
        rows = select_rows(connection, _PEOPLE)
    else:
        rows = select_among(connection, f"{_PEOPLE} WHERE p.id IN (?)", persons)
    found = {}
    for person, given, family, key, text, number in rows:
        if person not in persons:
            continue
        level = protection.get(person, "")
        place = None if level else deciding(placements.get(person, []), today)
        code = place.unit_code if place else None
        unit = units[code] if code else None
        status = statuses.get(person)
        found[person] = _Who(
            f"{family}, {given}",
            born(number),
            key,
            f"{text} {number} {number[:8]}-{number[8:]} {folded(unit or '')}",
            code,
            unit,
            level,
            gone_from(status) if status else None,
        )
    return found


class _Ways:
    """The way of each certificate to the region."""

    def __init__(self, connection: Connection, today: date, person: str | None) -> None:
        if person is None:
            items = select_rows(connection, _ITEMS + _IN_ORDER)
        else:
            items = select_rows(connection, f"{_ITEMS} AND person_id = ?{_IN_ORDER}", person)
        self._items: Mapping[str, tuple[str, str]] = {row[0]: (row[1], row[2]) for row in items}
        self._disclosures = Disclosures(connection, person)
        self._protected = load_protection(connection, today, person)

    def of(self, key: str, person: str) -> Way:
        """Where it is; the item born last decides."""
        state, road = self._items.get(key, ("", ""))
        if state in _SETTLED:
            return _SETTLED[state]
        if person in self._protected:
            return Way.PAPER
        if self._disclosures.refused(person):
            return Way.REFUSED_DISCLOSURE
        if not self._disclosures.allow(ObjectKind.CERTIFICATE, key, person):
            return Way.NO_BASIS
        return Way.PORTAL if road == "portal" else Way.QUEUED


def _line(row: Row, who: _Who, ways: _Ways, today: date) -> CertificateLine:
    key, intyg_id, person, ground, starts_on, ends_on, ended_on, voided = row
    first = as_date(starts_on)
    assert first is not None
    days = Validity(first, as_date(ends_on), as_date(ended_on))
    lasts = [day for day in (days.last_day, who.gone_from) if day is not None]
    last = min(lasts, default=None)
    state = _state(first, last, today, voided=bool(voided))
    way = ways.of(key, person)
    return CertificateLine(
        intyg_id,
        person,
        who.name,
        who.born,
        who.unit_code,
        who.unit_name,
        who.protection,
        ground,
        first,
        last,
        state,
        way,
        _groups(state, way, last, today),
        f"{who.search_text} {intyg_id}",
    )


_SETTLED = {
    "": Way.NOT_TOLD,
    "delivered": Way.SENT,
    "parked": Way.PARKED,
    "conflict": Way.CONFLICT,
}
_ARRIVED = {Way.SENT, Way.NOT_TOLD}


def _state(first: date, last: date | None, today: date, *, voided: bool) -> State:
    if voided:
        return State.VOIDED
    if last is not None and (last < today or last < first):
        return State.ENDED
    return State.COMING if today < first else State.ACTIVE


def _groups(state: State, way: Way, last: date | None, today: date) -> tuple[str, ...]:
    groups = [state.value]
    near = last is not None and last <= today + timedelta(days=EXPIRING_DAYS)
    if state is State.ACTIVE and near:
        groups.append(Group.EXPIRING.value)
    if way is Way.NO_BASIS:
        groups.append(Group.NO_BASIS.value)
    if way not in _ARRIVED:
        groups.append(Group.NOT_SENT.value)
    return tuple(groups)


def _among(rows: Iterable[CertificateLine], filters: Filters) -> Iterable[CertificateLine]:
    if filters.unit:
        rows = [row for row in rows if row.unit_code == filters.unit]
    for word in folded(filters.text).split():
        rows = [row for row in rows if word in row.search_text]
    return rows
