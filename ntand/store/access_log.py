"""The access log: one line per act, each chained to the one before it.

A changed, removed or inserted line breaks the chain. A line and its act are one transaction.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from ntand.store.bulk import insert_rows, is_sqlite
from ntand.store.tables import AccessEventRow, AccessSubjectRow

_LAST = (
    select(AccessEventRow.sequence, AccessEventRow.digest)
    .order_by(AccessEventRow.sequence.desc())
    .limit(1)
)
_LAST_CHANGE = (
    select(AccessEventRow.sequence)
    .where(AccessEventRow.changed.is_(True))
    .order_by(AccessEventRow.sequence.desc())
    .limit(1)
)
_ADD = insert(AccessEventRow.__table__)
_CHAIN_LOCK = 0x6E74616E64  # "ntand"


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
    if not is_sqlite(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})")
    last = connection.execute(_LAST).first()
    sequence, previous = (last.sequence + 1, last.digest) if last else (1, "")
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
    connection.execute(_ADD, row)
    if subjects:
        rows = [(sequence, person) for person in sorted(subjects)]
        insert_rows(connection, "access_subject", ("sequence", "person_id"), rows)


def last_change(connection: Connection) -> int:
    """The number of the last event that stored something; 0 before the first."""
    return connection.execute(_LAST_CHANGE).scalar() or 0


def chain_breaks(connection: Connection) -> list[int]:
    """The sequence numbers where the chain does not hold; empty when it does."""
    subjects: dict[int, list[str]] = {}
    for number, person in connection.execute(
        select(AccessSubjectRow.sequence, AccessSubjectRow.person_id)
    ):
        subjects.setdefault(number, []).append(person)
    breaks, previous, expected = [], "", 1
    for row in connection.execute(
        select(AccessEventRow.__table__).order_by(AccessEventRow.sequence)
    ).mappings():
        stored = dict(row)
        sound = stored.pop("digest") == _digest(stored, sorted(subjects.get(row["sequence"], [])))
        if not sound or row["previous"] != previous or row["sequence"] != expected:
            breaks.append(row["sequence"])
        previous, expected = row["digest"], row["sequence"] + 1
    return breaks


def _digest(row: Mapping[str, object], subjects: list[str]) -> str:
    at = row["at"]
    assert isinstance(at, datetime)
    plain = {**row, "at": at.astimezone(UTC).isoformat(), "subjects": subjects}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
