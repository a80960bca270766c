"""What makes work for someone: one finder for each group, all in one table."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from ntand.domain.certificates import CertificateState
from ntand.domain.codes import Answer, Stance
from ntand.domain.eligibility import OutcomeCode
from ntand.domain.municipalities import within_county
from ntand.domain.work import WorkGroup
from ntand.services.proposals import REVIEW
from ntand.services.worklist.facts import Item, Known
from ntand.store.tables import ObjectKind, OutboxState

EXPIRES_WITHIN = timedelta(days=60)
ASK_WITHIN = timedelta(days=14)
NO_ANSWER_AFTER = timedelta(days=14)
NOT_PERFORMED_AFTER = timedelta(days=90)
_ANSWERED = (Answer.YES, Answer.NO)
_KEEPS = (Stance.KEEP, Stance.WAIT)  # the two that let a certificate stand after a review


class Work(NamedTuple):
    """Something for someone to do: ``reason`` is the sentence's code, ``facts`` fill it in."""

    reason: str
    facts: dict[str, object]
    object_id: str | None = None
    due_on: date | None = None
    since: date | None = None
    rank: int = 0


Finder = Callable[[Known], Iterator[Work]]


def _candidates(known: Known) -> Iterator[Work]:
    proposal = known.proposal
    if not proposal.candidate or (known.stance is not None and known.same_facts):
        return  # one who was to be asked again is told of there
    facts: dict[str, object] = {"grounds": proposal.grounds, **_former(known)}
    kind = "changed" if known.stance else "limited" if proposal.time_limited else "new"
    since = min(held.starts_on for held in known.care.care if held.active_on(known.today))
    yield Work(f"todo.candidate.{kind}", facts, since=since)


def _needs_assessment(known: Known) -> Iterator[Work]:
    waits = known.proposal.outcome == OutcomeCode.NEEDS_ASSESSMENT
    asked = known.stance is not None and known.same_facts
    # With a certificate it is a review, and told of there.
    if waits and not asked and REVIEW not in known.proposal.warnings:
        yield Work("todo.needs_assessment", {"missing": known.proposal.missing})


def _reconsider(known: Known) -> Iterator[Work]:
    yield from _no_longer_met(known)
    yield from _overlapping(known)


def _overlapping(known: Known) -> Iterator[Work]:
    """More than one certificate today: another's, told by the region, beside our own."""
    if len(known.certificates) < 2 or known.gone:
        return
    today = [one.intyg_id for one in known.certificates if one.validity.covers(known.today)]
    for intyg_id in today[1:]:
        facts: dict[str, object] = {"intyg": intyg_id, "other": today[0]}
        yield Work("todo.reconsider.overlap", facts, intyg_id)


def _no_longer_met(known: Known) -> Iterator[Work]:
    held, proposal = known.active, known.proposal
    if REVIEW not in proposal.warnings or held is None:
        return
    kept = known.stance is not None and known.stance.stance in _KEEPS and known.same_facts
    if kept and not known.gone:
        return  # holds, or is told of where it is to be asked again
    facts: dict[str, object] = {"intyg": held.intyg_id}
    status = known.care.status
    if proposal.outcome == OutcomeCode.NEEDS_ASSESSMENT:
        code, facts["missing"] = "missing", proposal.missing
    elif proposal.outcome == OutcomeCode.DOES_NOT_QUALIFY:
        code, facts["reasons"] = "reasons", proposal.reasons
    elif status.deceased_on is not None and status.deceased_on <= known.today:
        code, facts["day"] = "deceased", status.deceased_on
    else:
        code, facts["day"] = "moved", status.moved_on
        where = within_county(known.moved_to)
        if where is not None:  # the certificate lives on there
            code = "handover"
            if not known.protection:
                facts["where"] = where
    yield Work(f"todo.reconsider.{code}", facts, held.intyg_id)


def _ask_again(known: Known) -> Iterator[Work]:
    stance = known.stance
    if stance is None or stance.ask_again_on is None or not known.same_facts or known.gone:
        return
    due, asks = stance.ask_again_on, _question(known)
    if known.today < due - ASK_WITHIN or asks is None:
        return
    facts = _former(known) | {"reason": stance.reason, "day": due, "asks": asks}
    yield Work("todo.ask_again", facts, None, due, stance.decided_on, due.toordinal())


def _question(known: Known) -> str | None:
    """What is to be asked; None when something has been issued or ended since."""
    proposal, stance = known.proposal, known.stance
    if REVIEW in proposal.warnings:
        return "review" if stance is not None and stance.stance in _KEEPS else None
    if proposal.outcome == OutcomeCode.NEEDS_ASSESSMENT:
        return "facts"
    if proposal.outcome == OutcomeCode.QUALIFIES and proposal.certificate == CertificateState.NONE:
        return "issue"
    return "basis" if next(_lacking_basis(known), None) is not None else None


def _expiring(known: Known) -> Iterator[Work]:
    held = known.active
    if held is None or known.gone or held.validity.ends_on is None:
        return
    last = held.validity.last_day
    if last is None or last != held.validity.ends_on or held.validity.ended_on is not None:
        return  # someone has decided to end it
    follows = any(one.validity.covers(last + timedelta(days=1)) for one in known.certificates)
    if last > known.today + EXPIRES_WITHIN or follows:
        return
    met = known.proposal.outcome == OutcomeCode.QUALIFIES
    code = "todo.expiring.met" if met else "todo.expiring.not_met"
    yield Work(code, {"last": last}, held.intyg_id, last, None, last.toordinal())


def _changed(known: Known) -> Iterator[Work]:
    due_at_visit = _to_visit(known)
    unit = known.place.unit_code if known.place else ""
    for held in known.lists:
        code = _what_changed(known, held.unit, unit, to_visit=due_at_visit)
        if code is not None:
            facts: dict[str, object] = {"printed": held.printed_on}
            if not known.protection:
                facts |= {"unit": held.unit or "-", "now": unit or "-"}
            where = None if known.protection else held.unit or "-"
            yield Work(f"todo.changed.{code}", facts, where, since=held.printed_on)
    if due_at_visit and unit in known.printed and not known.lists:
        printed_on = known.printed[unit].printed_on
        facts = {"printed": printed_on, "unit": unit or "-"}
        yield Work("todo.changed.new", facts, unit or "-", since=printed_on)


def _what_changed(known: Known, listed: str, unit: str, *, to_visit: bool) -> str | None:
    """Why the person should no longer stand on the unit's list; None when nothing has changed."""
    this_year = known.offers.get(known.today.year)
    if known.protection:
        return "protected"
    if known.gone:
        dead = known.care.status.deceased_on
        return "deceased" if dead is not None and dead <= known.today else "moved"
    if _performed_in(known, known.today.year):
        return None
    if this_year is None or this_year.answer != Answer.YES:
        return "answer"
    if not to_visit:
        return "certificate"
    return "unit" if listed != unit else None


def _to_visit(known: Known) -> bool:
    """Whether the person belongs on this year's list (contract section 2)."""
    offer = known.offers.get(known.today.year)
    yes = offer is not None and offer.answer == Answer.YES
    holds = known.active is not None and not known.gone and not known.protection
    return yes and holds and not _performed_in(known, known.today.year)


def _not_offered(known: Known) -> Iterator[Work]:
    year = known.today.year
    offer = known.offers.get(year)
    begun = offer is not None and (offer.offered_on is not None or offer.answer in _ANSWERED)
    if known.active is None or known.gone or begun or _performed_in(known, year):
        return
    before = known.offers.get(year - 1)
    code, rank = "new", 2
    if before is not None and before.answer == Answer.NO:
        code, rank = "declined", 0  # last year's no is this year's first question
    elif before is not None and before.answer == Answer.YES and not before.performed_on:
        code, rank = "unvisited", 1
    yield Work(f"todo.not_offered.{code}", {"year": year}, str(year), rank=rank)


def _no_answer(known: Known) -> Iterator[Work]:
    year = known.today.year
    offer = known.offers.get(year)
    if known.active is None or known.gone or offer is None or offer.offered_on is None:
        return
    due = offer.offered_on + NO_ANSWER_AFTER
    if offer.answer in _ANSWERED or due > known.today or _performed_in(known, year):
        return
    facts: dict[str, object] = {"offered": offer.offered_on, "year": year}
    yield Work("todo.no_answer", facts, str(year), due, offer.offered_on, due.toordinal())


def _not_performed(known: Known) -> Iterator[Work]:
    year = known.today.year
    offer = known.offers.get(year)
    if offer is None or not (offer.offered_on or offer.answer in _ANSWERED):
        year -= 1  # this year has not begun for the person: last year's yes still waits
        offer = known.offers.get(year)
    if known.active is None or known.gone or offer is None or offer.answer != Answer.YES:
        return
    said = offer.answered_on or offer.offered_on or date(year, 1, 1)
    due = said + NOT_PERFORMED_AFTER
    long_ago = year < known.today.year and due.year < known.today.year
    if due > known.today or long_ago:  # then this year's offer takes its place
        return
    if offer.performed_on or _performed_in(known, known.today.year):
        return
    code = "deviation" if offer.deviation else "waits"
    facts: dict[str, object] = {"answered": said, "year": year, "deviation": offer.deviation}
    yield Work(f"todo.not_performed.{code}", facts, str(year), due, said, due.toordinal())


def _waiting_basis(known: Known) -> Iterator[Work]:
    if not known.refuses:  # one who has said no may be asked again, and is told of there
        yield from _lacking_basis(known)


def _lacking_basis(known: Known) -> Iterator[Work]:
    for held in known.certificates:
        last = held.validity.last_day
        over = known.gone or (last is not None and last < known.today)
        if held.basis is None and held.changed_here and not over:
            facts: dict[str, object] = {"intyg": held.intyg_id}
            yield Work("todo.waiting_basis", facts, held.intyg_id, since=held.issued_on)


def _unsent(known: Known) -> Iterator[Work]:
    if known.refuses:
        return
    yield from _on_paper(known) if known.protection else _by_portal(known.items)


def _on_paper(known: Known) -> Iterator[Work]:
    """One form holds all about a protected person; a certificate on it has its number to come."""
    fresh = [item for item in known.items if item.id > known.form]
    if fresh:
        yield Work("todo.unsent.paper", {}, since=fresh[0].since)
        return
    for item in known.items:
        if item.kind == ObjectKind.CERTIFICATE:
            yield Work("todo.unsent.number", {"key": item.key}, item.key, None, item.since, 1)


def _by_portal(items: Iterable[Item]) -> Iterator[Work]:
    """What is to be entered in the region's portal by hand."""
    for item in items:
        if item.state == OutboxState.WAITING and item.allowed:
            yield Work(f"todo.unsent.{item.kind}", {"key": item.key}, item.key, since=item.since)


def _refused(known: Known) -> Iterator[Work]:
    if not known.protection:
        yield from _troubled(known.items, OutboxState.PARKED, "refused")


def _conflict(known: Known) -> Iterator[Work]:
    if not known.protection:
        yield from _troubled(known.items, OutboxState.CONFLICT, "conflict")


def _troubled(items: Iterable[Item], state: OutboxState, code: str) -> Iterator[Work]:
    """What the region refused, or holds otherwise."""
    for item in items:
        if item.state == state:
            facts: dict[str, object] = {"key": item.key, "problem": item.problem}
            yield Work(f"todo.{code}.{item.kind}", facts, item.key, since=item.since)


def _former(known: Known) -> dict[str, object]:
    """What was decided before, if anything."""
    if known.stance is None:
        return {}
    return {"stance": known.stance.stance, "decided": known.stance.decided_on}


def _performed_in(known: Known, year: int) -> bool:
    days = (day for offer in known.offers.values() for day in offer.performed_on)
    return any(day is not None and day.year == year for day in days)


GROUPS: dict[WorkGroup, Finder] = {
    WorkGroup.CANDIDATE: _candidates,
    WorkGroup.NEEDS_ASSESSMENT: _needs_assessment,
    WorkGroup.RECONSIDER: _reconsider,
    WorkGroup.ASK_AGAIN: _ask_again,
    WorkGroup.EXPIRING: _expiring,
    WorkGroup.CHANGED: _changed,
    WorkGroup.NOT_OFFERED: _not_offered,
    WorkGroup.NO_ANSWER: _no_answer,
    WorkGroup.NOT_PERFORMED: _not_performed,
    WorkGroup.WAITING_BASIS: _waiting_basis,
    WorkGroup.UNSENT: _unsent,
    WorkGroup.REFUSED: _refused,
    WorkGroup.CONFLICT: _conflict,
}
"""A kind of work about persons: a new one is an entry here, and one in ``WorkGroup``."""
