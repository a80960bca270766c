"""What has come in: each thing the region told that says something new here."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection

from ntand.ports import STOCKHOLM
from ntand.sentences.arrivals import arrived
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.exchange.incoming.noting import KEPT
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, load_cards
from ntand.store.bulk import Row, as_instant, select_rows, stored_instant
from ntand.store.file_columns import KEY_COLUMNS
from ntand.store.tables import ObjectKind

MOST_ROWS = 1000
_LATEST = (
    "SELECT id, arrived_at, person_id, kind, event, told FROM arrival WHERE arrived_at >= ?"
    " ORDER BY arrived_at DESC, id DESC LIMIT ?"
)
_CONFLICTS = "SELECT kind, person_id, payload FROM outbox_item WHERE state = 'conflict'"
_PLACES = frozenset({"till_kommun", "utforare"})  # not told of a protected person

_About = tuple[str, str | None, str]  # kind, person, key


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something the region told. ``at`` is an instant in ISO form.

    ``key`` is the certificate's id, the offer's year or the unit's code; empty where it is about
    the person. ``asks``: both sides had changed the same, and a person has still to choose.
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
        open_questions = _open_questions(act.connection)
        return tuple(_arrival(row, cards, open_questions) for row in found)


def _open_questions(connection: Connection) -> set[_About]:
    """What stands in conflict now."""
    return {
        (kind, person, json.loads(payload).get(KEY_COLUMNS[ObjectKind(kind)], ""))
        for kind, person, payload in select_rows(connection, _CONFLICTS)
    }


def _arrival(
    row: Row, cards: Mapping[str, PersonCard], open_questions: Collection[_About]
) -> Arrival:
    id_, at, person, kind, event, text = row
    said = json.loads(text)
    card = cards.get(person or "")
    hidden = _PLACES if card is not None and card.protected else frozenset()
    told = {name: value for name, value in said["told"].items() if name not in hidden}
    says = arrived(f"{kind}/{event}", said["key"], told, said["asked"])
    asks = bool(said["asked"]) and (kind, person, said["key"]) in open_questions
    return Arrival(id_, as_instant(at).isoformat(), kind, event, said["key"], says, asks, card)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)
