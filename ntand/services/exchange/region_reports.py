"""What the region reports, applied to the store: the feed's events, one by one."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from ntand.errors import NtandError
from ntand.services.acts import Act
from ntand.services.exchange.outgoing import renew_waiting
from ntand.services.yearly_round import YEARS, NewVisit, offer_of, record_visit
from ntand.store.bulk import change_rows, insert_rows, stored_instant
from ntand.store.offers import load_offers
from ntand.store.people import find_person
from ntand.store.tables import ObjectKind

REGION = "regionen"
_LONGEST = 500


class Change(Protocol):
    """Something others did, as the exchange hands it over."""

    @property
    def kind(self) -> str:
        """What it is about."""

    @property
    def event(self) -> str:
        """What happened."""

    @property
    def etag(self) -> str | None:
        """The record's version after it."""

    @property
    def data(self) -> Mapping[str, str]:
        """The record's columns as text."""


def apply_change(act: Act, change: Change) -> bool:
    """Apply one event; False when it is not about anyone or anything known here.

    An event this version does not know changes nothing and stops nothing: the feed goes on.
    """
    if change.kind != ObjectKind.OFFER or change.event != "assessment":
        return False
    try:
        number, year = change.data["personnummer"], int(change.data["ar"])
        visit = _visit(change)
    except (KeyError, ValueError, NtandError):
        return False
    person = find_person(act.connection, number)
    if person is None or year not in YEARS:
        return False
    act.touch(person)
    offer = offer_of(act, person, year)
    if visit is not None and not _known(act, offer, visit):
        record_visit(act, offer, visit, REGION)
    _remember(act, offer, change)
    renew_waiting(act, ObjectKind.OFFER, offer, person)
    return True


def _visit(change: Change) -> NewVisit | None:
    """The visit that the report tells of; None when it tells of nothing."""
    data = change.data
    on = data.get("utford", "")
    deviation = data.get("avvikelse", "")[:_LONGEST] or None
    if not on and deviation is None:
        return None
    card = {"J": True, "N": False}.get(data.get("munvardskort", ""))
    by = data.get("utforare", "")[:_LONGEST] or None
    return NewVisit(date.fromisoformat(on) if on else None, by, card, deviation, bool(on))


def _known(act: Act, offer_id: str, visit: NewVisit) -> bool:
    """Whether the visit is recorded already: a report may come twice."""
    (offer,) = load_offers(act.connection, ids=[offer_id])
    told = (str(visit.visited_on), visit.performed, visit.deviation)
    return any(
        (str(held.visited_on), bool(held.performed), held.deviation) == told
        for held in offer.visits
    )


def _remember(act: Act, object_id: str, change: Change) -> None:
    """Keep the record's new tag, so that our next write knows of it."""
    if change.etag is None:
        return
    payload = json.dumps(dict(change.data), ensure_ascii=False, separators=(",", ":"))
    at = stored_instant(act.connection, act.now)
    change_rows(act.connection, "DELETE FROM region_object WHERE object_id = ?", object_id)
    columns = ("object_id", "kind", "etag", "payload", "known_at")
    row = (object_id, ObjectKind.OFFER.value, change.etag, payload, at)
    insert_rows(act.connection, "region_object", columns, [row])
