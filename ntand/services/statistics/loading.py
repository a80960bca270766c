"""What the indicators are counted from, read from the store; years share what they can."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from sqlalchemy import Connection

from ntand.domain.criteria import Criteria
from ntand.domain.eligibility import OutcomeCode, outcome
from ntand.domain.identity import sex_of
from ntand.domain.indicators import (
    StatCertificate,
    StatisticsInput,
    StatOffer,
    StatPerson,
    StatTraining,
    StatUnit,
    StatVisit,
)
from ntand.domain.placement import Placement, deciding
from ntand.services.proposals import gone_from
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
_FIRST_CERTIFICATE = "SELECT MIN(issued_on) FROM certificate WHERE voided = ?"
_FIRST_OFFER = "SELECT MIN(year) FROM offer"


class Stock:
    """Everything that does not hang on the year, read once for as many years as are asked for."""

    def __init__(self, connection: Connection, criteria: Criteria) -> None:
        self._connection, self._criteria = connection, criteria

    @cached_property
    def _care(self) -> Mapping[str, PersonCare]:
        return load_care(self._connection)

    @cached_property
    def _placements(self) -> Mapping[str, list[Placement]]:
        return load_placements(self._connection)

    @cached_property
    def _certificates(self) -> list[StatCertificate]:
        return _certificates(self._connection)

    @cached_property
    def _units(self) -> list[StatUnit]:
        return [StatUnit(*row) for row in select_rows(self._connection, _UNITS)]

    @cached_property
    def _trainings(self) -> list[StatTraining]:
        return _trainings(self._connection)

    def year(self, year: int, *, outcomes: bool = True) -> StatisticsInput:
        """What the indicators of the year are counted from.

        Without ``outcomes`` nobody is assessed, which K12 alone needs.
        """
        last = date(year, 12, 31)
        return StatisticsInput(
            year,
            self._persons(last),
            self._certificates,
            _offers(self._connection, year),
            _visits(self._connection, year),
            self._units,
            self._trainings,
            _outcomes(self._care, last, self._criteria) if outcomes else {},
        )

    def _persons(self, day: date) -> list[StatPerson]:
        types = {unit.code: unit.type for unit in self._units}
        persons = []
        for person, held in self._care.items():
            place = deciding(self._placements.get(person, ()), day)
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


def load_statistics(connection: Connection, year: int, criteria: Criteria) -> StatisticsInput:
    """Everything the indicators of the year are counted from."""
    return Stock(connection, criteria).year(year)


def first_year(connection: Connection) -> int | None:
    """The year of the first certificate or offer; None when there is neither."""
    issued = as_date(select_rows(connection, _FIRST_CERTIFICATE, False)[0][0])
    offered: int | None = select_rows(connection, _FIRST_OFFER)[0][0]
    years = [issued.year if issued else None, offered]
    return min((year for year in years if year is not None), default=None)


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
