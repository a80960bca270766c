"""Taking back a filled-in fact: it is superseded by itself, and the former stands again."""

from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.superseding import stand_again
from ntand.services.undoing.traces import follow_trace
from ntand.store.bulk import select_rows

_DECIDED_SINCE = (
    "SELECT 1 FROM assessment WHERE person_id = ? AND made_at >"
    " (SELECT filled_at FROM filled_fact WHERE id = ?)"
)


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Let what was filled in before, if anything, count again.

    Raises:
        Refused: ``undo.too_late`` when another has taken its place, or someone has decided on it.
    """
    with changing(installation, actor, f"undo.{what.kind}", Permission.ISSUE) as act:
        person, detail = follow_trace(act, what)
        fact = detail["undo"]["filled"]
        if select_rows(act.connection, _DECIDED_SINCE, person, fact) or not stand_again(
            act.connection, "filled_fact", fact
        ):
            raise Refused("undo.too_late")
