"""Letters and copies ordered by the region itself."""

import sqlite3

from ntand.mock_region.acting.told import Told, bad, checked, fold
from ntand.mock_region.clock import today
from ntand.mock_region.naming import new_name
from ntand.mock_region.store.columns import CERTIFICATE, LETTER
from ntand.mock_region.store.records import find, save

_ID = "intyg_id certificate_id"


def letter(connection: sqlite3.Connection, municipality: str, told: Told) -> dict[str, object]:
    """Order the letter of a certificate, or a copy, to the address the issuer entered."""
    key = told.text(_ID)
    owners = [municipality] if municipality else _holding(connection, key)
    if len(owners) != 1 or find(connection, owners[0], CERTIFICATE, key) is None:
        raise bad("intyg_id")
    row = {
        "bestallning_id": told.text("bestallning_id order_id") or new_name("best"),
        "intyg_id": key,
        "slag": "kopia" if "kopia" in fold(told.text("slag")) or "copy" in told.name else "brev",
        "bestalld": told.day("bestalld ordered datum date") or today().isoformat(),
        "mottagare": told.text("mottagare recipient to"),
    }
    former = find(connection, owners[0], LETTER, row["bestallning_id"])
    row = checked(LETTER, row)
    saved = save(connection, owners[0], LETTER, row, former=former, foreign=True)
    return {"municipality": owners[0], "kind": LETTER.name, "id": saved.ref, "etag": saved.etag}


def _holding(connection: sqlite3.Connection, key: str) -> list[str]:
    rows = connection.execute(
        "SELECT municipality FROM record WHERE kind = ? AND key = ?", (CERTIFICATE.name, key)
    )
    return [owner for (owner,) in rows]
