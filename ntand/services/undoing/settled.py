"""Taking back that a person let ours stand, or sent it again: it waits for a decision once more."""

from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.sendings import put_back_items, refuse_when_late
from ntand.services.undoing.traces import follow_trace
from ntand.store.tables import ObjectKind


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Let the refused item stand again; what was to leave instead does not.

    Raises:
        Refused: ``undo.too_late``.
    """
    with changing(installation, actor, f"undo.{what.kind}", Permission.EXCHANGE) as act:
        person, detail = follow_trace(act, what)
        refuse_when_late(act, person, detail["undo"])
        put_back_items(act, ObjectKind(detail["kind"]), person, detail["undo"])
