"""What waits for the region: told apart, taken in order, and marked before it is sent.

However much waits, it is looked at a window at a time.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from ntand.store.disclosure import Disclosures, load_refusing
from ntand.store.tables import Manner, ObjectKind, Road

BATCH = 500
_WINDOW = 2000  # of those only looked at
_MOST_PASSED_OVER = 5000  # remembered; then the way begins anew
_MAY_BE_TAKEN_BACK = timedelta(seconds=10)  # as long as the window offers it
_COLUMNS = (
    "id, sequence, person_id, kind, object_id, attempts, sent_etag, next_at, replaces, road,"
    " COALESCE(changed_at, created_at)"
)
_WAITING = f"SELECT {_COLUMNS} FROM outbox_item WHERE state = 'waiting'"  # noqa: S608 - our own names
_WITH_PAYLOAD = _WAITING.replace(" FROM", ", payload FROM")
_AFTER = " AND (sequence, id) > (?, ?) ORDER BY sequence, id LIMIT ?"
_ABOUT = f"{_WAITING} AND person_id = ? ORDER BY sequence, id"
_ABOUT_OBJECT = f"{_WAITING} AND object_id = ? ORDER BY sequence, id"
_TRIED = "UPDATE outbox_item SET attempts = attempts + 1 WHERE id IN"
_STILL = "SELECT id FROM outbox_item WHERE state = 'waiting' AND id IN (?)"
_KNOWN = "SELECT object_id, etag FROM region_object WHERE object_id IN (?)"
# A decision tells of a protection, or none tells anything.
_PERHAPS_PROTECTED = (
    "SELECT id FROM person p WHERE (NOT EXISTS"
    " (SELECT 1 FROM decision d WHERE d.person_id = p.id) OR EXISTS"
    " (SELECT 1 FROM decision d WHERE d.person_id = p.id"
    " AND (d.protection IS NULL OR d.protection <> ''))) AND id IN (?)"
)
_ALL = "SELECT COUNT(*) FROM outbox_item WHERE state = 'waiting'"
_OF_SOME = "SELECT COUNT(*) FROM outbox_item WHERE state = 'waiting' AND person_id IN (?)"
_START = (0, "")


class WaitingItem(NamedTuple):
    """An outbox item that waits."""

    id: str
    sequence: int
    person_id: str | None
    kind: str
    object_id: str
    attempts: int
    sent_etag: str | None
    next_at: Any  # as the driver gives it
    replaces: str | None
    road: str
    since: Any  # when it got its present content, as the driver gives it
    payload: str = ""  # read only of what may be about to leave

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


Standing = tuple[WaitingItem, Hold]


def load_standing(
    connection: Connection, installation: Installation, manner: Manner = Manner.ASKED
) -> Iterator[Standing]:
    """Everything that waits, in order, with why it has not left yet; read as it is asked for."""
    behind: set[str] = set()
    place = _START
    while window := _window(connection, _WAITING, place, _WINDOW):
        yield from _tell_apart(connection, installation, window, manner, behind)
        place = window[-1].sequence, window[-1].id


def load_standing_about(
    connection: Connection, installation: Installation, person: str | None, object_id: str = ""
) -> list[Standing]:
    """What waits about the person, or about an object that is nobody's, in order."""
    sql, about = (_ABOUT, person) if person else (_ABOUT_OBJECT, object_id)
    window = [WaitingItem(*row) for row in select_rows(connection, sql, about)]
    return list(_tell_apart(connection, installation, window, Manner.ASKED, set()))


def count_pending(connection: Connection, installation: Installation) -> int:
    """How many items wait, without those that never leave by this road."""
    protected = load_protection(connection, installation.clock.today())
    never = protected.keys() | load_refusing(connection)
    whole = int(select_rows(connection, _ALL)[0][0])
    return whole - sum(int(row[0]) for row in select_among(connection, _OF_SOME, never))


class Walk:
    """A way through everything that waits, batch by batch, in order.

    It begins anew while something had to wait for another about the same person.
    """

    def __init__(self, installation: Installation, manner: Manner) -> None:
        self._installation, self._manner = installation, manner
        self._begin()

    def take(
        self, connection: Connection, under_way: Collection[str], stalled: Collection[str]
    ) -> list[WaitingItem]:
        """The next batch: one item of each person, none of those under way or stalled.

        Whether it may be sent is asked here, in the transaction that marks it as tried.
        """
        if self._passed_over > _MOST_PASSED_OVER:
            self._begin()
        batch = self._gather(connection, under_way, stalled)
        if not batch and self._passed_over:
            self._begin()
            batch = self._gather(connection, under_way, stalled)
        return mark_tried(connection, batch)

    def _begin(self) -> None:
        self._place = _START
        self._behind: set[str] = set()  # whose later items must wait in this round
        self._passed_over = 0  # persons with more to send once what is under way has landed

    def _gather(
        self, connection: Connection, under_way: Collection[str], stalled: Collection[str]
    ) -> list[WaitingItem]:
        batch: dict[str, WaitingItem] = {}
        roads: list[tuple[str, str]] = []
        while len(batch) < BATCH and (
            window := _window(connection, _WITH_PAYLOAD, self._place, BATCH)
        ):
            for item, hold in _tell_apart(
                connection, self._installation, window, self._manner, self._behind
            ):
                last = item
                if hold in _ROADS and item.road != _ROADS[hold]:
                    roads.append((_ROADS[hold], item.id))
                if hold is not Hold.READY:
                    continue
                about = item.about
                if about not in batch and about not in under_way and about not in stalled:
                    batch[about] = item
                    if len(batch) == BATCH:
                        break
                    continue
                self._behind.add(about)
                # What stalled stays so in this passage; the others get their turn.
                self._passed_over += about not in stalled
            self._place = last.sequence, last.id
        update_rows(connection, "outbox_item", ("road",), roads)
        return list(batch.values())


def still_ready(
    connection: Connection, installation: Installation, batch: Sequence[WaitingItem]
) -> list[WaitingItem]:
    """Those of a batch once marked that may be sent as things stand now."""
    waits = {row[0] for row in select_among(connection, _STILL, [item.id for item in batch])}
    left = [item for item in batch if item.id in waits]
    told = _tell_apart(connection, installation, left, Manner.ASKED, set())
    return [item for item, hold in told if hold is Hold.READY]


def mark_tried(connection: Connection, batch: Sequence[WaitingItem]) -> list[WaitingItem]:
    """The batch as it is to be sent.

    An item once tried is never changed, nor the tag it goes with: the answer may be lost after
    the region has taken it, and then the very same must be sent again.
    """
    if not batch:
        return []
    new = [item.object_id for item in batch if not item.attempts]
    tags = {object_id: tag for object_id, tag in known_tags(connection, new).items() if tag}
    marks = ", ".join("?" * len(batch))
    change_rows(connection, f"{_TRIED} ({marks})", *(item.id for item in batch))
    rows = [
        (tags[item.object_id], item.id)
        for item in batch
        if not item.attempts and item.object_id in tags
    ]
    update_rows(connection, "outbox_item", ("sent_etag",), rows)
    return [
        item._replace(sent_etag=tags[item.object_id])
        if not item.attempts and item.object_id in tags
        else item
        for item in batch
    ]


def known_tags(connection: Connection, objects: Collection[str]) -> Mapping[str, str | None]:
    """The tags of those of the objects that the region is known to hold."""
    return {row[0]: row[1] for row in select_among(connection, _KNOWN, objects)}


def _window(
    connection: Connection, sql: str, after: tuple[int, str], most: int
) -> list[WaitingItem]:
    return [WaitingItem(*row) for row in select_rows(connection, sql + _AFTER, *after, most)]


def _tell_apart(
    connection: Connection,
    installation: Installation,
    window: Sequence[WaitingItem],
    manner: Manner,
    behind: set[str],
) -> Iterator[Standing]:
    """Each item of the window with its hold; ``behind`` learns whose later items must wait."""
    moment = installation.clock.now()
    now = stored_instant(connection, moment)
    settled = stored_instant(connection, moment - _MAY_BE_TAKEN_BACK)
    persons = {item.person_id for item in window if item.person_id}
    protection = _protection(connection, installation, persons)
    disclosures = Disclosures(connection, persons)
    for item in window:
        hold = _forbids(item, protection, disclosures)
        if hold is None:
            hold = Hold.READY
            if behind and item.about in behind:
                hold = Hold.ORDER
            elif item.next_at is not None and item.next_at > now:
                hold = Hold.TIME
            elif manner is Manner.TIMER and not item.attempts and item.since > settled:
                hold = Hold.FRESH
            if hold in _HOLDING_UP:
                # The order of a person's items is kept: a later one never overtakes.
                behind.add(item.about)
        yield item, hold


def _protection(
    connection: Connection, installation: Installation, persons: Collection[str]
) -> Mapping[str, str]:
    """Who of them is protected today, looking closer only at those who may be."""
    perhaps = [row[0] for row in select_among(connection, _PERHAPS_PROTECTED, persons)]
    return load_protection(connection, installation.clock.today(), perhaps)


_HOLDING_UP = (Hold.TIME, Hold.FRESH)
_KINDS = {kind.value: kind for kind in ObjectKind}
# Each item's road follows the protection of today: it may come, and end, afterwards.
_ROADS = {Hold.PAPER: Road.PAPER.value, Hold.READY: Road.SERVICE.value}


def _forbids(
    item: WaitingItem, protection: Mapping[str, str], disclosures: Disclosures
) -> Hold | None:
    """Why the item may not leave at all as things stand; None when it may."""
    person = item.person_id
    if person is None:
        return None
    if person in protection:
        return Hold.PAPER
    if disclosures.refused(person):
        return Hold.REFUSED
    allowed = disclosures.allow(_KINDS[item.kind], item.object_id, person)
    return None if allowed else Hold.BASIS
