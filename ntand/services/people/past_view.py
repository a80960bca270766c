"""What has been: a person's numbers, the papers the person is on, who has looked or changed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from ntand.store.base import table
from ntand.store.tables import (
    AccessEventRow,
    AccessSubjectRow,
    IdentityNumberRow,
    PersonRow,
    PrintoutRow,
    PrintoutSubjectRow,
)

MOST_LINES = 200
_NUMBER, _EVENT, _SUBJECT = map(table, (IdentityNumberRow, AccessEventRow, AccessSubjectRow))
_PRINTOUT, _ON_IT = table(PrintoutRow), table(PrintoutSubjectRow)
_PERSON = table(PersonRow)


@dataclass(frozen=True, slots=True)
class NumberView:
    """An identity number the person has (``valid_to`` None) or had."""

    number: str
    kind: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PrintoutView:
    """A paper with the person on it. The unit of a protected person is not told."""

    kind: str
    year: int | None
    unit_code: str | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AccessLine:
    """Someone looked at the person or changed something; ``action`` as the log names it."""

    at: datetime
    by: str
    role: str
    action: str
    allowed: bool
    changed: bool


def load_numbers_of(connection: Connection, person: str) -> tuple[NumberView, ...]:
    """The person's numbers, the current one first."""
    rows = connection.execute(
        select(_NUMBER)
        .where(_NUMBER.c.person_id == person)
        .order_by(_NUMBER.c.valid_to.is_not(None), _NUMBER.c.valid_to.desc(), _NUMBER.c.id)
    )
    return tuple(
        NumberView(row.number, row.kind.value, row.valid_from, row.valid_to) for row in rows
    )


def load_printouts_of(
    connection: Connection, person: str, *, hidden: bool
) -> tuple[PrintoutView, ...]:
    """The papers made with the person on them, the latest first."""
    rows = connection.execute(
        select(_PRINTOUT)
        .join(_ON_IT, _ON_IT.c.printout_id == _PRINTOUT.c.id)
        .where(_ON_IT.c.person_id == person)
        .order_by(_PRINTOUT.c.printed_at.desc(), _PRINTOUT.c.id.desc())
    )
    return tuple(
        PrintoutView(
            row.kind,
            row.year,
            None if hidden else row.unit_code,
            row.printed_at,
            row.printed_by,
        )
        for row in rows
    )


def load_lines_of(connection: Connection, person: str) -> tuple[AccessLine, ...]:
    """The latest lines of the access log that name the person, the latest first.

    Also under the ids of those who turned out to be the person: the log is never rewritten.
    """
    merged = select(_PERSON.c.id).where(_PERSON.c.merged_into == person)
    named = (
        select(_SUBJECT.c.sequence)
        .where(or_(_SUBJECT.c.person_id == person, _SUBJECT.c.person_id.in_(merged)))
        .distinct()
    )
    rows = connection.execute(
        select(_EVENT)
        .where(_EVENT.c.sequence.in_(named))
        .order_by(_EVENT.c.sequence.desc())
        .limit(MOST_LINES)
    )
    return tuple(
        AccessLine(row.at, row.username, row.role, row.action, row.allowed, row.changed)
        for row in rows
    )
