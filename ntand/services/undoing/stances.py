"""Taking back a person's decision: it is superseded by itself, and the former stands again."""

from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.superseding import stand_again
from ntand.services.undoing.traces import follow_trace


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Let the decision before it, if any, stand again.

    Raises:
        Refused: ``undo.too_late`` when a later one has taken its place.
    """
    with changing(installation, actor, f"undo.{what.kind}", Permission.ISSUE) as act:
        _person, detail = follow_trace(act, what)
        if not stand_again(act.connection, "stance", detail["undo"]["stance"]):
            raise Refused("undo.too_late")
