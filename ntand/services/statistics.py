"""The indicators of a year, exact on the screen and safe in files made for others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection

from ntand.domain.criteria import Criteria
from ntand.domain.eligibility import OutcomeCode, outcome
from ntand.domain.identity import sex_of
from ntand.domain.indicators import (
    PublishedRow,
    StatCertificate,
    StatisticsInput,
    StatOffer,
    StatPerson,
    StatTraining,
    StatUnit,
    StatVisit,
    calculate,
    json_number,
    publish_exact,
    suppress,
)
from ntand.domain.municipalities import municipality_name
from ntand.domain.placement import deciding
from ntand.errors import UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking, require
from ntand.services.installation import Installation
from ntand.services.proposals import gone_from
from ntand.services.yearly_round import YEARS
from ntand.store.bulk import as_date, select_rows, stored_date
from ntand.store.care import PersonCare, load_care, load_placements

_CERTIFICATES = (
    "SELECT person_id, local_id, ground, starts_on, ends_on, ended_on, issued_on, origin,"
    " end_reason FROM certificate WHERE voided = ?"
)
_OFFERS = (
    "SELECT o.person_id, o.year, o.offered_on IS NOT NULL, a.value, EXISTS (SELECT 1 FROM visit v"
    " WHERE v.offer_id = o.id AND v.superseded_by IS NULL AND v.deviation IS NOT NULL)"
    " FROM offer o LEFT JOIN answer a ON a.offer_id = o.id AND a.superseded_by IS NULL"
    " WHERE o.year IN (?, ?)"
)
_VISITS = (
    "SELECT o.person_id, v.visited_on FROM visit v JOIN offer o ON o.id = v.offer_id"
    " WHERE v.superseded_by IS NULL AND v.performed = ? AND v.visited_on BETWEEN ? AND ?"
)
_UNITS = "SELECT code, type, staff FROM care_unit"
_TRAININGS = "SELECT unit_code, held_on, hours, participants FROM training"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the indicators; the denominator is None for counts."""

    indicator: str
    breakdown: str
    group: str
    numerator: int | float
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The indicators of a year, and the file they were written to, if any."""

    year: int
    rows: tuple[Figure, ...]
    path: str | None = None


def statistics(
    installation: Installation,
    actor: Actor,
    year: int,
    out: Path | None = None,
    *,
    exact: bool = False,
) -> Statistics:
    """Count the indicators of the year and, when asked, write them to a file.

    A file is made safe for others unless ``exact``, which needs a permission of its own.

    Raises:
        UsageError: a year no offer can have, or a file whose suffix is not known.
    """
    if year not in YEARS:
        raise UsageError("round.year", first=YEARS.start, last=YEARS.stop - 1)
    if exact:
        require(installation, actor, "statistics.exact", Permission.EXACT_STATISTICS)
    action = "statistics.exact" if exact else "statistics"
    with looking(installation, actor, action, Permission.STATISTICS) as act:
        act.everyone = True
        act.detail |= {"year": year, "file": out is not None}
        rows = calculate(load_statistics(act.connection, year, installation.criteria))
    if out is not None:
        published = publish_exact(rows) if exact else suppress(rows)
        _write(installation, year, published, out, exact=exact)
    figures = tuple(
        Figure(row.indicator, row.breakdown, row.group, json_number(row.numerator), row.denominator)
        for row in rows
    )
    return Statistics(year, figures, str(out) if out else None)


def load_statistics(connection: Connection, year: int, criteria: Criteria) -> StatisticsInput:
    """Everything the indicators of the year are counted from."""
    last = date(year, 12, 31)
    care = load_care(connection)
    return StatisticsInput(
        year,
        _persons(connection, care, last),
        _certificates(connection),
        _offers(connection, year),
        _visits(connection, year),
        [StatUnit(*row) for row in select_rows(connection, _UNITS)],
        _trainings(connection),
        _outcomes(care, last, criteria),
    )


def _persons(connection: Connection, care: Mapping[str, PersonCare], day: date) -> list[StatPerson]:
    types: dict[str, str] = dict(row[:2] for row in select_rows(connection, _UNITS))
    placements = load_placements(connection)
    persons = []
    for person, held in care.items():
        place = deciding(placements.get(person, ()), day)
        unit = place.unit_code if place else None
        persons.append(
            StatPerson(
                person,
                sex_of(held.number),
                held.status.birth_year,
                unit,
                types[unit] if unit else None,
                gone_from(held.status),
            )
        )
    return persons


def _certificates(connection: Connection) -> list[StatCertificate]:
    found = []
    for person, local_id, ground, *days, origin, end_reason in select_rows(
        connection,
        _CERTIFICATES,
        False,
    ):
        starts, ends, ended, issued = map(as_date, days)
        assert starts is not None
        assert issued is not None
        found.append(
            StatCertificate(
                person, local_id, ground, starts, ends, ended, issued, origin, end_reason
            )
        )
    return found


def _offers(connection: Connection, year: int) -> list[StatOffer]:
    rows = select_rows(connection, _OFFERS, year - 1, year)
    return [
        StatOffer(person, of_year, bool(offered), answer, bool(deviation))
        for person, of_year, offered, answer, deviation in rows
    ]


def _visits(connection: Connection, year: int) -> list[StatVisit]:
    """Those performed in the year, or within 90 days of a certificate issued in it."""
    first, last = date(year, 1, 1), date(year, 12, 31) + timedelta(days=90)
    days = stored_date(connection, first), stored_date(connection, last)
    found = []
    for person, visited_on in select_rows(connection, _VISITS, True, *days):
        day = as_date(visited_on)
        assert day is not None
        found.append(StatVisit(person, day))
    return found


def _trainings(connection: Connection) -> list[StatTraining]:
    trainings = []
    for unit, held_on, hours, participants in select_rows(connection, _TRAININGS):
        day = as_date(held_on)
        assert day is not None
        trainings.append(StatTraining(unit, day, Decimal(hours), participants))
    return trainings


def _outcomes(
    care: Mapping[str, PersonCare], day: date, criteria: Criteria
) -> dict[int | str, str]:
    """Who qualifies on the day, and on which ground."""
    grounds: dict[int | str, str] = {}
    for person, held in care.items():
        found = outcome(held.care, held.status, day, criteria)
        if found.outcome is OutcomeCode.QUALIFIES and found.ground is not None:
            grounds[person] = found.ground
    return grounds


def _write(
    installation: Installation, year: int, rows: list[PublishedRow], out: Path, *, exact: bool
) -> None:
    from ntand.reports import StatisticsReport, write_statistics  # on use: takes its time
    from ntand.services.papers.printing import PRACTICE

    report = StatisticsReport(
        year=year,
        municipality=municipality_name(installation.settings.municipality),
        produced_on=installation.clock.today(),
        rows=tuple(rows),
        exact=exact,
        practice=PRACTICE,
    )
    write_statistics(out, report)
