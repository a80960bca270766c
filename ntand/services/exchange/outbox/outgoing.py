"""What is to reach the region: each change becomes an outbox item in the act's own transaction."""

import json
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.domain.codes import FileKind
from ntand.errors import NotFound
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
from ntand.store.bulk import (
    change_rows,
    insert_rows,
    select_among,
    select_rows,
    stored_instant,
    update_rows,
)
from ntand.store.care import load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.tables import ObjectKind, OutboxState, Road

_FILE = {
    ObjectKind.CERTIFICATE: FileKind.CERTIFICATES,
    ObjectKind.OFFER: FileKind.OFFERS,
    ObjectKind.UNIT: FileKind.UNITS,
}
_ROADS = {Channel.SERVICE: Road.SERVICE, Channel.PORTAL: Road.PORTAL}
_COLUMNS = (
    *("id", "sequence", "person_id", "kind", "object_id", "payload_version", "payload"),
    *("road", "state", "attempts", "created_at", "replaces"),
)
# A new key each time: a backup may hold the former, and one key never carries two contents.
_RENEW = (
    "UPDATE outbox_item SET id = ?, payload = ?, road = ?, changed_at = ?, parted = NULL"
    " WHERE object_id = ? AND state = 'waiting' AND attempts = 0"
)
_ASKED = (
    "SELECT o.payload, r.payload FROM outbox_item o JOIN region_object r"
    " ON r.object_id = o.object_id WHERE o.object_id = ? AND o.state = 'conflict'"
)
_STAYS = (
    "UPDATE outbox_item SET payload = ?, changed_at = ? WHERE object_id = ? AND state = 'conflict'"
)
_CORRECTS = (
    "UPDATE outbox_item SET replaces = ? WHERE object_id = ? AND state = 'waiting' AND attempts = 0"
)
_WAITING = "SELECT 1 FROM outbox_item WHERE object_id = ? AND state = 'waiting'"
_ENTERED = (
    "UPDATE outbox_item SET state = 'delivered', delivered_at = ?"
    " WHERE object_id = ? AND state IN ('waiting', 'parked', 'conflict')"
)
_PLACE = (
    "SELECT sequence FROM outbox_item WHERE id = ? AND object_id = ?"
    " AND state IN ('waiting', 'parked', 'conflict')"
)
_REFUSED = (
    "SELECT object_id, id FROM outbox_item WHERE state IN ('parked', 'conflict')"
    " AND object_id IN (?)"
)
_DELIVERED = (
    "SELECT object_id, payload FROM outbox_item WHERE state = 'delivered' AND kind = ?"
    " ORDER BY sequence"
)
_AT_REGION = "SELECT object_id, payload FROM region_object WHERE kind = ?"
_KNOWN_AS = "SELECT payload FROM region_object WHERE object_id = ?"
_ALL_WAITING = (
    "SELECT object_id, payload, attempts FROM outbox_item WHERE state = 'waiting' AND kind = ?"
    " ORDER BY sequence, id"
)
_ALL_ASKED = "SELECT object_id FROM outbox_item WHERE state = 'conflict' AND kind = ?"


class Sent(StrEnum):
    """What became of a change on its way to the region."""

    QUEUED = "queued"
    PORTAL = "portal"
    WAITS = "waits"
    PAPER = "paper"


def queue(
    act: Act, kind: ObjectKind, object_id: str, person: str | None, *, settled: bool = False
) -> Sent:
    """Put the object's present state in the outbox; an item never tried is renewed instead.

    Without a basis for disclosure it waits. A protected person's goes on paper, and the form
    says when the basis is missing. A conflict goes on waiting for a person, with this change
    too, unless it changes what is asked; ``settled``: the person has decided.
    """
    protected = person is not None and person in load_protection(act.connection, act.today, person)
    road = Road.PAPER if protected else _ROADS[act.installation.settings.channel]
    _put(act, kind, object_id, person, road, settled=settled)
    if protected:
        return Sent.PAPER
    if person and not Disclosures(act.connection, person).allow(kind, object_id, person):
        return Sent.WAITS
    return Sent.PORTAL if road is Road.PORTAL else Sent.QUEUED


def announce(act: Act, kind: ObjectKind, ids: Collection[str]) -> int:
    """Queue those of the objects whose state the region has not got and nothing waits to tell.

    Announced history counts as having a basis, which what waits already must have of its own.
    Protected persons are left out, and what a person is asked about.
    """
    told, waiting = _told(act.connection, kind)
    protection = load_protection(act.connection, act.today)
    fresh: list[_Fresh] = []
    for record in _records(act, kind, ids):
        texts = as_texts(_FILE[kind], record)
        if kind is ObjectKind.CERTIFICATE:
            texts = _under_its_number(texts, told.get(record[0]))
        payload = as_payload(texts)
        if record[1] not in protection and not _same(told.get(record[0]), payload):
            fresh.append(_Fresh(record[0], record[1], payload))
    asked = {row[0] for row in select_rows(act.connection, _ALL_ASKED, kind.value)}
    fresh = [one for one in fresh if one.object_id not in asked]
    road = _ROADS[act.installation.settings.channel]
    _renew(act, road, [one for one in fresh if waiting.get(one.object_id) is False])
    _insert(act, kind, road, [one for one in fresh if waiting.get(one.object_id) is not False])
    if kind is not ObjectKind.UNIT:
        marked = [(True, one.object_id) for one in fresh if one.object_id not in waiting]
        update_rows(act.connection, kind.value, ("announced",), marked)
    return len(fresh)


def untold_units(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of the units whose present state neither the region has nor anything waits to tell."""
    told, _waiting = _told(connection, ObjectKind.UNIT)
    return {
        record[0]
        for record in unit_records(connection, ids)
        if not _same(told.get(record[0]), as_payload(as_texts(FileKind.UNITS, record)))
    }


class _Fresh(NamedTuple):
    """An object and its state to be told."""

    object_id: str
    person: str | None
    payload: str


def _renew(act: Act, road: Road, fresh: Collection[_Fresh]) -> None:
    """Let the items that wait untried carry these states."""
    now = stored_instant(act.connection, act.now)
    for one in fresh:
        renewed = new_id(), one.payload, road.value, now, one.object_id
        change_rows(act.connection, _RENEW, *renewed)


def _insert(act: Act, kind: ObjectKind, road: Road, fresh: Collection[_Fresh]) -> None:
    """An item for each, behind all that waits."""
    now = stored_instant(act.connection, act.now)
    refused = _settle_refused(act.connection, [one.object_id for one in fresh])
    rows = [
        (
            *(new_id(), number, one.person, kind.value, one.object_id, 1, one.payload),
            *(road.value, OutboxState.WAITING.value, 0, now, refused.get(one.object_id)),
        )
        for number, one in enumerate(fresh, _next_sequence(act))
    ]
    insert_rows(act.connection, "outbox_item", _COLUMNS, rows)


def renew_waiting(act: Act, kind: ObjectKind, object_id: str, person: str | None) -> None:
    """Let what waits about the object, if anything, carry or be followed by its present state."""
    if select_rows(act.connection, _WAITING, object_id):
        queue(act, kind, object_id, person)


def mark_entered(act: Act, object_id: str, item: str | None = None) -> None:
    """Mark what is unsettled about the object as entered in the portal by hand.

    With an item: that one and those before it; what came later has still to be entered.

    Raises:
        NotFound: ``region.unknown_item``: the item has been renewed or settled meanwhile.
    """
    sql, values = _ENTERED, [stored_instant(act.connection, act.now), object_id]
    if item is not None:
        places = select_rows(act.connection, _PLACE, item, object_id)
        if not places:
            raise NotFound("region.unknown_item")
        sql, values = f"{sql} AND sequence <= ?", [*values, places[0][0]]
    change_rows(act.connection, sql, *values)


def _put(
    act: Act,
    kind: ObjectKind,
    object_id: str,
    person: str | None,
    road: Road,
    *,
    settled: bool,
) -> None:
    payload = _payload(act, kind, object_id)
    now = stored_instant(act.connection, act.now)
    if not settled and _still_asked(act, object_id, payload):
        change_rows(act.connection, _STAYS, payload, now, object_id)
        return
    renewed = change_rows(act.connection, _RENEW, new_id(), payload, road.value, now, object_id)
    refused = _settle_refused(act.connection, [object_id])
    if renewed:
        if refused:  # a later item waited already when this one was refused
            change_rows(act.connection, _CORRECTS, refused[object_id], object_id)
        return
    row = (
        *(new_id(), _next_sequence(act), person, kind.value, object_id, 1, payload),
        *(road.value, OutboxState.WAITING.value, 0),
        *(now, refused.get(object_id)),
    )
    insert_rows(act.connection, "outbox_item", _COLUMNS, [row])


def _still_asked(act: Act, object_id: str, payload: str) -> bool:
    """Whether a conflict still waits for a person: no field in question has been changed.

    Who changes one has seen what is asked, and that word stands. Another change decides nothing.
    """
    for before, theirs in select_rows(act.connection, _ASKED, object_id):
        stood, at_region, now = map(json.loads, (before, theirs, payload))
        asked = [name for name, value in at_region.items() if stood.get(name, value) != value]
        return all(now[name] == stood[name] for name in asked)
    return False


def _settle_refused(connection: Connection, object_ids: Collection[str]) -> dict[str, str]:
    """The refused items about the objects, by object: what comes now corrects and names them."""
    refused = select_among(connection, _REFUSED, object_ids)
    stopped = [(OutboxState.STOPPED.value, id_) for _object, id_ in refused]
    update_rows(connection, "outbox_item", ("state",), stopped)
    return {object_id: id_ for object_id, id_ in sorted(refused)}


def _told(connection: Connection, kind: ObjectKind) -> tuple[dict[str, str], dict[str, bool]]:
    """What the region is to hold after all that waits, by object; and whether that was tried."""
    told: dict[str, str] = dict(select_rows(connection, _DELIVERED, kind.value))
    told.update(select_rows(connection, _AT_REGION, kind.value))
    waiting: dict[str, bool] = {}
    for object_id, payload, attempts in select_rows(connection, _ALL_WAITING, kind.value):
        told[object_id], waiting[object_id] = payload, attempts > 0
    return told, waiting


def _same(told: str | None, payload: str) -> bool:
    return told is not None and (told == payload or json.loads(told) == json.loads(payload))


def _records(act: Act, kind: ObjectKind, ids: Collection[str]) -> list[Record]:
    if kind is ObjectKind.UNIT:
        return unit_records(act.connection, ids)
    read = certificate_records if kind is ObjectKind.CERTIFICATE else offer_records
    return read(act.connection, act.today, ids)


def present_texts(act: Act, kind: ObjectKind, object_id: str) -> dict[str, str]:
    """The object's present state as the region would get it: the file's columns as text."""
    (record,) = _records(act, kind, [object_id])
    texts = as_texts(_FILE[kind], record)
    if kind is ObjectKind.CERTIFICATE:
        for (payload,) in select_rows(act.connection, _KNOWN_AS, object_id):
            texts = _under_its_number(texts, payload)
    return texts


def _under_its_number(texts: dict[str, str], at_region: str | None) -> dict[str, str]:
    """The certificate under the number by which the region knows it: matched, it keeps ours."""
    known_as = json.loads(at_region).get("intyg_id") if at_region else None
    return texts | {"intyg_id": known_as} if known_as else texts


def _payload(act: Act, kind: ObjectKind, object_id: str) -> str:
    return as_payload(present_texts(act, kind, object_id))


def as_payload(data: Mapping[str, str]) -> str:
    """A state as the outbox and the memory of the region's keep it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _next_sequence(act: Act) -> int:
    rows = select_rows(act.connection, "SELECT MAX(sequence) FROM outbox_item")
    return (rows[0][0] or 0) + 1
