"""What the rules know about a person: care decisions, a status, a day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class CareFacts(NamedTuple):
    """One care decision as the rules see it. A ``None`` fact is missing (an empty cell)."""

    decision_id: str
    kind: str  # a ServiceKind value
    starts_on: date
    last_day: date | None  # `till`, or the day before the extract that no longer held it
    care_per_day: int | None  # times of help with personal care a day, 0-24
    icf: int | None  # ICF qualifier of personal care: 0-4, 8 unspecified, 9 not applicable
    lasting: bool | None
    prospect: str | None  # a Prospect value
    co_resident: bool | None
    treatment_only: bool | None
    relative_help: bool | None

    def active_on(self, day: date) -> bool:
        """Whether the decision is active on the day."""
        return self.starts_on <= day and (self.last_day is None or day <= self.last_day)


class LifeStatus(NamedTuple):
    """What ends everything: death, and a move that no later decision has made void."""

    birth_year: int
    deceased_on: date | None
    moved_on: date | None  # None also when a stored decision begins after it

    def gone_on(self, day: date) -> bool:
        """Whether the person is dead or has moved away on the day."""
        return (self.deceased_on is not None and self.deceased_on <= day) or (
            self.moved_on is not None and self.moved_on <= day
        )


def active(care: Iterable[CareFacts], day: date) -> list[CareFacts]:
    """The decisions active on the day, in the order given."""
    return [decision for decision in care if decision.active_on(day)]
