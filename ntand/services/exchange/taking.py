"""Taking over the region's values: those of an object's fields that are stored here."""

from collections.abc import Mapping
from datetime import date

from ntand.domain.certificates import Validity
from ntand.domain.codes import FileKind
from ntand.errors import Refused
from ntand.files.cells import Doubt, Refusal, Value, column_reader
from ntand.files.columns import FORMATS
from ntand.services.acts import Act
from ntand.services.exchange.queue_view import StoredItem
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
from ntand.store.offers import ShownOffer, load_offers, offer_cells
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
_OTHERS = (
    "SELECT local_id, starts_on, ends_on, ended_on FROM certificate"
    " WHERE person_id = ? AND id <> ? AND voided = ?"
)
_DAYS = "SELECT starts_on, ends_on, ended_on, voided FROM certificate WHERE id = ?"


def may_take(kind: str, column: str) -> bool:
    """Whether the region's value of the column can be stored here."""
    return column in _TAKABLE[kind]


def take_columns(act: Act, stored: StoredItem, texts: Mapping[str, str]) -> None:
    """Store these values of the region's in the place of ours; history is kept.

    Raises:
        Refused: ``region.unusable_value`` naming the column, or ``certificate.overlaps``.
    """
    if not texts:
        return
    values = _parsed(act, ObjectKind(stored.kind), texts)
    if stored.kind == ObjectKind.CERTIFICATE:
        _take_certificate(act, stored, values)
    elif stored.kind == ObjectKind.OFFER:
        _take_offer(act, stored, values)
    else:
        columns = {UNIT_FACTS[name]: value for name, value in values.items()}
        _change(act, "care_unit", stored.object_id, columns)


def _parsed(act: Act, kind: ObjectKind, texts: Mapping[str, str]) -> dict[str, Value]:
    columns = {column.name: column for column in FORMATS[_FILES[kind]].columns}
    values: dict[str, Value] = {}
    for name, text in texts.items():
        (value,) = column_reader(columns[name], act.today).read((text,))
        missing = value is None and columns[name].required
        if missing or isinstance(value, Refusal):
            raise Refused("region.unusable_value", column=name)
        values[name] = value.text if isinstance(value, Doubt) else value
    return values


def _take_certificate(act: Act, stored: StoredItem, values: Mapping[str, Value]) -> None:
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


def _take_offer(act: Act, stored: StoredItem, values: Mapping[str, Value]) -> None:
    (offer,) = load_offers(act.connection, ids=[stored.object_id])
    names = ("erbjuden", *_ANSWER, *_VISIT)
    held = dict(zip(names, offer_cells(offer), strict=True))
    said = {name: values.get(name, held[name]) for name in names}
    _change(act, "offer", offer.id, {"offered_on": said["erbjuden"], "changed_here": True})
    if not values.keys().isdisjoint(_ANSWER):
        record = {column: said[name] for name, column in _ANSWER.items()}
        _supersede(act, "answer", offer, offer.answer and offer.answer.id, record)
    if not values.keys().isdisjoint(_VISIT):
        record = {column: said[name] for name, column in _VISIT.items()}
        record["performed"] = record["visited_on"] is not None
        _supersede(act, "visit", offer, offer.visit and offer.visit.id, record)


def _supersede(
    act: Act, table: str, offer: ShownOffer, former: str | None, values: Mapping[str, object]
) -> None:
    """Store a new answer or visit of the offer, in the place of the former one if any."""
    fresh = new_id()
    by = {"registered_at": act.now, "registered_by": act.actor.user}
    insert_record(act.connection, table, {"id": fresh, "offer_id": offer.id, **values, **by})
    if former is not None:
        update_rows(act.connection, table, ("superseded_by",), [(fresh, former)])


def _change(act: Act, table: str, id_: str, values: Mapping[str, object]) -> None:
    row = [_as_stored(act, value) for value in values.values()]
    update_rows(act.connection, table, tuple(values), [(*row, id_)])
    if table == "care_unit":  # the care systems own units: nobody here edits them side by side
        return
    sql = f"UPDATE {table} SET version = version + 1 WHERE id = ?"  # noqa: S608 - our own names
    change_rows(act.connection, sql, id_)


def _as_stored(act: Act, value: object) -> object:
    return stored_date(act.connection, value) if isinstance(value, date) else value
