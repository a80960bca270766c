"""What an act did to what waits for the region: noted, compared, put back."""

from collections.abc import Mapping
from typing import Any

from ntand.errors import Refused
from ntand.services.acts import Act
from ntand.services.exchange.outbox.outgoing import queue
from ntand.services.undoing import Undo
from ntand.services.undoing.traces import leave_trace, noted
from ntand.store.bulk import change_rows, select_among, select_rows
from ntand.store.tables.exchange import ObjectKind

_ITEMS = (
    "SELECT id, state, attempts FROM outbox_item WHERE object_id = ?"
    " AND state IN ('waiting', 'parked', 'conflict')"
)
_SENT = (
    "SELECT attempts, CASE WHEN state = 'delivered' THEN 1 ELSE 0 END FROM outbox_item"
    " WHERE object_id IN (?)"
)
_SENT_OF_PERSON = _SENT.replace("object_id IN (?)", "person_id = ?")
_HELD = "SELECT version FROM certificate WHERE person_id = ?"
_STOP = (
    "UPDATE outbox_item SET state = 'stopped'"
    " WHERE object_id = ? AND state = 'waiting' AND attempts = 0"
)
_PUT_BACK = "UPDATE outbox_item SET state = ?, delivered_at = NULL WHERE id = ?"


def note_items(act: Act, object_id: str) -> None:
    """Note how what waits about the object stands before the act changes it."""
    rows = select_rows(act.connection, _ITEMS, object_id)
    items = noted(act).setdefault("items", {})
    items[object_id] = {
        "renewed": any(state == "waiting" and not attempts for _id, state, attempts in rows),
        "states": {id_: state for id_, state, _attempts in rows},
    }


def leave_stamped(act: Act, person: str) -> Undo:
    """Leave the trace of an act on a person's certificates, with how everything stands after."""
    return leave_trace(act, person, stamp=_stamp(act, person, noted(act)))


def refuse_when_late(act: Act, person: str, facts: Mapping[str, Any]) -> None:
    """Refuse when something has been sent, or the person's certificates changed, since.

    Raises:
        Refused: ``undo.too_late``.
    """
    if _stamp(act, person, facts) != facts["stamp"]:
        raise Refused("undo.too_late")


def put_back_items(act: Act, kind: ObjectKind, person: str, facts: Mapping[str, Any]) -> None:
    """Let what waits about each object be as it was; what the act queued is stopped."""
    for object_id, before in facts.get("items", {}).items():
        if before["renewed"]:
            _put_back_states(act, before["states"])
            queue(act, kind, object_id, person)
        else:
            change_rows(act.connection, _STOP, object_id)
            _put_back_states(act, before["states"])


def _put_back_states(act: Act, states: Mapping[str, str]) -> None:
    # The id of a renewed item is gone: that one is renewed once more instead.
    for id_, state in states.items():
        change_rows(act.connection, _PUT_BACK, state, id_)


def _stamp(act: Act, person: str, facts: Mapping[str, Any]) -> list[int]:
    """Attempts, deliveries, certificates and their versions: any step changes one of them."""
    connection = act.connection
    if facts.get("disclosure"):  # it lets everything about the person go
        sent = select_rows(connection, _SENT_OF_PERSON, person)
    else:
        sent = select_among(connection, _SENT, facts.get("items", {}))
    versions = [row[0] for row in select_rows(connection, _HELD, person)]
    attempts, delivered = sum(row[0] for row in sent), sum(row[1] for row in sent)
    return [attempts, delivered, len(versions), sum(versions)]
