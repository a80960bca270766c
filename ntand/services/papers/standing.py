"""How the papers of a kind stand: what there is to print, what was, who is left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from ntand.domain.names import sort_key
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.installation import Installation
from ntand.services.papers.changes import ChangeCode, Printout, changed_since, printouts
from ntand.services.papers.orders import Order, PaperKind, allow, draft_order
from ntand.services.papers.printing import NO_UNIT, load_units


@dataclass(frozen=True, slots=True)
class UnitPapers:
    """A unit's paper: who would be on it now, when it was last printed, what has changed since."""

    unit: str  # ``-``: those without one; empty for a paper about no one unit
    name: str
    persons: int
    printed_at: str | None  # an instant in ISO form
    printed_by: str
    changed: int  # persons, on lists alone; those protected since are not among them


@dataclass(frozen=True, slots=True)
class PapersStanding:
    """All papers of a kind and year, by unit name, and how many persons are on none, by reason."""

    kind: PaperKind
    year: int
    units: tuple[UnitPapers, ...]
    left_out: dict[str, int]
    protected_since: int  # persons on a printed paper who are protected now
    unit_names: dict[str, str]  # of all units, by code


def papers_standing(
    installation: Installation, actor: Actor, kind: PaperKind, year: int
) -> PapersStanding:
    """What there is of the kind for the year, unit by unit; copies are about one person each."""
    order = Order(kind, year)
    if kind is not PaperKind.COPY:
        allow(installation, actor, order)
    with looking(installation, actor, "papers.standing", Permission.PRINT) as act:
        act.everyone = True
        drafted = None if kind is PaperKind.COPY else draft_order(act, order)
        drafts = drafted.papers if drafted else ()
        persons = {draft.shown_unit or "": draft.persons for draft in drafts}
        printed = _last_printed(act, kind, year)
        changed, protected = _changed(act, year)
        listed = kind in (PaperKind.LIST, PaperKind.CHANGES)
        codes = persons.keys() | (printed.keys() if kind is PaperKind.LIST else set())
        names = {code: unit.name for code, unit in load_units(act).items()}
        units = [_unit(code, names, persons, printed, changed if listed else {}) for code in codes]
        left_out = (
            {why: count for why, count in drafted.left_out.items() if count} if drafted else {}
        )
        ordered = sorted(units, key=_order)
        return PapersStanding(kind, year, tuple(ordered), left_out, protected, names)


def _order(one: UnitPapers) -> tuple[bool, str, str]:
    return one.unit == NO_UNIT, sort_key(one.name), one.unit


def _unit(
    code: str,
    names: Mapping[str, str],
    persons: Mapping[str, int],
    printed: Mapping[str, Printout],
    changed: Mapping[str, int],
) -> UnitPapers:
    last = printed.get(code)
    return UnitPapers(
        code,
        names.get(code, ""),
        persons.get(code, 0),
        last.printed_at.isoformat() if last else None,
        last.printed_by if last else "",
        changed.get(code, 0),
    )


def _last_printed(act: Act, kind: PaperKind, year: int) -> dict[str, Printout]:
    """The last printing by unit: for sheets of changes that of the list."""
    of = PaperKind.LIST if kind is PaperKind.CHANGES else kind
    nobody = "" if kind is PaperKind.PROTECTED else NO_UNIT
    return {
        one.unit or nobody: one
        for one in printouts(act.connection, (of.value,))
        if one.year in (year, None)
    }


def _changed(act: Act, year: int) -> tuple[dict[str, int], int]:
    """How many persons differ by unit, and how many on any paper are protected since."""
    changed: dict[str, int] = {}
    protected = set()
    for one in changed_since(act.connection, act.today, (year,)):
        if one.code is ChangeCode.PROTECTED:
            protected.add(one.person)
        else:
            unit = one.unit or NO_UNIT
            changed[unit] = changed.get(unit, 0) + 1
    return changed, len(protected)
