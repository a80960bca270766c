"""Records with versions: what is kept, who changed it last, and pages of it."""

import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from ntand.mock_region.store.columns import Kind
from ntand.mock_region.store.schema import EVERYONE

PROPOSED, ACTIVE, REFUSED = "proposed", "active", "refused"
STANDINGS = (PROPOSED, ACTIVE, REFUSED)
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_COLUMNS = "id, ref, version, foreign_version, data, status, reason"


@dataclass(frozen=True, slots=True)
class Record:
    """One stored record; ``ref`` names it in addresses and never holds an identity number.

    ``text`` is its row as JSON. ``status`` and ``reason`` are the region's word on a record of a
    judged kind, else nothing.
    """

    id: int
    ref: str
    version: int
    foreign_version: int
    text: str
    status: str | None = None
    reason: str | None = None

    @property
    def etag(self) -> str:
        """The version's strong entity tag, quotes included, as in the header."""
        return f'"{self.version}"'

    @property
    def data(self) -> dict[str, str]:
        """The row, read anew each time."""
        return cast(dict[str, str], json.loads(self.text))

    def shown(self) -> str:
        """The record as the service shows it: JSON, written around the row as it is stored."""
        head: dict[str, object] = {"id": self.ref, "etag": self.etag}
        if self.status is not None:
            head |= {"status": self.status, "reason": self.reason}
        return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "data": {self.text}}}'


def find(connection: sqlite3.Connection, owner: str, kind: Kind, key: str) -> Record | None:
    """The owner's record with this key."""
    return _one(
        connection.execute(
            f"SELECT {_COLUMNS} FROM record"  # noqa: S608 - our own names
            " WHERE municipality = ? AND kind = ? AND key = ?",
            (owner, kind.name, key),
        )
    )


def find_by_ref(
    connection: sqlite3.Connection, municipality: str, kind: Kind, ref: str
) -> Record | None:
    """The record shown to the municipality that addresses call ``ref``."""
    return _one(
        connection.execute(
            f"SELECT {_COLUMNS} FROM record"  # noqa: S608
            f" WHERE municipality {_owners(kind)} AND kind = ? AND ref = ?",
            (municipality, kind.name, ref),
        )
    )


def page(
    connection: sqlite3.Connection, municipality: str, kind: Kind, after: int, limit: int
) -> list[Record]:
    """At most ``limit`` records in the order they were first stored, those after ``after``."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM record"  # noqa: S608
        f" WHERE municipality {_owners(kind)} AND kind = ? AND id > ? ORDER BY id LIMIT ?",
        (municipality, kind.name, after, limit),
    )
    return [Record(*row) for row in rows]


def _owners(kind: Kind) -> str:
    return f"IN (?, '{EVERYONE}')" if kind.shared else "= ?"


def _one(found: sqlite3.Cursor) -> Record | None:
    row = found.fetchone()
    return Record(*row) if row else None


def save(
    connection: sqlite3.Connection,
    owner: str,
    kind: Kind,
    row: Mapping[str, str],
    *,
    former: Record | None,
    foreign: bool = False,
    standing: tuple[str, str | None] | None = None,
) -> Record:
    """Store the row as the next version; ``foreign``: somebody else than the municipality did.

    A judged record gets the ``standing`` given, status and reason; else a new one is proposed, and
    one that was refused is proposed again by its municipality.
    """
    text = as_text(kind, row)
    status, reason = standing or _standing(kind, former, foreign)
    if former is None:
        return _insert(connection, owner, kind, row, text, foreign, status, reason)
    version = former.version + 1
    foreign_version = version if foreign else former.foreign_version
    connection.execute(
        "UPDATE record SET version = ?, foreign_version = ?, data = ?, status = ?, reason = ?"
        " WHERE id = ?",
        (version, foreign_version, text, status, reason, former.id),
    )
    return Record(former.id, former.ref, version, foreign_version, text, status, reason)


def as_text(kind: Kind, row: Mapping[str, str]) -> str:
    """The row as it is stored: every column, always in the same order."""
    if tuple(row) != kind.columns:
        row = {column: row.get(column, "") for column in kind.columns}
    return _ENCODE(row)


def _standing(kind: Kind, former: Record | None, foreign: bool) -> tuple[str | None, str | None]:
    if not kind.judged:
        return None, None
    if former is None or (former.status == REFUSED and not foreign):
        return PROPOSED, None
    return former.status, former.reason


def _insert(
    connection: sqlite3.Connection,
    owner: str,
    kind: Kind,
    row: Mapping[str, str],
    text: str,
    foreign: bool,
    status: str | None,
    reason: str | None,
) -> Record:
    key = kind.key_of(row)
    # An offer's key holds an identity number, which must not stand in an address
    ref = key if kind.has_open_key else str(uuid.uuid4())
    made = connection.execute(
        "INSERT INTO record (municipality, kind, key, ref, person, version, foreign_version, data,"
        " status, reason) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
        (
            *(owner, kind.name, key or ref, ref, row.get("personnummer"), int(foreign), text),
            *(status, reason),
        ),
    )
    return Record(made.lastrowid or 0, ref, 1, int(foreign), text, status, reason)


def with_standing(
    connection: sqlite3.Connection, kind: Kind, status: str
) -> Iterator[tuple[str, Record]]:
    """The records of the kind that stand so, with their municipalities, oldest first."""
    rows = connection.execute(
        f"SELECT municipality, {_COLUMNS} FROM record"  # noqa: S608
        " WHERE kind = ? AND status = ? ORDER BY id",
        (kind.name, status),
    )
    return ((owner, Record(*rest)) for owner, *rest in rows)


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
