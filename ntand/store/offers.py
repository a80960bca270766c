"""Offers as the file shows them: the answer that stands and the latest visit kept."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ntand.store.bulk import Row, select_among, select_rows

_OFFERS = (
    "SELECT id, person_id, year, offered_on, changed_here, announced, import_run_id IS NOT NULL"
    " FROM offer"
)
_ANSWERS = (
    "SELECT offer_id, id, value, answered_on, answered_by, channel, reason FROM answer"
    " WHERE superseded_by IS NULL"
)
_VISITS = (
    "SELECT offer_id, id, visited_on, performed, performed_by, care_card, deviation FROM visit"
    " WHERE superseded_by IS NULL"
)
_IN_ORDER = " ORDER BY visited_on IS NOT NULL, visited_on, registered_at, id"


class ShownAnswer(NamedTuple):
    """The answer that stands; dates as the driver gives them."""

    id: str
    value: str | None
    answered_on: Any
    answered_by: str | None
    channel: str | None
    reason: str | None


class ShownVisit(NamedTuple):
    """A visit kept; dates as the driver gives them."""

    id: str
    visited_on: Any
    performed: bool
    performed_by: str | None
    care_card: bool | None
    deviation: str | None


class ShownOffer(NamedTuple):
    """An offer with what the file shows of it."""

    id: str
    person_id: str
    year: int
    offered_on: Any
    changed_here: bool
    announced: bool
    imported: bool
    answer: ShownAnswer | None
    visits: tuple[ShownVisit, ...]  # all kept, the latest last

    @property
    def taken_back(self) -> bool:
        """Whether it was made here and everything in it was taken back: nothing is left of it."""
        kept = self.changed_here or self.imported or self.offered_on or self.answer or self.visits
        return not kept

    @property
    def visit(self) -> ShownVisit | None:
        """The latest visit kept."""
        return self.visits[-1] if self.visits else None


def load_offers(
    connection: Connection,
    *,
    ids: Collection[str] | None = None,
    persons: Collection[str] | None = None,
) -> list[ShownOffer]:
    """All offers, or those named by id or by person."""
    if ids is not None:
        offers = select_among(connection, _OFFERS + " WHERE id IN (?)", ids)
    elif persons is not None:
        offers = select_among(connection, _OFFERS + " WHERE person_id IN (?)", persons)
    else:
        offers = select_rows(connection, _OFFERS)
    some = None if ids is None and persons is None else [offer[0] for offer in offers]
    answers = {row[0]: ShownAnswer(*row[1:]) for row in _of(connection, _ANSWERS, "", some)}
    visits: dict[str, list[ShownVisit]] = {}
    for row in _of(connection, _VISITS, _IN_ORDER, some):
        visits.setdefault(row[0], []).append(ShownVisit(*row[1:]))
    return [
        ShownOffer._make((*offer, answers.get(offer[0]), tuple(visits.get(offer[0], ()))))
        for offer in offers
    ]


def offer_cells(offer: ShownOffer) -> Row:
    """What the file shows from ``erbjuden`` on, in its order, as the driver stores it."""
    answer = tuple(offer.answer[1:]) if offer.answer else (None,) * 5
    visit = offer.visit
    shown: Row = (None,) * 4
    if visit:
        visited_on = visit.visited_on if visit.performed else None
        shown = (visited_on, visit.performed_by, visit.care_card, visit.deviation)
    return (offer.offered_on, *answer, *shown)


def _of(connection: Connection, sql: str, order: str, some: Collection[str] | None) -> list[Row]:
    if some is None:
        return select_rows(connection, sql + order)
    return select_among(connection, sql + " AND offer_id IN (?)" + order, some)
