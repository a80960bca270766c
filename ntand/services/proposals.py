"""Who qualifies on a day and why: the rules joined with certificates and people's decisions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from ntand.domain.care import LifeStatus
from ntand.domain.certificates import CertificateState, Validity, state_on
from ntand.domain.criteria import Criteria
from ntand.domain.eligibility import Outcome, OutcomeCode, assess, decisive_signature, outcome
from ntand.domain.findings import Finding
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.fact_sources import Asked, Source, asked, load_sources
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.services.standing import Standing, holding, load_stances
from ntand.store.bulk import Row, as_date, select_among, select_rows
from ntand.store.care import PersonCare, load_care, load_protection
from ntand.store.people import load_people

REVIEW = "review_certificate"
UNDER_AGE = "under_age"
_CERTIFICATES = "SELECT person_id, starts_on, ends_on, ended_on FROM certificate WHERE voided = ?"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the program proposes for a person on a day (contract section 3)."""

    person: str
    id_number: str
    outcome: str
    ground: str | None
    grounds: tuple[str, ...]
    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    time_limited: bool
    certificate: str
    candidate: bool


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a proposal is about. The unit of a protected person is not told."""

    name: str
    unit: str | None
    protected: bool


@dataclass(frozen=True, slots=True)
class Identified:
    """Everyone evaluated on a day, by identity number; on request who waits for someone."""

    on: date
    criteria: str
    persons: tuple[Proposal, ...]
    who: dict[str, Who] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explained:
    """One person's proposal with every rule's finding, and where the facts come from."""

    on: date
    criteria: str
    proposal: Proposal
    findings: tuple[Finding, ...]
    who: Who
    sources: dict[str, Source] = field(default_factory=dict)  # by decision id
    asked: tuple[Asked, ...] = ()
    held: Standing | None = None  # the decision that holds the person back
    confirmed: bool = False  # whether the region has confirmed the limits


def identify(
    installation: Installation, actor: Actor, on: date | None = None, *, named: bool = False
) -> Identified:
    """Evaluate everyone stored on the day, today by default; ``named``: with those to act on."""
    with looking(installation, actor, "identify", Permission.READ) as act:
        act.everyone = True
        day = on or act.today
        proposals = evaluate(act.connection, day, installation.criteria)
        waiting = [person for person, one in proposals.items() if named and waits(one)]
        who = _who(act.connection, act.today, waiting) if waiting else {}
    ordered = sorted(proposals.values(), key=lambda proposal: proposal.id_number)
    return Identified(day, installation.criteria.version, tuple(ordered), who)


def waits(proposal: Proposal) -> bool:
    """Whether someone has something to decide: a candidate, missing facts, a review."""
    undecided = proposal.outcome == OutcomeCode.NEEDS_ASSESSMENT
    return proposal.candidate or undecided or REVIEW in proposal.warnings


def _who(connection: Connection, today: date, persons: Collection[str]) -> dict[str, Who]:
    protection = load_protection(connection, today)
    return {
        person: Who(
            f"{facts.family_name}, {facts.given_name}",
            None if person in protection else facts.unit_code,
            person in protection,
        )
        for person, facts in load_people(connection, today, persons).items()
    }


def explain(
    installation: Installation, actor: Actor, reference: str, on: date | None = None
) -> Explained:
    """One person's proposal, rule by rule, with the facts each rests on."""
    with looking(installation, actor, "explain", Permission.READ) as act:
        person = resolve_person(act.connection, reference, act.today)
        act.touch(person)
        day = on or act.today
        criteria = installation.criteria
        known = load_care(act.connection, [person])[person]
        findings = assess(known.care, known.status, day, criteria).findings
        proposal = evaluate(act.connection, day, criteria, [person])[person]
        who = _who(act.connection, act.today, [person])[person]
        sources = load_sources(act.connection, person, protected=who.protected)
        held = holding(act.connection, day, [person]).get(person)
    asks = asked(findings, sources, day)
    return Explained(
        day,
        criteria.version,
        proposal,
        findings,
        who,
        sources,
        asks,
        held,
        criteria.confirmed,
    )


def evaluate(
    connection: Connection,
    day: date,
    criteria: Criteria,
    persons: Collection[str] | None = None,
    care: Mapping[str, PersonCare] | None = None,
) -> dict[str, Proposal]:
    """The proposals for everyone, or for the persons named, by person id.

    ``care``: theirs, for a caller that has read it already.
    """
    people = load_care(connection, persons) if care is None else care
    certificates: dict[str, list[Validity]] = {}
    rows = _among(connection, _CERTIFICATES, persons, False)
    for person, *days in rows:
        certificates.setdefault(person, []).append(Validity(*map(as_date, days)))  # type: ignore[arg-type] # starts_on is never NULL
    stances = load_stances(connection, persons)
    return {
        person: _proposal(
            person, held, day, criteria, certificates.get(person, []), stances.get(person)
        )
        for person, held in people.items()
    }


def gone_from(status: LifeStatus) -> date | None:
    """The day of death or of a move that holds, whichever is first."""
    days = [day for day in (status.deceased_on, status.moved_on) if day is not None]
    return min(days, default=None)


def _proposal(
    person: str,
    held: PersonCare,
    day: date,
    criteria: Criteria,
    certificates: list[Validity],
    stance: Standing | None,
) -> Proposal:
    found = outcome(held.care, held.status, day, criteria)
    state = (
        state_on(certificates, day, gone_from(held.status))
        if certificates
        else CertificateState.NONE
    )
    qualifies = found.outcome is OutcomeCode.QUALIFIES
    candidate = qualifies and state is CertificateState.NONE
    if candidate and stance is not None:
        candidate = not stance.holds(decisive_signature(held.care, day), day)
    return Proposal(
        person,
        held.number,
        found.outcome.value,
        found.ground,
        found.grounds,
        found.missing,
        found.reasons,
        _warnings(found, certificates, day),
        found.time_limited,
        state.value,
        candidate,
    )


def _warnings(found: Outcome, certificates: list[Validity], day: date) -> tuple[str, ...]:
    review = found.outcome is not OutcomeCode.QUALIFIES and any(
        held.covers(day) for held in certificates
    )
    both = ((REVIEW, review), (UNDER_AGE, found.under_age))
    return tuple(code for code, warned in both if warned)


def _among(
    connection: Connection, sql: str, persons: Collection[str] | None, *values: object
) -> list[Row]:
    if persons is None:
        return select_rows(connection, sql, *values)
    condition = " AND" if " WHERE " in sql else " WHERE"
    return select_among(connection, f"{sql}{condition} person_id IN (?)", persons, *values)
