"""One person's round of a year: what was offered, every answer and visit kept."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, seen_card
from ntand.services.persons import resolve_person
from ntand.services.round_view import standing_of
from ntand.store.bulk import as_date, select_rows
from ntand.store.round import YearOffer, load_round

_ANSWERS = (
    "SELECT a.id, a.value, a.answered_on, a.answered_by, a.channel, a.reason, a.registered_by,"
    " a.superseded_by FROM answer a JOIN offer o ON o.id = a.offer_id"
    " WHERE o.person_id = ? AND o.year = ? ORDER BY a.registered_at DESC, a.id DESC"
)
_VISITS = (
    "SELECT v.visited_on, v.performed, v.performed_by, v.care_card, v.deviation, v.registered_by"
    " FROM visit v JOIN offer o ON o.id = v.offer_id"
    " WHERE o.person_id = ? AND o.year = ? AND v.superseded_by IS NULL"
    " ORDER BY v.registered_at DESC, v.id DESC"
)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer kept; the one that ``stands`` counts, one taken back never did."""

    value: str | None
    answered_on: date | None
    answered_by: str | None
    channel: str | None
    reason: str | None
    registered_by: str
    stands: bool
    taken_back: bool


@dataclass(frozen=True, slots=True)
class MadeVisit:
    """One visit kept: performed, or not and why."""

    visited_on: date | None
    performed: bool
    performed_by: str | None  # not told of a protected person
    care_card: bool | None
    deviation: str | None
    registered_by: str


@dataclass(frozen=True, slots=True)
class RoundOfPerson:
    """A person's round of a year, the latest answers and visits first."""

    card: PersonCard
    year: int
    unit: str | None  # as UnitRound.key; None: not in this year's round
    offered_on: date | None
    answer_before: str | None
    answers: tuple[GivenAnswer, ...]
    visits: tuple[MadeVisit, ...]

    @property
    def answer(self) -> GivenAnswer | None:
        """The answer that stands."""
        return next((one for one in self.answers if one.stands), None)


def round_of_person(
    installation: Installation, actor: Actor, person: str, year: int
) -> RoundOfPerson:
    """What is known of the person's round of the year.

    Raises:
        NotFound: ``person.unknown``.
        UsageError: a year no round can have.
    """
    with looking(installation, actor, "round.person", Permission.READ) as act:
        person = resolve_person(act.connection, person, act.today)
        card = seen_card(act, person)
        act.detail["year"] = year
        unit = standing_of(act, year, [person]).units.get(person)
        offers = load_round(act.connection, (year - 1, year), year, [person])
        return RoundOfPerson(
            card,
            year,
            unit,
            offers.get((person, year), YearOffer()).offered_on,
            offers.get((person, year - 1), YearOffer()).answer,
            _answers(act.connection, person, year),
            _visits(act.connection, person, year, hidden=card.protected),
        )


def _answers(connection: Connection, person: str, year: int) -> tuple[GivenAnswer, ...]:
    return tuple(
        GivenAnswer(value, as_date(on), by, channel, reason, user, after is None, after == id_)
        for id_, value, on, by, channel, reason, user, after in select_rows(
            connection, _ANSWERS, person, year
        )
    )


def _visits(
    connection: Connection, person: str, year: int, *, hidden: bool
) -> tuple[MadeVisit, ...]:
    return tuple(
        MadeVisit(
            as_date(on),
            bool(performed),
            None if hidden else by,  # who came tells where
            _yes_no(card),
            deviation,
            user,
        )
        for on, performed, by, card, deviation, user in select_rows(
            connection, _VISITS, person, year
        )
    )


def _yes_no(stored: object) -> bool | None:
    return None if stored is None else bool(stored)
