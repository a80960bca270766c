"""Who is proposed a certificate on a day, and every finding behind it.

The program proposes and explains; a person decides. Warnings that need certificates or a
person's decisions are not known here.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from ntand.domain.care import CareFacts, LifeStatus, active
from ntand.domain.codes import Ground
from ntand.domain.criteria import Criteria
from ntand.domain.findings import Finding, findings
from ntand.domain.grounds import Grounds, Reason, State, judge, said


class OutcomeCode(StrEnum):
    """What the criteria say of a person."""

    QUALIFIES = "qualifies"
    NEEDS_ASSESSMENT = "needs_assessment"
    DOES_NOT_QUALIFY = "does_not_qualify"
    NOT_APPLICABLE = "not_applicable"


class Outcome(NamedTuple):
    """The proposal. Lists that do not belong to the outcome are empty."""

    outcome: OutcomeCode
    ground: Ground | None = None  # the first of grounds
    grounds: tuple[Ground, ...] = ()  # all that are met, in the order G1, G3, G4, G2
    missing: tuple[str, ...] = ()  # columns, sorted
    reasons: tuple[str, ...] = ()  # Reason values, sorted
    under_age: bool = False
    time_limited: bool = False  # suggest a certificate for criteria.time_limited_months


class Assessment(NamedTuple):
    """The proposal and what each rule found."""

    outcome: Outcome
    findings: tuple[Finding, ...]


def outcome(
    care: Iterable[CareFacts], status: LifeStatus, day: date, criteria: Criteria
) -> Outcome:
    """The proposal for a person on the day, from all stored decisions."""
    if status.gone_on(day):
        return _GONE
    under_age = day.year - status.birth_year < criteria.age_limit(day)
    return _conclude(said(care, day, criteria), under_age, criteria)


def assess(
    care: Sequence[CareFacts], status: LifeStatus, day: date, criteria: Criteria
) -> Assessment:
    """The same proposal with every rule's finding, met or not."""
    held = active(care, day)
    return Assessment(outcome(held, status, day, criteria), findings(held, status, day, criteria))


def decisive_signature(care: Iterable[CareFacts], day: date) -> str:
    """16 hexadecimal digits that change only when a decisive fact does.

    Facts of the decisions active on the day; not their ids, dates or number, and in no order.
    """
    facts = sorted({repr((str(held.kind), *held[4:])) for held in active(care, day)})
    return blake2b("\n".join(facts).encode(), digest_size=8).hexdigest()


_GONE: Final = Outcome(OutcomeCode.NOT_APPLICABLE)
_ORDER: Final = (Ground.G1, Ground.G3, Ground.G4, Ground.G2)


@lru_cache(maxsize=8192)
def _conclude(together: int, under_age: bool, criteria: Criteria) -> Outcome:
    grounds = judge(together, criteria)
    met = tuple(
        ground
        for ground, verdict in zip(_ORDER, grounds[:4], strict=True)
        if verdict.state is State.MET
    )
    if met:
        time_limited = met[0] is Ground.G2 and grounds.unclear
        return Outcome(
            OutcomeCode.QUALIFIES, met[0], met, under_age=under_age, time_limited=time_limited
        )
    missing = _codes(grounds, State.UNKNOWN)
    if missing:
        return Outcome(OutcomeCode.NEEDS_ASSESSMENT, missing=missing, under_age=under_age)
    reasons = _codes(grounds, State.NOT_MET) or (Reason.NO_GROUND.value,)
    return Outcome(OutcomeCode.DOES_NOT_QUALIFY, reasons=reasons, under_age=under_age)


def _codes(grounds: Grounds, state: State) -> tuple[str, ...]:
    """The codes of all grounds in the state, each once, sorted."""
    verdicts = [verdict for verdict in grounds[:4] if verdict.state is state]
    return tuple(sorted({str(code) for verdict in verdicts for code in verdict.codes}))
