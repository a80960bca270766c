"""The round of a year as the store holds it: who is in it, and what stands of their offers."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.domain.certificates import Validity
from ntand.store.bulk import Row, as_date, select_among, select_rows, stored_date
from ntand.store.care import LEAVING, load_care

_CERTIFICATES = (
    "SELECT person_id, starts_on, ends_on, ended_on FROM certificate"
    " WHERE voided = ? AND starts_on <= ?"
)
_OFFERS = (
    "SELECT o.person_id, o.year, o.offered_on, a.value, a.answered_on, a.answered_by, a.channel,"
    " a.reason FROM offer o LEFT JOIN answer a ON a.offer_id = o.id AND a.superseded_by IS NULL"
    " WHERE o.year IN ({marks})"
)
_DEVIATIONS = (
    "SELECT o.person_id, v.deviation FROM visit v JOIN offer o ON o.id = v.offer_id"
    " WHERE v.superseded_by IS NULL AND v.deviation IS NOT NULL AND o.year = ?"
)
_PERFORMED = (
    "SELECT o.person_id, MAX(v.visited_on) FROM visit v JOIN offer o ON o.id = v.offer_id"
    " WHERE v.superseded_by IS NULL AND v.performed = ? AND v.visited_on BETWEEN ? AND ?"
)
_LATEST_LAST = " ORDER BY v.visited_on IS NOT NULL, v.visited_on, v.registered_at, v.id"


class YearOffer(NamedTuple):
    """What stands of a person's offer of a year; nothing when there is none."""

    offered_on: date | None = None
    answer: str | None = None
    answered_on: date | None = None
    answered_by: str | None = None
    channel: str | None = None
    reason: str | None = None
    performed_on: date | None = None  # the latest day in the year, whichever offer it belongs to
    deviation: str | None = None  # of the latest visit that has one


def load_round_holders(
    connection: Connection, year: int, day: date, persons: Collection[str] | None = None
) -> set[str]:
    """Holders of the year (contract section 4) who are neither dead nor moved on the day."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    until = stored_date(connection, last)
    gone = _going(connection)
    holders = set()
    for person, *days in _some(connection, _CERTIFICATES, "", persons, False, until):
        held = Validity(*map(as_date, days))  # type: ignore[arg-type] # starts_on is never NULL
        leaves = gone.get(person)
        if leaves is not None and leaves <= max(day, first):
            continue
        if held.overlaps(first, last if leaves is None else min(last, leaves)):
            holders.add(person)
    return holders


def load_round(
    connection: Connection,
    years: Sequence[int],
    year: int,
    persons: Collection[str] | None = None,
) -> dict[tuple[str, int], YearOffer]:
    """What stands of the offers of the years, and of the visits of the one year."""
    sql = _OFFERS.format(marks=", ".join("?" * len(years)))
    found: dict[tuple[str, int], YearOffer] = {}
    for person, of, offered, answer, answered, *how in _some(connection, sql, "", persons, *years):
        found[person, of] = YearOffer(as_date(offered), answer, as_date(answered), *how)
    first, last = (stored_date(connection, day) for day in (date(year, 1, 1), date(year, 12, 31)))
    nothing = YearOffer()
    for person, performed in _some(
        connection, _PERFORMED, " GROUP BY o.person_id", persons, True, first, last
    ):
        held = found.get((person, year), nothing)
        found[person, year] = held._replace(performed_on=as_date(performed))
    for person, deviation in _some(connection, _DEVIATIONS, _LATEST_LAST, persons, year):
        found[person, year] = found.get((person, year), nothing)._replace(deviation=deviation)
    return found


def _going(connection: Connection) -> dict[str, date]:
    """The day of death or of a move that holds, of those who have one."""
    told = [row[0] for row in select_rows(connection, LEAVING)]
    found = {}
    for person, held in load_care(connection, told).items():
        days = [day for day in (held.status.deceased_on, held.status.moved_on) if day is not None]
        if days:
            found[person] = min(days)
    return found


def _some(
    connection: Connection,
    sql: str,
    rest: str,
    persons: Collection[str] | None,
    *values: object,
) -> list[Row]:
    if persons is None:
        return select_rows(connection, sql + rest, *values)
    return select_among(connection, f"{sql} AND person_id IN (?){rest}", persons, *values)
