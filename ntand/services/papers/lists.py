"""The yearly list: who said yes and waits for the visit, one PDF for each unit."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from functools import partial
from pathlib import Path

from ntand.documents import UnitListRow, UnitListView, render_unit_list
from ntand.ports import Progress
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.installation import Installation
from ntand.services.papers.drafts import UNWATCHED, Draft, Drafts, Units, is_wanted, write_drafts
from ntand.services.papers.listing import Listing
from ntand.services.papers.printing import (
    PRACTICE,
    Papers,
    Sender,
    Unit,
    born,
    load_units,
    name_of_unit,
    postal_lines,
    sender,
)
from ntand.store.people import PersonFacts, load_people

LIST = "lista"
_OWN_LANGUAGE = frozenset({"", "svenska"})


def print_lists(
    installation: Installation,
    actor: Actor,
    year: int,
    out: Path,
    on: date | None = None,
    unit: Units = None,
    progress: Progress = UNWATCHED,
) -> Papers:
    """Write the yearly lists of the year as of a day, today by default (contract section 2)."""
    with changing(installation, actor, "lists", Permission.PRINT) as act:
        papers = write_drafts(act, out, draft_lists(act, year, on, unit).papers, progress)
        act.detail |= {"year": year, "files": len(papers.files)}
        return papers


def draft_lists(act: Act, year: int, on: date | None = None, unit: Units = None) -> Drafts:
    """The lists there are for the year as of a day, today by default, by unit."""
    day = on or act.today
    listing = Listing(act.connection, year, day, act.today)
    by_unit = people_by_unit(act, day, listing.persons())
    units, signed = load_units(act), sender(act)
    drafts = []
    for code, people in sorted(by_unit.items()):
        if is_wanted(code, unit):
            view = _view(act, units.get(code), people, signed, year, day)
            drafts.append(_draft(view, people, code))
    reasons = (listing.why_not(person) for person in listing.yes)
    return Drafts(tuple(drafts), Counter(why.value for why in reasons if why is not None))


def people_by_unit(act: Act, day: date, persons: Collection[str]) -> dict[str, list[PersonFacts]]:
    """The persons by the unit of the day, empty for none, each unit's in Swedish order."""
    people = load_people(act.connection, day, persons)
    by_unit: dict[str, list[PersonFacts]] = {}
    for who in sorted(people.values(), key=lambda one: (one.sort_key, one.number)):
        by_unit.setdefault(who.unit_code or "", []).append(who)
    return by_unit


def _draft(view: UnitListView, people: list[PersonFacts], code: str) -> Draft:
    return Draft(
        kind=LIST,
        unit=code or None,
        year=view.year,
        file=f"{name_of_unit(code)}-{view.year}.pdf",
        subjects=tuple((who.person_id, None) for who in people),
        render=partial(render_unit_list, view),
        renewed=True,
    )


def _view(
    act: Act,
    unit: Unit | None,
    people: list[PersonFacts],
    signed: Sender,
    year: int,
    day: date,
) -> UnitListView:
    return UnitListView(
        municipality=signed.municipality,
        practice=PRACTICE,
        today=act.today,
        year=year,
        on=day,
        unit_name=unit.name if unit else "",
        unit_code=unit.code if unit else "",
        unit_address=postal_lines(unit) if unit else (),
        responsible=(unit.responsible if unit else None) or "",
        unit_phone=(unit.phone if unit else None) or "",
        rows=tuple(list_row(who) for who in people),
        contact=signed.contact,
    )


def list_row(who: PersonFacts) -> UnitListRow:
    """A person as a list shows one."""
    language = who.language or ""
    return UnitListRow(
        name=f"{who.family_name}, {who.given_name}",
        born=born(who.number),
        place=who.room or ", ".join(postal_lines(who)),
        phone=who.phone or "",
        language=language,
        contact_name=who.contact_name or "",
        contact_role=who.contact_role or "",
        contact_phone=who.contact_phone or "",
        prepare="" if language.casefold() in _OWN_LANGUAGE else f"Tolk: {language}",
    )
