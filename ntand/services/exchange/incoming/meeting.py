"""What the region has of an object meets what is here: merged, remembered, or made a question."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from ntand.domain.merging import parted, seen_by_them, three_way
from ntand.errors import Refused
from ntand.services.acts import Act
from ntand.services.exchange.incoming.taking import (
    VISIT_COLUMNS,
    may_take,
    take_columns,
    understood,
)
from ntand.services.exchange.incoming.visits_told import REGION, keep_visit
from ntand.services.exchange.outbox.outgoing import (
    as_payload,
    present_texts,
    queue,
    renew_waiting,
)
from ntand.store.bulk import (
    Row,
    change_rows,
    insert_record,
    select_rows,
    stored_instant,
    update_rows,
)
from ntand.store.tables import ObjectKind, OutboxState

CHANGED = "changed_by_others"
_KNOWN = "SELECT payload, feed_place FROM region_object WHERE object_id = ?"
# Made from a code alone: what it says of itself is nobody's word.
_PLACEHOLDER = "SELECT 1 FROM care_unit WHERE id = ? AND placeholder = ?"
_SUPERSEDED = (
    "SELECT 1 FROM outbox_item WHERE object_id = ? AND state = 'delivered' AND sent_etag = ?"
)
_UNSETTLED = (
    "SELECT id, state, attempts, payload, COALESCE(parted, '{}') FROM outbox_item"
    " WHERE object_id = ? AND state IN ('waiting', 'parked', 'conflict') ORDER BY sequence, id"
)
_PARTED = (
    "UPDATE outbox_item SET parted = ?"
    " WHERE object_id = ? AND state IN ('waiting', 'parked', 'conflict')"
)
_QUESTION = "UPDATE outbox_item SET payload = ? WHERE object_id = ? AND state = 'conflict'"
_NAMED = "UPDATE outbox_item SET replaces = ? WHERE object_id = ? AND state = 'waiting'"
_ANSWERED = "UPDATE outbox_item SET state = ?, delivered_at = ? WHERE id = ?"
_REMEMBER = "UPDATE region_object SET payload = ?, etag = ?, known_at = ?"


class About(NamedTuple):
    """The object that is met."""

    kind: str
    object_id: str
    person_id: str | None


class FeedPlace(NamedTuple):
    """Where in the feed a change stands, and what happened."""

    seq: int
    event: str


class Met(NamedTuple):
    """What came of it: the columns stored, and those that are a person's to decide.

    ``stale``: it was older than what is known; nothing but a visit was looked at.
    """

    taken: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    stale: bool = False


class _Merging(NamedTuple):
    """The columns stored, those that are a question, and what stood in all that both changed."""

    taken: set[str]
    questions: set[str]
    stood: dict[str, str]


class _Item(NamedTuple):
    id: str
    state: str
    attempts: int
    payload: str
    parted: str


def meet(
    act: Act,
    kind: ObjectKind,
    object_id: str,
    person: str | None,
    theirs: Mapping[str, str],
    etag: str | None,
    *,
    place: FeedPlace | None = None,
    refused: str | None = None,
) -> Met:
    """Merge the region's row into the object, field by field, against what both last knew.

    What only they changed is stored; what both changed becomes a question, and what waits about
    the object a conflict. Else what waits carries the merged state, or is done when the region
    has it already. Names, numbers and keys are nobody's question.

    ``place``: of the change in the feed; an older one than the last applied is left alone.
    ``refused``: the item that met the row (412): it gives way to a successor that names it. The
    feed must be read to its end between such an answer and the next sending: its older changes
    say nothing of what is sent after them.
    """
    about = About(kind, object_id, person)
    told = understood(act, kind, theirs)
    base, stands_at = _known(act, object_id)
    stale = _is_stale(act, object_id, etag, place, stands_at)
    visit: frozenset[str] = frozenset()
    if kind is ObjectKind.OFFER:
        event = place and place.event
        visit = keep_visit(act, object_id, told, base or {}, event, stale=stale)
    if stale and visit:
        renew_waiting(act, kind, object_id, person)
    if stale:
        return Met(tuple(sorted(visit)), stale=True)
    merging = _merge(act, about, told, base)
    _remember(act, about, _known_now(base, told, place), etag, place)
    _follow(act, about, told, merging, refused)
    if visit:
        _tell_latest(act, about, told)
    return Met(tuple(sorted(merging.taken | visit)), tuple(sorted(merging.questions)))


def _merge(
    act: Act, about: About, told: Mapping[str, str], base: Mapping[str, str] | None
) -> _Merging:
    """Store what only they changed."""
    kind = ObjectKind(about.kind)
    unsettled = _unsettled(act, about.object_id)
    sent = [json.loads(one.payload) for one in unsettled if one.attempts]
    stood = {name: value for one in unsettled for name, value in json.loads(one.parted).items()}
    ours = present_texts(act, kind, about.object_id)
    nobodys = bool(select_rows(act.connection, _PLACEHOLDER, about.object_id, True))
    last = ours if nobodys else seen_by_them({**(base or {}), **stood}, told, sent)
    askable = _askable(kind, told)
    merged = three_way(last, askable, ours)
    taken, against_rules = _take(act, about, merged.taken)
    questions = {*merged.questions, *against_rules}
    if questions:
        act.count("questions")
    untold = {name: value for name, value in stood.items() if name not in askable}
    return _Merging(taken, questions, untold | parted(last, askable, ours))


def _known(act: Act, object_id: str) -> tuple[dict[str, str] | None, int | None]:
    """What the region was last known to hold, and the place in the feed that told so."""
    for payload, place in select_rows(act.connection, _KNOWN, object_id):
        return json.loads(payload), place
    return None, None


def _known_now(
    base: Mapping[str, str] | None, told: Mapping[str, str], place: FeedPlace | None
) -> dict[str, str]:
    """What the region is known to hold after it has told this.

    Visits are told apart by the events of the feed: until one of them they stay as they were.
    """
    if base is None:
        return dict(told)
    kept = VISIT_COLUMNS if place is None else frozenset()
    return {**base, **{name: value for name, value in told.items() if name not in kept}}


def _is_stale(
    act: Act, object_id: str, etag: str | None, place: FeedPlace | None, stands_at: int | None
) -> bool:
    """Whether the change is older than what is known.

    It is when a later one has been applied, or when we have written over the version it tells of.
    """
    if place is None:
        return False
    if stands_at is not None and place.seq <= stands_at:
        return True
    return etag is not None and bool(select_rows(act.connection, _SUPERSEDED, object_id, etag))


def _askable(kind: ObjectKind, told: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in told.items()
        if may_take(kind, name) and name not in VISIT_COLUMNS
    }


def _take(act: Act, about: About, texts: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Store the values; those that a rule refuses are for a person to decide."""
    if not texts:
        return set(), set()
    try:
        with act.connection.begin_nested():
            take_columns(act, about, texts, REGION)
    except Refused:
        days = {"fran", "till", "avslutat", "makulerat"} & texts.keys()
        others = {name: value for name, value in texts.items() if name not in days}
        take_columns(act, about, others, REGION)
        return set(others), days
    return set(texts), set()


def _remember(
    act: Act,
    about: About,
    payload: Mapping[str, str],
    etag: str | None,
    place: FeedPlace | None,
) -> None:
    """Keep the region's state as the base of the next merge and the next write."""
    text = as_payload(payload)
    now = stored_instant(act.connection, act.now)
    values: tuple[object, ...] = (text, etag, now)
    sql = _REMEMBER
    if place is not None:
        sql, values = f"{sql}, feed_place = ?", (*values, place.seq)
    if change_rows(act.connection, f"{sql} WHERE object_id = ?", *values, about.object_id):
        return
    row = {"object_id": about.object_id, "kind": about.kind, "etag": etag, "payload": text}
    insert_record(
        act.connection,
        "region_object",
        {**row, "known_at": act.now, "feed_place": place and place.seq},
    )


def _follow(
    act: Act,
    about: About,
    told: Mapping[str, str],
    merging: _Merging,
    refused: str | None,
) -> None:
    """Let what is on its way follow: a question stops it, the merged state renews it."""
    present = present_texts(act, ObjectKind(about.kind), about.object_id)
    as_text = as_payload(present)
    asked = change_rows(act.connection, _QUESTION, as_text, about.object_id)
    if merging.questions:
        if not asked:
            _ask(act, about)
    elif all(present.get(name, value) == value for name, value in told.items()):
        _close(act, about, refused)
    elif refused is not None:
        _succeed(act, about, refused)
    else:
        waiting = [one for one in _unsettled(act, about.object_id) if one.state == _WAITING]
        if waiting and json.loads(waiting[-1].payload) != present:
            queue(act, ObjectKind(about.kind), about.object_id, about.person_id)
    stood = as_payload(merging.stood) if merging.stood else None
    change_rows(act.connection, _PARTED, stood, about.object_id)


def _tell_latest(act: Act, about: About, told: Mapping[str, str]) -> None:
    """The region shows the visit told last, an offer here the latest: let it have that one."""
    present = present_texts(act, ObjectKind.OFFER, about.object_id)
    differs = any(present[name] != told.get(name, "") for name in VISIT_COLUMNS)
    if differs and not _unsettled(act, about.object_id):
        queue(act, ObjectKind.OFFER, about.object_id, about.person_id)


def _ask(act: Act, about: About) -> None:
    """One item about the object is the conflict; a person decides before anything leaves."""
    queue(act, ObjectKind(about.kind), about.object_id, about.person_id)
    items = _unsettled(act, about.object_id)
    rows: list[Row] = [(OutboxState.STOPPED.value, None, one.id) for one in items[:-1]]
    rows.append((OutboxState.CONFLICT.value, CHANGED, items[-1].id))
    update_rows(act.connection, "outbox_item", ("state", "problem"), rows)


def _close(act: Act, about: About, refused: str | None) -> None:
    """The region has it all: nothing of it needs to leave, or to be decided.

    What has been tried is sent once more as it was: its answer was lost.
    """
    now = stored_instant(act.connection, act.now)
    for one in _unsettled(act, about.object_id):
        if one.state != _WAITING:
            change_rows(act.connection, _ANSWERED, OutboxState.STOPPED.value, None, one.id)
        elif not one.attempts or one.id == refused:
            change_rows(act.connection, _ANSWERED, OutboxState.DELIVERED.value, now, one.id)


def _succeed(act: Act, about: About, refused: str) -> None:
    """Put the merged state, under a key that names the refused one, in its place.

    The region gives one key the same answer for ever.
    """
    change_rows(act.connection, _ANSWERED, OutboxState.STOPPED.value, None, refused)
    queue(act, ObjectKind(about.kind), about.object_id, about.person_id)
    change_rows(act.connection, f"{_NAMED} AND attempts = 0", refused, about.object_id)


def _unsettled(act: Act, object_id: str) -> list[_Item]:
    return [_Item(*row) for row in select_rows(act.connection, _UNSETTLED, object_id)]


_WAITING = OutboxState.WAITING.value
