"""Where the facts of an explanation come from, and which of them a person can fill in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from ntand.domain.findings import Finding, Rule
from ntand.domain.grounds import State
from ntand.ports import STOCKHOLM
from ntand.store.base import table
from ntand.store.care import FILLABLE, last_day
from ntand.store.tables import CareUnitRow, DecisionRow, FilledFactRow

_DECISION, _FILLED, _UNIT = table(DecisionRow), table(FilledFactRow), table(CareUnitRow)


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A fact that counts because a person filled it in; ``value`` as a file writes it."""

    column: str
    value: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Source:
    """A decision that tells facts. The unit of a protected person is not told."""

    decision: str
    external_id: str
    system: str
    kind: str
    kind_text: str | None  # as the source wrote it, when the kind is unknown
    unit: str | None
    starts_on: date
    last_day: date | None
    silent: tuple[str, ...]  # columns that the source says nothing in
    filled: tuple[FilledIn, ...]

    def active_on(self, day: date) -> bool:
        """Whether the decision is active on the day."""
        return self.starts_on <= day and (self.last_day is None or day <= self.last_day)

    def filled_in(self, column: str) -> FilledIn | None:
        """What a person filled in for the column, where the source says nothing."""
        return next((one for one in self.filled if one.column == column), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact to find out, or one a person filled in and may correct.

    ``decisions`` are those it can be filled in for; none: the source has to be corrected.
    """

    column: str
    decisions: tuple[str, ...]
    value: str  # what a person filled in, else empty


def load_sources(connection: Connection, person: str, *, protected: bool) -> dict[str, Source]:
    """The person's decisions as sources of facts, by decision id."""
    filled = _filled(connection, person)
    rows = connection.execute(
        select(_DECISION, _UNIT.c.name.label("unit_name"))
        .join(_UNIT, _UNIT.c.code == _DECISION.c.unit_code)
        .where(_DECISION.c.person_id == person)
        .order_by(_DECISION.c.starts_on, _DECISION.c.external_id, _DECISION.c.source)
    ).mappings()
    return {row["id"]: _source(row, filled.get(row["id"], ()), protected) for row in rows}


def asked(
    findings: Iterable[Finding], sources: Mapping[str, Source], day: date
) -> tuple[Asked, ...]:
    """What to find out, in the order of the rules, then what a person filled in."""
    active = [key for key, source in sources.items() if source.active_on(day)]
    wanted: dict[str, list[str]] = {}
    for found in findings:
        if found.state is State.UNKNOWN:
            own = [one for fact in found.facts if fact.value is None for one in fact.decision_ids]
            for column in found.codes:
                # Special housing asks its own decisions; the facts of own home are joined.
                among = own if found.rule is Rule.G1 else active
                wanted.setdefault(column, []).extend(among)
    missing = {
        column: tuple(one for one in dict.fromkeys(decisions) if column in sources[one].silent)
        for column, decisions in wanted.items()
    }
    corrections = [
        Asked(one.column, (decision,), one.value)
        for decision in active
        for one in sources[decision].filled
        if decision not in missing.get(one.column, ())
    ]
    return (*(Asked(column, decisions, "") for column, decisions in missing.items()), *corrections)


def _filled(connection: Connection, person: str) -> dict[str, list[FilledIn]]:
    rows = connection.execute(
        select(_FILLED)
        .join(_DECISION, _DECISION.c.id == _FILLED.c.decision_id)
        .where(_DECISION.c.person_id == person, _FILLED.c.superseded_by.is_(None))
        .order_by(_FILLED.c.fact)
    ).mappings()
    found: dict[str, list[FilledIn]] = {}
    for row in rows:
        on = row["filled_at"].astimezone(STOCKHOLM).date()
        one = FilledIn(row["fact"], row["value"], row["filled_by"], on)
        found.setdefault(row["decision_id"], []).append(one)
    return found


def _source(row: Mapping[Any, Any], filled: Iterable[FilledIn], protected: bool) -> Source:
    silent = tuple(column for column, name in FILLABLE.items() if row[name] is None)
    return Source(
        decision=row["id"],
        external_id=row["external_id"],
        system=row["source"],
        kind=row["kind"].value,
        kind_text=row["kind_text"],
        unit=None if protected else row["unit_name"],
        starts_on=row["starts_on"],
        last_day=last_day(row["ends_on"], row["missing_from"]),
        silent=silent,
        filled=tuple(one for one in filled if one.column in silent),
    )
