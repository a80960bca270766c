"""What all papers share: senders, units, file names and the memory of what was printed."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert

from ntand.documents.views import ContactView
from ntand.domain.municipalities import municipality_name
from ntand.errors import BadFile
from ntand.services.acts import Act
from ntand.store.base import new_id
from ntand.store.bulk import insert_rows, select_rows
from ntand.store.people import PersonFacts
from ntand.store.tables import PrintoutRow

# Until people sign in with roles, every paper says that it is not for real persons.
PRACTICE = True
WITHOUT_UNIT = "utan-enhet"
NO_UNIT = "-"  # the unit of those who have none


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """One PDF written; the unit's code, ``-`` for those without, None when about no one unit."""

    unit: str | None
    path: str
    persons: int
    pages: int


@dataclass(frozen=True, slots=True)
class Papers:
    """The files written."""

    files: tuple[PrintedFile, ...]


class Unit(NamedTuple):
    """A unit as papers name it."""

    code: str
    name: str
    address: str | None
    postal_code: str | None
    town: str | None
    responsible: str | None
    phone: str | None


class Sender(NamedTuple):
    """The municipality as it signs its papers."""

    municipality: str
    contact: ContactView
    return_address: tuple[str, ...]
    region_address: tuple[str, ...]


def sender(act: Act) -> Sender:
    """Who signs, from the installation's settings."""
    settings = act.installation.settings
    name = municipality_name(settings.municipality)
    contact = ContactView(
        settings.contact_name or name, settings.contact_phone, settings.contact_email
    )
    return Sender(
        name,
        contact,
        _lines(settings.return_address) or (name,),
        _lines(settings.region_address) or ("Västra Götalandsregionen", "Tandvårdssamordning"),
    )


def load_units(act: Act) -> dict[str, Unit]:
    """All units by code."""
    sql = f"SELECT {', '.join(Unit._fields)} FROM care_unit"  # noqa: S608 - our own names
    return {row[0]: Unit(*row) for row in select_rows(act.connection, sql)}


def postal_lines(who: PersonFacts | Unit, unit: Unit | None = None) -> tuple[str, ...]:
    """The address under the name; someone without one is reached through the unit."""
    if not who.address and isinstance(who, PersonFacts):
        return (f"c/o {unit.name}", *postal_lines(unit)) if unit else ()
    place = " ".join(part for part in (who.postal_code, who.town) if part)
    return tuple(line for line in (who.address, place) if line)


def born(number: str) -> str:
    """The birth date without the last four digits, as far as the number tells it."""
    return f"{number[:4]}-{number[4:6]}-{number[6:8]}"


def in_folder(out: Path, name: str) -> Path:
    """The file's place in the folder, which is made.

    Raises:
        BadFile: ``file.unwritable``.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise BadFile("file.unwritable", name=str(out)) from None
    return out / name


def name_of_unit(code: str | None) -> str:
    """The unit in a file name: its code, and where that cannot be, one nobody else has."""
    if not code:
        return WITHOUT_UNIT
    safe = re.sub(r"[^\w.-]|^[.-]", "_", code)
    if safe == code and code.casefold() != WITHOUT_UNIT:
        return code
    return f"{safe}-{hashlib.sha256(code.encode()).hexdigest()[:8]}"


def not_taken(path: Path) -> Path:
    """The path, or one beside it: a letter printed earlier the same day is not written over."""
    number = 2
    fresh = path
    while fresh.exists():
        fresh = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return fresh


def remember(
    act: Act,
    kind: str,
    subjects: Iterable[tuple[str, str | None]],
    year: int | None = None,
    unit: str | None = None,
) -> None:
    """Keep that these persons (and certificates) are on a paper.

    A printout names a person once, so a person's second certificate makes another.
    """
    first: dict[str, str | None] = {}
    more: list[tuple[str, str | None]] = []
    for person, certificate in subjects:
        if person in first:
            more.append((person, certificate))
        else:
            first[person] = certificate
    printout = new_id()
    act.connection.execute(
        insert(PrintoutRow).values(
            id=printout,
            kind=kind,
            year=year,
            unit_code=unit,
            printed_at=act.now,
            printed_by=act.actor.user,
        )
    )
    rows = [(printout, person, certificate) for person, certificate in first.items()]
    insert_rows(
        act.connection, "printout_subject", ("printout_id", "person_id", "certificate_id"), rows
    )
    act.touch(*first)
    if more:
        remember(act, kind, more, year, unit)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split(";") if line.strip())
