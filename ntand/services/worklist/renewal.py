"""Bringing the stored work list up to date with what has been done since it was last made.

Every act that stores leaves a line in the access log with the persons it touched. So the log
tells what to look at anew, whoever wrote: this window, the command line, another workstation.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntand.domain.work import WorkGroup
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.installation import Installation
from ntand.services.worklist.facts import World
from ntand.services.worklist.groups import GROUPS, Work
from ntand.services.worklist.shown import Shown, load_shown
from ntand.services.worklist.state import State, load_state, present_state
from ntand.store.base import new_id
from ntand.store.bulk import (
    Row,
    change_rows,
    insert_rows,
    select_rows,
    stored_date,
)
from ntand.store.work import reading, writing

_MANY = 500  # persons touched, from which everyone is sooner looked at than they
_ROUNDS = 5
_LINES = "SELECT sequence, scope FROM access_event WHERE changed = ? AND sequence > ?"
_TOUCHED = (
    "SELECT DISTINCT s.person_id FROM access_subject s JOIN access_event e"
    " ON e.sequence = s.sequence WHERE e.changed = ? AND e.sequence > ?"
)
_STATE_COLUMNS = ("id", "for_day", "stands_at", "basis")
_COLUMNS = (
    *("id", "work_group", "person_id", "object_id", "rank", "due_on", "since", "reason"),
    *("detail", "name", "born", "unit_code", "unit_name", "protection", "case_worker"),
    *("sort_key", "search_text"),
)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a renewal did: how many persons it looked at; None when at everyone."""

    persons: int | None
    items: int


def renew(installation: Installation, actor: Actor) -> Renewed:
    """Bring the work list up to date; nothing is logged, for nobody has seen anything.

    No lock is held while it is worked out. When others have renewed it meanwhile, theirs stands.
    """
    require(installation, actor, "worklist.renew", Permission.READ)
    persons: int | None = 0
    items = 0
    for _round in range(_ROUNDS):
        before, now, found, touched = _work_out(installation)
        if before == now:
            break
        with writing(installation.engine) as connection:
            if load_state(connection) == before:
                _replace(connection, now, found, touched)
                items += len(found)
                persons = None if touched is None or persons is None else persons + len(touched)
    return Renewed(persons, items)


def _work_out(
    installation: Installation,
) -> tuple[State | None, State, list[Row], set[str] | None]:
    """The list's state, what it should be, and the rows of those to look at anew (None: all)."""
    with reading(installation.engine) as connection:
        before, now = load_state(connection), present_state(connection, installation)
        if before == now:
            return before, now, [], set()
        touched = _touched(connection, before, now)
        rows = _rows(connection, installation, now.day, touched)
    return before, now, rows, touched


def _touched(connection: Connection, before: State | None, now: State) -> set[str] | None:
    """The persons something has happened to; None when it may be anyone."""
    if before is None or (before.day, before.basis) != (now.day, now.basis):
        return None
    lines = select_rows(connection, _LINES, True, before.stands_at)
    if before.stands_at > now.stands_at or any(scope != "persons" for _n, scope in lines):
        return None
    touched = {row[0] for row in select_rows(connection, _TOUCHED, True, before.stands_at)}
    return touched if len(touched) < _MANY else None


def _rows(
    connection: Connection, installation: Installation, day: date, persons: set[str] | None
) -> list[Row]:
    world = World(connection, installation, day, persons)
    found = [
        (group, known.person, work)
        for known in world.everyone()
        for group, works in GROUPS.items()
        for work in works(known)
    ]
    shown = load_shown(connection, world, {person for _group, person, _work in found})
    return [_row(connection, group, person, work, shown[person]) for group, person, work in found]


def _row(connection: Connection, group: WorkGroup, person: str, work: Work, shown: Shown) -> Row:
    facts = json.dumps(work.facts, ensure_ascii=False, sort_keys=True, default=str)
    days = (stored_date(connection, day) for day in (work.due_on, work.since))
    what = (new_id(), group.value, person, work.object_id, work.rank, *days, work.reason, facts)
    return (*what, *shown)


def _replace(
    connection: Connection, now: State, rows: list[Row], persons: Collection[str] | None
) -> None:
    """Put the rows in the place of those about the persons; None: of all."""
    if persons is None:
        change_rows(connection, "DELETE FROM work_item")
    else:
        for person in persons:
            change_rows(connection, "DELETE FROM work_item WHERE person_id = ?", person)
    insert_rows(connection, "work_item", _COLUMNS, rows)
    change_rows(connection, "DELETE FROM work_state")
    state = (1, stored_date(connection, now.day), now.stands_at, now.basis)
    insert_rows(connection, "work_state", _STATE_COLUMNS, [state])
