"""What has changed since a unit's list was printed, and who on a paper is protected since.

A sheet of changes tells what is new since the list and the sheets before it. So what the unit
believes is the persons of the list, each sheet turning those it names: on to off, off to on.
Printing the list again begins anew.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, select

from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.installation import Installation
from ntand.services.papers.drafts import is_wanted
from ntand.services.papers.listing import Listing, NotListed
from ntand.services.papers.lists import LIST
from ntand.services.papers.printing import NO_UNIT, born, load_units
from ntand.store.base import table
from ntand.store.bulk import select_among
from ntand.store.care import load_protection
from ntand.store.people import PersonFacts, load_people
from ntand.store.tables import PrintoutRow, PrintoutSubjectRow

CHANGES = "andringar"
_LETTERS = ("brev", "kopia", "erbjudande")
_PRINTOUT, _SUBJECT = table(PrintoutRow).c, table(PrintoutSubjectRow).c
_SUBJECTS = "SELECT printout_id, person_id FROM printout_subject WHERE printout_id IN (?)"


class ChangeCode(StrEnum):
    """How a list differs from the printed one; all but ``joined`` are why someone left it."""

    JOINED = "joined"
    PROTECTED = NotListed.PROTECTED.value
    DECEASED = NotListed.DECEASED.value
    MOVED = NotListed.MOVED.value
    PERFORMED = NotListed.PERFORMED.value
    NO_LONGER_YES = NotListed.NO_LONGER_YES.value
    NO_CERTIFICATE = NotListed.NO_CERTIFICATE.value
    OTHER_UNIT = NotListed.OTHER_UNIT.value


class Change(NamedTuple):
    """One person on one paper; of a protected person the unit is not told."""

    person: str
    code: ChangeCode
    paper: str  # lista, brev, kopia, erbjudande
    year: int | None
    unit: str | None
    printed_at: datetime
    told_at: datetime  # of the last sheet of changes, or of the paper when there is none


@dataclass(frozen=True, slots=True)
class ListChange:
    """A person who joins or leaves a list; the sentence is ``sentences.papers.list_change``."""

    person: str
    name: str
    born: str
    code: ChangeCode


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """How one unit's list differs from the last one printed. Protected persons are not here."""

    unit: str  # ``-``: those without one
    unit_name: str
    printed_at: str  # an instant in ISO form
    printed_by: str
    joined: tuple[ListChange, ...]
    left: tuple[ListChange, ...]


@dataclass(frozen=True, slots=True)
class ProtectedSince:
    """Someone on a paper who is protected now; which unit's is not told."""

    person: str
    name: str
    paper: str
    year: int | None
    printed_at: str


@dataclass(frozen=True, slots=True)
class ChangesSincePrint:
    """All that the printed papers of a year no longer say rightly."""

    year: int
    units: tuple[UnitChanges, ...]
    protected: tuple[ProtectedSince, ...]


class Printout(NamedTuple):
    """A paper printed, and who is on it."""

    id: str
    kind: str
    year: int | None
    unit: str | None
    printed_at: datetime
    printed_by: str


def changes_since_print(
    installation: Installation, actor: Actor, year: int, unit: str | None = None
) -> ChangesSincePrint:
    """How the lists of the year, or of one unit (``-``: of none), differ from those printed."""
    with looking(installation, actor, "lists.changes", Permission.PRINT) as act:
        found = [
            one
            for one in changed_since(act.connection, act.today, (year,))
            if one.code is ChangeCode.PROTECTED or is_wanted(one.unit, unit)
        ]
        people = load_people(act.connection, act.today, {one.person for one in found})
        act.touch(*people)
        last = {one.unit: one for one in last_lists(act.connection, (year,)).values()}
        names = {code: one.name for code, one in load_units(act).items()}
        by_unit: dict[str | None, list[Change]] = defaultdict(list)
        for one in found:
            if one.code is not ChangeCode.PROTECTED:
                by_unit[one.unit].append(one)
        units = (
            _unit_changes(last[code], names.get(code or "", ""), some, people)
            for code, some in sorted(by_unit.items(), key=lambda pair: pair[0] or "")
        )
        protected = (one for one in found if one.code is ChangeCode.PROTECTED)
        return ChangesSincePrint(
            year, tuple(units), tuple(_protected_since(one, people) for one in protected)
        )


def changed_since(
    connection: Connection, today: date, years: Collection[int] | None = None
) -> list[Change]:
    """All that differs from what was last printed, for everyone at once.

    Lists: of the years named, by default this year's and later ones. Letters: those on them who
    are protected now; a death or a move does not call a letter back.
    """
    lists = {
        key: one
        for key, one in last_lists(connection, years).items()
        if years is not None or key[0] >= today.year
    }
    found = _protected_on_letters(connection, today)
    if not lists:
        return found
    by_year: dict[int, list[_Believed]] = defaultdict(list)
    for one in _believed(connection, lists):
        by_year[one.printout.year or 0].append(one)
    for year, believed in sorted(by_year.items()):
        found += _changes_of_year(connection, today, year, believed)
    return found


def last_lists(
    connection: Connection, years: Collection[int] | None = None
) -> dict[tuple[int, str | None], Printout]:
    """The last list printed of each year and unit."""
    return {
        (one.year, one.unit): one
        for one in printouts(connection, (LIST,))
        if one.year is not None and (years is None or one.year in years)
    }


def printouts(connection: Connection, kinds: Collection[str]) -> list[Printout]:
    """What was printed of these kinds, the latest last."""
    columns = [_PRINTOUT[name] for name in Printout._fields if name != "unit"]
    columns.insert(3, _PRINTOUT.unit_code)
    asked = select(*columns).where(_PRINTOUT.kind.in_(kinds))
    rows = connection.execute(asked.order_by(_PRINTOUT.printed_at, _PRINTOUT.id))
    return [Printout(*row) for row in rows]


def _sheets(
    connection: Connection, lists: Mapping[tuple[int, str | None], Printout]
) -> dict[str, list[Printout]]:
    """The sheets of changes printed after each list, by the list's id."""
    found: dict[str, list[Printout]] = {one.id: [] for one in lists.values()}
    for sheet in printouts(connection, (CHANGES,)):
        of = lists.get((sheet.year or 0, sheet.unit))
        if of is not None and sheet.printed_at >= of.printed_at:
            found[of.id].append(sheet)
    return found


def _subjects(connection: Connection, ids: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {id_: set() for id_ in ids}
    for printout, person in select_among(connection, _SUBJECTS, ids):
        found[printout].add(person)
    return found


class _Believed(NamedTuple):
    """What a unit has on paper: who is to be visited, and everyone named."""

    printout: Printout
    told_at: datetime
    visited: set[str]
    named: set[str]


def _believed(
    connection: Connection, lists: Mapping[tuple[int, str | None], Printout]
) -> list[_Believed]:
    sheets = _sheets(connection, lists)
    everything = [*lists.values(), *(sheet for some in sheets.values() for sheet in some)]
    held = _subjects(connection, [one.id for one in everything])
    found = []
    for one in lists.values():
        visited, named = set(held[one.id]), set(held[one.id])
        for sheet in sheets[one.id]:
            visited ^= held[sheet.id]
            named |= held[sheet.id]
        last = max((sheet.printed_at for sheet in sheets[one.id]), default=one.printed_at)
        found.append(_Believed(one, last, visited, named))
    return found


def _changes_of_year(
    connection: Connection, today: date, year: int, believed: Collection[_Believed]
) -> list[Change]:
    everyone = {person for one in believed for person in one.named}
    listing = Listing(connection, year, today, today, everyone)
    now: dict[str | None, set[str]] = {one.printout.unit: set() for one in believed}
    for person, who in load_people(connection, today, listing.persons()).items():
        now.setdefault(who.unit_code, set()).add(person)
    found = []
    for printout, told_at, visited, named in believed:
        times, on_list = (printout.printed_at, told_at), now[printout.unit]
        protected = {one for one in named if listing.why_not(one) is NotListed.PROTECTED}
        for person in sorted(protected):
            found.append(Change(person, ChangeCode.PROTECTED, LIST, year, None, *times))
        for person in sorted((visited ^ on_list) - protected):
            code = ChangeCode.JOINED if person in on_list else _why(listing, person)
            found.append(Change(person, code, LIST, year, printout.unit, *times))
    return found


def _why(listing: Listing, person: str) -> ChangeCode:
    return ChangeCode((listing.why_not(person) or NotListed.OTHER_UNIT).value)


def _protected_on_letters(connection: Connection, today: date) -> list[Change]:
    """The last letter of each kind to each person who is protected now."""
    protected = load_protection(connection, today)
    if not protected:
        return []
    asked = (
        select(_SUBJECT.person_id, _PRINTOUT.kind, _PRINTOUT.year, _PRINTOUT.printed_at)
        .join_from(PrintoutSubjectRow, PrintoutRow, _PRINTOUT.id == _SUBJECT.printout_id)
        .where(_PRINTOUT.kind.in_(_LETTERS))
        .order_by(_PRINTOUT.printed_at, _PRINTOUT.id)
    )
    last = {
        (person, kind): Change(person, ChangeCode.PROTECTED, kind, year, None, at, at)
        for person, kind, year, at in connection.execute(asked)
        if person in protected
    }
    return list(last.values())


def _unit_changes(
    printout: Printout, name: str, found: Iterable[Change], people: Mapping[str, PersonFacts]
) -> UnitChanges:
    shown = sorted(found, key=lambda one: people[one.person].sort_key)
    changes = [_list_change(one, people[one.person]) for one in shown]
    return UnitChanges(
        printout.unit or NO_UNIT,
        name,
        printout.printed_at.isoformat(),
        printout.printed_by,
        tuple(one for one in changes if one.code is ChangeCode.JOINED),
        tuple(one for one in changes if one.code is not ChangeCode.JOINED),
    )


def _list_change(change: Change, who: PersonFacts) -> ListChange:
    name = f"{who.family_name}, {who.given_name}"
    return ListChange(who.person_id, name, born(who.number), change.code)


def _protected_since(change: Change, people: Mapping[str, PersonFacts]) -> ProtectedSince:
    who = people[change.person]
    name = f"{who.family_name}, {who.given_name}"
    at = change.printed_at.isoformat()
    return ProtectedSince(change.person, name, change.paper, change.year, at)
