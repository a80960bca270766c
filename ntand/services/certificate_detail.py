"""One certificate whole: who holds it, what it rests on, what came before and after it."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntand.domain.findings import Fact, Finding, Rule
from ntand.domain.grounds import State as RuleState
from ntand.errors import NotFound
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.certificate_list import CertificateLine, load_lines
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, seen_card
from ntand.store.bulk import as_date, select_rows

_CERTIFICATE = (
    "SELECT person_id, criteria, issued_on, issuer, origin, replaces, basis, informed_on, ends_on,"
    " ended_on, end_reason, void_reason, reason, region_number, assessment_id FROM certificate"
    " WHERE local_id = ?"
)
_REPLACED_BY = "SELECT local_id FROM certificate WHERE replaces = ? AND voided = ? ORDER BY id"
_ASSESSMENT = "SELECT on_day, criteria, outcome, findings, made_by FROM assessment WHERE id = ?"


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What the rules said when the certificate was issued."""

    on: date
    criteria: str
    outcome: str
    findings: tuple[Finding, ...]
    made_by: str


@dataclass(frozen=True, slots=True)
class CertificateDetail:
    """A certificate with all that is known of it."""

    line: CertificateLine
    card: PersonCard
    criteria: str
    issued_on: date
    issuer: str
    origin: str
    basis: str
    informed_on: date | None
    ends_on: date | None  # as issued
    ended_on: date | None  # the last day of one ended before
    end_reason: str
    void_reason: str
    reason: str  # why against the proposal
    region_number: str
    replaces: str
    replaced_by: str
    rests_on: RestsOn | None
    others: tuple[CertificateLine, ...]  # the person's other certificates


def certificate_detail(
    installation: Installation, actor: Actor, intyg_id: str
) -> CertificateDetail:
    """The certificate and its surroundings.

    Raises:
        NotFound: ``certificate.unknown``.
    """
    with looking(installation, actor, "certificate.detail", Permission.READ) as act:
        rows = select_rows(act.connection, _CERTIFICATE, intyg_id)
        if not rows:
            raise NotFound("certificate.unknown")
        person, criteria, issued_on, issuer, origin, replaces, basis, *more = rows[0]
        informed_on, ends_on, ended_on, end_reason, void_reason, reason, number, rests_on = more
        card = seen_card(act, person)
        act.detail["certificate"] = intyg_id
        lines = {line.intyg_id: line for line in load_lines(act.connection, act.today, [person])}
        line = lines.pop(intyg_id)
        day = as_date(issued_on)
        assert day is not None
        return CertificateDetail(
            line,
            card,
            criteria,
            day,
            issuer,
            origin,
            basis or "",
            as_date(informed_on),
            as_date(ends_on),
            as_date(ended_on),
            end_reason or "",
            void_reason or "",
            reason or "",
            number or "",
            replaces or "",
            _replaced_by(act.connection, intyg_id),
            _rests_on(act.connection, rests_on),
            tuple(lines.values()),
        )


def _replaced_by(connection: Connection, intyg_id: str) -> str:
    rows = select_rows(connection, _REPLACED_BY, intyg_id, False)
    return str(rows[0][0]) if rows else ""


def _rests_on(connection: Connection, assessment: str | None) -> RestsOn | None:
    if assessment is None:
        return None
    ((on, criteria, outcome, findings, by),) = select_rows(connection, _ASSESSMENT, assessment)
    day = as_date(on)
    assert day is not None
    kept = json.loads(findings)
    return RestsOn(day, criteria, outcome, tuple(_finding(**one) for one in kept), by)


def _finding(rule: str, state: str, codes: list[str], facts: list[list[object]]) -> Finding:
    known = tuple(
        Fact(str(column), value, tuple(decisions))  # type: ignore[arg-type] # as it was written
        for column, value, decisions in facts
    )
    return Finding(Rule(rule), RuleState(state), tuple(codes), known)
