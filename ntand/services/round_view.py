"""The round of a year as it is worked through: how far each unit is, and a unit's persons."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ntand.domain.codes import Answer
from ntand.domain.names import sort_key
from ntand.domain.placement import deciding
from ntand.errors import UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.installation import Installation
from ntand.services.people.cards import born
from ntand.services.yearly_round import YEARS
from ntand.store.bulk import select_rows
from ntand.store.care import load_placements, load_protection
from ntand.store.people import PersonFacts, load_people
from ntand.store.round import YearOffer, load_round, load_round_holders

# No code of a unit is empty or begins with a blank.
NO_UNIT, PROTECTED = "", " protected"
_AT_UNIT = "SELECT DISTINCT person_id FROM decision WHERE unit_code = ?"
_UNITS = "SELECT code, name FROM care_unit"


class Show(StrEnum):
    """Which of a unit's persons are wanted."""

    ALL = "all"
    NOT_OFFERED = "not_offered"
    UNANSWERED = "unanswered"
    NO_BEFORE = "no_before"
    NOT_PERFORMED = "not_performed"


@dataclass(frozen=True, slots=True)
class UnitRound:
    """How far a unit is with the round. Persons are counted once."""

    key: str  # the unit's code, NO_UNIT or PROTECTED
    name: str  # "" for the two groups that are no unit, and for the sum
    holders: int
    offered: int
    yes: int
    no: int
    none: int  # that no answer came is on record
    performed: int
    deviations: int
    ask_first: int  # said no last year and are not offered yet

    @property
    def answered(self) -> int:
        """Those who said yes or no."""
        return self.yes + self.no


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """The round of a year, by unit in Swedish order; then those without unit and the protected."""

    year: int
    on: date
    units: tuple[UnitRound, ...]
    total: UnitRound
    hidden: int  # protected persons that the actor may not see; counted nowhere else


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A person in the round. Unit and room of a protected person are not told."""

    person: str
    name: str
    born: str
    room: str
    unit: str  # as UnitRound.key
    unit_name: str
    protection: str
    namesake: bool  # someone else in the rows has the same name
    answer_before: str | None  # last year's
    answer_earlier: str | None  # that of the year before
    offered_on: date | None
    answer: str | None
    answered_on: date | None
    answered_by: str | None
    channel: str | None
    reason: str | None
    performed_on: date | None
    deviation: str | None

    @property
    def ask_first(self) -> bool:
        """Whether last year's no makes this person the first to ask."""
        return self.answer_before == Answer.NO


class Standing(NamedTuple):
    """Who is in the round, as of which day, and where."""

    on: date
    units: Mapping[str, str]  # person -> key
    protection: Mapping[str, str]
    hidden: int


def round_overview(installation: Installation, actor: Actor, year: int) -> RoundOverview:
    """How far each unit is: holders of the year who are alive and have not moved.

    They are where they live today; in a round of the past, on its last day.
    """
    with looking(installation, actor, "round.overview", Permission.READ) as act:
        act.everyone = True
        act.detail["year"] = year
        standing = standing_of(act, year, None)
        offers = load_round(act.connection, (year - 1, year), year)
        names: dict[str, str] = dict(select_rows(act.connection, _UNITS))
    sums: dict[str, Counter[str]] = {}
    for person, key in standing.units.items():
        sums.setdefault(key, Counter()).update(_counted(offers, person, year))
    units = [_unit(key, names.get(key, ""), counted) for key, counted in sums.items()]
    units.sort(key=lambda unit: (not unit.name, unit.key == PROTECTED, sort_key(unit.name)))
    total = sum(sums.values(), Counter())
    return RoundOverview(year, standing.on, tuple(units), _unit("", "", total), standing.hidden)


def round_rows(
    installation: Installation,
    actor: Actor,
    year: int,
    unit: str | None = None,
    show: Show = Show.ALL,
) -> tuple[RoundRow, ...]:
    """The persons of a unit in the round, by name; of all units when none is named.

    ``unit`` is a ``UnitRound.key``. Those who answered no last year are not moved to the top:
    papers come back in the order of names.
    """
    with looking(installation, actor, "round.rows", Permission.READ) as act:
        act.detail |= {"year": year, "show": show.value}
        standing = standing_of(act, year, _wanted(act, unit))
        persons = [one for one, key in standing.units.items() if unit is None or key == unit]
        people = load_people(act.connection, standing.on, persons)
        offers = load_round(act.connection, (year - 2, year - 1, year), year, persons)
        names: dict[str, str] = dict(select_rows(act.connection, _UNITS))
        ordered = sorted(people.values(), key=lambda one: (one.sort_key, one.number))
        alike = Counter(facts.sort_key for facts in ordered)
        rows = [_row(facts, standing, offers, year, names, alike) for facts in ordered]
        found = tuple(row for row in rows if _shown(row, show))
        act.touch(*(row.person for row in found))
        return found


def _wanted(act: Act, unit: str | None) -> Collection[str] | None:
    """Those who may be at the unit; None: anyone."""
    if unit == PROTECTED:
        return load_protection(act.connection, act.today)
    if unit in (None, NO_UNIT):
        return None
    return [row[0] for row in select_rows(act.connection, _AT_UNIT, unit)]


def standing_of(act: Act, year: int, persons: Collection[str] | None) -> Standing:
    """Who of the persons, or of everyone, is in the round of the year, and where."""
    if year not in YEARS:
        raise UsageError("round.year", first=YEARS.start, last=YEARS.stop - 1)
    on = min(act.today, date(year, 12, 31))
    holders = load_round_holders(act.connection, year, on, persons)
    protection = load_protection(act.connection, act.today)
    places = load_placements(act.connection, persons)
    hidden = 0
    units: dict[str, str] = {}
    for person in holders:
        if person not in protection:
            place = deciding(places.get(person, ()), on)
            units[person] = place.unit_code if place else NO_UNIT
        elif act.actor.may(Permission.PROTECTED):
            units[person] = PROTECTED
        else:
            hidden += 1
    return Standing(on, units, protection, hidden)


def _counted(offers: Mapping[tuple[str, int], YearOffer], person: str, year: int) -> dict[str, int]:
    """What one person adds to the unit's counts."""
    held = offers.get((person, year), YearOffer())
    before = offers.get((person, year - 1), YearOffer())
    return {
        "holders": 1,
        "offered": held.offered_on is not None,
        "yes": held.answer == Answer.YES,
        "no": held.answer == Answer.NO,
        "none": held.answer == Answer.NONE,
        "performed": held.performed_on is not None,
        "deviations": held.deviation is not None,
        "ask_first": before.answer == Answer.NO and held.offered_on is None,
    }


def _unit(key: str, name: str, counted: Counter[str]) -> UnitRound:
    return UnitRound(
        key,
        name,
        counted["holders"],
        counted["offered"],
        counted["yes"],
        counted["no"],
        counted["none"],
        counted["performed"],
        counted["deviations"],
        counted["ask_first"],
    )


def _row(
    facts: PersonFacts,
    standing: Standing,
    offers: Mapping[tuple[str, int], YearOffer],
    year: int,
    names: Mapping[str, str],
    alike: Counter[str],
) -> RoundRow:
    person = facts.person_id
    key = standing.units[person]
    held = offers.get((person, year), YearOffer())
    return RoundRow(
        person,
        f"{facts.family_name}, {facts.given_name}",
        born(facts.number),
        "" if key == PROTECTED else facts.room or "",
        key,
        names.get(key, ""),
        standing.protection.get(person, ""),
        alike[facts.sort_key] > 1,
        offers.get((person, year - 1), YearOffer()).answer,
        offers.get((person, year - 2), YearOffer()).answer,
        held.offered_on,
        held.answer,
        held.answered_on,
        held.answered_by,
        held.channel,
        held.reason,
        held.performed_on,
        held.deviation,
    )


def _shown(row: RoundRow, show: Show) -> bool:
    if show is Show.NOT_OFFERED:
        return row.offered_on is None
    if show is Show.UNANSWERED:
        return row.answer not in (Answer.YES, Answer.NO)
    if show is Show.NO_BEFORE:
        return row.ask_first
    if show is Show.NOT_PERFORMED:
        return row.answer == Answer.YES and row.performed_on is None
    return True
