"""The access log: one line per act, each chained to the one before it.

A changed, removed or inserted line breaks the chain. A line and its act are one transaction.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from ntand.store.bulk import change_rows, insert_record, insert_rows, select_rows

_LAST = "SELECT sequence, digest FROM access_event ORDER BY sequence DESC LIMIT 1"
_SUBJECTS = "SELECT sequence, person_id FROM access_subject"
_LAST_CHANGE = "SELECT sequence FROM access_event WHERE changed = ? ORDER BY sequence DESC LIMIT 1"
_LAST_DIGEST = "access_log"  # the setting that names the last line, so that none is cut off


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """What happened, before it has a place in the chain."""

    at: datetime
    user: str
    role: str
    action: str
    purpose: str
    allowed: bool
    changed: bool
    everyone: bool
    detail: Mapping[str, object]


def append(connection: Connection, event: AccessEvent, subjects: Collection[str]) -> None:
    """Write the event and the persons it touched, chained to the last one."""
    last, previous = next(iter(select_rows(connection, _LAST)), (0, ""))
    sequence = last + 1
    scope = "all" if event.everyone else "persons" if subjects else "none"
    row = {
        "sequence": sequence,
        "segment": f"{event.at:%Y-%m}",
        "at": event.at,
        "username": event.user,
        "role": event.role,
        "action": event.action,
        "purpose": event.purpose,
        "allowed": event.allowed,
        "changed": event.changed,
        "scope": scope,
        "detail": json.dumps(event.detail, sort_keys=True, default=str),
        "previous": previous,
    }
    row["digest"] = _digest(row, sorted(subjects))
    insert_record(connection, "access_event", row)
    if subjects:
        rows = [(sequence, person) for person in sorted(subjects)]
        insert_rows(connection, "access_subject", ("sequence", "person_id"), rows)
    renew = "UPDATE setting SET value = ? WHERE name = ?"
    if not change_rows(connection, renew, row["digest"], _LAST_DIGEST):
        insert_rows(connection, "setting", ("name", "value"), [(_LAST_DIGEST, row["digest"])])


def last_change(connection: Connection) -> int:
    """The number of the last event that stored something; 0 before the first."""
    rows = select_rows(connection, _LAST_CHANGE, True)
    return int(rows[0][0]) if rows else 0


def chain_breaks(connection: Connection) -> list[int]:
    """The sequence numbers where the chain does not hold; empty when it does.

    The one after the last line stands for lines cut off at the end.
    """
    # On use: writing a line is on every command's way, and the mapped tables are not.
    from ntand.store.base import table
    from ntand.store.tables import AccessEventRow

    subjects: dict[int, list[str]] = {}
    for number, person in select_rows(connection, _SUBJECTS):
        subjects.setdefault(number, []).append(person)
    breaks, previous, expected = [], "", 1
    for row in connection.execute(
        select(table(AccessEventRow)).order_by(AccessEventRow.sequence)
    ).mappings():
        stored = dict(row)
        sound = stored.pop("digest") == _digest(stored, sorted(subjects.get(row["sequence"], [])))
        if not sound or row["previous"] != previous or row["sequence"] != expected:
            breaks.append(row["sequence"])
        previous, expected = row["digest"], row["sequence"] + 1
    if previous != _noted_digest(connection):
        breaks.append(expected)
    return breaks


def _noted_digest(connection: Connection) -> str:
    rows = select_rows(connection, "SELECT value FROM setting WHERE name = ?", _LAST_DIGEST)
    return str(rows[0][0]) if rows else ""


def _digest(row: Mapping[str, object], subjects: list[str]) -> str:
    at = row["at"]
    assert isinstance(at, datetime)
    plain = {**row, "at": at.astimezone(UTC).isoformat(), "subjects": subjects}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
