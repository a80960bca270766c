"""What the region refused or holds otherwise: each item with the reason, for a person to mend."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.installation import Installation
from ntand.store.base import table
from ntand.store.tables import ObjectKind, OutboxItemRow, OutboxState


@dataclass(frozen=True, slots=True)
class Trouble:
    """An item that waits for a person: ``state`` parked or conflict, ``problem`` a code.

    ``key`` is the certificate's id, the offer's year or the unit's code.
    """

    kind: str
    key: str
    person: str | None
    state: str
    problem: str | None


_KEYS = {ObjectKind.CERTIFICATE: "intyg_id", ObjectKind.OFFER: "ar", ObjectKind.UNIT: "kod"}


def troubles(installation: Installation, actor: Actor) -> tuple[Trouble, ...]:
    """Everything that was refused by the region or is in conflict with it, oldest first."""
    item = table(OutboxItemRow).c
    wanted = (
        select(item.kind, item.payload, item.person_id, item.state, item.problem)
        .where(item.state.in_((OutboxState.PARKED, OutboxState.CONFLICT)))
        .order_by(item.sequence, item.id)
    )
    with looking(installation, actor, "troubles", Permission.EXCHANGE) as act:
        rows = act.connection.execute(wanted).all()
        act.touch(*(row.person_id for row in rows if row.person_id))
    return tuple(
        Trouble(
            row.kind.value,
            str(json.loads(row.payload).get(_KEYS[row.kind], "")),
            row.person_id,
            row.state.value,
            row.problem,
        )
        for row in rows
    )
