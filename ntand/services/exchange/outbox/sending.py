"""Sending what waits: a few batches under way, the next prepared and the former kept meanwhile.

Only the thread that runs this touches the database; never are two items of one person under way.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from ntand.errors import Cancelled, NtandError, RegionRefused, TemporaryFailure
from ntand.services.acts import Act
from ntand.services.exchange.course import Course
from ntand.services.exchange.outbox.delivery import Answered, Delivery
from ntand.services.exchange.outbox.flights import Flights, Landed
from ntand.services.exchange.outbox.outgoing import renew_waiting
from ntand.services.exchange.outbox.waiting import WaitingItem, Walk, still_ready
from ntand.services.exchange.pausing import load_pause, refuse_while_paused
from ntand.store.tables import ObjectKind
from ntand.store.work import writing

if TYPE_CHECKING:
    from ntand.exchange.wire import BatchItem, ItemResult

    _Landed = Landed["Flight", list[ItemResult]]

MOST_UNDER_WAY = 3
_UNREADABLE = frozenset({400, 413, 422})  # of a whole request: something in it is at fault
_MOST_CULPRITS = 10

_LOOK_UP = 0.1  # seconds between two chances to stop while a batch waits to leave again

Batch = list[WaitingItem]


class Flight(NamedTuple):
    """A batch on its way, for the first time or again."""

    batch: Batch
    attempt: int = 1


class Sending:
    """One passage through all that waits. ``last``: no other follows in this run."""

    def __init__(self, course: Course, *, last: bool) -> None:
        self._course, self._last = course, last
        self._walk = Walk(course.installation, course.manner)
        self._flights: Flights[Flight, list[ItemResult]] = Flights(self._call, MOST_UNDER_WAY)
        self._parts: list[Batch] = []  # of batches that were refused whole
        self._under_way: set[str] = set()
        self._stalled: set[str] = set()
        self._ended = False
        self._cancelled: Cancelled | None = None
        self._culprits = 0  # in a row, with nothing taken between them
        self.anew: list[Answered] = []
        self.to_be_read = False

    def run(self) -> None:
        """Send all that may leave, in order per person.

        After an error nothing more leaves; what is under way is waited for and kept. A stop is
        heard while it is: what then does not answer within a second is sent again another time.
        """
        try:
            self._begin()
            while self._flights.under_way:
                self._take_in(self._flights.land(self._look_up))
                if self._cancelled is not None:
                    raise self._cancelled
                self._begin()
        except Exception:
            self._ended = True
            while self._flights.under_way:
                with suppress(NtandError):
                    self._take_in(self._flights.land())
            raise
        finally:
            self._flights.close()

    def _look_up(self) -> None:
        """A chance to stop."""
        self._course.progress.step(self._course.done.sent, None)

    def _begin(self) -> None:
        """Let as many leave as may be under way."""
        while not self._flights.full:
            self._look_up()
            if self._parts:
                self._leave_again(Flight(self._parts.pop()))
                continue
            with writing(self._course.installation.engine) as connection:
                refuse_while_paused(connection)
                batch = self._next(connection)
            if not batch:
                return
            self._flights.begin(Flight(batch))

    def _next(self, connection: Connection) -> Batch:
        """The next batch, marked as tried."""
        batch = self._walk.take(connection, self._under_way, self._stalled)
        self._under_way.update(item.about for item in batch)
        return batch

    def _call(self, flight: Flight) -> "list[ItemResult]":
        return self._course.api.send(_as_sent(flight.batch))

    def _take_in(self, landed: "_Landed") -> None:
        (batch, attempt), answer, error = landed
        if answer is not None:
            self._culprits = 0
            self._keep(batch, answer)
        elif isinstance(error, RegionRefused) and error.facts.get("status") in _UNREADABLE:
            self._split(batch, error)
        elif isinstance(error, TemporaryFailure):
            self._send_again(batch, attempt + 1, error)
        elif error is not None:
            raise error

    def _send_again(self, batch: Batch, attempt: int, error: TemporaryFailure) -> None:
        """After a short pause."""
        pause = None if self._ended else self._course.api.pause_before(attempt, error)
        if pause is None:
            raise error
        until = time.monotonic() + pause
        while (left := until - time.monotonic()) > 0:
            self._look_up()
            time.sleep(min(left, _LOOK_UP))
        self._leave_again(Flight(batch, attempt))

    def _leave_again(self, flight: Flight) -> None:
        """Without those who meanwhile may not be told of any more."""
        with writing(self._course.installation.engine) as connection:
            refuse_while_paused(connection)
            ready = still_ready(connection, self._course.installation, flight.batch)
        self._under_way -= {item.about for item in flight.batch} - {item.about for item in ready}
        if ready:
            self._flights.begin(Flight(ready, flight.attempt))

    def _split(self, batch: Batch, refused: RegionRefused) -> None:
        """Find the item for which a whole request was refused; the others are to get through."""
        if len(batch) > 1:
            half = len(batch) // 2
            self._parts += [batch[half:], batch[:half]]
            return
        self._culprits += 1
        if self._culprits > _MOST_CULPRITS:  # then it is not the items
            raise refused
        self._keep(batch, [_refusal(batch[0], refused)])

    def _keep(self, batch: Sequence[WaitingItem], results: "Sequence[ItemResult]") -> None:
        delivery = Delivery(batch, results, last=self._last)
        course = self._course
        with course.act("exchange.send") as act:
            delivery.keep(act)
            # All of them: what the region refused has left this house too.
            act.touch(*(item.person_id for item in batch if item.person_id))
            sent, rejected = len(delivery.delivered), len(delivery.parked)
            act.detail |= {"sent": sent, "rejected": rejected}
            done = course.done.plus(sent=sent, rejected=rejected, conflicts=delivery.questions)
            course.count(act, done)
            self._learn(batch, delivery)
            # In the same commit, for one less to wait for; a pause is looked at before it.
            following = [] if self._stops(act) else self._next(act.connection)
        if following:
            self._flights.begin(Flight(following))

    def _learn(self, batch: Sequence[WaitingItem], delivery: Delivery) -> None:
        self.anew += delivery.newer
        self.to_be_read |= delivery.to_be_read
        self._stalled |= delivery.stalled
        self._under_way -= {item.about for item in batch}

    def _stops(self, act: Act) -> bool:
        """Whether nothing new may leave with what is being kept."""
        try:
            self._look_up()
        except Cancelled as cancelled:  # what has come back is kept first
            self._cancelled = cancelled
            return True
        return self._ended or bool(self._parts) or load_pause(act.connection) is not None


def renew_sent_anew(course: Course, anew: Sequence[Answered]) -> None:
    """Let what goes once more say what holds now that the feed has been read."""
    with course.act("exchange.renew") as act:
        for item, _result in anew:
            if item.person_id is not None:
                act.touch(item.person_id)
            renew_waiting(act, ObjectKind(item.kind), item.object_id, item.person_id)


def _as_sent(batch: Batch) -> "list[BatchItem]":
    from ntand.exchange.wire import BatchItem

    return [
        BatchItem(item.id, item.kind, item.payload, item.sent_etag, item.replaces) for item in batch
    ]


def _refusal(item: WaitingItem, refused: RegionRefused) -> "ItemResult":
    from ntand.exchange.wire import ItemResult, Problem

    code, field = str(refused.facts["problem"]), str(refused.facts["field"])
    return ItemResult(item.id, _UNPROCESSABLE, None, Problem(code, field or None))


_UNPROCESSABLE = 422
