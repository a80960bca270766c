"""Rows that an import changed: each column's old and new value."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from ntand.domain.codes import FileKind
from ntand.files.columns import FORMATS
from ntand.files.writing import plain_text
from ntand.services.acts import Act
from ntand.services.importing.differences import SHOWN, CellChange, RowChange, RowChanges
from ntand.services.people.cards import born
from ntand.services.records import (
    Record,
    certificate_records,
    offer_records,
    training_records,
    unit_records,
)
from ntand.store.bulk import Row, as_date, select_among, select_rows
from ntand.store.file_columns import DECISION_FACTS

# Where someone is, and who could tell it: never shown of a protected person.
_PLACES: Final = frozenset(
    {"adress", "postnummer", "postort", "rum", "telefon", "enhet_kod", "tandvardsgivare_namn"}
    | {"kontakt_namn", "kontakt_telefon", "kontakt_roll", "utflyttad_till", "utforare"}
)
_YES_NO: Final = frozenset(
    {"varaktigt", "medboende", "enbart_behandling", "narstaende_hjalp", "makulerat"}
    | {"munvardskort"}
)
_NUMBER: Final = "personnummer"  # whose a row is; told by name, never by number
_WHOSE: Final = (_NUMBER, "fornamn", "efternamn")
_ABOUT_PEOPLE: Final = (FileKind.CERTIFICATES, FileKind.OFFERS)
_ABOUT: Final = {
    FileKind.UNITS: ("namn", None),
    FileKind.CERTIFICATES: ("grund", "fran"),
    FileKind.OFFERS: ("ar", None),
    FileKind.TRAININGS: ("enhet_kod", "datum"),
}
_STORED = tuple(DECISION_FACTS.values())
_CHANGED = (
    f"SELECT h.facts, d.person_id, d.kind_text, {', '.join(f'd.{name}' for name in _STORED)}"  # noqa: S608
    " FROM decision_history h JOIN decision d ON d.id = h.decision_id"
    " JOIN person p ON p.id = d.person_id WHERE h.import_run_id = ?"
    f" ORDER BY p.sort_key, d.external_id LIMIT {SHOWN}"
)
_NAMES = (
    "SELECT p.id, p.family_name, p.given_name, n.number, p.sort_key FROM person p"
    " JOIN identity_number n ON n.person_id = p.id AND n.valid_to IS NULL WHERE p.id IN (?)"
)


def decision_changes(
    connection: Connection, run: str, count: int, protection: Mapping[str, str]
) -> RowChanges:
    """The decisions that the run changed, from what it kept of their former values."""
    rows = [(json.loads(row[0]), row) for row in select_rows(connection, _CHANGED, run)]
    people = {row[1] for _old, row in rows} | {old.get("person_id", row[1]) for old, row in rows}
    names = {row[0]: row for row in select_among(connection, _NAMES, people)}
    return RowChanges(count, tuple(_decision(old, row, names, protection) for old, row in rows))


def _decision(
    old: dict[str, Any], row: Row, names: Mapping[str, Row], protection: Mapping[str, str]
) -> RowChange:
    _facts, person, kind_text, *values = row
    now = dict(zip(_STORED, values, strict=True)) | {"kind_text": kind_text}
    protected = person in protection
    cells = []
    if "person_id" in old:
        cells.append(CellChange(_NUMBER, _name(names[old["person_id"]]), _name(names[person])))
    for column, stored in DECISION_FACTS.items():
        if stored in old or (stored == "kind" and "kind_text" in old):
            was, is_ = _value(column, now | old), _value(column, now)
            cells.append(_cell(column, was, is_, protected))
    about, begins = _value("insats", now), _value("fran", now)
    return RowChange(
        person,
        _name(names[person]),
        born(names[person][3]),
        protected,
        about,
        begins,
        tuple(cells),
        found_again=not old,
    )


def snapshot(connection: Connection, kind: FileKind, today: date) -> dict[str, Record]:
    """Every stored row of the kind, by id."""
    records = {
        FileKind.UNITS: lambda: unit_records(connection),
        FileKind.CERTIFICATES: lambda: certificate_records(connection, today),
        FileKind.OFFERS: lambda: offer_records(connection, today),
        FileKind.TRAININGS: lambda: training_records(connection),
    }
    return {record[0]: record for record in records[kind]()}


def record_changes(
    act: Act, kind: FileKind, before: Mapping[str, Record], protection: Mapping[str, str]
) -> RowChanges:
    """The rows of the kind that were stored before and say something else now."""
    after = snapshot(act.connection, kind, act.today)
    changed = [
        (before[id_], now)
        for id_, now in after.items()
        if id_ in before and _said(kind, before[id_]) != _said(kind, now)
    ]
    people = {now[1] for _was, now in changed if now[1]}
    names = {row[0]: row for row in select_among(act.connection, _NAMES, people)}
    changed.sort(key=lambda pair: names[pair[1][1]][4] if pair[1][1] else "")
    return RowChanges(
        len(changed),
        tuple(_record(kind, was, now, names, protection) for was, now in changed[:SHOWN]),
    )


def _record(
    kind: FileKind,
    was: Record,
    now: Record,
    names: Mapping[str, Row],
    protection: Mapping[str, str],
) -> RowChange:
    columns = FORMATS[kind].names
    old, new = (dict(zip(columns, map(plain_text, one[2]), strict=True)) for one in (was, now))
    person = now[1]
    protected = person in protection
    cells = [
        _cell(name, old[name], new[name], protected)
        for name in columns
        if old[name] != new[name] and not _of_person(kind, name)
    ]
    if was[1] != person:
        owner, owned_by = (f"{one['efternamn']}, {one['fornamn']}" for one in (old, new))
        cells.insert(0, CellChange(_NUMBER, owner, owned_by))
    about, begins = _ABOUT[kind]
    return RowChange(
        person,
        _name(names[person]) if person else new[about],
        born(names[person][3]) if person else "",
        protected,
        new[about],
        new[begins] if begins else "",
        tuple(cells),
    )


def _said(kind: FileKind, record: Record) -> tuple[object, ...]:
    """What the row says itself: whose it is, and all but what the person is called."""
    columns = zip(FORMATS[kind].names, record[2], strict=True)
    return (record[1], *(value for name, value in columns if not _of_person(kind, name)))


def _of_person(kind: FileKind, column: str) -> bool:
    return kind in _ABOUT_PEOPLE and column in _WHOSE


def _cell(column: str, old: str, new: str, protected: bool) -> CellChange:
    if protected and column in _PLACES:
        return CellChange(column, "", "", hidden=True)
    return CellChange(column, old, new)


def _name(row: Row) -> str:
    return f"{row[1]}, {row[2]}"


def _value(column: str, row: Mapping[str, Any]) -> str:
    """The value as the file writes it."""
    value = row[DECISION_FACTS[column]]
    if column == "insats" and row["kind_text"] is not None:
        value = row["kind_text"]
    if value is None:
        return ""
    if column in _YES_NO:
        return "J" if value else "N"
    return str(as_date(value)) if isinstance(value, date) else str(value)
