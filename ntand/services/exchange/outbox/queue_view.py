"""The road to the region as a person sees it: how it stands, and what is on it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ntand.errors import NotFound
from ntand.sentences.refusals import refusal
from ntand.sentences.sendings import says
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking, require
from ntand.services.exchange.outbox.waiting import Hold, load_standing, load_standing_about
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, load_cards
from ntand.services.status import last_exchange
from ntand.store.bulk import as_instant, select_among, select_rows
from ntand.store.care import load_protection
from ntand.store.file_columns import KEY_COLUMNS
from ntand.store.tables import ObjectKind, OutboxState
from ntand.store.work import reading

MOST_ROWS = 1000
MOST_SENT = 200
_COLUMNS = (
    "id, person_id, kind, object_id, payload, road, state, attempts, next_at, problem, created_at,"
    " delivered_at, replaces"
)
_BY_ID = f"SELECT {_COLUMNS} FROM outbox_item WHERE id IN (?)"  # noqa: S608 - our own names
_IN_STATE = (
    f"SELECT {_COLUMNS} FROM outbox_item WHERE state = ?"  # noqa: S608
    " ORDER BY sequence, id"
)
_UNSENT = (
    f"SELECT {_COLUMNS} FROM outbox_item"  # noqa: S608
    " WHERE state IN ('waiting', 'parked', 'conflict')"
)
_SENT = (
    f"SELECT {_COLUMNS} FROM outbox_item WHERE state = 'delivered'"  # noqa: S608
    " ORDER BY delivered_at DESC, sequence DESC, id LIMIT ?"
)
_TROUBLED = "SELECT state, person_id FROM outbox_item WHERE state IN ('parked', 'conflict')"
_NUMBERS = "SELECT id, region_number FROM certificate WHERE id IN (?)"
_PERSONAL = frozenset({"personnummer", "fornamn", "efternamn"})


class QueueFilter(StrEnum):
    """Which of the items are asked for."""

    WAITING = "waiting"
    REFUSED = "refused"
    CONFLICT = "conflict"
    SENT = "sent"  # the latest 200
    PAPER = "paper"


_SEARCHED = (
    QueueFilter.CONFLICT,
    QueueFilter.REFUSED,
    QueueFilter.WAITING,
    QueueFilter.PAPER,
    QueueFilter.SENT,
)


class Mend(StrEnum):
    """Where a person mends what holds an item."""

    NOTHING = ""
    CONSENT = "consent"
    PERSON = "person"
    CERTIFICATE = "certificate"
    OFFER = "offer"
    UNIT = "unit"
    PAPER = "paper"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class RegionState:
    """How the exchange stands. Instants are in ISO form; None: never."""

    channel: str
    connected: bool
    address: str
    client: str
    last_exchange: str | None
    ready: int  # leaves with the next exchange, or is to be entered in the portal
    held_basis: int
    held_time: int
    held_order: int
    said_no: int  # the person refuses disclosure: never sent
    on_paper: int
    parked: int
    conflicts: int
    next_retry: str | None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An item on its way, or one that has arrived.

    ``key`` is the certificate's id, the offer's year or the unit's code.
    """

    item: str
    kind: str
    key: str
    card: PersonCard | None
    says: str
    state: str
    hold: str  # a Hold while it waits
    road: str
    since: str
    attempts: int
    next_at: str | None
    delivered_at: str | None
    problem: str  # code of the refusal, with the column after a colon
    why: str  # the refusal in words
    now: str  # and what to do
    mend: str  # a Mend
    region_number: str
    corrects: bool  # goes under a new key that names a refused one


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The rows of one kind; ``total`` may be more than are shown."""

    rows: tuple[QueueRow, ...]
    total: int


class StoredItem(NamedTuple):
    """An outbox item; instants as the driver gives them."""

    id: str
    person_id: str | None
    kind: str
    object_id: str
    payload: str
    road: str
    state: str
    attempts: int
    next_at: Any
    problem: str | None
    created_at: Any
    delivered_at: Any
    replaces: str | None


def region_state(installation: Installation, actor: Actor) -> RegionState:
    """How the exchange stands; about no person, so no line in the access log."""
    require(installation, actor, "region.state", Permission.READ)
    settings = installation.settings
    holds: Counter[Hold] = Counter()
    next_retry = None
    with reading(installation.engine) as connection:
        for item, hold in load_standing(connection, installation):
            holds[hold] += 1
            if hold is Hold.TIME and (next_retry is None or item.next_at < next_retry):
                next_retry = item.next_at
        # What was refused about someone protected since is for the paper form.
        troubled = select_rows(connection, _TROUBLED)
        persons = {person for _state, person in troubled if person}
        protected = load_protection(connection, installation.clock.today(), persons)
        exchanged = last_exchange(connection)
    states = Counter(state for state, person in troubled if person not in protected)
    return RegionState(
        settings.channel.value,
        settings.connected,
        settings.region_url,
        settings.region_client,
        _told(exchanged),
        holds[Hold.READY],
        holds[Hold.BASIS],
        holds[Hold.TIME],
        holds[Hold.ORDER],
        holds[Hold.REFUSED],
        holds[Hold.PAPER] + sum(person in protected for _state, person in troubled),
        states[OutboxState.PARKED.value],
        states[OutboxState.CONFLICT.value],
        _told(next_retry),
    )


def queue(installation: Installation, actor: Actor, wanted: str) -> QueuePage:
    """The items of one kind, oldest first; those sent the latest first."""
    with looking(installation, actor, f"region.{QueueFilter(wanted)}", Permission.READ) as act:
        found, total = _items(act.connection, installation, QueueFilter(wanted))
        rows = load_rows(act.connection, installation, found)
        act.touch(*(one for row in rows if row.card for one in row.card.shown))
        return QueuePage(rows, total)


def locate(
    installation: Installation, actor: Actor, person: str | None, key: str
) -> tuple[str, str] | None:
    """Where something stands: its QueueFilter and its item; None when nothing is on its way.

    ``key`` is the item's id, or the key of its row.
    """
    with looking(installation, actor, "region.locate", Permission.READ) as act:
        if person is not None:
            act.touch(person)
        whose, values = ("person_id = ?", (person,)) if person else ("person_id IS NULL", ())
        rows = select_rows(
            act.connection, f"{_UNSENT} AND (id = ? OR {whose}) ORDER BY sequence, id", key, *values
        )
        places = [
            (_place(act.connection, installation, item), item.id)
            for item in (StoredItem(*row) for row in rows)
            if _is_meant(item, person, key)
        ]
        sent, _total = _items(act.connection, installation, QueueFilter.SENT)
        places += [(QueueFilter.SENT, item.id) for item, _ in sent if _is_meant(item, person, key)]
        found = min(places, key=lambda place: _SEARCHED.index(place[0]), default=None)
        return found and (found[0].value, found[1])


def load_rows(
    connection: Connection, installation: Installation, items: Sequence[tuple[StoredItem, str]]
) -> tuple[QueueRow, ...]:
    """The items as rows, each beside why it waits."""
    persons = {item.person_id for item, _hold in items if item.person_id}
    cards = load_cards(connection, installation.clock.today(), persons)
    certificates = [item.object_id for item, _ in items if item.kind == ObjectKind.CERTIFICATE]
    numbers: dict[str, str | None] = dict(
        row[:2] for row in select_among(connection, _NUMBERS, certificates)
    )
    return tuple(_row(item, hold, cards, numbers.get(item.object_id)) for item, hold in items)


def find_item(connection: Connection, item: str) -> StoredItem:
    """The outbox item of the id.

    Raises:
        NotFound: ``region.unknown_item``: it has been renewed or was never there.
    """
    rows = select_among(connection, _BY_ID, [item])
    if not rows:
        raise NotFound("region.unknown_item")
    return StoredItem(*rows[0])


def hold_of(connection: Connection, installation: Installation, item: StoredItem) -> str:
    """Why the item has not left yet, a Hold; empty when it does not wait."""
    standing = load_standing_about(connection, installation, item.person_id, item.object_id)
    return next((hold.value for one, hold in standing if one.id == item.id), "")


def _items(
    connection: Connection, installation: Installation, wanted: QueueFilter
) -> tuple[list[tuple[StoredItem, str]], int]:
    """The items of the kind that a page shows, each with its hold; and how many there are."""
    if wanted is QueueFilter.SENT:
        sent = [(StoredItem(*row), "") for row in select_rows(connection, _SENT, MOST_SENT)]
        return sent, len(sent)
    if wanted in (QueueFilter.WAITING, QueueFilter.PAPER):
        return _waiting(connection, installation, on_paper=wanted is QueueFilter.PAPER)
    state = OutboxState.PARKED if wanted is QueueFilter.REFUSED else OutboxState.CONFLICT
    protected = load_protection(connection, installation.clock.today())
    found = [(item, "") for item in _in_state(connection, state) if item.person_id not in protected]
    return found[:MOST_ROWS], len(found)


def _waiting(
    connection: Connection, installation: Installation, *, on_paper: bool
) -> tuple[list[tuple[StoredItem, str]], int]:
    holds: dict[str, str] = {}
    total = 0
    for item, hold in load_standing(connection, installation):
        if (hold is Hold.PAPER) is on_paper:
            total += 1
            if total <= MOST_ROWS:
                holds[item.id] = hold.value
    stored = {row[0]: StoredItem(*row) for row in select_among(connection, _BY_ID, holds)}
    found = [(stored[id_], hold) for id_, hold in holds.items()]
    troubled = _protected_troubles(connection, installation) if on_paper else []
    return (found + troubled)[:MOST_ROWS], total + len(troubled)


def _place(connection: Connection, installation: Installation, item: StoredItem) -> QueueFilter:
    """In which list an item stands that has not been sent."""
    if item.state == OutboxState.WAITING:
        hold = hold_of(connection, installation, item)
        return QueueFilter.PAPER if hold == Hold.PAPER else QueueFilter.WAITING
    person = item.person_id
    if person and person in load_protection(connection, installation.clock.today(), person):
        return QueueFilter.PAPER
    parked = item.state == OutboxState.PARKED
    return QueueFilter.REFUSED if parked else QueueFilter.CONFLICT


def _is_meant(item: StoredItem, person: str | None, key: str) -> bool:
    return item.id == key or (item.person_id == person and key in ("", _key(item)))


def _protected_troubles(
    connection: Connection, installation: Installation
) -> list[tuple[StoredItem, str]]:
    protected = load_protection(connection, installation.clock.today())
    troubled = [
        item
        for state in (OutboxState.PARKED, OutboxState.CONFLICT)
        for item in _in_state(connection, state)
    ]
    return [(item, Hold.PAPER.value) for item in troubled if item.person_id in protected]


def _in_state(connection: Connection, state: OutboxState) -> list[StoredItem]:
    return [StoredItem(*row) for row in select_rows(connection, _IN_STATE, state.value)]


def _row(
    item: StoredItem, hold: str, cards: Mapping[str, PersonCard], number: str | None
) -> QueueRow:
    data: dict[str, str] = json.loads(item.payload)
    troubled = item.state in (OutboxState.PARKED, OutboxState.CONFLICT)
    why, now = refusal(item.problem) if troubled else ("", "")
    return QueueRow(
        item.id,
        item.kind,
        _key(item),
        cards.get(item.person_id or ""),
        says(item.kind, data),
        item.state,
        hold,
        item.road,
        _told(item.created_at) or "",
        item.attempts,
        _told(item.next_at),
        _told(item.delivered_at),
        item.problem or "",
        why,
        now,
        _mend(item, hold).value,
        number or "",
        item.replaces is not None,
    )


def _key(item: StoredItem) -> str:
    data: dict[str, str] = json.loads(item.payload)
    return str(data.get(KEY_COLUMNS[ObjectKind(item.kind)], ""))


def _mend(item: StoredItem, hold: str) -> Mend:
    if hold == Hold.PAPER:
        return Mend.PAPER
    if hold in (Hold.BASIS, Hold.REFUSED):
        return Mend.CONSENT
    if item.state == OutboxState.CONFLICT:
        return Mend.CONFLICT
    if item.state != OutboxState.PARKED:
        return Mend.NOTHING
    column = (item.problem or "").partition(":")[2]
    return Mend.PERSON if column in _PERSONAL else Mend(item.kind)


def _told(instant: Any) -> str | None:  # noqa: ANN401 - text or instant
    """An instant as the driver gave it, in ISO form."""
    return None if instant is None else as_instant(instant).isoformat()
