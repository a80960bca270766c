"""Which of a person's decisions decides unit, name, address and contact on a day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ntand.domain.codes import ServiceKind

_GROUP: dict[str, int] = {
    ServiceKind.SPECIAL_HOUSING: 3,
    ServiceKind.SPECIAL_SERVICE_HOUSING: 3,
    ServiceKind.LSS_8: 3,
    ServiceKind.LSS_9: 3,
    ServiceKind.SHORT_STAY: 2,
    ServiceKind.HOME_NURSING: 2,
    ServiceKind.HOME_CARE: 2,
}


class Placement(NamedTuple):
    """A decision as the place it gives someone."""

    decision_id: str
    external_id: str
    source: str
    unit_code: str
    kind: str
    starts_on: date
    last_day: date | None

    @property
    def rank(self) -> tuple[int, date, str, str]:
        """Order among decisions that count on the same day; the highest decides."""
        return _GROUP.get(self.kind, 1), self.starts_on, self.external_id, self.source


def deciding(placements: Iterable[Placement], day: date) -> Placement | None:
    """The decision that decides the unit on the day (contract section 2).

    Of those active the highest in rank; when none is, of those ended the one that ended last.
    A decision that was withdrawn before it began has never been a place.
    """
    now: Placement | None = None
    past: Placement | None = None
    for held in placements:
        last = held.last_day
        if held.starts_on > day:
            continue
        if last is None or last >= day:
            if now is None or held.rank > now.rank:
                now = held
        elif last >= held.starts_on and (past is None or _later(held, past)):
            past = held
    return now or past


def _later(held: Placement, other: Placement) -> bool:
    assert held.last_day is not None
    assert other.last_day is not None
    return (held.last_day, held.rank) > (other.last_day, other.rank)
