"""The work list as it is shown: read from the stored rows, at once."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntand.domain.names import folded, search_text
from ntand.domain.work import WorkGroup
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking, require
from ntand.services.exchange.messages import load_unread
from ntand.services.installation import Installation
from ntand.services.worklist.state import load_state, present_state
from ntand.store.bulk import Row, as_date, select_among, select_rows
from ntand.store.care import load_protection
from ntand.store.work import reading

_GROUP_COUNTS = "SELECT work_group, COUNT(*) FROM work_item{where} GROUP BY work_group"
_ROWS = (
    "SELECT id, person_id, name, born, unit_code, unit_name, protection, case_worker, object_id,"
    " reason, detail, due_on, since FROM work_item{where} ORDER BY rank, sort_key, born, id"
)
_ANYONE = "SELECT 1 FROM person LIMIT 1"
_UNITS = (
    "SELECT DISTINCT unit_code, unit_name FROM work_item WHERE unit_code IS NOT NULL"
    " AND person_id IS NOT NULL ORDER BY unit_name, unit_code"
)
_UNMARKED = (
    "SELECT DISTINCT person_id, name, born, case_worker FROM work_item"
    " WHERE protection = ? AND person_id IN (?)"
)
_WORKERS = "SELECT DISTINCT case_worker FROM work_item WHERE case_worker IS NOT NULL"
_PROTECTION, _OBJECT, _FACTS = 6, 8, 10  # where they stand in a row
_PLACES = frozenset({"unit", "now", "where"})  # facts that tell where someone lives
_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Whose work is shown; empty is everyone's."""

    unit: str = ""
    case_worker: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Something for someone to do. A person's unit is None where it is not to be told.

    ``why`` is the code of a sentence that ``facts`` fill in (``ntand.sentences.todo``).
    """

    key: str
    group: str
    person: str | None
    name: str
    born: str
    unit_code: str | None
    unit_name: str | None
    protection: str
    case_worker: str | None
    object_id: str | None
    why: str
    facts: dict[str, object]
    due_on: date | None
    since: date | None


@dataclass(frozen=True, slots=True)
class WorkList:
    """How much there is to do in each group, in order, and the rows of one of them.

    ``stale``: something has happened since the list was made; ``renew`` it and ask again.
    ``empty``: there is nobody yet; a file has to be read first.
    """

    on: date
    stale: bool
    empty: bool
    counts: dict[str, int]
    group: str
    rows: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class WorkChoices:
    """What the list can be narrowed to."""

    units: tuple[tuple[str, str], ...]  # code and name
    case_workers: tuple[str, ...]


def work_list(
    installation: Installation,
    actor: Actor,
    group: str | None = None,
    only: WorkFilter | None = None,
) -> WorkList:
    """The counts of all groups and the rows of one: the one named, else the first with any."""
    with looking(installation, actor, "worklist", Permission.READ) as act:
        act.everyone = True
        connection = act.connection
        stale = load_state(connection) != present_state(connection, installation)
        only = only or WorkFilter()
        where, values = _narrowed(only)
        # Protection that has come since must not wait for the renewal.
        protection = load_protection(connection, act.today) if stale else {}
        if where and protection:
            hidden = _found_by_place(connection, only, protection)
            where += "".join(" AND person_id <> ?" for _person in hidden)
            values += hidden
        counts = _counts(connection, where, values)
        empty = not any(counts.values()) and not select_rows(connection, _ANYONE)
        told = () if where else _messages(connection, installation, actor)
        counts[WorkGroup.MESSAGE] = len(told)
        shown = group or next((name for name, count in counts.items() if count), "candidate")
        if shown == WorkGroup.MESSAGE:
            return WorkList(act.today, stale, empty, counts, shown, told)
        rows = _rows(connection, shown, where, values) if counts.get(shown) else []
        if protection:
            rows = [_hidden(row, protection.get(str(row[1]), "")) for row in rows]
        found = tuple(_row(shown, row) for row in rows)
        return WorkList(act.today, stale, empty, counts, shown, found)


def todo_counts(installation: Installation, actor: Actor) -> dict[str, int]:
    """How much there is to do in each group as of the last renewal; names nobody, logs nothing."""
    require(installation, actor, "worklist", Permission.READ)
    with reading(installation.engine) as connection:
        counts = _counts(connection, "", ())
        counts[WorkGroup.MESSAGE] = len(load_unread(connection, installation, actor))
        return counts


def work_choices(installation: Installation, actor: Actor) -> WorkChoices:
    """The units and case workers that the list names; names nobody else, logs nothing."""
    require(installation, actor, "worklist", Permission.READ)
    with reading(installation.engine) as connection:
        units = select_rows(connection, _UNITS)
        workers = sorted((row[0] for row in select_rows(connection, _WORKERS)), key=folded)
    return WorkChoices(tuple((code, name or code) for code, name in units), tuple(workers))


def _narrowed(only: WorkFilter) -> tuple[str, tuple[str, ...]]:
    """The condition on rows, and its values."""
    tests = [("unit_code = ?", only.unit), ("case_worker = ?", only.case_worker)]
    tests += [
        ("search_text LIKE ? ESCAPE '\\'", f"%{word.translate(_ESCAPED)}%")
        for word in folded(only.text).split()
    ]
    wanted = [(test, value) for test, value in tests if value]
    where = " AND ".join(test for test, _value in wanted)
    return (f" WHERE {where}" if where else ""), tuple(value for _test, value in wanted)


def _found_by_place(
    connection: Connection, only: WorkFilter, protected: Collection[str]
) -> tuple[str, ...]:
    """Those protected since the list was made whom only their unit lets be found."""
    fresh = {row[0]: row[1:] for row in select_among(connection, _UNMARKED, protected, "")}
    words = folded(only.text).split()
    return tuple(
        person
        for person, (name, day, worker) in sorted(fresh.items())
        if only.unit or not all(word in searched(name, day, worker) for word in words)
    )


def _counts(connection: Connection, where: str, values: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = dict(
        select_rows(connection, _GROUP_COUNTS.format(where=where), *values)
    )
    return {group.value: found.get(group.value, 0) for group in WorkGroup}


def _rows(connection: Connection, group: str, where: str, values: tuple[str, ...]) -> list[Row]:
    both = f"{where or ' WHERE 1 = 1'} AND work_group = ?"
    return select_rows(connection, _ROWS.format(where=both), *values, group)


def _hidden(row: Row, protection: str) -> Row:
    """The row of someone who is protected since the list was made: without any place."""
    if not protection or row[_PROTECTION]:
        return row
    facts = {name: fact for name, fact in json.loads(row[_FACTS]).items() if name not in _PLACES}
    object_id = row[_OBJECT] if facts.keys() == json.loads(row[_FACTS]).keys() else None
    worker, why, due, since = row[7], row[9], row[11], row[12]
    who = (*row[:4], None, None, protection, worker)
    return (*who, object_id, why, json.dumps(facts), due, since)


def searched(name: str, born: str, *others: str | None) -> str:
    """What a row is found by."""
    more = " ".join(folded(one) for one in others if one)
    return f"{search_text(name)} {born} {more}".strip()


def _messages(
    connection: Connection, installation: Installation, actor: Actor
) -> tuple[WorkRow, ...]:
    """The region's messages that this user has not read: no projection can hold them."""
    group, who = WorkGroup.MESSAGE.value, (None, "", "", None, None, "", None)
    return tuple(
        WorkRow(id_, group, *who, id_, "todo.message", {"title": title, "day": day}, None, None)
        for id_, title, day in load_unread(connection, installation, actor)
    )


def _row(group: str, row: Row) -> WorkRow:
    key, *who_and_why, detail, due, since = row
    values = (key, group, *who_and_why, json.loads(detail), as_date(due), as_date(since))
    return WorkRow(*values)
