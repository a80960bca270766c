"""The five files' rows as the store holds them: for export and for the region."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from ntand.domain.codes import FileKind
from ntand.files.cells import Value
from ntand.files.columns import FORMATS
from ntand.files.writing import plain_text
from ntand.store.bulk import Row, as_date, select_among, select_rows
from ntand.store.care import last_day
from ntand.store.file_columns import (
    CERTIFICATE_FACTS,
    DECISION_FACTS,
    TRAINING_FACTS,
    UNIT_FACTS,
)
from ntand.store.offers import load_offers, offer_cells
from ntand.store.people import load_people

_DATE_COLUMNS = frozenset(
    {"oppnad", "stangd", "fran", "till", "avliden", "utflyttad", "utfardad", "informerad"}
    | {"avslutat", "erbjuden", "svar_datum", "utford", "datum"}
)
_YES_NO_COLUMNS = frozenset(
    {"varaktigt", "medboende", "enbart_behandling", "narstaende_hjalp", "makulerat"}
    | {"munvardskort"}
)

# One row: the object's id, the person's id or None, and the values in the file's order.
Record = tuple[str, str | None, list[Value]]


def unit_records(connection: Connection, ids: Collection[str] | None = None) -> list[Record]:
    """Units by code."""
    columns = ("id", "code", *UNIT_FACTS.values())
    sql = f"SELECT {', '.join(columns)} FROM care_unit"  # noqa: S608 - our own names
    names = FORMATS[FileKind.UNITS].names
    return _sorted(
        (id_, None, _typed(names, values)) for id_, *values in _some(connection, sql, ids)
    )


def decision_records(connection: Connection, protection: Mapping[str, str]) -> list[Record]:
    """Decisions by source and id, as their sources say them.

    One that a complete extract lacked ends where it counts as ended.
    """
    columns = ", ".join(f"d.{name}" for name in DECISION_FACTS.values())
    sql = (
        f"SELECT d.id, d.person_id, d.source, d.external_id, n.number, {columns}, d.kind_text,"  # noqa: S608
        " d.missing_from"
        " FROM decision d JOIN identity_number n ON n.person_id = d.person_id"
        " AND n.valid_to IS NULL"
    )
    names = FORMATS[FileKind.DECISIONS].names
    kind, told = names.index("insats"), names.index("skydd")
    first, last = names.index("fran"), names.index("till")
    records: list[Record] = []
    for id_, person, *values, kind_text, missing in select_rows(connection, sql):
        if kind_text is not None:
            values[kind] = kind_text
        if values[told] is None:
            # Not told is not "none": written so that reading it protects the person again.
            values[told] = protection.get(person, "")
        if missing is not None:
            # It would count again when the file is read.
            values[last] = last_day(as_date(values[last]), as_date(missing))
            if values[last] < as_date(values[first]):
                continue  # withdrawn before it began
        records.append((id_, person, _typed(names, values)))
    return _sorted(records, key_columns=2)


def certificate_records(
    connection: Connection, today: date, ids: Collection[str] | None = None
) -> list[Record]:
    """Certificates by id, with the name the person has today."""
    columns = ", ".join(CERTIFICATE_FACTS.values())
    sql = f"SELECT id, person_id, local_id, {columns} FROM certificate"  # noqa: S608
    rows = _some(connection, sql, ids)
    people = load_people(connection, today, _few(ids, (row[1] for row in rows)))
    names = FORMATS[FileKind.CERTIFICATES].names
    records: list[Record] = []
    for id_, person, local_id, *values in rows:
        who = people[person]
        cells = [local_id, who.number, who.given_name, who.family_name, *values]
        records.append((id_, person, _typed(names, cells)))
    return _sorted(records)


def offer_records(
    connection: Connection, today: date, ids: Collection[str] | None = None
) -> list[Record]:
    """Offers by number and year: the answer that stands and the latest visit kept.

    One that was taken back is told only to whoever names it.
    """
    found = load_offers(connection, ids=ids)
    if ids is None:
        found = [offer for offer in found if not offer.taken_back]
    people = load_people(connection, today, _few(ids, (offer.person_id for offer in found)))
    names = FORMATS[FileKind.OFFERS].names
    records: list[Record] = []
    for offer in found:
        who = people[offer.person_id]
        cells = [who.number, who.given_name, who.family_name, offer.year, *offer_cells(offer)]
        records.append((offer.id, offer.person_id, _typed(names, cells)))
    records.sort(key=lambda record: (record[2][0], record[2][3]))
    return records


def training_records(connection: Connection) -> list[Record]:
    """Trainings by id."""
    columns = ", ".join(TRAINING_FACTS.values())
    names = FORMATS[FileKind.TRAININGS].names
    hours = names.index("timmar")
    records: list[Record] = []
    for id_, *values in select_rows(connection, f"SELECT id, local_id, {columns} FROM training"):  # noqa: S608
        values[hours] = Decimal(values[hours])
        records.append((id_, None, _typed(names, values)))
    return _sorted(records)


def as_texts(kind: FileKind, record: Record) -> dict[str, str]:
    """The record as the region gets it: the file's columns, every value as text."""
    values = zip(FORMATS[kind].names, record[2], strict=True)
    return {name: plain_text(value) for name, value in values}


def _typed(names: tuple[str, ...], stored: Collection[Any]) -> list[Value]:
    """The values as the files know them, from what the driver gave."""
    values: list[Value] = []
    for name, value in zip(names, stored, strict=True):
        if value is None or value == "":
            values.append(None)
        elif name in _DATE_COLUMNS:
            values.append(as_date(value))
        else:
            values.append(bool(value) if name in _YES_NO_COLUMNS else value)
    return values


def _sorted(records: Any, key_columns: int = 1) -> list[Record]:  # noqa: ANN401 - any iterable
    return sorted(records, key=lambda record: record[2][:key_columns])


def _some(connection: Connection, sql: str, ids: Collection[str] | None) -> list[Row]:
    if ids is None:
        return select_rows(connection, sql)
    return select_among(connection, sql + " WHERE id IN (?)", ids)


def _few(ids: Collection[str] | None, persons: Iterator[str]) -> set[str] | None:
    return None if ids is None else set(persons)
