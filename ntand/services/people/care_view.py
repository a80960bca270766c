"""What the care systems say of a person: decisions, facts with who says them, contact."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from ntand.domain.placement import deciding
from ntand.store.base import table
from ntand.store.care import FILLABLE, last_day, load_placements
from ntand.store.file_columns import DECISION_FACTS
from ntand.store.tables import (
    CareUnitRow,
    DecisionHistoryRow,
    DecisionRow,
    FilledFactRow,
    ImportRunRow,
)

_DECISION, _UNIT, _FILLED = table(DecisionRow), table(CareUnitRow), table(FilledFactRow)
_HISTORY, _RUN = table(DecisionHistoryRow), table(ImportRunRow)
_COLUMN_OF = {name: column for column, name in DECISION_FACTS.items()}
_HIDDEN = frozenset(
    {"adress", "postnummer", "postort", "rum", "telefon", "enhet_kod", "utflyttad_till"}
    | {"kontakt_namn", "kontakt_telefon", "kontakt_roll", "tandvardsgivare_namn"}
)
"""Columns that tell where a person is or whom to ask: never shown for a protected one."""


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact of a decision as a file writes it, and who says it: nobody, the source, a person."""

    column: str
    value: str | None
    filled_by: str | None = None
    filled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What an import changed in a decision: what stood there before."""

    at: datetime
    by: str
    before: tuple[tuple[str, str | None], ...]  # column, value; hidden ones left out


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One care decision as its source says it. The unit of a protected person is not told."""

    id: str
    external_id: str
    source: str
    kind: str
    kind_text: str | None
    unit_code: str | None
    unit_name: str | None
    case_worker: str | None
    starts_on: date
    ends_on: date | None
    missing_from: date | None
    active: bool
    decides: bool  # name, unit, address and contact come from this one
    facts: tuple[FactView, ...]
    changes: tuple[ChangeView, ...]  # the latest first

    @property
    def last_day(self) -> date | None:
        """The last day it counts."""
        return last_day(self.ends_on, self.missing_from)


@dataclass(frozen=True, slots=True)
class ContactView:
    """Where the person is and whom to ask, from the decision that decides; None: not known."""

    address: str | None
    postal_code: str | None
    town: str | None
    room: str | None
    phone: str | None
    language: str | None
    contact_name: str | None
    contact_phone: str | None
    contact_role: str | None
    caregiver_kind: str | None
    caregiver_name: str | None
    source: str
    external_id: str


@dataclass(frozen=True, slots=True)
class CareView:
    """Everything the care systems say of a person. ``contact`` None: hidden, or nothing told."""

    contact: ContactView | None
    decisions: tuple[DecisionView, ...]  # active first, then the latest begun


def load_care_view(connection: Connection, person: str, today: date, *, hidden: bool) -> CareView:
    """The person's care; ``hidden``: without what tells where someone protected is."""
    rows = connection.execute(
        select(_DECISION, _UNIT.c.name.label("unit_name"))
        .join(_UNIT, _UNIT.c.code == _DECISION.c.unit_code)
        .where(_DECISION.c.person_id == person)
    ).mappings()
    place = deciding(load_placements(connection, [person]).get(person, ()), today)
    decides = place.decision_id if place else None
    filled, changes = _filled(connection, person), _changes(connection, person, hidden=hidden)
    decisions, contact = [], None
    for row in rows:
        key = row["id"]
        if key == decides and not hidden:
            contact = _contact(row)
        facts, changed = filled.get(key, {}), tuple(changes.get(key, ()))
        decisions.append(_decision(row, facts, changed, today, key == decides, hidden))
    decisions.sort(key=lambda one: (one.active, one.starts_on, one.external_id), reverse=True)
    return CareView(contact, tuple(decisions))


def _decision(
    row: Mapping[Any, Any],
    filled: Mapping[str, FactView],
    changes: tuple[ChangeView, ...],
    today: date,
    decides: bool,
    hidden: bool,
) -> DecisionView:
    last = last_day(row["ends_on"], row["missing_from"])
    told = {column: as_written(row[name]) for column, name in FILLABLE.items()}
    return DecisionView(
        row["id"],
        row["external_id"],
        row["source"],
        row["kind"].value,
        row["kind_text"],
        None if hidden else row["unit_code"],
        None if hidden else row["unit_name"],
        row["case_worker"],
        row["starts_on"],
        row["ends_on"],
        row["missing_from"],
        row["starts_on"] <= today and (last is None or today <= last),
        decides,
        tuple(
            filled[column] if value is None and column in filled else FactView(column, value)
            for column, value in told.items()
        ),
        changes,
    )


def _contact(row: Mapping[Any, Any]) -> ContactView:
    names = (
        *("address", "postal_code", "town", "room", "phone", "language"),
        *("contact_name", "contact_phone", "contact_role", "caregiver_kind", "caregiver_name"),
    )
    told = {name: as_written(row[name]) for name in names}
    return ContactView(**told, source=row["source"], external_id=row["external_id"])


def _filled(connection: Connection, person: str) -> dict[str, dict[str, FactView]]:
    """What people filled in and what stands, by decision and column."""
    found: dict[str, dict[str, FactView]] = {}
    for row in connection.execute(
        select(_FILLED)
        .join(_DECISION, _DECISION.c.id == _FILLED.c.decision_id)
        .where(_DECISION.c.person_id == person, _FILLED.c.superseded_by.is_(None))
        .order_by(_FILLED.c.filled_at)
    ):
        fact = FactView(row.fact, row.value, row.filled_by, row.filled_at)
        found.setdefault(row.decision_id, {})[row.fact] = fact
    return found


def _changes(connection: Connection, person: str, *, hidden: bool) -> dict[str, list[ChangeView]]:
    found: dict[str, list[ChangeView]] = {}
    for row in connection.execute(
        select(_HISTORY.c.decision_id, _HISTORY.c.facts, _RUN.c.imported_at, _RUN.c.imported_by)
        .join(_DECISION, _DECISION.c.id == _HISTORY.c.decision_id)
        .join(_RUN, _RUN.c.id == _HISTORY.c.import_run_id)
        .where(_DECISION.c.person_id == person)
        .order_by(_RUN.c.imported_at.desc(), _HISTORY.c.id.desc())
    ):
        before = tuple(
            (column, as_written(value))
            for name, value in json.loads(row.facts).items()
            if (column := _COLUMN_OF.get(name)) and not (hidden and column in _HIDDEN)
        )
        found.setdefault(row.decision_id, []).append(
            ChangeView(row.imported_at, row.imported_by, before)
        )
    return found


def as_written(value: object) -> str | None:
    """A stored value as a file writes it; None where nothing is told."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "J" if value else "N"
    return value.isoformat() if isinstance(value, date) else str(value)
