"""What became of the items of a batch, kept in one commit."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, insert, update

from ntand.services.acts import Act
from ntand.services.exchange.incoming.meeting import meet
from ntand.services.exchange.outbox.waiting import WaitingItem, known_tags
from ntand.store.base import new_id
from ntand.store.bulk import as_instant, change_rows, insert_rows, stored_instant, update_rows
from ntand.store.people import find_person
from ntand.store.tables import ObjectKind, OutboxItemRow, OutboxState

if TYPE_CHECKING:
    from ntand.exchange.wire import ItemResult

_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=6)
_MOST_DOUBLINGS = 10
_REGION_COLUMNS = ("object_id", "kind", "etag", "payload", "known_at")
_DELIVERED = "UPDATE outbox_item SET state = 'delivered', delivered_at = ? WHERE id IN"
_ITEM = OutboxItemRow
# The key once carried something else: a backup brought it back. Or the item names a number that
# another has replaced, of which the feed tells. A new key is free.
_ANEW = frozenset({"key_reused", "number_replaced"})


class Answered(NamedTuple):
    """An item and the region's answer to it."""

    item: WaitingItem
    result: "ItemResult"


class Delivery:
    """The answers to a batch, told apart; ``last``: no further attempt is made in this run."""

    def __init__(
        self, batch: Sequence[WaitingItem], results: "Sequence[ItemResult]", *, last: bool
    ) -> None:
        self.delivered: list[Answered] = []
        self.later: list[Answered] = []
        self.met: list[Answered] = []
        self.newer: list[Answered] = []
        self.conflicts: list[Answered] = []
        self.parked: list[Answered] = []
        self.questions = 0
        for item, result in zip(batch, results, strict=True):
            self._place(result, last=last).append(Answered(item, result))

    def _place(self, result: "ItemResult", *, last: bool) -> list[Answered]:
        if result.accepted:
            return self.delivered
        if result.temporary:
            return self.later
        if result.conflict and result.data is not None and result.etag is not None:
            return self.met
        if result.conflict:  # it does not say what it has instead
            return self.conflicts if last else self.newer
        anew = result.problem is not None and result.problem.code in _ANEW
        return self.newer if anew and not last else self.parked

    @property
    def stalled(self) -> set[str]:
        """Those whose later items must wait, so that none overtakes."""
        return {one.item.about for one in (*self.later, *self.met, *self.newer)}

    @property
    def to_be_read(self) -> bool:
        """Whether the region knows something newer, that its feed tells of."""
        return bool(self.met or self.newer)

    def keep(self, act: Act) -> None:
        """Store it all; what the region has otherwise is merged into what is here."""
        connection, now = act.connection, act.now
        strange = [one for one in self.met if _about_another(connection, one)]
        outdated = _known_since(connection, [one for one in self.met if one not in strange])
        self.met = [one for one in self.met if one not in strange and one not in outdated]
        self.conflicts += strange
        self.newer += outdated
        _keep_delivered(connection, self.delivered, now)
        for one in self.newer:
            _succeed(connection, one)
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
        self.questions = len(self.conflicts) + sum(_meet(act, one) for one in self.met)


def _about_another(connection: Connection, answered: Answered) -> bool:
    """Whether the row told instead is of somebody else known here: nothing of it is ours."""
    item, result = answered
    named = (result.data or {}).get("personnummer", "")
    return item.person_id is not None and find_person(connection, named) not in (
        None,
        item.person_id,
    )


def _known_since(connection: Connection, met: Sequence[Answered]) -> list[Answered]:
    """Those of whose object something else has been learnt since they were first sent.

    A key gets the same answer for ever: the row told with it may be older than what is known.
    """
    known = known_tags(connection, [one.item.object_id for one in met])
    return [one for one in met if known.get(one.item.object_id) != one.item.sent_etag]


def _meet(act: Act, answered: Answered) -> bool:
    """Merge what the region has instead; True when it left a question for a person."""
    item, result = answered
    assert result.data is not None
    met = meet(
        act,
        ObjectKind(item.kind),
        item.object_id,
        item.person_id,
        result.data,
        result.etag,
        refused=item.id,
    )
    return bool(met.questions)


def _reason(answered: Answered) -> str:
    problem = answered.result.problem
    assert problem is not None
    return ":".join(part for part in (problem.code, problem.field) if part)


def _pause(attempts: int) -> timedelta:
    doubled: int = 2 ** min(attempts, _MOST_DOUBLINGS)
    pause = min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - stations must not come all at once


def _succeed(connection: Connection, answered: Answered) -> None:
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
            created_at=as_instant(item.since),
            replaces=item.id,
        )
    )


def _keep_delivered(connection: Connection, delivered: Sequence[Answered], now: datetime) -> None:
    at = stored_instant(connection, now)
    if not delivered:
        return
    marks = ", ".join("?" * len(delivered))
    ids = (item.id for item, _result in delivered)
    change_rows(connection, f"{_DELIVERED} ({marks})", at, *ids)
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
