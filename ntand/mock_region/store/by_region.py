"""What the region itself writes: each change is kept and told in one step."""

import sqlite3
from collections.abc import Mapping

from ntand.mock_region.store.columns import UNIT, Kind
from ntand.mock_region.store.feed import tell_of_record
from ntand.mock_region.store.records import ACTIVE, REFUSED, Record, find, save
from ntand.mock_region.store.schema import EVERYONE


def change(
    connection: sqlite3.Connection,
    municipality: str,
    kind: Kind,
    event: str,
    row: Mapping[str, str],
) -> Record:
    """Store the row as the region's word on the municipality's record, and tell it so.

    A judged record keeps its standing.
    """
    former = find(connection, municipality, kind, kind.key_of(row))
    saved = save(connection, municipality, kind, row, former=former, foreign=True)
    tell_of_record(connection, municipality, kind, event, saved)
    return saved


def judge(
    connection: sqlite3.Connection,
    municipality: str,
    former: Record,
    reason: str | None,
) -> Record:
    """Activate the unit, or refuse it with a reason, and tell it so."""
    standing = (REFUSED, reason) if reason else (ACTIVE, None)
    row = former.data
    saved = save(
        connection, municipality, UNIT, row, former=former, foreign=True, standing=standing
    )
    event = "refused" if reason else "activated"
    tell_of_record(connection, municipality, UNIT, event, saved)
    return saved


def publish(
    connection: sqlite3.Connection,
    kind: Kind,
    event: str,
    row: Mapping[str, str],
    municipality: str = EVERYONE,
) -> Record:
    """Store a shared record, for everyone or for one municipality, and tell those it is for."""
    former = find(connection, municipality, kind, kind.key_of(row))
    saved = save(connection, municipality, kind, row, former=former, foreign=True)
    told = [municipality] if municipality else _registered(connection)
    for one in told:
        tell_of_record(connection, one, kind, event, saved)
    return saved


def _registered(connection: sqlite3.Connection) -> list[str]:
    return [code for (code,) in connection.execute("SELECT code FROM municipality ORDER BY code")]
