"""Taking back that something was entered in the region's portal: it waits again."""

from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.sendings import put_back_items, refuse_when_late
from ntand.services.undoing.traces import follow_trace
from ntand.store.tables import ObjectKind


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Let what was entered wait again.

    Raises:
        Refused: ``undo.too_late``.
    """
    with changing(installation, actor, f"undo.{what.kind}", Permission.RECORD) as act:
        person, detail = follow_trace(act, what)
        facts = detail["undo"]
        refuse_when_late(act, person, facts)
        put_back_items(act, ObjectKind.OFFER, person, facts)
