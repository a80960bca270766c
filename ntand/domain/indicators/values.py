"""What the indicators are counted from, and the rows they become."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

PersonId: TypeAlias = int | str
Number: TypeAlias = int | Decimal


class StatPerson(NamedTuple):
    """A stored person, with the unit of 31 December of the year."""

    id: PersonId
    sex: str  # K, M or X, from the identity number
    birth_year: int
    unit_code: str | None
    unit_type: str | None
    last_day: date | None  # of certificates: the earlier of death and (not void) move


class StatCertificate(NamedTuple):
    """A certificate that is not voided."""

    person_id: PersonId
    certificate_id: str
    ground: str
    starts_on: date
    ends_on: date | None  # `till`
    ended_on: date | None  # `avslutat`
    issued_on: date
    origin: str
    end_reason: str | None


class StatOffer(NamedTuple):
    """A person's offer of one year; years other than Y and Y-1 are passed over."""

    person_id: PersonId
    year: int
    offered: bool  # whether `erbjuden` is filled
    answer: str | None
    deviation: bool  # whether `avvikelse` is filled


class StatVisit(NamedTuple):
    """A performed assessment; every one kept counts, whatever year its offer belongs to."""

    person_id: PersonId
    performed_on: date


class StatUnit(NamedTuple):
    """A care unit and its care staff (``None``: not told, counts as 0)."""

    code: str
    type: str
    staff: int | None


class StatTraining(NamedTuple):
    """A training held for one unit."""

    unit_code: str
    on: date
    hours: Decimal
    participants: int


class StatisticsInput(NamedTuple):
    """Everything the indicators of one year are counted from.

    Every collection may hold plain tuples of the same shape, such as rows of a query.
    Visits are needed from 1 January of the year to 90 days into the next.
    """

    year: int
    persons: Collection[StatPerson]
    certificates: Collection[StatCertificate]
    offers: Collection[StatOffer]
    visits: Collection[StatVisit]
    units: Collection[StatUnit]
    trainings: Collection[StatTraining]
    outcomes: Mapping[PersonId, str]  # who qualifies on 31 December, on which ground


class Row(NamedTuple):
    """One figure: a count (``denominator`` is ``None``) or a numerator and its denominator."""

    indicator: str
    breakdown: str  # "total" or a breakdown
    group: str  # "" for the total, "-" for those without
    numerator: Number
    denominator: int | None


def json_number(value: Number) -> int | float:
    """The number for JSON: whole ones as int, others as the float that prints as the decimal."""
    return int(value) if value == int(value) else float(value)
