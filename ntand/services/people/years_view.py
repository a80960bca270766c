"""A person's offers, year by year, with every answer and visit that was registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from ntand.services.people.holdings_view import Way, WayView
from ntand.store.base import table
from ntand.store.tables import AnswerRow, OfferRow, VisitRow

_OFFER, _ANSWER, _VISIT = table(OfferRow), table(AnswerRow), table(VisitRow)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer; ``stands``: neither followed by another nor taken back."""

    value: str | None
    answered_on: date | None
    answered_by: str | None
    channel: str | None
    reason: str | None
    at: datetime
    by: str
    stands: bool
    taken_back: bool


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit: performed, or not and why."""

    visited_on: date | None
    performed: bool
    performed_by: str | None
    care_card: bool | None
    deviation: str | None
    at: datetime
    by: str
    stands: bool
    taken_back: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """One year's offer; answers and visits the latest registered first."""

    year: int
    offered_on: date | None
    answers: tuple[AnswerView, ...]
    visits: tuple[VisitView, ...]
    way: WayView

    @property
    def answer(self) -> AnswerView | None:
        """The answer that stands."""
        return next((one for one in self.answers if one.stands), None)


def load_offers_of(
    connection: Connection, person: str, ways: Mapping[str, WayView], *, hidden: bool
) -> tuple[OfferView, ...]:
    """The person's offers, the latest year first; ``hidden``: not told who came, from where."""
    answers = _answers(connection, person)
    visits = _visits(connection, person, hidden=hidden)
    rows = connection.execute(
        select(_OFFER).where(_OFFER.c.person_id == person).order_by(_OFFER.c.year.desc())
    )
    return tuple(
        OfferView(
            row.year,
            row.offered_on,
            tuple(answers.get(row.id, ())),
            tuple(visits.get(row.id, ())),
            ways.get(row.id, WayView(Way.NONE)),
        )
        for row in rows
    )


def _answers(connection: Connection, person: str) -> dict[str, list[AnswerView]]:
    found: dict[str, list[AnswerView]] = {}
    for row in connection.execute(
        select(_ANSWER)
        .join(_OFFER, _OFFER.c.id == _ANSWER.c.offer_id)
        .where(_OFFER.c.person_id == person)
        .order_by(_ANSWER.c.registered_at.desc(), _ANSWER.c.id.desc())
    ):
        answer = AnswerView(
            row.value.value if row.value else None,
            row.answered_on,
            row.answered_by.value if row.answered_by else None,
            row.channel.value if row.channel else None,
            row.reason,
            row.registered_at,
            row.registered_by,
            row.superseded_by is None,
            row.superseded_by == row.id,
        )
        found.setdefault(row.offer_id, []).append(answer)
    return found


def _visits(connection: Connection, person: str, *, hidden: bool) -> dict[str, list[VisitView]]:
    found: dict[str, list[VisitView]] = {}
    for row in connection.execute(
        select(_VISIT)
        .join(_OFFER, _OFFER.c.id == _VISIT.c.offer_id)
        .where(_OFFER.c.person_id == person)
        .order_by(_VISIT.c.registered_at.desc(), _VISIT.c.id.desc())
    ):
        visit = VisitView(
            row.visited_on,
            row.performed,
            None if hidden else row.performed_by,
            row.care_card,
            row.deviation,
            row.registered_at,
            row.registered_by,
            row.superseded_by is None,
            row.superseded_by == row.id,
        )
        found.setdefault(row.offer_id, []).append(visit)
    return found
