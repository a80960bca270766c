"""The yearly list: who said yes and waits for the visit, one PDF for each unit."""

from datetime import date
from pathlib import Path

from ntand.documents import UnitListRow, UnitListView, render_unit_list
from ntand.domain.codes import Answer
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.installation import Installation
from ntand.services.papers.printing import (
    NO_UNIT,
    PRACTICE,
    Papers,
    PrintedFile,
    Sender,
    Unit,
    born,
    in_folder,
    load_units,
    name_of_unit,
    postal_lines,
    remember,
    sender,
)
from ntand.services.proposals import gone_from
from ntand.store.bulk import as_date
from ntand.store.care import load_care, load_protection
from ntand.store.holders import load_certificates
from ntand.store.offers import load_offers
from ntand.store.people import PersonFacts, load_people

_OWN_LANGUAGE = frozenset({"", "svenska"})


def print_lists(
    installation: Installation,
    actor: Actor,
    year: int,
    out: Path,
    on: date | None = None,
    unit: str | None = None,
) -> Papers:
    """Write the yearly lists of the year as of a day, today by default (contract section 2)."""
    with changing(installation, actor, "lists", Permission.PRINT) as act:
        day = on or act.today
        persons = to_visit(act, year, day)
        people = load_people(act.connection, day, persons)
        by_unit: dict[str, list[PersonFacts]] = {}
        for who in sorted(people.values(), key=lambda one: (one.sort_key, one.number)):
            by_unit.setdefault(who.unit_code or "", []).append(who)
        units, signed = load_units(act), sender(act)
        files = [
            _write(act, out, units.get(code), by_unit[code], signed, year, day)
            for code in sorted(by_unit)
            if unit is None or code == unit
        ]
        act.detail |= {"year": year, "files": len(files)}
        return Papers(tuple(files))


def to_visit(act: Act, year: int, day: date) -> set[str]:
    """Alive, not moved, not protected, an active certificate, said yes, not yet performed."""
    offers = load_offers(act.connection)
    yes = {
        offer.person_id
        for offer in offers
        if offer.year == year and offer.answer and offer.answer.value == Answer.YES
    }
    performed = {
        offer.person_id
        for offer in offers
        for visit in offer.visits
        if visit.performed and _year(visit.visited_on) == year
    }
    wanted = yes - performed - load_protection(act.connection, act.today).keys()
    care = load_care(act.connection, wanted)
    holding = set()
    for certificate in load_certificates(act.connection):
        held = care.get(certificate.person_id)
        if held is None or not certificate.validity.covers(day):
            continue
        gone = gone_from(held.status)
        if not held.status.gone_on(day) and (gone is None or day <= gone):
            holding.add(certificate.person_id)
    return holding


def _write(
    act: Act,
    out: Path,
    unit: Unit | None,
    people: list[PersonFacts],
    signed: Sender,
    year: int,
    day: date,
) -> PrintedFile:
    path = in_folder(out, f"{name_of_unit(unit.code if unit else None)}-{year}.pdf")
    view = UnitListView(
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
        rows=tuple(_row(who) for who in people),
        contact=signed.contact,
    )
    pages = render_unit_list(view, path)
    code = unit.code if unit else None
    remember(act, "lista", [(who.person_id, None) for who in people], year, code)
    return PrintedFile(code or NO_UNIT, str(path), len(people), pages)


def _row(who: PersonFacts) -> UnitListRow:
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


def _year(stored: object) -> int | None:
    day = as_date(stored)
    return day.year if day else None
