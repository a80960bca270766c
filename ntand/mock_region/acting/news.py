"""What the region publishes: messages to the issuers, and its register of dental providers."""

import sqlite3
from collections.abc import Mapping

from ntand.mock_region.acting.told import MUNICIPALITY, Told, checked
from ntand.mock_region.clock import today
from ntand.mock_region.naming import new_name
from ntand.mock_region.store.by_region import publish
from ntand.mock_region.store.columns import MESSAGE, PROVIDER
from ntand.mock_region.store.records import find
from ntand.mock_region.store.schema import EVERYONE

_SYNONYMS: Mapping[str, str] = {
    "kod": "kod provider_code code id",
    "namn": "namn name",
    "telefon": "telefon phone telephone",
    "epost": "epost email",
    "fran": "fran valid_from from",
    "till": "till valid_to to",
}
_TITLE = "Meddelande från regionen"


def message(connection: sqlite3.Connection, municipality: str, told: Told) -> dict[str, object]:
    """Write to the issuers: of the municipality that the event names, else of all."""
    row = {
        "meddelande_id": told.text("meddelande_id message_id id") or new_name("med"),
        "skickat": told.day("skickat sent sent_on datum date") or today().isoformat(),
        "rubrik": told.text("rubrik title subject amne heading") or _TITLE,
        "text": told.text("text body innehall message meddelande"),
        "galler_till": told.day("galler_till valid_to until"),
    }
    owner = municipality if told.has(MUNICIPALITY) else EVERYONE
    saved = publish(connection, MESSAGE, "sent", checked(MESSAGE, row), owner)
    return {"kind": MESSAGE.name, "id": saved.ref, "etag": saved.etag}


def provider(connection: sqlite3.Connection, _municipality: str, told: Told) -> dict[str, object]:
    """Change a dental provider in the register, or list a new one; everyone is told."""
    told_row = told.row(PROVIDER, _SYNONYMS)
    former = find(connection, EVERYONE, PROVIDER, told_row.get("kod", ""))
    row = checked(PROVIDER, (former.data if former else {}) | told_row)
    saved = publish(connection, PROVIDER, "changed", row)
    return {
        "kind": PROVIDER.name,
        "id": saved.ref,
        "etag": saved.etag,
        "created": former is None,
    }
