"""The sheet of changes: one for each unit whose printed list no longer says it rightly."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path

from ntand.documents import ListChangesView, ListLeaver, render_list_changes
from ntand.ports import STOCKHOLM, Progress
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.installation import Installation
from ntand.services.papers.changes import CHANGES, Change, ChangeCode, changed_since
from ntand.services.papers.drafts import UNWATCHED, Draft, Drafts, Units, is_wanted, write_drafts
from ntand.services.papers.lists import LIST, list_row
from ntand.services.papers.printing import (
    PRACTICE,
    Papers,
    born,
    load_units,
    name_of_unit,
    postal_lines,
    sender,
)
from ntand.store.people import PersonFacts, load_people


def print_changes(
    installation: Installation,
    actor: Actor,
    year: int,
    out: Path,
    unit: Units = None,
    progress: Progress = UNWATCHED,
) -> Papers:
    """Write a sheet of changes for each unit whose list has changed since it was printed."""
    with changing(installation, actor, "lists.changes", Permission.PRINT) as act:
        return write_drafts(act, out, draft_changes(act, year, unit).papers, progress)


def draft_changes(act: Act, year: int, unit: Units = None) -> Drafts:
    """The sheets of changes there are for the year's printed lists, by unit."""
    by_unit: dict[str | None, list[Change]] = defaultdict(list)
    for one in changed_since(act.connection, act.today, (year,)):
        on_a_list = one.paper == LIST and one.code is not ChangeCode.PROTECTED
        if on_a_list and is_wanted(one.unit, unit):
            by_unit[one.unit].append(one)
    persons = {one.person for some in by_unit.values() for one in some}
    people = load_people(act.connection, act.today, persons)
    order = sorted(by_unit.items(), key=lambda pair: pair[0] or "")
    return Drafts(tuple(_draft(act, year, code, some, people) for code, some in order))


def _draft(
    act: Act,
    year: int,
    code: str | None,
    found: Collection[Change],
    people: Mapping[str, PersonFacts],
) -> Draft:
    unit, signed = load_units(act).get(code or ""), sender(act)
    first = next(iter(found))
    shown = sorted(found, key=lambda one: people[one.person].sort_key)
    view = ListChangesView(
        municipality=signed.municipality,
        practice=PRACTICE,
        today=act.today,
        year=year,
        printed_on=_day(first.printed_at),
        told_on=_day(first.told_at) if first.told_at > first.printed_at else None,
        unit_name=unit.name if unit else "",
        unit_code=unit.code if unit else "",
        unit_address=postal_lines(unit) if unit else (),
        responsible=(unit.responsible if unit else None) or "",
        unit_phone=(unit.phone if unit else None) or "",
        left=tuple(
            _leaver(people[one.person], one.code)
            for one in shown
            if one.code is not ChangeCode.JOINED
        ),
        joined=tuple(
            list_row(people[one.person]) for one in shown if one.code is ChangeCode.JOINED
        ),
        contact=signed.contact,
    )
    return Draft(
        kind=CHANGES,
        unit=code,
        year=year,
        file=f"{CHANGES}-{name_of_unit(code)}-{year}-{act.today}.pdf",
        subjects=tuple((one.person, None) for one in shown),
        render=partial(render_list_changes, view),
    )


def _leaver(who: PersonFacts, code: ChangeCode) -> ListLeaver:
    return ListLeaver(f"{who.family_name}, {who.given_name}", born(who.number), code.value)


def _day(instant: datetime) -> date:
    return instant.astimezone(STOCKHOLM).date()
