"""What waits for the region: told apart, taken in order, and marked before it is sent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ntand.services.installation import Installation
from ntand.store.bulk import (
    change_rows,
    select_among,
    select_rows,
    stored_instant,
    update_rows,
)
from ntand.store.care import load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.tables import Manner, ObjectKind, Road

BATCH = 500
_MAY_BE_TAKEN_BACK = timedelta(seconds=10)  # as long as the window offers it
_WAITING = (
    "SELECT id, sequence, person_id, kind, object_id, payload, attempts, sent_etag, next_at,"
    " replaces, road, COALESCE(changed_at, created_at) FROM outbox_item WHERE state = 'waiting'"
    " ORDER BY sequence, id"
)
_TRIED = "UPDATE outbox_item SET attempts = attempts + 1 WHERE id IN"
_KNOWN = "SELECT object_id, etag FROM region_object WHERE object_id IN (?)"


class WaitingItem(NamedTuple):
    """An outbox item that waits."""

    id: str
    sequence: int
    person_id: str | None
    kind: str
    object_id: str
    payload: str
    attempts: int
    sent_etag: str | None
    next_at: Any  # as the driver gives it
    replaces: str | None
    road: str
    since: Any  # when it got its present content, as the driver gives it

    @property
    def about(self) -> str:
        """What the order is kept for: the person, else the object itself."""
        return self.person_id or self.object_id


class Hold(StrEnum):
    """Why an item that waits has not left yet."""

    READY = "ready"  # leaves with the next exchange, or is to be entered in the portal
    BASIS = "basis"  # lacks a basis for disclosure
    TIME = "time"  # is tried again later
    FRESH = "fresh"  # so new that it may still be taken back; only a timer waits for that
    ORDER = "order"  # stands behind another about the same person
    REFUSED = "refused"  # the person has said no to disclosure: never leaves
    PAPER = "paper"  # about a protected person


class Queue(NamedTuple):
    """What waits, told apart by what may become of it."""

    ready: list[WaitingItem]
    held: int  # waits for a basis, for its time, or for one before it
    on_paper: list[WaitingItem]  # about protected persons


def load_queue(
    connection: Connection, installation: Installation, manner: Manner = Manner.ASKED
) -> Queue:
    """What waits: ready to go, held, or to go on paper. What may never be sent is in none."""
    queue = Queue([], 0, [])
    held = 0
    for item, hold in load_standing(connection, installation, manner):
        if hold is Hold.READY:
            queue.ready.append(item)
        elif hold is Hold.PAPER:
            queue.on_paper.append(item)
        elif hold is not Hold.REFUSED:
            held += 1
    return queue._replace(held=held)


def load_standing(
    connection: Connection, installation: Installation, manner: Manner = Manner.ASKED
) -> list[tuple[WaitingItem, Hold]]:
    """Everything that waits, in order, with why it has not left yet."""
    moment = installation.clock.now()
    now = stored_instant(connection, moment)
    settled = stored_instant(connection, moment - _MAY_BE_TAKEN_BACK)
    protection = load_protection(connection, installation.clock.today())
    disclosures = Disclosures(connection)
    standing: list[tuple[WaitingItem, Hold]] = []
    behind: set[str] = set()
    for row in select_rows(connection, _WAITING):
        item = WaitingItem(*row)
        if item.person_id is not None and item.person_id in protection:
            hold = Hold.PAPER
        elif item.person_id is not None and disclosures.refused(item.person_id):
            hold = Hold.REFUSED
        elif not _has_basis(disclosures, item):
            hold = Hold.BASIS
        elif item.about in behind:
            hold = Hold.ORDER
        elif item.next_at is not None and item.next_at > now:
            # The order of a person's items is kept: a later one never overtakes.
            behind.add(item.about)
            hold = Hold.TIME
        elif manner is Manner.TIMER and not item.attempts and item.since > settled:
            behind.add(item.about)
            hold = Hold.FRESH
        else:
            hold = Hold.READY
        standing.append((item, hold))
    return standing


def first_of_each(
    ready: Sequence[WaitingItem], stalled: Collection[str]
) -> tuple[list[WaitingItem], list[WaitingItem]]:
    """A batch with at most one item of each person, the oldest first; and the others."""
    batch: list[WaitingItem] = []
    passed: list[WaitingItem] = []
    seen = set(stalled)
    looked_at = 0
    for item in ready:
        if len(batch) == BATCH:
            break
        looked_at += 1
        if item.about not in seen:
            batch.append(item)
        elif item.about not in stalled:
            passed.append(item)
        seen.add(item.about)
    return batch, passed + list(ready[looked_at:])


def mark_tried(connection: Connection, batch: Sequence[WaitingItem]) -> list[WaitingItem]:
    """The batch as it is to be sent.

    An item once tried is never changed, nor the tag it goes with: the answer may be lost after
    the region has taken it, and then the very same must be sent again.
    """
    tags = known_tags(connection, [item.object_id for item in batch])
    tried = [
        item if item.attempts else item._replace(sent_etag=tags.get(item.object_id))
        for item in batch
    ]
    marks = ", ".join("?" * len(tried))
    if tried:
        change_rows(connection, f"{_TRIED} ({marks})", *(item.id for item in tried))
    rows = [(item.sent_etag, item.id) for item in tried if item.sent_etag and not item.attempts]
    update_rows(connection, "outbox_item", ("sent_etag",), rows)
    return tried


def keep_roads(connection: Connection, queue: Queue) -> None:
    """Let each item's road follow the protection of today: it may come, and end, afterwards."""
    rows = [(Road.PAPER.value, item.id) for item in queue.on_paper if item.road != Road.PAPER]
    rows += [(Road.SERVICE.value, item.id) for item in queue.ready if item.road != Road.SERVICE]
    update_rows(connection, "outbox_item", ("road",), rows)


def known_tags(connection: Connection, objects: Collection[str]) -> Mapping[str, str | None]:
    """The tags of those of the objects that the region is known to hold."""
    return {row[0]: row[1] for row in select_among(connection, _KNOWN, objects)}


def _has_basis(disclosures: Disclosures, item: WaitingItem) -> bool:
    if item.person_id is None:
        return True
    return disclosures.allow(ObjectKind(item.kind), item.object_id, item.person_id)
