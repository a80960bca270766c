"""Stored rows told to the region: how many leave, how many of them without a basis, who stays."""

from collections.abc import Collection
from typing import NamedTuple

from ntand.services.acts import Act
from ntand.services.exchange.outbox.outgoing import announce
from ntand.store.bulk import select_among, stored_instant
from ntand.store.care import load_protection
from ntand.store.tables import ObjectKind

# What is announced counts as having a basis: these are the ones for which the file gives none.
_BARE = (
    "SELECT COUNT(*) FROM outbox_item o JOIN certificate c ON c.id = o.object_id"
    " WHERE c.basis IS NULL AND c.announced = ? AND o.state = 'waiting'"
    " AND COALESCE(o.changed_at, o.created_at) = ? AND o.object_id IN (?)"
)
_OWNERS = {
    ObjectKind.CERTIFICATE: "SELECT person_id FROM certificate WHERE id IN (?)",
    ObjectKind.OFFER: "SELECT person_id FROM offer WHERE id IN (?)",
}


class Announced(NamedTuple):
    """Counts of rows: put in the queue, those of them without a basis, and those that stay."""

    queued: int
    without_basis: int
    protected: int


def announce_stored(act: Act, kind: ObjectKind, ids: Collection[str]) -> Announced:
    """Queue what the region has not got of the stored rows; nothing of protected persons."""
    queued = announce(act, kind, ids)
    connection, now = act.connection, stored_instant(act.connection, act.now)
    bare = sum(int(row[0]) for row in select_among(connection, _BARE, ids, True, now))
    owners = [row[0] for row in select_among(connection, _OWNERS[kind], ids)]
    protected = load_protection(connection, act.today, set(owners))
    return Announced(queued, bare, sum(owner in protected for owner in owners))
