"""Certificates: when one is active, what overlaps, and the state of a person's on a day."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple


class Validity(NamedTuple):
    """The days a certificate that is not voided can be used."""

    starts_on: date
    ends_on: date | None  # `till`
    ended_on: date | None  # `avslutat`, the last valid day

    @property
    def last_day(self) -> date | None:
        """The last valid day, or None while open."""
        days = [day for day in (self.ends_on, self.ended_on) if day is not None]
        return min(days, default=None)

    def covers(self, day: date) -> bool:
        """Whether the day is one of its days; death and move are not looked at."""
        return self.starts_on <= day and (self.last_day is None or day <= self.last_day)

    def overlaps(self, first: date, last: date | None) -> bool:
        """Whether any of its days lies between the two, both included."""
        own_last = self.last_day
        if own_last is not None and own_last < self.starts_on:
            return False
        return (own_last is None or first <= own_last) and (last is None or self.starts_on <= last)


class CertificateState(StrEnum):
    """What certificate a person has on a day."""

    ACTIVE = "active"
    FUTURE = "future"
    NONE = "none"


def state_on(
    certificates: Iterable[Validity], day: date, gone_from: date | None
) -> CertificateState:
    """Active on the day, else one that will be, else none.

    ``gone_from``: the day of death or of a move that holds; a certificate is active up to and
    including that day (contract section 4).
    """
    future = False
    for held in certificates:
        last = min((d for d in (held.last_day, gone_from) if d is not None), default=None)
        if last is not None and last < held.starts_on:
            continue
        if held.starts_on > day:
            future = True
        elif last is None or day <= last:
            return CertificateState.ACTIVE
    return CertificateState.FUTURE if future else CertificateState.NONE


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_after(first: date, months: int) -> date:
    """The last of so many months that begin with the day: 2026-09-01 and 12 give 2027-08-31."""
    following = months_later(first, months)
    # Where the month has no such day, all of it counts.
    return following - timedelta(days=1) if following.day == first.day else following
