"""What the core asks of the world around it."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from ntand.errors import UsageError

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Clock(Protocol):
    """The time here. Today is Stockholm's date, which is not UTC's around midnight."""

    def now(self) -> datetime:
        """This instant, with its zone."""

    def today(self) -> date:
        """Today in Stockholm."""


class Progress(Protocol):
    """Told how far long work has come; raises Cancelled when a person has stopped it."""

    def step(self, done: int, total: int | None) -> None:
        """So much is done; of how much, where that is known."""


class Silent:
    """A progress nobody watches."""

    def step(self, done: int, total: int | None) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, or a day chosen for practice and tests."""

    chosen: date | None = None

    def now(self) -> datetime:
        """This instant; on a chosen day, this time of that day."""
        now = datetime.now(STOCKHOLM)
        if self.chosen is None:
            return now.astimezone(UTC)
        moment = time(now.hour, now.minute, now.second, now.microsecond)
        return datetime.combine(self.chosen, moment, STOCKHOLM).astimezone(UTC)

    def today(self) -> date:
        """Today in Stockholm, or the chosen day."""
        return self.chosen or datetime.now(STOCKHOLM).date()


def clock_from_environment() -> SystemClock:
    """The clock, with ``NTAND_TODAY`` in the place of today when it is set."""
    text = os.environ.get("NTAND_TODAY", "")
    try:
        return SystemClock(date.fromisoformat(text) if text else None)
    except ValueError:
        raise UsageError("usage.today") from None
