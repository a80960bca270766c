"""Everyone on a day, sorted by what someone has to do about them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from ntand.domain.eligibility import OutcomeCode
from ntand.domain.names import folded, sort_key
from ntand.domain.placement import deciding
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.installation import Installation
from ntand.services.people.cards import born
from ntand.services.proposals import REVIEW, Proposal, evaluate
from ntand.services.standing import Standing, holding
from ntand.store.bulk import select_rows
from ntand.store.care import load_placements, load_protection

_PEOPLE = "SELECT id, given_name, family_name, search_text FROM person ORDER BY sort_key, id"
_CASE_WORKERS = "SELECT id, case_worker FROM decision WHERE case_worker IS NOT NULL"
_UNITS = "SELECT code, name FROM care_unit"


class Group(StrEnum):
    """What is to be done about someone; who lacks facts and has a certificate is in two."""

    CANDIDATES = "candidates"
    TO_ASSESS = "to_assess"
    TO_REVIEW = "to_review"
    HELD = "held"
    NOT_QUALIFYING = "not_qualifying"
    WITH_CERTIFICATE = "with_certificate"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One person with the proposal. The unit of a protected person is not told."""

    person: str
    id_number: str
    name: str  # family name first
    unit_code: str | None
    unit_name: str | None
    case_worker: str
    protection: str
    groups: tuple[str, ...]
    proposal: Proposal
    held: Standing | None  # the decision that holds the person back
    search_text: str

    @property
    def born(self) -> str:
        """The birth date that the number tells, or as much of it as it tells."""
        return born(self.id_number)

    @property
    def protected(self) -> bool:
        """Whether the person is protected."""
        return bool(self.protection)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to narrow to; empty means everyone. A text is looked for in every group."""

    group: str = ""
    unit: str = ""
    case_worker: str = ""
    ground: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everyone evaluated on a day, in Swedish order, and what can be chosen among."""

    on: date
    criteria: str
    rows: tuple[CandidateRow, ...]
    units: tuple[tuple[str, str], ...]  # code and name, in order of name
    case_workers: tuple[str, ...]


def candidates(installation: Installation, actor: Actor, on: date | None = None) -> Candidates:
    """Evaluate everyone on the day, today by default; ``narrowed`` picks from the answer."""
    with looking(installation, actor, "candidates", Permission.READ) as act:
        act.everyone = True
        day = on or act.today
        proposals = evaluate(act.connection, day, installation.criteria)
        held = holding(act.connection, day)
        rows = tuple(_rows(act.connection, act.today, proposals, held))
    units = {row.unit_code: row.unit_name or "" for row in rows if row.unit_code}
    return Candidates(
        day,
        installation.criteria.version,
        rows,
        tuple(sorted(units.items(), key=lambda unit: sort_key(unit[1]))),
        tuple(sorted({row.case_worker for row in rows if row.case_worker}, key=sort_key)),
    )


def narrowed(found: Candidates, filters: Filters) -> tuple[CandidateRow, ...]:
    """The rows that the filters let through; cheap enough for each letter typed."""
    rows: Iterable[CandidateRow] = found.rows
    if filters.group and not filters.text.strip():
        rows = [row for row in rows if filters.group in row.groups]
    return tuple(_among(rows, filters))


def counted(found: Candidates, filters: Filters) -> dict[str, int]:
    """How many of each group the filters let through, were their group chosen."""
    every = {group.value: 0 for group in Group}
    everyone = _among(found.rows, replace(filters, group=""))
    return every | Counter(group for row in everyone for group in row.groups)


def _among(rows: Iterable[CandidateRow], filters: Filters) -> Iterator[CandidateRow]:
    if filters.unit:
        rows = [row for row in rows if row.unit_code == filters.unit]
    if filters.case_worker:
        rows = [row for row in rows if row.case_worker == filters.case_worker]
    if filters.ground:
        rows = [row for row in rows if filters.ground in row.proposal.grounds]
    for word in folded(filters.text).split():
        rows = [row for row in rows if word in row.search_text]
    return iter(rows)


def _rows(
    connection: Connection,
    today: date,
    proposals: Mapping[str, Proposal],
    held: Mapping[str, Standing],
) -> Iterator[CandidateRow]:
    protection = load_protection(connection, today)
    units: dict[str, str] = dict(select_rows(connection, _UNITS))
    case_workers: dict[str, str] = dict(select_rows(connection, _CASE_WORKERS))
    places = {
        person: place
        for person, placements in load_placements(connection).items()
        if (place := deciding(placements, today))
    }
    for person, given, family, search_text in select_rows(connection, _PEOPLE):
        proposal = proposals[person]
        place, level = places.get(person), protection.get(person, "")
        unit = place.unit_code if place and not level else None
        name = units[unit] if unit else None
        number = proposal.id_number
        yield CandidateRow(
            person,
            number,
            f"{family}, {given}",
            unit,
            name,
            case_workers.get(place.decision_id, "") if place else "",
            level,
            _groups(proposal, person in held),
            proposal,
            held.get(person),
            f"{search_text} {number} {number[:8]}-{number[8:]} {folded(name or '')}",
        )


def _groups(proposal: Proposal, held: bool) -> tuple[str, ...]:
    """The groups of a person; most are in one, and plain texts are what makes this quick."""
    outcome = proposal.outcome
    found = []
    if outcome == _QUALIFIES:
        if proposal.certificate != "none":
            found.append(_WITH_CERTIFICATE)
        else:
            found.append(_CANDIDATES if proposal.candidate else _HELD)
        return tuple(found)
    if outcome == _DOES_NOT_QUALIFY:
        found.append(_NOT_QUALIFYING)
    elif outcome == _NOT_APPLICABLE:
        found.append(_GONE)
    elif not held:
        found.append(_TO_ASSESS)
    to_review = REVIEW in proposal.warnings
    if to_review and not held:
        found.append(_TO_REVIEW)
    if held and (to_review or outcome == _NEEDS_ASSESSMENT):
        found.append(_HELD)
    return tuple(found)


_QUALIFIES = OutcomeCode.QUALIFIES.value
_NEEDS_ASSESSMENT = OutcomeCode.NEEDS_ASSESSMENT.value
_DOES_NOT_QUALIFY = OutcomeCode.DOES_NOT_QUALIFY.value
_NOT_APPLICABLE = OutcomeCode.NOT_APPLICABLE.value
_CANDIDATES, _TO_ASSESS, _TO_REVIEW, _HELD, _NOT_QUALIFYING, _WITH_CERTIFICATE, _GONE = (
    group.value for group in Group
)
