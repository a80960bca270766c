"""What has come in: each thing the region told that says something new here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from ntand.ports import STOCKHOLM
from ntand.sentences.arrivals import arrived
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.exchange.incoming.noting import KEPT
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, load_cards
from ntand.store.bulk import Row, as_instant, select_rows, stored_instant

MOST_ROWS = 1000
_LATEST = (
    "SELECT id, arrived_at, person_id, kind, event, told FROM arrival WHERE arrived_at >= ?"
    " ORDER BY arrived_at DESC, id DESC LIMIT ?"
)
_PLACES = frozenset({"till_kommun", "utforare"})  # not told of a protected person


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something the region told. ``at`` is an instant in ISO form.

    ``key`` is the certificate's id, the offer's year or the unit's code; empty where it is about
    the person. ``asks``: both sides have changed the same, and a person is to choose.
    """

    id: str
    at: str
    kind: str
    event: str
    key: str
    says: str
    asks: bool
    card: PersonCard | None


def arrivals(
    installation: Installation, actor: Actor, since: date | None = None
) -> tuple[Arrival, ...]:
    """What has come in with the change feed since the day, the latest first, at most 1000.

    A first loading and a reconciliation are not among it: they tell what has been so all along.
    """
    with looking(installation, actor, "region.arrivals", Permission.READ) as act:
        start = act.now - KEPT if since is None else _midnight(since)
        found = select_rows(
            act.connection, _LATEST, stored_instant(act.connection, start), MOST_ROWS
        )
        cards = load_cards(act.connection, act.today, {row[2] for row in found if row[2]})
        act.touch(*(who for card in cards.values() for who in card.shown))
        return tuple(_arrival(row, cards) for row in found)


def _arrival(row: Row, cards: Mapping[str, PersonCard]) -> Arrival:
    id_, at, person, kind, event, text = row
    said = json.loads(text)
    card = cards.get(person or "")
    hidden = _PLACES if card is not None and card.protected else frozenset()
    told = {name: value for name, value in said["told"].items() if name not in hidden}
    says = arrived(f"{kind}/{event}", said["key"], told, said["asked"])
    moment = as_instant(at).isoformat()
    return Arrival(id_, moment, kind, event, said["key"], says, bool(said["asked"]), card)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)
