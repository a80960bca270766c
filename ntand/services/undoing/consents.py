"""Taking back that a consent was taken back: what waited goes again."""

from sqlalchemy import func, select, update

from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.traces import follow_trace
from ntand.store.base import table
from ntand.store.tables import DisclosureRow

_TABLE = table(DisclosureRow)


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Let the bases stand as before.

    Raises:
        Refused: ``undo.too_late`` when another basis has been told since, or it is undone already.
    """
    with changing(installation, actor, f"undo.{what.kind}", Permission.ISSUE) as act:
        person, detail = follow_trace(act, what)
        keys = detail["undo"]["withdrawn"]
        standing = select(func.count()).where(
            _TABLE.c.person_id == person, _TABLE.c.withdrawn_on.is_(None)
        )
        if act.connection.execute(standing).scalar_one():
            raise Refused("undo.too_late")
        act.connection.execute(
            update(_TABLE).where(_TABLE.c.id.in_(keys)).values(withdrawn_on=None)
        )
