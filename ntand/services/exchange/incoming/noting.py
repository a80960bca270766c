"""Noting what was new: each thing the region tells for the first time."""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta

from ntand.services.acts import Act
from ntand.services.exchange.incoming.reading import Change
from ntand.store.base import new_id
from ntand.store.bulk import change_rows, insert_record, stored_instant

KEPT = timedelta(days=90)  # what is known stands in the records; this only tells what is new
_THIN = "DELETE FROM arrival WHERE arrived_at < ?"


def note_arrival(
    act: Act,
    change: Change,
    person: str | None,
    told: Mapping[str, str],
    *,
    key: str = "",
    asked: Collection[str] = (),
) -> None:
    """Remember that the change said this for the first time; ``asked``: columns to choose in."""
    said = {"key": key, "told": dict(told), "asked": sorted(asked)}
    arrival = {
        "id": new_id(),
        "arrived_at": act.now,
        "person_id": person,
        "kind": change.kind,
        "event": change.event,
        "told": json.dumps(said, ensure_ascii=False),
    }
    insert_record(act.connection, "arrival", arrival)


def forget_old(act: Act) -> None:
    """Forget what came in more than ninety days ago."""
    change_rows(act.connection, _THIN, stored_instant(act.connection, act.now - KEPT))
