"""The visits that the region's rows tell of: each is a fact, kept beside our own."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ntand.services.acts import Act
from ntand.services.exchange.incoming.taking import VISIT_COLUMNS, supersede
from ntand.store.bulk import as_date, select_rows, update_rows

REGION = "regionen"
_VISITS = (
    "SELECT id, visited_on, performed, performed_by, care_card, deviation, registered_by,"
    " superseded_by FROM visit WHERE offer_id = ? ORDER BY registered_at, id"
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

    def beside(self, ours: "Told", before: "Told") -> "Told":
        """With what we alone have changed since what was told before of the same visit."""
        former = before if before.day == self.day else Told("", "", "", "")
        return Told(
            *(
                own if told == last else told
                for told, own, last in zip(self, ours, former, strict=True)
            )
        )

    @property
    def something(self) -> bool:
        """Whether there was a visit at all."""
        return bool(self.day or self.deviation)


class _Visit(NamedTuple):
    """A visit as it is stored; the day as the driver gives it."""

    id: str
    visited_on: object
    performed: object
    performed_by: str | None
    care_card: object
    deviation: str | None
    registered_by: str
    superseded_by: str | None

    @property
    def shown(self) -> Told:
        """The visit as a row would tell of it."""
        day = str(self.visited_on or "") if self.performed else ""
        card = "" if self.care_card is None else "J" if self.care_card else "N"
        return Told(day, self.performed_by or "", card, self.deviation or "")


def keep_visit(
    act: Act,
    offer_id: str,
    row: Mapping[str, str],
    base: Mapping[str, str],
    event: str | None,
    *,
    stale: bool,
) -> frozenset[str]:
    """Keep the visit that the row tells of, unless it is known; the columns it changed, if any.

    It stands beside the others; but in the place of one of the same day, or of the one that the
    region told before (``base``) and corrects. A stale row brings nothing back.
    """
    told, before = Told.of(row), Told.of(base)
    if told == before:
        return frozenset()
    visits = [_Visit(*row) for row in select_rows(act.connection, _VISITS, offer_id)]
    kept = [one for one in visits if one.superseded_by is None]
    if stale:
        if any(_same(one.shown, told) for one in visits):
            return frozenset()
    elif told.day:  # performed on a day that is known already: the same visit, told more of
        for one in kept:
            if one.shown.day == told.day:
                told = told.beside(one.shown, before)
    known = _known(kept, told, before)
    former = [] if stale else [one.id for one in kept if _gives_way(one, told, before, event)]
    if known or not told.something:  # taken back by the region: superseded by itself
        rows = [(known[0] if known else one, one) for one in former if one not in known]
        update_rows(act.connection, "visit", ("superseded_by",), rows)
        return VISIT_COLUMNS if rows else frozenset()
    supersede(act, "visit", former, _record(offer_id, told), REGION)
    return VISIT_COLUMNS


def _known(kept: Sequence["_Visit"], told: Told, before: Told) -> list[str]:
    """The visits kept that are the one told of.

    One without a day is another visit when the region has told of something else since.
    """
    since = max((at for at, one in enumerate(kept) if one.shown == before), default=-1)
    alike = [(at, one.id) for at, one in enumerate(kept) if one.shown == told]
    return [id_ for at, id_ in alike if told.day or at > since]


def _same(one: Told, other: Told) -> bool:
    return one == other or bool(one.day and one.day == other.day)


def _gives_way(visit: "_Visit", told: Told, before: Told, event: str | None) -> bool:
    """Whether what is told is said of this visit, and stands in its place."""
    if told.day and visit.shown.day == told.day:
        return True
    by_region = visit.registered_by == REGION and visit.shown == before
    return by_region and _corrects(told, before, event)


def _corrects(told: Told, before: Told, event: str | None) -> bool:
    """Whether it says something else of the same visit, rather than of another one."""
    if event == _ASSESSMENT:
        return (told.day, told.deviation) == (before.day, before.deviation)
    return event == _CHANGED and (bool(told.day) == bool(before.day) or not told.something)


def _record(offer_id: str, told: Told) -> dict[str, object]:
    return {
        "offer_id": offer_id,
        "visited_on": as_date(told.day or None),
        "performed": bool(told.day),
        "performed_by": told.by or None,
        "care_card": _YES_NO.get(told.card),
        "deviation": told.deviation or None,
    }
