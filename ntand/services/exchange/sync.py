"""The exchange with the region: receive, send, and keep each step in a commit of its own."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from ntand.errors import Refused, RegionRefused, StoreError
from ntand.ports import Progress, Silent
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, require
from ntand.services.exchange.delivery import Answered, Delivery, forget_tag
from ntand.services.exchange.opening import SECRET, drop_former_ca, keep_ca, region_api
from ntand.services.exchange.pausing import refuse_while_paused
from ntand.services.exchange.region_reports import apply_change
from ntand.services.exchange.runs import begin_run, count_run, end_run, forget_failures
from ntand.services.exchange.waiting import (
    WaitingItem,
    first_of_each,
    keep_roads,
    load_queue,
    mark_tried,
)
from ntand.services.installation import Installation
from ntand.settings import Channel, write_settings
from ntand.store.access_log import last_change
from ntand.store.home_lock import home_lock, store_lock
from ntand.store.keys import keep_secret
from ntand.store.tables import ExchangeStateRow, Manner, RegionObjectRow
from ntand.store.work import reading, writing

if TYPE_CHECKING:
    from ntand.exchange.api import RegionApi
    from ntand.exchange.wire import BatchItem, ChangePage

_FEED = "changes"
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Synced:
    """What one run did; ``pending`` stands afterwards, without what may never be sent."""

    sent: int = 0
    received: int = 0
    conflicts: int = 0
    rejected: int = 0
    pending: int = 0


def connect(
    installation: Installation,
    actor: Actor,
    url: str,
    client_id: str,
    secret: str,
    *,
    ca_file: Path | None = None,
) -> Installation:
    """Point at the region's service and sign in; what was pointed at before stays if it fails.

    ``ca_file`` holds an employer's own issuer, trusted beside the system's; a copy is kept.
    """
    from ntand.exchange.api import RegionApi

    require(installation, actor, "connect", Permission.EXCHANGE)
    home = installation.home
    with RegionApi(url, client_id, secret, ca_file=ca_file, home=home) as api:
        api.sign_in()
    keep_secret(home, SECRET, secret)
    kept = keep_ca(home, ca_file)
    settings = replace(
        installation.settings,
        region_url=url,
        region_client=client_id,
        region_ca=kept,
        channel=Channel.SERVICE,
    )
    write_settings(home, settings)
    drop_former_ca(home, kept)
    with changing(installation, actor, "connect", Permission.EXCHANGE) as act:
        forget_failures(act.connection)
    return replace(installation, settings=settings)


def sync(
    installation: Installation,
    actor: Actor,
    progress: Progress | None = None,
    *,
    manner: Manner = Manner.ASKED,
) -> Synced:
    """Fetch what is new, send what waits, and say what is left.

    Raises:
        Cancelled: between two calls; what was exchanged before stays.
        Refused: not connected, paused, or another sync runs on this home or this database.
        TemporaryFailure: the region does not answer; what was exchanged before stays.
    """
    require(installation, actor, "sync", Permission.EXCHANGE)
    if installation.settings.channel is Channel.PORTAL:
        return Synced(pending=_pending(installation))
    if not installation.settings.connected:
        raise Refused("region.not_connected")
    alone = home_lock(installation.home, "sync"), store_lock(installation.engine, "sync")
    with alone[0], alone[1], region_api(installation) as api:
        return exchange(installation, actor, api, progress, manner=manner)


def exchange(
    installation: Installation,
    actor: Actor,
    api: "RegionApi",
    progress: Progress | None = None,
    *,
    manner: Manner = Manner.ASKED,
) -> Synced:
    """The same through this door to the region; that no other runs is the caller's to see to.

    A timer leaves alone what is so new that it may still be taken back.
    """
    require(installation, actor, "sync", Permission.EXCHANGE)
    with reading(installation.engine) as connection:
        refuse_while_paused(connection)
    run = begin_run(installation, actor, manner)
    work = _Exchange(installation, actor, api, progress or Silent(), run, manner)
    try:
        work.run()
    except BaseException as error:
        with suppress(StoreError):  # the error itself tells more
            end_run(installation, run, work.done, error)
        raise
    end_run(installation, run, work.done)
    return replace(work.done, pending=_pending(installation))


class _Exchange:
    """One run of the exchange."""

    def __init__(
        self,
        installation: Installation,
        actor: Actor,
        api: "RegionApi",
        progress: Progress,
        run: str,
        manner: Manner,
    ) -> None:
        self._installation, self._actor, self._api = installation, actor, api
        self._progress, self._run, self._manner = progress, run, manner
        self.done = Synced()
        self._log_stood_at = 0

    def run(self) -> None:
        """Receive and send, until nothing meets a newer state than the one known."""
        self._receive()
        for left in reversed(range(_ROUNDS)):
            newer = self._send(last=not left)
            if not newer:
                return
            # The region changed something meanwhile: read it, then try those once more.
            self._receive()
            with writing(self._installation.engine) as connection:
                forget_tag(connection, newer)

    def _receive(self) -> None:
        """Read the change feed; each page is one commit with its cursor."""
        more = True
        while more:
            self._progress.step(self.done.received, None)
            page = self._page(self._cursor())
            if page.changes:
                self._apply(page)
            more = page.more

    def _page(self, cursor: str | None) -> "ChangePage":
        try:
            return self._api.changes(cursor)
        except RegionRefused as refused:
            if cursor is None or refused.facts.get("problem") != "bad_cursor":
                raise
        # Another region than the one read so far: what that one held says nothing of this one.
        with self._act("exchange.start_over") as act:
            act.connection.execute(delete(ExchangeStateRow))
            act.connection.execute(delete(RegionObjectRow))
        return self._api.changes(None)

    def _cursor(self) -> str | None:
        with reading(self._installation.engine) as connection:
            return connection.execute(
                select(ExchangeStateRow.cursor).where(ExchangeStateRow.feed == _FEED)
            ).scalar()

    def _apply(self, page: "ChangePage") -> None:
        with self._act("exchange.receive") as act:
            applied = sum(apply_change(act, change) for change in page.changes)
            act.connection.execute(delete(ExchangeStateRow).where(ExchangeStateRow.feed == _FEED))
            act.connection.execute(
                insert(ExchangeStateRow).values(feed=_FEED, cursor=page.cursor, read_at=act.now)
            )
            act.detail["received"] = applied
            done = replace(self.done, received=self.done.received + applied)
            count_run(act.connection, self._run, done)
        self.done = done

    def _send(self, *, last: bool) -> list[Answered]:
        """Send what is ready, in order per person; what met a newer state is given back."""
        newer: list[Answered] = []
        stalled: set[str] = set()
        ready: list[WaitingItem] = []
        while True:
            self._progress.step(self.done.sent, None)
            batch, ready = self._take(ready, stalled)
            if not batch:
                return newer
            delivery = Delivery(batch, self._api.send(_as_sent(batch)), last=last)
            self._keep(batch, delivery)
            newer += delivery.newer
            stalled |= delivery.stalled

    def _take(
        self, ready: list[WaitingItem], stalled: set[str]
    ) -> tuple[list[WaitingItem], list[WaitingItem]]:
        """The next batch, marked as tried, and what is ready after it.

        What may be sent is asked anew whenever anyone has done anything since.
        """
        with writing(self._installation.engine) as connection:
            stands_at = last_change(connection)
            if not ready or stands_at != self._log_stood_at:
                self._log_stood_at = stands_at
                refuse_while_paused(connection)
                queue = load_queue(connection, self._installation, self._manner)
                keep_roads(connection, queue)
                ready = queue.ready
            batch, others = first_of_each(ready, stalled)
            return mark_tried(connection, batch), others

    def _keep(self, batch: Sequence[WaitingItem], delivery: Delivery) -> None:
        with self._act("exchange.send") as act:
            delivery.keep(act.connection, act.now)
            # All of them: what the region refused has left this house too.
            act.touch(*(item.person_id for item in batch if item.person_id))
            act.detail |= {"sent": len(delivery.delivered), "rejected": len(delivery.parked)}
            done = replace(
                self.done,
                sent=self.done.sent + len(delivery.delivered),
                rejected=self.done.rejected + len(delivery.parked),
                conflicts=self.done.conflicts + len(delivery.conflicts),
            )
            count_run(act.connection, self._run, done)
        self._log_stood_at += 1
        self.done = done

    def _act(self, action: str) -> AbstractContextManager[Act]:
        return changing(self._installation, self._actor, action, Permission.EXCHANGE)


def _as_sent(batch: Sequence[WaitingItem]) -> "list[BatchItem]":
    from ntand.exchange.wire import BatchItem

    return [
        BatchItem(item.id, item.kind, item.payload, item.sent_etag, item.replaces) for item in batch
    ]


def _pending(installation: Installation) -> int:
    with reading(installation.engine) as connection:
        queue = load_queue(connection, installation)
    return len(queue.ready) + queue.held
