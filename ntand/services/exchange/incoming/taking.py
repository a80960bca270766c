"""Taking over the region's values: those of an object's fields that are stored here."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from ntand.domain.certificates import Validity
from ntand.domain.codes import FileKind, Origin
from ntand.errors import Refused
from ntand.files.cells import ColumnReader, Doubt, Refusal, Value, column_reader
from ntand.files.columns import FORMATS, Column
from ntand.files.writing import plain_text
from ntand.services.acts import Act
from ntand.store.base import new_id
from ntand.store.bulk import (
    as_date,
    change_rows,
    insert_record,
    select_rows,
    stored_date,
    update_rows,
)
from ntand.store.file_columns import CERTIFICATE_FACTS, UNIT_FACTS
from ntand.store.offers import load_offers, offer_cells
from ntand.store.tables import ObjectKind

_ANSWER = {
    "svar": "value",
    "svar_datum": "answered_on",
    "svarat_av": "answered_by",
    "svar_kanal": "channel",
    "orsak_nej": "reason",
}
_VISIT = {
    "utford": "visited_on",
    "utforare": "performed_by",
    "munvardskort": "care_card",
    "avvikelse": "deviation",
}
VISIT_COLUMNS = frozenset(_VISIT)
"""What an offer's row shows of the latest visit: each visit is a fact of its own."""
_TAKABLE: dict[str, frozenset[str]] = {
    ObjectKind.CERTIFICATE: frozenset(CERTIFICATE_FACTS),
    ObjectKind.OFFER: frozenset({"erbjuden", *_ANSWER, *_VISIT}),
    ObjectKind.UNIT: frozenset(UNIT_FACTS),
}
_FILES = {
    ObjectKind.CERTIFICATE: FileKind.CERTIFICATES,
    ObjectKind.OFFER: FileKind.OFFERS,
    ObjectKind.UNIT: FileKind.UNITS,
}
_USUAL = {"ursprung": Origin.MUNICIPALITY.value, "makulerat": "N"}  # what an empty cell means
_OTHERS = (
    "SELECT local_id, starts_on, ends_on, ended_on FROM certificate"
    " WHERE person_id = ? AND id <> ? AND voided = ?"
)
_DAYS = "SELECT starts_on, ends_on, ended_on, voided FROM certificate WHERE id = ?"


class Stored(Protocol):
    """What the values are about."""

    @property
    def kind(self) -> str:
        """An ObjectKind."""

    @property
    def object_id(self) -> str:
        """The object's own id."""

    @property
    def person_id(self) -> str | None:
        """Whose it is; None of a unit."""


def may_take(kind: str, column: str) -> bool:
    """Whether the region's value of the column can be stored here."""
    return column in _TAKABLE[kind]


def understood(act: Act, kind: ObjectKind, texts: Mapping[str, str]) -> dict[str, str]:
    """The columns known here, each value as we would write it.

    What this version cannot use is left out: another column, a code of the future, no date.
    """
    readers = _readers(kind, act.today)
    found: dict[str, str] = {}
    for name, text in texts.items():
        value = _read(readers[name], text) if name in readers else None
        if name in readers and not isinstance(value, Refusal):
            found[name] = plain_text(value) or _USUAL.get(name, "")
    return found


def parsed(act: Act, kind: ObjectKind, texts: Mapping[str, str]) -> dict[str, Value]:
    """The values of the columns.

    Raises:
        Refused: ``region.unusable_value`` naming the column.
    """
    readers = _readers(kind, act.today)
    values: dict[str, Value] = {}
    for name, text in texts.items():
        value = _read(readers[name], text)
        if isinstance(value, Refusal):
            raise Refused("region.unusable_value", column=name)
        values[name] = value
    return values


def take_columns(act: Act, stored: Stored, texts: Mapping[str, str], by: str | None = None) -> None:
    """Store these values of the region's in the place of ours; history is kept.

    ``by``: whose word an answer or visit is, the actor's by default.

    Raises:
        Refused: ``region.unusable_value`` naming the column, or ``certificate.overlaps``.
    """
    if not texts:
        return
    values = parsed(act, ObjectKind(stored.kind), texts)
    if stored.kind == ObjectKind.CERTIFICATE:
        _take_certificate(act, stored, values)
    elif stored.kind == ObjectKind.OFFER:
        _take_offer(act, stored, values, by or act.actor.user)
    else:
        columns = {UNIT_FACTS[name]: value for name, value in values.items()}
        _change(act, "care_unit", stored.object_id, columns | {"placeholder": False})


def supersede(
    act: Act, table: str, former: Collection[str], values: Mapping[str, object], by: str
) -> None:
    """Store a new answer or visit in the place of the former ones."""
    fresh = new_id()
    told = {"registered_at": act.now, "registered_by": by}
    insert_record(act.connection, table, {"id": fresh, **values, **told})
    update_rows(act.connection, table, ("superseded_by",), [(fresh, one) for one in former])


class _Reader(NamedTuple):
    column: Column
    reader: ColumnReader


@lru_cache(maxsize=len(ObjectKind))  # making them takes longer than reading a row
def _readers(kind: ObjectKind, today: date) -> dict[str, _Reader]:
    columns = FORMATS[_FILES[kind]].columns
    return {column.name: _Reader(column, column_reader(column, today)) for column in columns}


def _read(by: _Reader, text: str) -> Value | Refusal:
    (value,) = by.reader.read((text,))
    if value is None and by.column.required:
        return Refusal("missing_value")
    return value.text if isinstance(value, Doubt) else value


def _take_certificate(act: Act, stored: Stored, values: Mapping[str, Value]) -> None:
    columns = {CERTIFICATE_FACTS[name]: value for name, value in values.items()}
    if "voided" in columns:
        columns["voided"] = bool(columns["voided"])
    _change(act, "certificate", stored.object_id, columns | {"changed_here": True})
    starts, ends, ended, voided = select_rows(act.connection, _DAYS, stored.object_id)[0]
    if voided:
        return
    first = as_date(starts)
    assert first is not None
    validity = Validity(first, as_date(ends), as_date(ended))
    others = select_rows(act.connection, _OTHERS, stored.person_id, stored.object_id, False)
    for local_id, *days in others:
        held = Validity(*map(as_date, days))  # type: ignore[arg-type] # starts_on is never NULL
        if held.overlaps(first, validity.last_day):
            raise Refused("certificate.overlaps", certificate=local_id)


def _take_offer(act: Act, stored: Stored, values: Mapping[str, Value], by: str) -> None:
    (offer,) = load_offers(act.connection, ids=[stored.object_id])
    names = ("erbjuden", *_ANSWER, *_VISIT)
    held = dict(zip(names, offer_cells(offer), strict=True))
    said = {name: values.get(name, held[name]) for name in names}
    _change(act, "offer", offer.id, {"offered_on": said["erbjuden"], "changed_here": True})
    for table, columns, former in (
        ("answer", _ANSWER, offer.answer),
        ("visit", _VISIT, offer.visit),
    ):
        if values.keys().isdisjoint(columns):
            continue
        record = {column: said[name] for name, column in columns.items()}
        if table == "visit":
            record["performed"] = record["visited_on"] is not None
        record["offer_id"] = offer.id
        supersede(act, table, [former.id] if former else [], record, by)


def _change(act: Act, table: str, id_: str, values: Mapping[str, object]) -> None:
    row = [_as_stored(act, value) for value in values.values()]
    update_rows(act.connection, table, tuple(values), [(*row, id_)])
    if table == "care_unit":  # the care systems own units: nobody here edits them side by side
        return
    sql = f"UPDATE {table} SET version = version + 1 WHERE id = ?"  # noqa: S608 - our own names
    change_rows(act.connection, sql, id_)


def _as_stored(act: Act, value: object) -> object:
    return stored_date(act.connection, value) if isinstance(value, date) else value
