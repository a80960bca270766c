"""Takes back offers, answers and visits of the yearly round."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.sendings import note_items, put_back_items
from ntand.services.undoing.traces import follow_trace
from ntand.store.bulk import as_date, change_rows, select_rows, stored_date
from ntand.store.tables import ObjectKind

_OFFER = "SELECT person_id, offered_on, changed_here FROM offer WHERE id = ?"
_ANSWERS = "SELECT id FROM answer WHERE offer_id = ? AND superseded_by IS NULL"
_VISITS = "SELECT id FROM visit WHERE offer_id = ? AND superseded_by IS NULL ORDER BY id"
_TAKE_BACK = {
    "answer": "UPDATE answer SET superseded_by = id WHERE id = ?"
    " AND (superseded_by IS NULL OR superseded_by <> id)",  # a late form was superseded at once
    "visit": "UPDATE visit SET superseded_by = id WHERE id = ? AND superseded_by IS NULL",
}
_STANDS_AGAIN = "UPDATE answer SET superseded_by = NULL WHERE id = ?"
_RESTORE = "UPDATE offer SET offered_on = ?, changed_here = ?, version = version + 1 WHERE id = ?"
_UNTRIED = "SELECT 1 FROM outbox_item WHERE object_id = ? AND state = 'waiting' AND attempts = 0"


class OfferBefore(NamedTuple):
    """An offer just before an act on it: what taking the act back restores."""

    offered_on: str | None
    changed_here: bool
    answer: str | None

    def trace(
        self, act: Act, offer: str, *, answer: str | None = None, visit: str | None = None
    ) -> dict[str, Any]:
        """What the act's log line keeps, with the answer or visit that the act stored."""
        return {
            "offer": offer,
            "before": list(self),
            "answer": answer,
            "visit": visit,
            "left": _standing(act.connection, offer),
        }


def note_offer(act: Act, offer: str) -> OfferBefore:
    """Note how an offer, stored already or not, and what waits about it stand before the act."""
    note_items(act, offer)
    rows = select_rows(act.connection, _OFFER, offer)
    offered_on, changed_here = rows[0][1:] if rows else (None, False)
    answers = select_rows(act.connection, _ANSWERS, offer)
    return OfferBefore(_text(offered_on), bool(changed_here), answers[0][0] if answers else None)


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Take back an offer, an answer or a visit, or the offers made together.

    Raises:
        Refused: ``undo.too_late``.
    """
    with changing(installation, actor, f"undo.{what.kind}", Permission.RECORD) as act:
        _person, detail = follow_trace(act, what)
        facts = detail["undo"]
        for trace in facts["offers"]:
            _take_back(act, trace, facts["items"][trace["offer"]])


def _take_back(act: Act, trace: Mapping[str, Any], items: Mapping[str, Any]) -> None:
    offer, born = trace["offer"], {table: trace[table] for table in _TAKE_BACK}
    untried = select_rows(act.connection, _UNTRIED, offer)
    if not untried or _standing(act.connection, offer) != trace["left"]:
        raise Refused("undo.too_late")
    for table, id_ in born.items():
        if id_ is not None and not _superseded_by_itself(act.connection, table, id_):
            raise Refused("undo.too_late")
    before = OfferBefore(*trace["before"])
    if before.answer is not None:
        change_rows(act.connection, _STANDS_AGAIN, before.answer)
    day = stored_date(act.connection, as_date(before.offered_on))
    change_rows(act.connection, _RESTORE, day, before.changed_here, offer)
    ((person, _offered_on, _changed),) = select_rows(act.connection, _OFFER, offer)
    act.touch(person)
    put_back_items(act, ObjectKind.OFFER, person, {"items": {offer: items}})


def _superseded_by_itself(connection: Connection, table: str, id_: str) -> bool:
    """Take the row back; False when it is taken back already."""
    return bool(change_rows(connection, _TAKE_BACK[table], id_))


def _standing(connection: Connection, offer: str) -> list[Any]:
    """What stands of the offer: its day, its answer and its visits."""
    ((_person, offered_on, _changed),) = select_rows(connection, _OFFER, offer)
    answers = [row[0] for row in select_rows(connection, _ANSWERS, offer)]
    return [_text(offered_on), answers, [row[0] for row in select_rows(connection, _VISITS, offer)]]


def _text(stored: object) -> str | None:
    day = as_date(stored)
    return day.isoformat() if day else None
