"""Persons: whom a municipality holds records about, and what the region knows of them beside."""

import hmac
import json
import sqlite3
import uuid
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from ntand.mock_region.errors import RegionError
from ntand.mock_region.store.columns import CERTIFICATE, OFFER, PERSON, STORED, Kind
from ntand.mock_region.store.feed import tell
from ntand.mock_region.store.records import Record, as_text, find


@dataclass(frozen=True, slots=True)
class Known:
    """What the region knows of a number: dates as text, empty when not so.

    ``elsewhere`` is since when others than the municipalities here are known to have certified.
    ``replaced_by`` is the number the person has now, where it is another.
    """

    deceased: str = ""
    moved: str = ""
    moved_to: str = ""
    elsewhere: str = ""
    replaced_by: str | None = None
    replaced_at: str | None = None


NOTHING = Known()
_ANSWER = ("svar", "svar_datum", "svarat_av", "svar_kanal", "orsak_nej")
_VISIT = ("utford", "utforare", "munvardskort", "avvikelse")


def known_of(connection: sqlite3.Connection, number: str) -> Known:
    """What the region knows of the number."""
    return known_among(connection, (number,)).get(number, NOTHING)


def known_among(connection: sqlite3.Connection, numbers: Collection[str]) -> dict[str, Known]:
    """What the region knows of those numbers that it knows anything of."""
    rows = connection.execute(
        "SELECT number, deceased, moved, moved_to, elsewhere, replaced_by, replaced_at FROM person"
        " WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {number: Known(*known) for number, *known in rows}


def present_number(connection: sqlite3.Connection, number: str) -> str:
    """The number the person has now."""
    return known_of(connection, number).replaced_by or number


def holders(connection: sqlite3.Connection, number: str) -> list[str]:
    """The municipalities that hold records about the person, in order."""
    rows = connection.execute(
        "SELECT DISTINCT municipality FROM record WHERE person = ? ORDER BY municipality", (number,)
    )
    return [municipality for (municipality,) in rows]


def report_death(connection: sqlite3.Connection, number: str, day: str) -> list[str]:
    """Know the person as dead since ``day`` (empty: not so); tells and gives the holders."""
    number = present_number(connection, number)
    _keep(connection, number, replace(known_of(connection, number), deceased=day))
    return _tell_holders(connection, number, "deceased", avliden=day)


def report_move(connection: sqlite3.Connection, number: str, day: str, to: str) -> list[str]:
    """Know the person as moved on ``day`` (empty: not so); tells and gives the holders.

    ``to`` is a municipality's code, a name or empty.
    """
    number = present_number(connection, number)
    _keep(connection, number, replace(known_of(connection, number), moved=day, moved_to=to))
    return _tell_holders(connection, number, "moved", utflyttad=day, till_kommun=to)


def report_elsewhere(connection: sqlite3.Connection, number: str, day: str) -> list[str]:
    """Know since ``day`` that others hold a certificate for the person; tells and gives holders."""
    number = present_number(connection, number)
    _keep(connection, number, replace(known_of(connection, number), elsewhere=day))
    return _tell_holders(connection, number, "certificate_elsewhere")


def _keep(connection: sqlite3.Connection, number: str, known: Known) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO person"
        " (number, deceased, moved, moved_to, elsewhere, replaced_by, replaced_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, *astuple(known)),
    )


def _tell_holders(
    connection: sqlite3.Connection, number: str, event: str, **facts: str
) -> list[str]:
    told = holders(connection, number)
    for municipality in told:
        tell(connection, municipality, PERSON.name, event, {"personnummer": number, **facts})
    return told


def replace_number(connection: sqlite3.Connection, former: str, number: str) -> list[str]:
    """Give the person another number, and every record about the person with it.

    Tells and gives those who hold records under the former one. Raises :class:`RegionError` when
    that one is not in use or the same, or the new one has been replaced itself.
    """
    if former == number or known_of(connection, former).replaced_by:
        raise RegionError("bad_event", "The former number is not in use.", field="tidigare")
    if known_of(connection, number).replaced_by not in (None, former):
        raise RegionError("bad_event", "The number has itself been replaced.", field="personnummer")
    told = holders(connection, former)
    _join_facts(connection, former, number)
    for one in _records_of(connection, former):
        _move(connection, one, number)
    data = {"personnummer": number, "tidigare": former}
    for municipality in told:
        tell(connection, municipality, PERSON.name, "number_replaced", data)
    return told


def _join_facts(connection: sqlite3.Connection, former: str, number: str) -> None:
    old, new = known_of(connection, former), known_of(connection, number)
    # A number that comes back into use is no longer a replaced one
    joined = Known(
        old.deceased or new.deceased,
        old.moved or new.moved,
        old.moved_to or new.moved_to,
        old.elsewhere or new.elsewhere,
    )
    _keep(connection, number, joined)
    connection.execute("UPDATE person SET replaced_by = ? WHERE replaced_by = ?", (number, former))
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    _keep(connection, former, replace(old, replaced_by=number, replaced_at=now))


@dataclass(frozen=True, slots=True)
class _Held:
    """A record about a person, with its owner."""

    id: int
    owner: str
    kind: Kind
    version: int
    row: dict[str, str]


def _records_of(connection: sqlite3.Connection, number: str) -> list[_Held]:
    rows = connection.execute(
        "SELECT id, municipality, kind, version, data FROM record WHERE person = ? ORDER BY id",
        (number,),
    ).fetchall()
    return [
        _Held(one, owner, STORED[kind], version, json.loads(data))
        for one, owner, kind, version, data in rows
    ]


def _move(connection: sqlite3.Connection, held: _Held, number: str) -> None:
    """Put the record under the number; it joins the one already there with the same key."""
    row, kept, version = held.row | {"personnummer": number}, held.id, held.version
    if "personnummer" in held.kind.key:
        there = find(connection, held.owner, held.kind, held.kind.key_of(row))
        if there is not None:
            row = _joined(there.data, row)
            version = max(version, there.version)
            # Never the latest of all records: its place would be given out again
            kept = max(held.id, there.id)
            connection.execute("DELETE FROM record WHERE id = ?", (min(held.id, there.id),))
        key = held.kind.key_of(row)
        connection.execute("UPDATE record SET key = ? WHERE id = ?", (key, kept))
    connection.execute(
        "UPDATE record SET person = ?, data = ?, version = ?, foreign_version = ? WHERE id = ?",
        (number, as_text(held.kind, row), version + 1, version + 1, kept),
    )


def _joined(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Two offers of one year as one: the first offer, the latest answer, the latest visit."""
    row = {column: one[column] or other[column] for column in other}
    row["erbjuden"] = min(filter(None, (one["erbjuden"], other["erbjuden"])), default="")
    answered = max(one, other, key=lambda row: (row["svar_datum"], bool(row["svar"])))
    visited = max(one, other, key=lambda row: row["utford"])
    row |= {column: answered[column] for column in _ANSWER}
    return row | {column: visited[column] for column in _VISIT if visited[column]}


def page_of_persons(
    connection: sqlite3.Connection, municipality: str, after: int, limit: int
) -> list[Record]:
    """At most ``limit`` persons the municipality holds records about, as records to show.

    In the order of the first record about each; ``after`` is the place of the last one seen.
    """
    # Not indexed: an index of the municipality's would be sorted anew for each page
    firsts = connection.execute(
        "SELECT id, person FROM record AS first NOT INDEXED"
        " WHERE id > ? AND municipality = ? AND person IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM record AS earlier WHERE earlier.person = first.person"
        " AND earlier.municipality = first.municipality AND earlier.id < first.id)"
        " ORDER BY id LIMIT ?",
        (after, municipality, limit),
    ).fetchall()
    secret = connection.execute("SELECT secret FROM installation").fetchone()[0].encode()
    return [_shown(connection, municipality, secret, *first) for first in firsts]


def _shown(
    connection: sqlite3.Connection, municipality: str, secret: bytes, first: int, number: str
) -> Record:
    known = known_of(connection, number)
    row = {
        "personnummer": number,
        **name_of(connection, municipality, number),
        "avliden": known.deceased,
        "utflyttad": known.moved,
        "till_kommun": known.moved_to,
        "tidigare": " ".join(_former_numbers(connection, number)),
    }
    text = as_text(PERSON, row)
    made_of = hmac.digest(secret, str(first).encode(), sha256)
    version = int.from_bytes(sha256(text.encode()).digest()[:6])
    return Record(first, str(uuid.UUID(bytes=made_of[:16], version=5)), version, 0, text)


def name_of(connection: sqlite3.Connection, municipality: str, number: str) -> dict[str, str]:
    """What the person is called in the municipality's newest record that says so, else nothing."""
    rows = connection.execute(
        "SELECT data FROM record WHERE person = ? AND municipality = ? AND kind IN (?, ?)"
        " ORDER BY id DESC",
        (number, municipality, CERTIFICATE.name, OFFER.name),
    )
    for (data,) in rows:
        row = json.loads(data)
        if row["efternamn"]:
            return {column: row[column] for column in ("fornamn", "efternamn")}
    return {}


def _former_numbers(connection: sqlite3.Connection, number: str) -> list[str]:
    rows = connection.execute(
        "SELECT number FROM person WHERE replaced_by = ? ORDER BY replaced_at DESC, number",
        (number,),
    )
    return [former for (former,) in rows]
