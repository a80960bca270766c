"""Before and after: what an import has changed, asked inside its own transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from ntand.domain.codes import FileKind
from ntand.domain.criteria import Criteria
from ntand.domain.eligibility import OutcomeCode
from ntand.services.acts import Act
from ntand.services.importing.differences import SHOWN, Differences, People, Someone
from ntand.services.importing.row_changes import decision_changes, record_changes, snapshot
from ntand.services.importing.values import Tally
from ntand.services.people.cards import born
from ntand.services.proposals import evaluate
from ntand.services.records import Record
from ntand.store.bulk import Row, as_date, select_among, select_rows
from ntand.store.care import load_protection

_ABOUT_QUALIFYING = (FileKind.DECISIONS, FileKind.CERTIFICATES)
_PEOPLE = (
    "SELECT p.id, p.family_name, p.given_name, p.sort_key, n.number FROM person p"
    " JOIN identity_number n ON n.person_id = p.id AND n.valid_to IS NULL WHERE p.id IN (?)"
)
_NEW_DECISIONS = (
    "SELECT d.person_id, d.kind, d.starts_on FROM decision d JOIN person p ON p.id = d.person_id"
    " WHERE d.import_run_id = ? AND NOT EXISTS"
    " (SELECT 1 FROM decision_history h WHERE h.decision_id = d.id AND h.import_run_id = ?)"
    " ORDER BY p.sort_key, d.external_id LIMIT ?"
)
_MISSING = (
    "SELECT id, person_id, kind, starts_on, missing_from FROM decision"
    " WHERE missing_from IS NOT NULL"
)


@dataclass(slots=True)
class Before:
    """How things stood before an import; the keys are ids."""

    persons: frozenset[str]
    protection: dict[str, str]
    outcomes: Mapping[str, tuple[str, bool]] = field(default_factory=dict)  # and if candidate
    missing: Mapping[str, Any] = field(default_factory=dict)  # since when, by decision
    records: Mapping[str, Record] = field(default_factory=dict)


def look_before(act: Act, kind: FileKind) -> Before:
    """Remember what an import of the kind may change."""
    connection = act.connection
    decisions = kind is FileKind.DECISIONS
    return Before(
        _persons(connection),
        load_protection(connection, act.today),
        _outcomes(act, kind),
        {row[0]: row[4] for row in select_rows(connection, _MISSING)} if decisions else {},
        {} if decisions else snapshot(connection, kind, act.today),
    )


def compare(act: Act, kind: FileKind, run: str, tally: Tally, before: Before) -> Differences:
    """What differs from before, now that the import has stored its rows."""
    tell = _Tell(act)
    outcomes = _outcomes(act, kind)
    new_candidates, no_longer, lost = _qualifying(before.outcomes, outcomes)
    fresh = tell.protection.keys() - before.protection.keys()
    found = Differences(
        new_persons=tell.people(_persons(act.connection) - before.persons),
        new_candidates=tell.people(new_candidates),
        no_longer_candidates=tell.people(no_longer),
        lost=tell.people(lost, {person: outcomes[person][0] for person in lost}),
        newly_protected=tell.people(fresh, tell.protection),
    )
    hidden = before.protection | tell.protection
    if kind is not FileKind.DECISIONS:
        return replace(found, changed=record_changes(act, kind, before.records, hidden))
    missing, found_again = _missing(act.connection, before)
    created = select_rows(act.connection, _NEW_DECISIONS, run, run, SHOWN)
    return replace(
        found,
        changed=decision_changes(act.connection, run, tally.updated, hidden),
        new_decisions=tell.decisions(tally.created, created),
        missing=tell.decisions(len(missing), missing),
        found_again=found_again,
    )


class _Tell:
    """Names the persons of a difference; a protected one by name alone."""

    def __init__(self, act: Act) -> None:
        self._connection = act.connection
        self.protection = load_protection(act.connection, act.today)

    def people(self, persons: Collection[str], told: Mapping[str, str] | None = None) -> People:
        """The persons, the first by name, each with what is told of it."""
        rows = sorted(select_among(self._connection, _PEOPLE, persons), key=lambda row: row[3])
        return People(
            len(persons),
            tuple(self._someone(row, (told or {}).get(row[0], "")) for row in rows[:SHOWN]),
        )

    def decisions(self, count: int, rows: Iterable[Row]) -> People:
        """Decisions as (person, kind, first day), each under its person's name."""
        first = list(rows)[:SHOWN]
        people = {
            row[0]: row
            for row in select_among(self._connection, _PEOPLE, {person for person, *_ in first})
        }
        first.sort(key=lambda row: people[row[0]][3])
        return People(
            count,
            tuple(
                self._someone(people[person], kind, str(as_date(begins)))
                for person, kind, begins in first
            ),
        )

    def _someone(self, row: Row, told: str, begins: str = "") -> Someone:
        person, family, given, _key, number = row
        name = f"{family}, {given}"
        return Someone(person, name, born(number), person in self.protection, told, begins)


def _persons(connection: Connection) -> frozenset[str]:
    return frozenset(person for (person,) in select_rows(connection, "SELECT id FROM person"))


def _outcomes(act: Act, kind: FileKind) -> dict[str, tuple[str, bool]]:
    if kind not in _ABOUT_QUALIFYING:
        return {}
    criteria: Criteria = act.installation.criteria
    return {
        person: (one.outcome, one.candidate)
        for person, one in evaluate(act.connection, act.today, criteria).items()
    }


def _qualifying(
    before: Mapping[str, tuple[str, bool]], after: Mapping[str, tuple[str, bool]]
) -> tuple[set[str], set[str], set[str]]:
    """Who became a candidate, who no longer is one though qualified, and who lost it."""
    nothing = ("", False)
    qualifies = OutcomeCode.QUALIFIES.value
    new, no_longer, lost = set(), set(), set()
    for person, (outcome, candidate) in after.items():
        outcome_before, candidate_before = before.get(person, nothing)
        if candidate and not candidate_before:
            new.add(person)
        elif outcome_before == qualifies != outcome:
            lost.add(person)
        elif candidate_before and not candidate:
            no_longer.add(person)
    return new, no_longer, lost


def _missing(connection: Connection, before: Before) -> tuple[list[Row], int]:
    """The decisions missing since this import, and how many are there again."""
    rows = {row[0]: row for row in select_rows(connection, _MISSING)}
    fresh = [row[1:4] for id_, row in rows.items() if before.missing.get(id_) != row[4]]
    return fresh, len(before.missing.keys() - rows.keys())
