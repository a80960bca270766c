"""Counts every indicator of a year over every breakdown, in one pass over the data."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ntand.domain.codes import Answer, Origin
from ntand.domain.indicators.definitions import (
    ACTIVE,
    BREAKDOWNS,
    DAYS_TO_FIRST_VISIT,
    DEVIATION,
    HOLDER,
    IN_TIME,
    INDICATORS,
    NEW_YES,
    NO_BEFORE,
    NO_GROUP,
    OFFERED,
    PERFORMED,
    QUALIFIES,
    YES,
    Definition,
    age_group,
)
from ntand.domain.indicators.values import (
    Number,
    PersonId,
    Row,
    StatCertificate,
    StatisticsInput,
    StatOffer,
    StatPerson,
    StatVisit,
)

Figures: TypeAlias = dict[tuple[str, str], tuple[Number, int | None]]  # (breakdown, group) ->
Facts: TypeAlias = defaultdict[PersonId, int]

_PARTS = {part for definition in INDICATORS.values() if definition for part in definition if part}


def calculate(data: StatisticsInput) -> list[Row]:
    """Every row of the year, exact, in the order of the table, the breakdowns and the groups."""
    places = _places(data)
    figures = _certificate_counts(data, places) | _trainings(data)
    figures |= _person_counts(note_persons(data, places))
    return [row for indicator in INDICATORS for row in _rows(indicator, figures[indicator])]


def _rows(indicator: str, figures: Figures) -> list[Row]:
    kept = [key for key, value in figures.items() if key[0] == "total" or any(value)]
    kept.sort(key=lambda key: (BREAKDOWNS.index(key[0]), key[1]))
    return [Row(indicator, *key, *figures[key]) for key in kept]


def _places(data: StatisticsInput) -> dict[PersonId, tuple[str, str, str, str]]:
    """Each person's sex, age group, unit type and unit."""
    ages = {birth_year: age_group(data.year - birth_year) for _, _, birth_year, *_ in data.persons}
    return {
        person_id: (sex, ages[birth_year], unit_type or NO_GROUP, unit_code or NO_GROUP)
        for person_id, sex, birth_year, unit_code, unit_type, _ in data.persons
    }


# Persons


class Noted(NamedTuple):
    """What a year says of each person: facts as bits, and the group of each breakdown.

    The columns stand in the order of ``persons``.
    """

    persons: tuple[PersonId, ...]
    bits: tuple[int, ...]
    groups: Mapping[str, Sequence[str]]  # breakdown -> groups
    outcome_grounds: Sequence[str]  # what K12 has instead of the certificate's ground

    def groups_of(self, indicator: str) -> Mapping[str, Sequence[str]]:
        """The groups as the indicator is broken down."""
        own = {"ground": self.outcome_grounds} if indicator == "K12" else {}
        return {**self.groups, **own}


def note_persons(
    data: StatisticsInput, places: Mapping[PersonId, tuple[str, str, str, str]] | None = None
) -> Noted:
    """The facts and groups that every figure about persons is counted from."""
    places = _places(data) if places is None else places
    facts: Facts = defaultdict(int)
    grounds = _note_certificates(data.persons, data.certificates, data.year, facts)
    answered_yes = _note_offers(data.offers, data.year, facts)
    _note_visits(data.visits, data.year, facts)
    _note_first_visits(data.certificates, data.visits, data.year, answered_yes, facts)
    for person_id in data.outcomes:
        facts[person_id] |= QUALIFIES
    sexes, ages, types, units = zip(*places.values(), strict=True) if places else ((),) * 4
    groups: dict[str, Sequence[str]] = {
        "total": [""] * len(places),
        "sex": sexes,
        "age": ages,
        "ground": [grounds.get(person_id, NO_GROUP) for person_id in places],
        "unit_type": types,
        "unit": units,
    }
    outcome = [data.outcomes.get(person_id, NO_GROUP) for person_id in places]
    return Noted(tuple(places), tuple(facts[person_id] for person_id in places), groups, outcome)


def _person_counts(noted: Noted) -> dict[str, Figures]:
    sums = {name: _sums(zip(of, noted.bits, strict=True)) for name, of in noted.groups.items()}
    by_outcome = sums | {"ground": _sums(zip(noted.outcome_grounds, noted.bits, strict=True))}
    return {
        indicator: _figures(definition, by_outcome if indicator == "K12" else sums)
        for indicator, definition in INDICATORS.items()
        if definition
    }


def _sums(persons: Iterable[tuple[str, int]]) -> dict[int, dict[str, int]]:
    """For each part of an indicator, the number of persons by group."""
    sums: dict[int, defaultdict[str, int]] = {part: defaultdict(int) for part in _PARTS}
    counted_in: dict[int, list[defaultdict[str, int]]] = {}
    for (group, bits), number in Counter(persons).items():
        if bits not in counted_in:
            counted_in[bits] = [of for part, of in sums.items() if bits & part == part]
        for groups in counted_in[bits]:
            groups[group] += number
    return {part: dict(groups) for part, groups in sums.items()}


def _figures(definition: Definition, sums: Mapping[str, dict[int, dict[str, int]]]) -> Figures:
    numerator, denominator = definition
    found: Figures = {("total", ""): (0, None if denominator is None else 0)}
    for breakdown, of in sums.items():
        above = of[numerator]
        if denominator is None:
            found |= {(breakdown, group): (number, None) for group, number in above.items()}
        else:
            below = of[denominator].items()
            found |= {(breakdown, group): (above.get(group, 0), whole) for group, whole in below}
    return found


class _Reach(NamedTuple):
    """How late a certificate is active; the highest of a person's gives the ground."""

    last_active: date
    starts_on: date
    certificate_id: str
    ground: str


def _note_certificates(
    persons: Iterable[StatPerson],
    certificates: Iterable[StatCertificate],
    year: int,
    facts: Facts,
) -> dict[PersonId, str]:
    """Marks who holds a certificate in the year; gives each holder's ground."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    gone = {person_id: day for person_id, _, _, _, _, day in persons if day is not None}
    reach: dict[PersonId, _Reach] = {}
    for person_id, certificate_id, ground, starts_on, ends_on, ended_on, *_ in certificates:
        until = last
        for limit in (ends_on, ended_on, gone.get(person_id)):
            if limit is not None and limit < until:
                until = limit
        if until < first or starts_on > until:
            continue
        facts[person_id] |= HOLDER | ACTIVE if until == last else HOLDER
        this = _Reach(until, starts_on, certificate_id, ground)
        if person_id not in reach or this > reach[person_id]:
            reach[person_id] = this
    return {person_id: best.ground for person_id, best in reach.items()}


def _note_offers(offers: Iterable[StatOffer], year: int, facts: Facts) -> set[PersonId]:
    """Marks who was offered and what was answered; gives those who said yes."""
    answered_yes: set[PersonId] = set()
    for person_id, offer_year, offered, answer, deviation in offers:
        if offer_year == year:
            bits = (OFFERED if offered else 0) | (DEVIATION if deviation else 0)
            if answer == Answer.YES:
                bits |= YES
                answered_yes.add(person_id)
            facts[person_id] |= bits
        elif offer_year == year - 1 and answer == Answer.NO:
            facts[person_id] |= NO_BEFORE
    return answered_yes


def _note_visits(visits: Iterable[StatVisit], year: int, facts: Facts) -> None:
    for person_id in {person_id for person_id, day in visits if day.year == year}:
        facts[person_id] |= PERFORMED


def _note_first_visits(
    certificates: Iterable[StatCertificate],
    visits: Iterable[StatVisit],
    year: int,
    answered_yes: set[PersonId],
    facts: Facts,
) -> None:
    """Marks those new in the year who said yes, and who of them had a visit in time."""
    issued: dict[PersonId, date] = {}
    for person_id, _, _, _, _, _, issued_on, _, _ in certificates:
        if person_id in answered_yes:
            issued[person_id] = min(issued_on, issued.get(person_id, issued_on))
    new = {person_id: day for person_id, day in issued.items() if day.year == year}
    for person_id in new:
        facts[person_id] |= NEW_YES
    window = timedelta(days=DAYS_TO_FIRST_VISIT)
    for person_id, performed_on in visits:
        since = new.get(person_id)
        if since is not None and since <= performed_on <= since + window:
            facts[person_id] |= IN_TIME


# Certificates


class Counted(NamedTuple):
    """A certificate that a figure counts, and the groups it is counted in."""

    person_id: PersonId
    certificate_id: str
    keys: list[tuple[str, str]]  # breakdown, group


def counted_certificates(
    data: StatisticsInput, places: Mapping[PersonId, tuple[str, str, str, str]] | None = None
) -> dict[str, list[Counted]]:
    """The certificates that K2 and K2E count."""
    places = _places(data) if places is None else places
    issued: list[Counted] = []
    ended: list[Counted] = []
    for certificate in data.certificates:
        person_id, name, ground, _, _, ended_on, issued_on, origin, end_reason = certificate
        if issued_on.year == data.year and origin == Origin.MUNICIPALITY:
            issued.append(Counted(person_id, name, _keys(ground, places[person_id])))
        if ended_on is not None and ended_on.year == data.year:
            keys = [*_keys(ground, places[person_id]), ("reason", end_reason or NO_GROUP)]
            ended.append(Counted(person_id, name, keys))
    return {"K2": issued, "K2E": ended}


def _certificate_counts(
    data: StatisticsInput, places: Mapping[PersonId, tuple[str, str, str, str]]
) -> dict[str, Figures]:
    return {
        indicator: _counts(Counter(key for one in counted for key in one.keys))
        for indicator, counted in counted_certificates(data, places).items()
    }


def _keys(ground: str, place: tuple[str, str, str, str]) -> list[tuple[str, str]]:
    sex, age, unit_type, unit = place
    return [
        ("total", ""),
        ("sex", sex),
        ("age", age),
        ("ground", ground),
        ("unit_type", unit_type),
        ("unit", unit),
    ]


def _counts(counted: Mapping[tuple[str, str], Number]) -> Figures:
    figures: Figures = {("total", ""): (0, None)}
    return figures | {key: (number, None) for key, number in counted.items()}


# Trainings


def _trainings(data: StatisticsInput) -> dict[str, Figures]:
    participants: Counter[str] = Counter()
    hours: defaultdict[str, Decimal] = defaultdict(Decimal)
    for unit, on, length, number in data.trainings:
        if on.year == data.year:
            participants[unit] += number
            hours[unit] += length * number
    staff = {code: number or 0 for code, _, number in data.units}
    taught: Figures = {("total", ""): (participants.total(), sum(staff.values()))}
    for unit in staff.keys() | participants.keys():
        taught["unit", unit] = (participants[unit], staff.get(unit, 0))
    spent: dict[tuple[str, str], Number] = {("total", ""): _plain(sum(hours.values(), Decimal()))}
    spent |= {("unit", unit): _plain(length) for unit, length in hours.items()}
    return {"K9": taught, "K9H": _counts(spent)}


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value
