"""Records with versions: what is kept, who changed it last, and pages of it."""

import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ntand.mock_region.store.columns import Kind


@dataclass(frozen=True, slots=True)
class Record:
    """One stored record; ``ref`` names it in addresses and never holds an identity number."""

    id: int
    ref: str
    version: int
    foreign_version: int
    data: Mapping[str, str]

    @property
    def etag(self) -> str:
        """The version's strong entity tag, quotes included, as in the header."""
        return f'"{self.version}"'

    def shown(self) -> dict[str, object]:
        """The record as the service shows it."""
        return {"id": self.ref, "etag": self.etag, "data": self.data}


def _record(row: tuple[int, str, int, int, str]) -> Record:
    return Record(*row[:4], json.loads(row[4]))


def find(connection: sqlite3.Connection, municipality: str, kind: Kind, key: str) -> Record | None:
    """The municipality's record with this key."""
    row = connection.execute(
        "SELECT id, ref, version, foreign_version, data FROM record"
        " WHERE municipality = ? AND kind = ? AND key = ?",
        (municipality, kind.name, key),
    ).fetchone()
    return _record(row) if row else None


def find_by_ref(
    connection: sqlite3.Connection, municipality: str, kind: Kind, ref: str
) -> Record | None:
    """The municipality's record that addresses call ``ref``."""
    row = connection.execute(
        "SELECT id, ref, version, foreign_version, data FROM record"
        " WHERE municipality = ? AND kind = ? AND ref = ?",
        (municipality, kind.name, ref),
    ).fetchone()
    return _record(row) if row else None


def page(
    connection: sqlite3.Connection, municipality: str, kind: Kind, after: int, limit: int
) -> list[Record]:
    """At most ``limit`` records in the order they were first stored, those after ``after``."""
    rows = connection.execute(
        "SELECT id, ref, version, foreign_version, data FROM record"
        " WHERE municipality = ? AND kind = ? AND id > ?"
        " ORDER BY id LIMIT ?",
        (municipality, kind.name, after, limit),
    )
    return [_record(row) for row in rows]


def save(
    connection: sqlite3.Connection,
    municipality: str,
    kind: Kind,
    row: Mapping[str, str],
    *,
    former: Record | None,
    foreign: bool = False,
) -> Record:
    """Store the row as the next version; ``foreign``: somebody else than the municipality did."""
    text = json.dumps(row, ensure_ascii=False)
    if former is not None:
        version = former.version + 1
        foreign_version = version if foreign else former.foreign_version
        connection.execute(
            "UPDATE record SET version = ?, foreign_version = ?, data = ? WHERE id = ?",
            (version, foreign_version, text, former.id),
        )
        return Record(former.id, former.ref, version, foreign_version, row)
    key = kind.key_of(row)
    # An offer's key holds an identity number, which must not stand in an address
    ref = key if "personnummer" not in kind.key else str(uuid.uuid4())
    made = connection.execute(
        "INSERT INTO record (municipality, kind, key, ref, person, version, foreign_version, data)"
        " VALUES (?, ?, ?, ?, ?, 1, ?, ?)",
        (municipality, kind.name, key, ref, row.get("personnummer"), int(foreign), text),
    )
    return Record(made.lastrowid or 0, ref, 1, int(foreign), row)


def of_person(
    connection: sqlite3.Connection, kind: Kind, number: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every municipality's records of this kind about a person, newest first."""
    rows = connection.execute(
        "SELECT municipality, data FROM record WHERE person = ? AND kind = ? ORDER BY id DESC",
        (number, kind.name),
    )
    return ((municipality, json.loads(data)) for municipality, data in rows)


def all_of(connection: sqlite3.Connection, kind: Kind) -> Iterator[dict[str, str]]:
    """Every record of the kind with its municipality, by municipality, then key."""
    rows = connection.execute(
        "SELECT municipality, data FROM record WHERE kind = ? ORDER BY municipality, key",
        (kind.name,),
    )
    return ({"municipality": municipality, **json.loads(data)} for municipality, data in rows)
