"""The visits that the region's rows tell of: each is a fact, kept beside our own."""

from collections.abc import Mapping
from typing import NamedTuple

from ntand.services.acts import Act
from ntand.services.exchange.taking import supersede
from ntand.store.bulk import as_date, select_rows, update_rows

REGION = "regionen"
_VISITS = (
    "SELECT id, visited_on, performed, performed_by, care_card, deviation, registered_by,"
    " superseded_by FROM visit WHERE offer_id = ?"
)
_YES_NO = {"J": True, "N": False}
_ASSESSMENT, _CHANGED = "assessment", "changed"


class Told(NamedTuple):
    """A visit as a row tells of it; the day is empty when nothing was performed."""

    day: str
    by: str
    card: str
    deviation: str

    @classmethod
    def of(cls, row: Mapping[str, str]) -> "Told":
        """The visit of the row."""
        names = ("utford", "utforare", "munvardskort", "avvikelse")
        return cls(*(row.get(name, "") for name in names))

    @property
    def something(self) -> bool:
        """Whether there was a visit at all."""
        return bool(self.day or self.deviation)


def keep_visit(
    act: Act,
    offer_id: str,
    row: Mapping[str, str],
    base: Mapping[str, str],
    event: str | None,
    *,
    stale: bool,
) -> bool:
    """Keep the visit that the row tells of, unless it is known; True when anything changed.

    It stands beside the others; but where the region corrects what it told before (``base``), in
    the place of that. A stale row never brings back what has been corrected since.
    """
    told, before = Told.of(row), Told.of(base)
    if told == before:
        return False
    visits = select_rows(act.connection, _VISITS, offer_id)
    kept = [one for one in visits if one[7] is None]
    known = [one[0] for one in (visits if stale else kept) if _shown(one) == told]
    former: list[str] = []
    if not stale and _corrects(told, before, event):
        former = [one[0] for one in kept if one[6] == REGION and _shown(one) == before]
    if known or not told.something:  # taken back by the region: superseded by itself
        rows = [(known[0] if known else one, one) for one in former]
        update_rows(act.connection, "visit", ("superseded_by",), rows)
        return bool(rows)
    supersede(act, "visit", former, _record(offer_id, told), REGION)
    return True


def _corrects(told: Told, before: Told, event: str | None) -> bool:
    """Whether it says something else of the same visit, rather than of another one."""
    if event == _ASSESSMENT:
        return (told.day, told.deviation) == (before.day, before.deviation)
    return event == _CHANGED and (bool(told.day) == bool(before.day) or not told.something)


def _shown(visit: tuple[object, ...]) -> Told:
    _id, day, performed, performed_by, card, deviation, *_rest = visit
    said = {True: "J", False: "N"}.get(None if card is None else bool(card), "")  # type: ignore[arg-type]
    return Told(
        str(day or "") if performed else "", str(performed_by or ""), said, str(deviation or "")
    )


def _record(offer_id: str, told: Told) -> dict[str, object]:
    return {
        "offer_id": offer_id,
        "visited_on": as_date(told.day or None),
        "performed": bool(told.day),
        "performed_by": told.by or None,
        "care_card": _YES_NO.get(told.card),
        "deviation": told.deviation or None,
    }
