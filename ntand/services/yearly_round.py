"""The yearly round: the offer, the answers as history, the visits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ntand.domain.codes import Answer, AnswerChannel, AnsweredBy
from ntand.errors import Refused, UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.exchange.outbox.outgoing import Sent, queue
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.services.texts import own_words
from ntand.services.undoing import Undo
from ntand.services.undoing.answers import note_offer
from ntand.services.undoing.traces import leave_trace
from ntand.store.base import new_id
from ntand.store.bulk import as_date, change_rows, insert_record, select_rows, stored_date
from ntand.store.care import load_care
from ntand.store.tables.exchange import ObjectKind

YEARS = range(1990, 2101)
_FIND_OFFER = "SELECT id, offered_on FROM offer WHERE person_id = ? AND year = ?"
_TOUCH_OFFER = (
    "UPDATE offer SET changed_here = ?, version = version + 1, offered_on = ? WHERE id = ?"
)
_STANDING = "SELECT id, answered_on FROM answer WHERE offer_id = ? AND superseded_by IS NULL"
_SUPERSEDE = "UPDATE answer SET superseded_by = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to the offer."""

    value: Answer
    answered_on: date | None = None
    answered_by: AnsweredBy | None = None
    channel: AnswerChannel | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit. One with a deviation was not performed, unless the region says that it was."""

    visited_on: date | None
    performed_by: str | None = None
    care_card: bool | None = None
    deviation: str | None = None
    reported_performed: bool = False

    @property
    def performed(self) -> bool:
        """Whether the assessment was made."""
        return not (self.deviation or "").strip() or self.reported_performed


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as it stands, and its way to the region.

    ``stands``: the answer given counts; one that was given before another does not.
    """

    offer: str
    year: int
    sent: Sent
    undo: Undo | None = None
    stands: bool = True


@dataclass(frozen=True, slots=True)
class OfferedMany:
    """Whose offer got its day; how many had one already, or were dead or moved away."""

    persons: tuple[str, ...]
    left_out: int
    undo: Undo | None = None


class _Offer(NamedTuple):
    id: str
    offered_on: date | None
    fresh: bool


def offer(
    installation: Installation,
    actor: Actor,
    person: str,
    year: int,
    offered_on: date | None = None,
    answer: NewAnswer | None = None,
) -> Offered:
    """Record the offer of the year and, when there is one, the answer.

    The day defaults to today, unless the offer has one already. The answer given latest stands;
    the others are kept.

    Raises:
        Refused: a day to come lies after the round's year, or after the person's death.
    """
    with changing(installation, actor, "offer", Permission.RECORD) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        held = _offer(act, person, year)
        before = note_offer(act, held.id)
        day = offered_on or held.offered_on or act.today
        if day != held.offered_on:
            _refuse_impossible(act, person, year, day)
        _save(act, person, year, held, day)
        born, stands = None, True
        if answer is not None:
            answered_on = answer.answered_on or act.today
            _refuse_impossible(act, person, year, answered_on)
            born, stands = _record_answer(act, held, answer, answered_on)
        sent = queue(act, ObjectKind.OFFER, held.id, person)
        undo = leave_trace(act, person, offers=[before.trace(act, held.id, answer=born)])
        return Offered(held.id, year, sent, undo, stands)


def offer_many(
    installation: Installation,
    actor: Actor,
    persons: Collection[str],
    year: int,
    offered_on: date | None = None,
) -> OfferedMany:
    """Record that all these persons are offered, today by default.

    An offer that has a day keeps it; those dead or moved away on the day are left out.

    Raises:
        Refused: a day to come lies after the round's year.
    """
    with changing(installation, actor, "offer.many", Permission.RECORD) as act:
        day = offered_on or act.today
        _refuse_future(act, year, day)
        everyone = [resolve_person(act.connection, person, act.today) for person in persons]
        care = load_care(act.connection, everyone)
        done, traces = [], []
        for person in everyone:
            held = _offer(act, person, year)
            if held.offered_on is not None or care[person].status.gone_on(day):
                continue
            before = note_offer(act, held.id)
            _save(act, person, year, held, day)
            queue(act, ObjectKind.OFFER, held.id, person)
            traces.append(before.trace(act, held.id))
            done.append(person)
        act.touch(*done)
        undo = leave_trace(act, done[0], offers=traces) if done else None
        return OfferedMany(tuple(done), len(persons) - len(done), undo)


def visit(
    installation: Installation, actor: Actor, person: str, year: int, new: NewVisit
) -> Offered:
    """Record a visit of the year's round: performed, or why not."""
    with changing(installation, actor, "visit", Permission.RECORD) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        if new.visited_on is None:
            raise UsageError
        _refuse_impossible(act, person, year, new.visited_on)
        held = _offer(act, person, year)
        before = note_offer(act, held.id)
        _save(act, person, year, held, held.offered_on)
        born = record_visit(act, held.id, new, act.actor.user)
        sent = queue(act, ObjectKind.OFFER, held.id, person)
        undo = leave_trace(act, person, offers=[before.trace(act, held.id, visit=born)])
        return Offered(held.id, year, sent, undo)


def record_visit(act: Act, offer_id: str, new: NewVisit, by: str) -> str:
    """Keep a visit of the offer; its id."""
    visit: dict[str, object] = {
        "id": new_id(),
        "offer_id": offer_id,
        "visited_on": new.visited_on,
        "performed": new.performed,
        "performed_by": own_words(new.performed_by),
        "care_card": new.care_card,
        "deviation": own_words(new.deviation),
        "registered_at": act.now,
        "registered_by": by,
    }
    insert_record(act.connection, "visit", visit)
    return str(visit["id"])


def offer_of(act: Act, person: str, year: int) -> str:
    """The id of the person's offer of the year, made without a day when there is none."""
    held = _offer(act, person, year)
    if held.fresh:
        _save(act, person, year, held, None)
    return held.id


def _offer(act: Act, person: str, year: int) -> _Offer:
    if year not in YEARS:
        raise UsageError("round.year", first=YEARS.start, last=YEARS.stop - 1)
    for id_, offered_on in select_rows(act.connection, _FIND_OFFER, person, year):
        return _Offer(id_, as_date(offered_on), False)
    return _Offer(new_id(), None, True)


def _save(act: Act, person: str, year: int, held: _Offer, offered_on: date | None) -> None:
    if not held.fresh:
        day = stored_date(act.connection, offered_on)
        change_rows(act.connection, _TOUCH_OFFER, True, day, held.id)
        return
    offer = {
        "id": held.id,
        "person_id": person,
        "year": year,
        "offered_on": offered_on,
        "announced": False,
        "changed_here": True,
        "version": 1,
    }
    insert_record(act.connection, "offer", offer)


def _record_answer(
    act: Act, held: _Offer, answer: NewAnswer, answered_on: date
) -> tuple[str, bool]:
    """Keep the answer; its id, and whether it stands."""
    fresh = new_id()
    standing, superseded_by = None, None
    for id_, day in select_rows(act.connection, _STANDING, held.id):
        # A form that comes in late does not overrule what was said after it.
        if (as_date(day) or date.min) > answered_on:
            superseded_by = id_
        else:
            standing = id_
    row = {
        "id": fresh,
        "offer_id": held.id,
        "value": answer.value,
        "answered_on": answered_on,
        "answered_by": answer.answered_by,
        "channel": answer.channel,
        "reason": own_words(answer.reason),
        "registered_at": act.now,
        "registered_by": act.actor.user,
        "superseded_by": superseded_by,
    }
    insert_record(act.connection, "answer", row)
    if standing is not None:
        change_rows(act.connection, _SUPERSEDE, fresh, standing)
    return fresh, superseded_by is None


def _refuse_future(act: Act, year: int, day: date) -> None:
    # A round is prepared ahead, so a day to come within its year is let through.
    if day > act.today and day.year > year:
        raise Refused("round.in_future", day=day)


def _refuse_impossible(act: Act, person: str, year: int, day: date) -> None:
    _refuse_future(act, year, day)
    deceased = load_care(act.connection, [person])[person].status.deceased_on
    if deceased is not None and deceased < day:
        raise Refused("round.deceased")
