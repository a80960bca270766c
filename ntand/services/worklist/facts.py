"""What is known of each person that can make work for someone: read once, told per person."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.domain.certificates import Validity
from ntand.domain.eligibility import decisive_signature
from ntand.domain.placement import Placement, deciding
from ntand.ports import STOCKHOLM
from ntand.services.installation import Installation
from ntand.services.proposals import Proposal, evaluate
from ntand.services.standing import Standing, load_stances
from ntand.settings import Channel
from ntand.store.bulk import Row, as_date, select_among, select_rows, stored_date
from ntand.store.care import (
    PersonCare,
    load_care,
    load_moved_to,
    load_placements,
    load_protection,
)
from ntand.store.disclosure import Disclosures
from ntand.store.tables import ObjectKind, OutboxState

_FEW = 12  # persons whose disclosures are read one by one
_CERTIFICATES = (
    "SELECT person_id, id, local_id, starts_on, ends_on, ended_on, issued_on, basis, changed_here"
    " FROM certificate WHERE voided = ?"
)
# This year's round and the last one's, and whatever has been done this year.
_OFFERS = (
    "SELECT o.person_id, o.year, o.offered_on, a.value, a.answered_on FROM offer o"
    " LEFT JOIN answer a ON a.offer_id = o.id AND a.superseded_by IS NULL"
    " WHERE o.year BETWEEN ? AND ?"
)
_VISITS = (
    "SELECT o.person_id, o.year, v.visited_on, v.performed, v.deviation FROM visit v"
    " JOIN offer o ON o.id = v.offer_id WHERE v.superseded_by IS NULL"
    " AND (o.year BETWEEN ? AND ? OR v.visited_on >= ?)"
)
_LATEST_LAST = " ORDER BY v.visited_on IS NOT NULL, v.visited_on, v.registered_at, v.id"
_ITEMS = (
    "SELECT person_id, id, kind, object_id, state, problem, payload, created_at FROM outbox_item"
    " WHERE state IN ('waiting', 'parked', 'conflict') AND person_id IS NOT NULL"
)
# The latest list of each unit: an id tells the order of birth.
_LISTS = (
    "SELECT unit_code, MAX(id), MAX(printed_at) FROM printout WHERE kind = 'lista' AND year = ?"
    " GROUP BY unit_code"
)
_SHEETS = "SELECT unit_code, id FROM printout WHERE kind = 'andringar' AND year = ?"
_LISTED = "SELECT person_id, printout_id FROM printout_subject WHERE printout_id IN (?)"
_FORMS = (
    "SELECT s.person_id, MAX(p.id) FROM printout p JOIN printout_subject s"
    " ON s.printout_id = p.id WHERE p.kind = 'skyddad'"
)
_KEYS = {ObjectKind.CERTIFICATE: "intyg_id", ObjectKind.OFFER: "ar"}


class Held(NamedTuple):
    """A certificate that is not voided."""

    id: str
    intyg_id: str
    validity: Validity
    issued_on: date
    basis: str | None
    changed_here: bool


class Item(NamedTuple):
    """Something the region has not got; ``key`` is the certificate's id or the offer's year."""

    id: str
    kind: str
    key: str
    state: str
    problem: str | None
    since: date | None
    allowed: bool  # there is a basis for sending it


class OfYear(NamedTuple):
    """What stands of a year's offer."""

    offered_on: date | None = None
    answer: str | None = None
    answered_on: date | None = None
    deviation: str | None = None  # of the latest visit
    performed_on: tuple[date | None, ...] = ()


class List(NamedTuple):
    """The latest list of the year printed for a unit; the code is empty for those without one."""

    unit: str
    printed_on: date | None


class Known(NamedTuple):
    """One person on the day, as the kinds of work look at one."""

    person: str
    today: date
    care: PersonCare
    proposal: Proposal
    protection: str
    stance: Standing | None
    same_facts: bool  # as when the stance was taken
    refuses: bool  # has said no to disclosure, or taken a consent back
    certificates: tuple[Held, ...]
    active: Held | None  # the one that covers the day; death and move are not looked at
    offers: Mapping[int, OfYear]
    items: tuple[Item, ...]
    form: str  # the latest paper form's id; smaller than that of an item born after it
    place: Placement | None
    lists: tuple[List, ...]  # those that the person is on, as the units have been told
    printed: Mapping[str, List]  # of all units that have one
    moved_to: str | None  # as told, of someone who has moved

    @property
    def gone(self) -> bool:
        """Whether the person is dead or has moved away."""
        return self.care.status.gone_on(self.today)


class World:
    """What is known of everyone, or of the persons named."""

    def __init__(
        self,
        connection: Connection,
        installation: Installation,
        today: date,
        persons: Collection[str] | None = None,
    ) -> None:
        self._connection, self._today, self._persons = connection, today, persons
        self._by_portal = installation.settings.channel is Channel.PORTAL
        self.care = load_care(connection, persons)
        self._proposals = evaluate(connection, today, installation.criteria, persons, self.care)
        self.protection = load_protection(connection, today, persons)
        moved = [person for person, one in self.care.items() if one.status.moved_on]
        self._moved_to = load_moved_to(connection, moved)
        self._stances = load_stances(connection, persons)
        self.places = self._places()
        self._certificates = self._load_certificates()
        self._offers = self._load_offers()
        self._disclosures: Disclosures | None = None
        self._items = self._load_items()
        self._load_papers()

    def everyone(self) -> Iterator[Known]:
        """Each person in turn."""
        for person, care in self.care.items():
            yield self._known(person, care)

    def _known(self, person: str, care: PersonCare) -> Known:
        stance = self._stances.get(person)
        same = stance is not None and (
            stance.decisive_facts == decisive_signature(care.care, self._today)
        )
        held = tuple(self._certificates.get(person, ()))
        return Known(
            person,
            self._today,
            care,
            self._proposals[person],
            self.protection.get(person, ""),
            stance,
            same,
            self._disclosed(person).refused(person),
            held,
            next((one for one in held if one.validity.covers(self._today)), None),
            self._offers.get(person, {}),
            tuple(self._items.get(person, ())),
            self._forms.get(person, ""),
            self.places.get(person),
            tuple(self._lists.get(person, ())),
            self._printed,
            self._moved_to.get(person),
        )

    def _places(self) -> dict[str, Placement]:
        found = {}
        for person, placements in load_placements(self._connection, self._persons).items():
            place = deciding(placements, self._today)
            if place is not None:
                found[person] = place
        return found

    def _load_certificates(self) -> dict[str, list[Held]]:
        found: dict[str, list[Held]] = {}
        for person, id_, local_id, *days, issued, basis, here in self._among(_CERTIFICATES, False):
            validity = Validity(*map(as_date, days))  # type: ignore[arg-type] # starts_on is never NULL
            issued_on = as_date(issued)
            assert issued_on is not None
            held = Held(id_, local_id, validity, issued_on, basis, bool(here))
            found.setdefault(person, []).append(held)
        for some in found.values():
            some.sort(key=lambda one: (one.validity.starts_on, one.intyg_id))
        return found

    def _load_offers(self) -> dict[str, dict[int, OfYear]]:
        year = self._today.year
        found: dict[str, dict[int, OfYear]] = {}
        for person, of, offered, answer, answered in self._of_person(_OFFERS, "", year - 1, year):
            stands = OfYear(as_date(offered), answer, as_date(answered))
            found.setdefault(person, {})[of] = stands
        first = stored_date(self._connection, date(year, 1, 1))
        visits = self._of_person(_VISITS, _LATEST_LAST, year - 1, year, first)
        for person, of, visited, performed, deviation in visits:
            years = found.setdefault(person, {})
            before = years.get(of, OfYear())
            days = (*before.performed_on, as_date(visited)) if performed else before.performed_on
            years[of] = before._replace(deviation=deviation, performed_on=days)
        return found

    def _load_items(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for person, *rest in self._among(_ITEMS):
            found.setdefault(person, []).append(self._item(person, rest))
        for some in found.values():
            some.sort()
        return found

    def _item(self, person: str, row: list[str | None]) -> Item:
        id_, kind, object_id, state, problem, payload, created = row
        of = ObjectKind(str(kind))
        allowed = (
            self._by_portal
            and state == OutboxState.WAITING
            and self._disclosed(person).allow(of, str(object_id), person)
        )
        key = str(json.loads(str(payload)).get(_KEYS[of], ""))
        return Item(str(id_), of.value, key, str(state), problem, _day_of(created), allowed)

    def _disclosed(self, person: str) -> Disclosures:
        if self._persons is not None and len(self._persons) <= _FEW:
            return Disclosures(self._connection, person)
        if self._disclosures is None:
            self._disclosures = Disclosures(self._connection)
        return self._disclosures

    def _load_papers(self) -> None:
        rows = select_rows(self._connection, _LISTS, self._today.year)
        self._printed = {unit or "": List(unit or "", _day_of(at)) for unit, _id, at in rows}
        last = {unit or "": printout for unit, printout, _at in rows}
        papers = {printout: unit for unit, printout in last.items()}
        for unit, sheet in select_rows(self._connection, _SHEETS, self._today.year):
            if sheet > last.get(unit or "", "~"):  # told after the list
                papers[sheet] = unit or ""
        named: dict[str, Counter[str]] = {}
        for person, printout in select_among(self._connection, _LISTED, papers):
            named.setdefault(person, Counter())[papers[printout]] += 1
        # A sheet of changes turns those it names: on to off, off to on.
        self._lists = {
            person: [self._printed[unit] for unit, times in sorted(units.items()) if times % 2]
            for person, units in named.items()
        }
        by_person = " GROUP BY s.person_id"
        if self._persons is None:
            forms = select_rows(self._connection, _FORMS + by_person)
        else:
            sql = f"{_FORMS} AND s.person_id IN (?){by_person}"
            forms = select_among(self._connection, sql, self._persons)
        self._forms: dict[str, str] = dict(forms)

    def _among(self, sql: str, *values: object) -> list[Row]:
        if self._persons is None:
            return select_rows(self._connection, sql, *values)
        among = f"{sql} AND person_id IN (?)"
        return select_among(self._connection, among, self._persons, *values)

    def _of_person(self, sql: str, order: str, *values: object) -> list[Row]:
        if self._persons is None:
            return select_rows(self._connection, sql + order, *values)
        among = f"{sql} AND o.person_id IN (?){order}"
        return select_among(self._connection, among, self._persons, *values)


def _day_of(instant: object) -> date | None:
    """The day here of an instant as the driver gives it: text in UTC, or with its zone."""
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    return instant.astimezone(STOCKHOLM).date() if isinstance(instant, datetime) else None
