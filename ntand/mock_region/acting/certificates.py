"""Certificates that others issue, and what the region changes in a record."""

import re
import sqlite3
from collections.abc import Mapping

from ntand.mock_region.acting.told import Told, bad, checked, fold, one_municipality, tell_also
from ntand.mock_region.clock import today
from ntand.mock_region.county import MUNICIPALITIES
from ntand.mock_region.naming import new_name
from ntand.mock_region.store.by_region import change
from ntand.mock_region.store.columns import CERTIFICATE, OFFER, Kind
from ntand.mock_region.store.persons import name_of, present_number, report_elsewhere
from ntand.mock_region.store.records import find

_CRITERIA = "VGR-N 2027"
_ID = "intyg_id certificate_id"
_OTHER = (
    "annan_kommun fran_kommun other_municipality issuing_municipality from_municipality from fran"
)
_ORIGINS: Mapping[str, str] = {
    **{"lakare": "lakare", "doctor": "lakare", "physician": "lakare"},
    **{"regionen": "regionen", "region": "regionen"},
}
_ISSUERS: Mapping[str, str] = {
    "annan_kommun": "Utfärdare i annan kommun",
    "lakare": "Läkare",
    "regionen": "Regionens bedömningstandläkare",
}
_SAYS_WHAT = frozenset({"intyg_id", "grund", "fran", "till", "utfardad", "kriterier"})
_SYNONYMS: Mapping[str, str] = {
    "intyg_id": _ID,
    "grund": "grund ground",
    "fran": "fran valid_from from start",
    "till": "till valid_to to end",
    "utfardad": "utfardad issued issued_on",
    "utfardare": "utfardare issuer issued_by",
    "ursprung": "ursprung origin",
}


def elsewhere(connection: sqlite3.Connection, municipality: str, told: Told) -> dict[str, object]:
    """Others have issued a certificate: one to hold when its fields are told, else only word of it.

    By another municipality, a doctor or the region itself, as ``ursprung`` says.
    """
    number = present_number(connection, told.number())
    row = _row(told)
    if not any(row.get(column) for column in _SAYS_WHAT):
        informed = report_elsewhere(connection, number, today().isoformat())
        facts = {"personnummer": number}
        return tell_also(connection, municipality, informed, "certificate_elsewhere", facts)
    municipality = one_municipality(connection, municipality, number)
    row = name_of(connection, municipality, number) | row | {"personnummer": number}
    return _added(connection, municipality, checked(CERTIFICATE, _filled(row, told)))


def _row(told: Told) -> dict[str, str]:
    """The certificate's fields as told; a municipality where a day may stand is no day."""
    row = {name: value for name, value in told.row(CERTIFICATE, _SYNONYMS).items() if value}
    if not is_municipality(row.get("fran", "")):
        return row
    del row["fran"]
    return row


def _filled(row: Mapping[str, str], told: Told) -> dict[str, str]:
    """The row with what an event may leave out."""
    origin = _ORIGINS.get(fold(row.get("ursprung", "")), "annan_kommun")
    other = next((w for w in told.text(_OTHER).split() if is_municipality(w)), "")
    start = row.get("fran") or today().isoformat()
    issuer = _ISSUERS[origin]
    if origin == "annan_kommun" and other:
        issuer = f"Utfärdare i {MUNICIPALITIES.get(other, other)}"
    return {
        "intyg_id": new_name(other or "annan"),
        "kriterier": _CRITERIA,
        "utfardad": start,
        "utfardare": issuer,
        **row,
        "fran": start,
        "ursprung": origin,
        "grund": row.get("grund", "").upper(),
    }


def is_municipality(text: str) -> bool:
    """Whether the text is a municipality's code."""
    return bool(re.fullmatch(r"[0-9]{4}", text, re.ASCII))


def _added(
    connection: sqlite3.Connection, municipality: str, row: Mapping[str, str]
) -> dict[str, object]:
    former = find(connection, municipality, CERTIFICATE, row["intyg_id"])
    if former is not None and former.data["personnummer"] != row["personnummer"]:
        raise bad("intyg_id")
    event = "changed" if former else "added"
    saved = change(connection, municipality, CERTIFICATE, event, row)
    return {
        "municipality": municipality,
        "kind": CERTIFICATE.name,
        "id": saved.ref,
        "etag": saved.etag,
        "created": former is None,
    }


def certificate_changed(
    connection: sqlite3.Connection, municipality: str, told: Told
) -> dict[str, object]:
    """The region changes the fields told of a certificate that the municipality holds."""
    return _changed(connection, municipality, told, CERTIFICATE, told.text(_ID))


def offer_changed(
    connection: sqlite3.Connection, municipality: str, told: Told
) -> dict[str, object]:
    """The region changes the fields told of an offer that the municipality holds."""
    number = present_number(connection, told.number())
    municipality = one_municipality(connection, municipality, number)
    return _changed(connection, municipality, told, OFFER, f"{number} {told.text('ar year')}")


def _changed(
    connection: sqlite3.Connection, municipality: str, told: Told, kind: Kind, key: str
) -> dict[str, object]:
    former = find(connection, municipality, kind, key)
    if former is None:
        raise bad(kind.key[-1])
    fixed = {*kind.key, "personnummer"}
    changes = {name: value for name, value in told.row(kind).items() if name not in fixed}
    if not changes:
        raise bad("data")
    row = checked(kind, former.data | changes)
    saved = change(connection, municipality, kind, "changed", row)
    return {
        "municipality": municipality,
        "kind": kind.name,
        "id": saved.ref,
        "etag": saved.etag,
        "changed": sorted(changes),
    }
