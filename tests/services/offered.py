"""An offer made here, as it is shown, and everything that waits come to the region."""

from ntand.services.yearly_round import offer
from tests.installations import SOMEONE, Desk
from tests.services.acting import change as store


def asks(desk: Desk, **options: object) -> str:
    return offer(desk.installation, desk.actor, SOMEONE, 2026, **options).offer  # type: ignore[arg-type]


def delivered(desk: Desk, etag: str = '"v1"') -> None:
    """Everything that waits has reached the region."""
    rows = desk.select(
        "SELECT id, object_id, kind, payload FROM outbox_item WHERE state = 'waiting'"
    )
    for id_, object_id, kind, payload in rows:
        store(desk, "UPDATE outbox_item SET state = 'delivered', attempts = 1 WHERE id = ?", id_)
        store(desk, "DELETE FROM region_object WHERE object_id = ?", object_id)
        store(
            desk,
            "INSERT INTO region_object (object_id, kind, etag, payload, known_at)"
            " VALUES (?, ?, ?, ?, ?)",
            *(object_id, kind, etag, payload, "2026-09-01 10:00:00.000000"),
        )


def shown(desk: Desk) -> dict[str, str]:
    (row,) = desk.rows("erbjudanden")
    return row
