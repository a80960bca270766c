"""The exchange with the region: receive, send, and keep each step in a commit of its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from ntand.errors import Refused, StoreError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing, require
from ntand.services.installation import Installation
from ntand.services.region_reports import apply_change
from ntand.settings import Channel, write_settings
from ntand.store.access_log import last_change
from ntand.store.bulk import (
    insert_rows,
    select_among,
    select_rows,
    stored_instant,
    update_rows,
)
from ntand.store.care import load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.home_lock import home_lock
from ntand.store.keys import keep_secret, kept_secret
from ntand.store.tables import (
    ExchangeStateRow,
    ObjectKind,
    OutboxState,
    Road,
)
from ntand.store.work import reading

if TYPE_CHECKING:
    from ntand.exchange.api import RegionApi
    from ntand.exchange.wire import BatchItem, ChangePage, ItemResult

_SECRET = "region-secret"
_FEED = "changes"
_BATCH = 500
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=6)
_WAITING = (
    "SELECT id, sequence, person_id, kind, object_id, payload, attempts, next_at, replaces, road"
    " FROM outbox_item WHERE state = 'waiting' ORDER BY sequence"
)
_KNOWN = "SELECT object_id, etag FROM region_object WHERE object_id IN (?)"


@dataclass(frozen=True, slots=True)
class Synced:
    """What one run did; ``pending`` stands afterwards, without what may never be sent."""

    sent: int = 0
    received: int = 0
    conflicts: int = 0
    rejected: int = 0
    pending: int = 0


class _Waiting(NamedTuple):
    """An outbox item that waits."""

    id: str
    sequence: int
    person_id: str | None
    kind: str
    object_id: str
    payload: str
    attempts: int
    next_at: Any
    replaces: str | None
    road: str


class _Queue(NamedTuple):
    """What waits, told apart by what may become of it."""

    ready: list[_Waiting]
    held: int  # waits for a basis, or for its time
    on_paper: list[str]  # protection came after the item


def connect(
    installation: Installation, actor: Actor, url: str, client_id: str, secret: str
) -> Installation:
    """Point at the region's service and sign in; what was pointed at before stays if it fails."""
    from ntand.exchange.api import RegionApi

    require(installation, actor, "connect", Permission.EXCHANGE)
    with RegionApi(url, client_id, secret) as api:
        api.sign_in()
    keep_secret(installation.home, _SECRET, secret)
    settings = replace(
        installation.settings,
        region_url=url,
        region_client=client_id,
        channel=Channel.SERVICE,
    )
    write_settings(installation.home, settings)
    with changing(installation, actor, "connect", Permission.EXCHANGE):
        pass
    return replace(installation, settings=settings)


def sync(installation: Installation, actor: Actor) -> Synced:
    """Fetch what is new, send what waits, and say what is left.

    Raises:
        Refused: not connected, or another sync runs on this home.
        TemporaryFailure: the region does not answer; what was exchanged before stays.
    """
    if installation.settings.channel is Channel.PORTAL:
        return Synced(pending=_pending(installation))
    if not installation.settings.connected:
        raise Refused("region.not_connected")
    require(installation, actor, "sync", Permission.EXCHANGE)
    with home_lock(installation.home, "sync"), _api(installation) as api:
        exchange = _Exchange(installation, actor, api)
        exchange.receive()
        if exchange.send():
            # The region changed something meanwhile: read it, then try those once more.
            exchange.receive()
            exchange.send(last=True)
        return replace(exchange.done, pending=_pending(installation))


class _Exchange:
    """One run of the exchange."""

    def __init__(self, installation: Installation, actor: Actor, api: "RegionApi") -> None:
        self._installation, self._actor, self._api = installation, actor, api
        self.done = Synced()
        self._log_stood_at = 0

    def receive(self) -> None:
        """Read the change feed; each page is one commit with its cursor."""
        more = True
        while more:
            page = self._api.changes(self._cursor())
            if page.changes:
                self._apply(page)
            more = page.more

    def send(self, *, last: bool = False) -> bool:
        """Send what is ready, in order per person; True when something met a newer state."""
        met_newer = False
        tried: set[str] = set()
        ready: list[_Waiting] = []
        while True:
            ready = self._still_ready(ready, tried)
            batch, ready = _first_of_each(ready)
            if not batch:
                return met_newer
            tried.update(item.id for item in batch)
            results = self._api.send(self._items(batch))
            met_newer |= self._record(batch, results, last=last)
            self._log_stood_at += 1

    def _still_ready(self, ready: list[_Waiting], tried: set[str]) -> list[_Waiting]:
        """What may be sent now. Asked anew whenever anyone has done anything since."""
        with reading(self._installation.engine) as connection:
            stands_at = last_change(connection)
            if ready and stands_at == self._log_stood_at:
                return ready
            self._log_stood_at = stands_at
            queue = _sorted_queue(connection, self._installation)
        return [item for item in queue.ready if item.id not in tried]

    def _cursor(self) -> str | None:
        with reading(self._installation.engine) as connection:
            return connection.execute(
                select(ExchangeStateRow.cursor).where(ExchangeStateRow.feed == _FEED)
            ).scalar()

    def _apply(self, page: "ChangePage") -> None:
        with changing(
            self._installation, self._actor, "exchange.receive", Permission.EXCHANGE
        ) as act:
            applied = sum(apply_change(act, change) for change in page.changes)
            act.connection.execute(delete(ExchangeStateRow).where(ExchangeStateRow.feed == _FEED))
            act.connection.execute(
                insert(ExchangeStateRow).values(feed=_FEED, cursor=page.cursor, read_at=act.now)
            )
            act.detail["received"] = applied
        self.done = replace(self.done, received=self.done.received + applied)

    def _items(self, batch: Sequence[_Waiting]) -> "list[BatchItem]":
        from ntand.exchange.wire import BatchItem

        with reading(self._installation.engine) as connection:
            tags = dict(select_among(connection, _KNOWN, [item.object_id for item in batch]))
        return [
            BatchItem(
                item.id,
                item.kind,
                json.loads(item.payload),
                tags.get(item.object_id),
                item.replaces,
            )
            for item in batch
        ]

    def _record(
        self, batch: Sequence[_Waiting], results: "Sequence[ItemResult]", *, last: bool
    ) -> bool:
        """Keep what became of the items, in one commit; True when one met a newer state."""
        delivered, outcome = [], _Outcome()
        with changing(self._installation, self._actor, "exchange.send", Permission.EXCHANGE) as act:
            for item, result in zip(batch, results, strict=True):
                if result.accepted:
                    delivered.append((item, result.etag))
                else:
                    outcome.weigh(item, result, act.now, last=last)
            _keep_delivered(act.connection, delivered, act.now)
            outcome.keep(act.connection)
            act.touch(*(item.person_id for item, _tag in delivered if item.person_id))
            act.detail |= {"sent": len(delivered), "rejected": len(outcome.parked)}
        self.done = replace(
            self.done,
            sent=self.done.sent + len(delivered),
            rejected=self.done.rejected + len(outcome.parked),
            conflicts=self.done.conflicts + len(outcome.conflicts),
        )
        return outcome.met_newer


class _Outcome:
    """The items of a batch that were not accepted, by what becomes of them."""

    def __init__(self) -> None:
        self.parked: list[tuple[str, str, str]] = []
        self.conflicts: list[tuple[str, str, str]] = []
        self.later: list[tuple[int, datetime, str]] = []
        self.met_newer = False

    def weigh(self, item: _Waiting, result: "ItemResult", now: datetime, *, last: bool) -> None:
        """Back off, ask again after reading, or park with the reason."""
        assert result.problem is not None
        if result.temporary:
            pause = min(_FIRST_PAUSE * 2**item.attempts, _LONGEST_PAUSE)
            self.later.append((item.attempts + 1, now + pause, item.id))
        elif result.conflict and not last:
            self.met_newer = True
        elif result.conflict:
            self.conflicts.append((OutboxState.CONFLICT.value, result.problem.code, item.id))
        else:
            reason = ":".join(part for part in (result.problem.code, result.problem.field) if part)
            self.parked.append((OutboxState.PARKED.value, reason, item.id))

    def keep(self, connection: Connection) -> None:
        """Store what became of them."""
        update_rows(
            connection, "outbox_item", ("state", "problem"), [*self.parked, *self.conflicts]
        )
        later = [(n, stored_instant(connection, at), id_) for n, at, id_ in self.later]
        update_rows(connection, "outbox_item", ("attempts", "next_at"), later)


def _first_of_each(ready: Sequence[_Waiting]) -> tuple[list[_Waiting], list[_Waiting]]:
    """A batch with at most one item of each person, the oldest first; and the others."""
    batch: list[_Waiting] = []
    others: list[_Waiting] = []
    persons: set[str] = set()
    for item in ready:
        about = item.person_id or item.object_id
        if len(batch) < _BATCH and about not in persons:
            batch.append(item)
        else:
            others.append(item)
        persons.add(about)
    return batch, others


def _keep_delivered(
    connection: Connection, delivered: Sequence[tuple[_Waiting, str | None]], now: datetime
) -> None:
    at = stored_instant(connection, now)
    done = OutboxState.DELIVERED.value
    update_rows(
        connection,
        "outbox_item",
        ("state", "delivered_at"),
        [(done, at, item.id) for item, _tag in delivered],
    )
    known = {
        row[0] for row in select_among(connection, _KNOWN, [one.object_id for one, _t in delivered])
    }
    fresh = [
        (item.object_id, item.kind, tag, item.payload, at)
        for item, tag in delivered
        if item.object_id not in known
    ]
    columns = ("object_id", "kind", "etag", "payload", "known_at")
    insert_rows(connection, "region_object", columns, fresh)
    renewed = [
        (tag, item.payload, at, item.object_id)
        for item, tag in delivered
        if item.object_id in known
    ]
    update_rows(
        connection, "region_object", ("etag", "payload", "known_at"), renewed, key="object_id"
    )


def _sorted_queue(connection: Connection, installation: Installation) -> _Queue:
    """What waits: ready to go, held, or to go on paper. Asked anew before each batch."""
    today = installation.clock.today()
    now = str(stored_instant(connection, installation.clock.now()))
    protection = load_protection(connection, today)
    disclosures = Disclosures(connection)
    queue = _Queue([], 0, [])
    held = 0
    for row in select_rows(connection, _WAITING):
        item = _Waiting(*row)
        if item.person_id is not None:
            if item.person_id in protection or item.road == Road.PAPER:
                queue.on_paper.append(item.id)
                continue
            if disclosures.refused(item.person_id):
                continue
            kind = ObjectKind(item.kind)
            if not disclosures.allow(kind, item.object_id, item.person_id):
                held += 1
                continue
        if item.next_at is not None and str(item.next_at) > now:
            held += 1
            continue
        queue.ready.append(item)
    return queue._replace(held=held)


def _pending(installation: Installation) -> int:
    with reading(installation.engine) as connection:
        queue = _sorted_queue(connection, installation)
    return len(queue.ready) + queue.held


def _api(installation: Installation) -> "RegionApi":
    from ntand.exchange.api import RegionApi

    secret = kept_secret(installation.home, _SECRET)
    if secret is None:
        raise StoreError("region.secret_missing")
    settings = installation.settings
    return RegionApi(settings.region_url, settings.region_client, secret)
