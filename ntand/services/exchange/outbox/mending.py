"""What a person does about an item: send it anew, settle a conflict, enter it in the portal."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ntand.errors import Refused
from ntand.sentences.columns import column_name, in_words
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, looking
from ntand.services.exchange.incoming.taking import VISIT_COLUMNS, may_take, take_columns
from ntand.services.exchange.outbox.outgoing import Sent, present_texts, renew_waiting
from ntand.services.exchange.outbox.outgoing import queue as send
from ntand.services.exchange.outbox.queue_view import (
    QueueRow,
    StoredItem,
    find_item,
    hold_of,
    load_rows,
)
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.sendings import leave_stamped, note_items
from ntand.store.bulk import select_rows, update_rows
from ntand.store.tables import ObjectKind, OutboxState

_AT_REGION = "SELECT payload FROM region_object WHERE object_id = ?"
_TAKEN_LAST = (
    "SELECT payload FROM outbox_item WHERE object_id = ? AND state = 'delivered'"
    " ORDER BY delivered_at DESC, sequence DESC LIMIT 1"
)


class Choice(StrEnum):
    """Whose values stand."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not the same here and at the region; ``takable``: theirs can be stored.

    ``last_sent``: what the region last took from us; None when it has taken nothing.
    """

    column: str
    name: str
    ours: str
    theirs: str
    takable: bool
    last_sent: str | None = None


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """An item whole: what it says field by field, and where the region has something else.

    ``changed``: whether the object is another now than when the item was refused. ``known``:
    whether it is known what the region has; after another region was met it is read anew first.
    ``visit``: whether a visit stands here that the region does not show: it is sent in any case.
    """

    row: QueueRow
    fields: tuple[tuple[str, str], ...]  # name, value
    differences: tuple[Difference, ...]
    changed: bool
    known: bool
    visit: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an item; ``sent`` is None when nothing is to leave.

    ``undo``: until it has left; None where values of the region's were taken over, or it is about
    nobody.
    """

    sent: Sent | None
    undo: Undo | None = None


def item_detail(installation: Installation, actor: Actor, item: str) -> ItemDetail:
    """The item whole.

    Raises:
        NotFound: ``region.unknown_item``.
    """
    with looking(installation, actor, "region.item", Permission.READ) as act:
        stored = find_item(act.connection, item)
        _touch(act, stored)
        hold = hold_of(act.connection, installation, stored)
        (row,) = load_rows(act.connection, installation, [(stored, hold)])
        act.touch(*(row.card.shown if row.card else ()))
        said: dict[str, str] = json.loads(stored.payload)
        ours = present_texts(act, ObjectKind(stored.kind), stored.object_id)
        theirs = _at_region(act, stored)
        against = theirs if theirs and stored.state == OutboxState.CONFLICT else ours
        unsettled = stored.state in (OutboxState.PARKED, OutboxState.CONFLICT)
        return ItemDetail(
            row,
            tuple((column_name(name), in_words(name, value)) for name, value in said.items()),
            _differences(act, stored, ours, against),
            unsettled and ours != said,
            theirs is not None,
            _visit_differs(ours, against),
        )


def resend(installation: Installation, actor: Actor, item: str) -> Settled:
    """Send the object's present state in the place of a refused item, under a new key.

    Raises:
        Refused: ``region.settled``: it is not refused, or no longer.
    """
    with changing(installation, actor, "region.resend", Permission.EXCHANGE) as act:
        return _send_ours(act, _unsettled(act, item))


def settle_conflict(
    installation: Installation,
    actor: Actor,
    item: str,
    choice: str,
    columns: Collection[str] | None = None,
) -> Settled:
    """Let our values or the region's stand; with ``columns`` only those of theirs are taken.

    What stays ours and differs is sent, from the state that the region has now. All of theirs:
    nothing is sent but a visit that the region does not show, and what cannot be stored here is
    left as it is. A visit is a fact, whatever is chosen.

    Raises:
        Refused: ``region.settled``; ``region.unread`` when it is not known what the region has;
            or a rule says no to that.
    """
    with changing(installation, actor, "region.settle", Permission.EXCHANGE) as act:
        stored = _unsettled(act, item)
        act.detail["choice"] = Choice(choice).value
        if choice == Choice.OURS:
            return _send_ours(act, stored)
        theirs = _at_region(act, stored)
        if theirs is None:
            raise Refused("region.unread")
        ours = present_texts(act, ObjectKind(stored.kind), stored.object_id)
        wanted = theirs.keys() if columns is None else theirs.keys() & columns
        _take(act, stored, {name: theirs[name] for name in wanted}, ours)
        if columns is not None or _visit_differs(ours, theirs):
            return Settled(_send(act, stored))
        stopped = [(OutboxState.STOPPED.value, item)]
        update_rows(act.connection, "outbox_item", ("state",), stopped)
        renew_waiting(act, ObjectKind(stored.kind), stored.object_id, stored.person_id)
        return Settled(None)


def _unsettled(act: Act, item: str) -> StoredItem:
    stored = find_item(act.connection, item)
    _touch(act, stored)
    if stored.state not in (OutboxState.PARKED, OutboxState.CONFLICT):
        raise Refused("region.settled")
    return stored


def _take(act: Act, stored: StoredItem, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Store those of theirs that differ and can be stored; visits are left alone."""
    stored_here = {name for name in theirs if may_take(stored.kind, name)} - VISIT_COLUMNS
    taken = {name: theirs[name] for name in stored_here if theirs[name] != ours.get(name, "")}
    act.detail["taken"] = sorted(taken)
    take_columns(act, stored, taken)


def _send_ours(act: Act, stored: StoredItem) -> Settled:
    note_items(act, stored.object_id)
    sent = _send(act, stored)
    person = stored.person_id
    return Settled(sent, leave_stamped(act, person) if person else None)


def _send(act: Act, stored: StoredItem) -> Sent:
    kind = ObjectKind(stored.kind)
    return send(act, kind, stored.object_id, stored.person_id, settled=True)


def _touch(act: Act, stored: StoredItem) -> None:
    if stored.person_id is not None:
        act.touch(stored.person_id)
    act.detail |= {"item": stored.id, "kind": stored.kind}


def _at_region(act: Act, stored: StoredItem) -> dict[str, str] | None:
    """What the region was last known to have; None when that is not known."""
    for (payload,) in select_rows(act.connection, _AT_REGION, stored.object_id):
        found: dict[str, str] = json.loads(payload)
        return found
    return None


def _visit_differs(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    return any(theirs.get(name, "") != ours[name] for name in VISIT_COLUMNS & ours.keys())


def _differences(
    act: Act, stored: StoredItem, ours: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[Difference, ...]:
    sent = [
        json.loads(row[0]) for row in select_rows(act.connection, _TAKEN_LAST, stored.object_id)
    ]
    return tuple(
        Difference(
            name,
            column_name(name),
            in_words(name, value),
            in_words(name, theirs[name]),
            may_take(stored.kind, name),
            in_words(name, sent[0].get(name, "")) if sent else None,
        )
        for name, value in ours.items()
        if name in theirs and theirs[name] != value and name not in VISIT_COLUMNS
    )
