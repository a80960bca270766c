"""Taking back many acts that were done as one, each in a transaction of its own."""

import json
from collections.abc import Sequence

from ntand.errors import Refused
from ntand.services.actor import Actor
from ntand.services.installation import Installation
from ntand.services.undoing import Undo, undo


def together(acts: Sequence[Undo | None]) -> Undo | None:
    """One Undo for them all, the last first; None when there are none."""
    pairs = [(act.kind, act.key) for act in reversed(acts) if act is not None]
    return Undo("several", json.dumps(pairs)) if pairs else None


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Take back all that can be.

    Raises:
        Refused: ``undo.some_too_late``; the others are taken back all the same.
    """
    pairs = json.loads(what.key)
    late = 0
    for kind, key in pairs:
        try:
            undo(installation, actor, Undo(kind, key))
        except Refused:
            late += 1
    if late:
        raise Refused("undo.some_too_late", late=late, all=len(pairs))
