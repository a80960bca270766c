"""What became of the items of a batch, kept in one commit."""

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, delete, insert, update

from ntand.services.exchange.waiting import WaitingItem, known_tags
from ntand.store.base import new_id
from ntand.store.bulk import insert_rows, stored_instant, update_rows
from ntand.store.tables import OutboxItemRow, OutboxState, RegionObjectRow

if TYPE_CHECKING:
    from ntand.exchange.wire import ItemResult

_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=6)
_MOST_DOUBLINGS = 10
_REGION_COLUMNS = ("object_id", "kind", "etag", "payload", "known_at")
_ITEM = OutboxItemRow


class Answered(NamedTuple):
    """An item and the region's answer to it."""

    item: WaitingItem
    result: "ItemResult"


class Delivery:
    """The answers to a batch, told apart."""

    def __init__(
        self, batch: Sequence[WaitingItem], results: "Sequence[ItemResult]", *, last: bool
    ) -> None:
        self.delivered: list[Answered] = []
        self.later: list[Answered] = []
        self.newer: list[Answered] = []
        self.conflicts: list[Answered] = []
        self.parked: list[Answered] = []
        for item, result in zip(batch, results, strict=True):
            self._place(result, last=last).append(Answered(item, result))

    def _place(self, result: "ItemResult", *, last: bool) -> list[Answered]:
        if result.accepted:
            return self.delivered
        if result.temporary:
            return self.later
        if result.conflict or _key_was_used(result):
            return self.conflicts if last else self.newer
        return self.parked

    @property
    def stalled(self) -> set[str]:
        """Those whose later items must wait, so that none overtakes."""
        return {one.item.about for one in (*self.later, *self.newer)}

    def keep(self, connection: Connection, now: datetime) -> None:
        """Store it all."""
        _keep_delivered(connection, self.delivered, now)
        for one in self.newer:
            _succeed(connection, one, now)
        for one in self.conflicts:
            _learn(connection, one, now)
        settled = (
            (OutboxState.CONFLICT, self.conflicts),
            (OutboxState.PARKED, self.parked),
            (OutboxState.STOPPED, self.newer),
        )
        rows = [(state.value, _reason(one), one.item.id) for state, some in settled for one in some]
        update_rows(connection, "outbox_item", ("state", "problem"), rows)
        again = [
            (stored_instant(connection, now + _pause(one.item.attempts)), one.item.id)
            for one in self.later
        ]
        update_rows(connection, "outbox_item", ("next_at",), again)


def forget_tag(connection: Connection, met: Sequence[Answered]) -> None:
    """Let go of the tags that the feed has not explained.

    After a restore the region holds what we sent later ourselves. Without a tag it takes our
    state when we wrote last, and still refuses it when somebody else did.
    """
    for item, _result in met:
        connection.execute(
            update(RegionObjectRow)
            .where(
                RegionObjectRow.object_id == item.object_id,
                RegionObjectRow.etag == item.sent_etag,
            )
            .values(etag=None)
        )


def _key_was_used(result: "ItemResult") -> bool:
    """The key once carried something else: a backup brought it back. A new key is free."""
    return result.problem is not None and result.problem.code == "key_reused"


def _reason(answered: Answered) -> str:
    problem = answered.result.problem
    assert problem is not None
    return ":".join(part for part in (problem.code, problem.field) if part)


def _pause(attempts: int) -> timedelta:
    doubled: int = 2 ** min(attempts, _MOST_DOUBLINGS)
    pause = min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - stations must not come all at once


def _succeed(connection: Connection, answered: Answered, now: datetime) -> None:
    """Put the present state, under a new key that names the old, in the refused item's place.

    The region gives one key the same answer for ever.
    """
    item = answered.item
    renewed = connection.execute(
        update(_ITEM)
        .where(
            _ITEM.object_id == item.object_id,
            _ITEM.state == OutboxState.WAITING,
            _ITEM.attempts == 0,
        )
        .values(replaces=item.id)
    )
    if renewed.rowcount:
        return
    connection.execute(
        insert(_ITEM).values(
            id=new_id(),
            sequence=item.sequence,
            person_id=item.person_id,
            kind=item.kind,
            object_id=item.object_id,
            payload=item.payload,
            payload_version=1,
            road=item.road,
            state=OutboxState.WAITING,
            attempts=0,
            created_at=now,
            replaces=item.id,
        )
    )


def _learn(connection: Connection, answered: Answered, now: datetime) -> None:
    """Remember what the region has instead: the base of whatever a person decides."""
    item, result = answered
    if result.etag is None or result.data is None:
        return
    payload = json.dumps(dict(result.data), ensure_ascii=False, separators=(",", ":"))
    connection.execute(delete(RegionObjectRow).where(RegionObjectRow.object_id == item.object_id))
    connection.execute(
        insert(RegionObjectRow).values(
            object_id=item.object_id,
            kind=item.kind,
            etag=result.etag,
            payload=payload,
            known_at=now,
        )
    )


def _keep_delivered(connection: Connection, delivered: Sequence[Answered], now: datetime) -> None:
    at = stored_instant(connection, now)
    done = OutboxState.DELIVERED.value
    rows = [(done, at, item.id) for item, _result in delivered]
    update_rows(connection, "outbox_item", ("state", "delivered_at"), rows)
    known = known_tags(connection, [item.object_id for item, _result in delivered])
    fresh = [
        (item.object_id, item.kind, result.etag, item.payload, at)
        for item, result in delivered
        if item.object_id not in known
    ]
    insert_rows(connection, "region_object", _REGION_COLUMNS, fresh)
    renewed = [
        (result.etag, item.payload, at, item.object_id)
        for item, result in delivered
        # Another tag than it went with came through the feed, after the region had taken it.
        if item.object_id in known and known[item.object_id] == item.sent_etag
    ]
    update_rows(
        connection, "region_object", ("etag", "payload", "known_at"), renewed, key="object_id"
    )
