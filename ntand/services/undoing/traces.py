"""What an act notes in its own log line, so that it can be taken back from there."""

import json
from collections.abc import Mapping
from typing import Any

from ntand.errors import Refused
from ntand.services.acts import Act
from ntand.services.undoing import Undo
from ntand.store.base import new_id
from ntand.store.bulk import select_rows

# What was done before two persons became one says nothing of what the other brought with it.
_LINES = (
    "SELECT e.detail FROM access_event e JOIN access_subject s ON s.sequence = e.sequence"
    " JOIN person p ON p.id = s.person_id AND p.merged_into IS NULL"
    " WHERE s.person_id = ? AND e.action = ? AND e.changed = ? AND NOT EXISTS"
    " (SELECT 1 FROM person m JOIN access_subject f ON f.person_id = m.id"
    " WHERE m.merged_into = s.person_id AND f.sequence > e.sequence) ORDER BY e.sequence DESC"
)


def note(act: Act, **facts: object) -> None:
    """Note on the way what taking the act back needs; JSON values, no personal data."""
    noted(act).update(facts)


def noted(act: Act) -> dict[str, Any]:
    """What has been noted so far."""
    found = act.detail.setdefault("undo", {})
    assert isinstance(found, dict)
    return found


def leave_trace(act: Act, person: str, **facts: object) -> Undo:
    """Note the last, and name the act so that it can be found again."""
    token = new_id()
    note(act, token=token, **facts)
    return Undo(act.action, f"{person}:{token}")


def follow_trace(act: Act, what: Undo) -> tuple[str, Mapping[str, Any]]:
    """The person an earlier act was about, and its log line's detail; ``undo``: what it noted.

    Raises:
        Refused: ``undo.too_late`` when there is no such act.
    """
    person, _colon, token = what.key.partition(":")
    for (text,) in select_rows(act.connection, _LINES, person, what.kind, True):
        detail = json.loads(text)
        if detail.get("undo", {}).get("token") == token:
            act.touch(person)
            return person, detail
    raise Refused("undo.too_late")
