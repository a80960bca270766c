"""What others changed, in the order it was committed, and the opaque cursors of all pages."""

import base64
import binascii
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ntand.mock_region.errors import Refusal
from ntand.mock_region.store.columns import Kind
from ntand.mock_region.store.records import Record

START = 0
_MEMBERS = ("seq", "kind", "event", "id", "etag", "at")


@dataclass(frozen=True, slots=True)
class Cursors:
    """Cursors of one list of one municipality: another's are refused, not misread."""

    installation: str
    municipality: str
    about: str

    @classmethod
    def of(cls, connection: sqlite3.Connection, municipality: str, about: str) -> "Cursors":
        """Those of this database."""
        row = connection.execute("SELECT id FROM installation").fetchone()
        return cls(row[0], municipality, about)

    def write(self, place: int) -> str:
        """The cursor that stands after ``place``."""
        text = json.dumps([self.installation, self.municipality, self.about, place])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, cursor: str) -> int:
        """The place a cursor stands for, or a refusal."""
        try:
            found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            *whose, place = found
        except (binascii.Error, ValueError, TypeError, RecursionError) as e:
            raise Refusal(400, "bad_cursor", "cursor") from e
        if whose != [self.installation, self.municipality, self.about]:
            raise Refusal(400, "bad_cursor", "cursor")
        if type(place) is not int or not 0 <= place < 2**62:
            raise Refusal(400, "bad_cursor", "cursor")
        return place


def tell(
    connection: sqlite3.Connection,
    municipality: str,
    kind: str,
    event: str,
    data: Mapping[str, str],
    record: Record | None = None,
) -> None:
    """Put an event into the municipality's feed."""
    about = (record.ref, record.etag, record.status, record.reason) if record else (None,) * 4
    connection.execute(
        "INSERT INTO change (municipality, kind, event, at, data, ref, etag, status, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(municipality, kind, event, datetime.now(UTC).isoformat(timespec="seconds")),
            *(json.dumps(data, ensure_ascii=False), *about),
        ),
    )


def tell_of_record(
    connection: sqlite3.Connection, municipality: str, kind: Kind, event: str, record: Record
) -> None:
    """Tell the municipality what became of a record, whole."""
    tell(connection, municipality, kind.name, event, record.data, record)


def changes_after(
    connection: sqlite3.Connection, municipality: str, after: int, limit: int
) -> tuple[list[str], int, bool]:
    """At most ``limit`` events as JSON, the place after the last, and whether more wait."""
    rows = connection.execute(
        "SELECT seq, kind, event, ref, etag, at, status, reason, data FROM change"
        " WHERE municipality = ? AND seq > ? ORDER BY seq LIMIT ?",
        (municipality, after, limit + 1),
    ).fetchall()
    shown = rows[:limit]
    return [_shown(row) for row in shown], shown[-1][0] if shown else after, len(rows) > limit


def _shown(row: tuple[Any, ...]) -> str:
    *about, status, reason, data = row
    head = dict(zip(_MEMBERS, about, strict=True))
    if status is not None:
        head |= {"status": status, "reason": reason}
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "data": {data}}}'
