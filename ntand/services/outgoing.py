"""What is to reach the region: each change becomes an outbox item in the act's own transaction."""

import json
from collections.abc import Collection, Mapping
from enum import StrEnum

from sqlalchemy import insert, select, update

from ntand.domain.codes import FileKind
from ntand.services.acts import Act
from ntand.services.records import (
    Record,
    as_texts,
    certificate_records,
    offer_records,
    unit_records,
)
from ntand.settings import Channel
from ntand.store.base import new_id
from ntand.store.bulk import insert_rows, select_among, select_rows, stored_instant, update_rows
from ntand.store.care import load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.tables import ObjectKind, OutboxItemRow, OutboxState, Road

_ITEM = OutboxItemRow.__table__
_FILE = {
    ObjectKind.CERTIFICATE: FileKind.CERTIFICATES,
    ObjectKind.OFFER: FileKind.OFFERS,
    ObjectKind.UNIT: FileKind.UNITS,
}
_ROADS = {Channel.SERVICE: Road.SERVICE, Channel.PORTAL: Road.PORTAL}
_ANNOUNCED_COLUMNS = (
    *("id", "sequence", "person_id", "kind", "object_id", "payload_version", "payload"),
    *("road", "state", "attempts", "created_at"),
)
_NOT_OUT = (
    "SELECT object_id FROM region_object UNION SELECT object_id FROM outbox_item WHERE state <> ?"
)


class Sent(StrEnum):
    """What became of a change on its way to the region."""

    QUEUED = "queued"
    PORTAL = "portal"
    WAITS = "waits"
    PAPER = "paper"


def queue(act: Act, kind: ObjectKind, object_id: str, person: str | None) -> Sent:
    """Put the object's present state in the outbox; an item never tried is renewed instead."""
    protected = person is not None and person in load_protection(act.connection, act.today, person)
    road = Road.PAPER if protected else _ROADS[act.installation.settings.channel]
    payload = _payload(act, kind, object_id)
    renewed = act.connection.execute(
        update(_ITEM)
        .where(
            _ITEM.c.object_id == object_id,
            _ITEM.c.state == OutboxState.WAITING,
            _ITEM.c.attempts == 0,
        )
        .values(payload=payload, road=road)
    )
    if not renewed.rowcount:
        act.connection.execute(
            insert(_ITEM).values(
                id=new_id(),
                sequence=_next_sequence(act),
                person_id=person,
                kind=kind,
                object_id=object_id,
                payload=payload,
                payload_version=1,
                road=road,
                state=OutboxState.WAITING,
                attempts=0,
                created_at=act.now,
            )
        )
    if road is not Road.SERVICE:
        return Sent.PAPER if protected else Sent.PORTAL
    allowed = person is None or Disclosures(act.connection, person).allow(kind, object_id, person)
    return Sent.QUEUED if allowed else Sent.WAITS


def announce(act: Act, kind: ObjectKind, ids: Collection[str]) -> int:
    """Queue those of the objects that the region has not got and nothing waits for.

    Announced history counts as having a basis. Protected persons are left out.
    """
    known = {row[0] for row in select_rows(act.connection, _NOT_OUT, OutboxState.STOPPED.value)}
    fresh = [id_ for id_ in ids if id_ not in known]
    protection = load_protection(act.connection, act.today)
    road = _ROADS[act.installation.settings.channel].value
    sequence = _next_sequence(act)
    created = stored_instant(act.connection, act.now)
    rows = []
    for record in _records(act, kind, fresh):
        if record[1] in protection:
            continue
        payload = _json(as_texts(_FILE[kind], record))
        item = (new_id(), sequence, record[1], kind.value, record[0], 1, payload)
        rows.append((*item, road, OutboxState.WAITING.value, 0, created))
        sequence += 1
    insert_rows(act.connection, "outbox_item", _ANNOUNCED_COLUMNS, rows)
    if kind is not ObjectKind.UNIT:
        marked = [(True, row[4]) for row in rows]
        update_rows(act.connection, kind.value, ("announced",), marked)
    return len(rows)


def renew_waiting(act: Act, object_ids: Collection[str]) -> None:
    """Give what waits about the objects their present state."""
    sql = "SELECT DISTINCT kind, object_id FROM outbox_item WHERE state = 'waiting' AND object_id IN (?)"
    rows = []
    for kind, object_id in select_among(act.connection, sql, object_ids):
        rows.append((_payload(act, ObjectKind(kind), object_id), object_id))
    for payload, object_id in rows:
        act.connection.execute(
            update(_ITEM)
            .where(_ITEM.c.object_id == object_id, _ITEM.c.state == OutboxState.WAITING)
            .values(payload=payload)
        )


def _records(act: Act, kind: ObjectKind, ids: Collection[str]) -> list[Record]:
    if kind is ObjectKind.UNIT:
        return unit_records(act.connection, ids)
    read = certificate_records if kind is ObjectKind.CERTIFICATE else offer_records
    return read(act.connection, act.today, ids)


def _payload(act: Act, kind: ObjectKind, object_id: str) -> str:
    (record,) = _records(act, kind, [object_id])
    return _json(as_texts(_FILE[kind], record))


def _json(data: Mapping[str, str]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _next_sequence(act: Act) -> int:
    last = act.connection.execute(
        select(_ITEM.c.sequence).order_by(_ITEM.c.sequence.desc()).limit(1)
    ).scalar()
    return (last or 0) + 1
