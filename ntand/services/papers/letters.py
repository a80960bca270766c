"""Letters, copies, offer forms, and the paper form for protected persons."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ntand.documents import (
    LetterView,
    OfferFormView,
    render_letters,
    render_offer_forms,
    render_protected_forms,
)
from ntand.domain.certificates import Validity
from ntand.domain.codes import Answer
from ntand.errors import UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, require
from ntand.services.installation import Installation
from ntand.services.papers.paper_forms import protected_views
from ntand.services.papers.printing import (
    NO_UNIT,
    PRACTICE,
    Papers,
    PrintedFile,
    born,
    in_folder,
    load_units,
    name_of_unit,
    not_taken,
    postal_lines,
    remember,
    sender,
)
from ntand.services.persons import resolve_person
from ntand.store.bulk import Row, as_date, select_rows
from ntand.store.care import load_care, load_protection
from ntand.store.holders import load_certificates
from ntand.store.offers import load_offers
from ntand.store.people import PersonFacts, load_people

_CERTIFICATES = (
    "SELECT id, person_id, local_id, starts_on, ends_on, ended_on, import_run_id, id IN"
    " (SELECT s.certificate_id FROM printout_subject s JOIN printout p ON p.id = s.printout_id"
    " WHERE p.kind = 'brev' AND s.certificate_id IS NOT NULL)"
    " FROM certificate WHERE voided = ? ORDER BY starts_on, local_id"
)
_Render = Callable[[Sequence[PersonFacts], Path], int]


_NO_CERTIFICATE = (None,)


class _Printed(NamedTuple):
    """A certificate to write about."""

    key: str
    number: str
    validity: Validity


class LetterKind(StrEnum):
    """What ``letters`` prints."""

    LETTER = "brev"
    COPY = "kopia"
    OFFER = "erbjudande"
    PROTECTED = "skyddad"


def print_letters(
    installation: Installation,
    actor: Actor,
    kind: LetterKind,
    out: Path,
    year: int | None = None,
    unit: str | None = None,
    references: Collection[str] = (),
) -> Papers:
    """Print letters of one kind, for everyone they concern or for the persons named.

    Raises:
        UsageError: copies without anyone named.
        NotAllowed: papers of protected persons need a permission of their own.
    """
    if kind is LetterKind.COPY and not references:
        raise UsageError("usage.copies_of_whom")
    if kind is LetterKind.PROTECTED:
        require(installation, actor, f"letters.{kind}", Permission.PROTECTED)
    with changing(installation, actor, f"letters.{kind}", Permission.PRINT) as act:
        named = {resolve_person(act.connection, text, act.today) for text in references}
        if kind is LetterKind.PROTECTED:
            return _protected(act, out, named)
        if kind is LetterKind.OFFER:
            return _offers(act, out, year or act.today.year, unit, named)
        return _certificate_letters(act, kind, out, unit, named)


def _certificate_letters(
    act: Act, kind: LetterKind, out: Path, unit: str | None, named: set[str]
) -> Papers:
    copies = kind is LetterKind.COPY
    certificates = _to_print(act, named, copies=copies)
    people = _reachable(act, certificates, unit)
    units, signed = load_units(act), sender(act)

    def render(some: Sequence[PersonFacts], path: Path) -> int:
        views = [
            LetterView(
                municipality=signed.municipality,
                practice=PRACTICE,
                today=act.today,
                name=f"{who.given_name} {who.family_name}",
                address=postal_lines(who, units.get(who.unit_code or "")),
                certificate_number=held.number,
                valid_from=held.validity.starts_on,
                valid_to=held.validity.last_day,
                contact=signed.contact,
                is_copy=copies,
            )
            for who in some
            for held in certificates[who.person_id]
        ]
        return render_letters(views, path)

    keys = {person: [one.key for one in held] for person, held in certificates.items()}
    return _print_by_unit(act, kind, out, people, render, keys)


def _offers(act: Act, out: Path, year: int, unit: str | None, named: set[str]) -> Papers:
    holders = _holders_of(act, year, named)
    declined, answered = _answers(act, year)
    people = _reachable(act, holders - answered, unit)
    # Last year's no is this year's first question.
    people.sort(key=lambda who: who.person_id not in declined)
    units, signed = load_units(act), sender(act)

    def render(some: Sequence[PersonFacts], path: Path) -> int:
        views = [
            OfferFormView(
                municipality=signed.municipality,
                practice=PRACTICE,
                today=act.today,
                year=year,
                name=f"{who.given_name} {who.family_name}",
                born=born(who.number),
                address=postal_lines(who, units.get(who.unit_code or "")),
                offer_id=f"{year}:{who.person_id}",
                return_address=signed.return_address,
                contact=signed.contact,
            )
            for who in some
        ]
        return render_offer_forms(views, path)

    return _print_by_unit(act, LetterKind.OFFER, out, people, render, {}, year)


def _protected(act: Act, out: Path, named: set[str]) -> Papers:
    views = protected_views(act, named)
    if not views:
        return Papers(())
    path = not_taken(in_folder(out, f"{LetterKind.PROTECTED}-{act.today}.pdf"))
    pages = render_protected_forms(list(views.values()), path)
    remember(act, LetterKind.PROTECTED, [(person, None) for person in views])
    return Papers((PrintedFile(None, str(path), len(views), pages),))


def _print_by_unit(
    act: Act,
    kind: LetterKind,
    out: Path,
    people: Iterable[PersonFacts],
    render: _Render,
    certificates: Mapping[str, Sequence[str | None]],
    year: int | None = None,
) -> Papers:
    by_unit: dict[str, list[PersonFacts]] = {}
    for who in people:
        by_unit.setdefault(who.unit_code or "", []).append(who)
    files = []
    for code, some in sorted(by_unit.items()):
        name = f"{kind}-{name_of_unit(code)}-{year or act.today}.pdf"
        path = not_taken(in_folder(out, name))
        pages = render(some, path)
        subjects = [
            (who.person_id, key)
            for who in some
            for key in certificates.get(who.person_id, _NO_CERTIFICATE)
        ]
        remember(act, kind, subjects, year, code or None)
        files.append(PrintedFile(code or NO_UNIT, str(path), len(some), pages))
    return Papers(tuple(files))


def _to_print(act: Act, named: set[str], *, copies: bool) -> dict[str, list[_Printed]]:
    """The certificates to write about, by person: the valid ones, or those not yet printed.

    Imported history had its letter where it was issued.
    """
    found: dict[str, list[_Printed]] = {}
    for row in select_rows(act.connection, _CERTIFICATES, False):
        validity = _validity(row)
        last = validity.last_day
        over = last is not None and last < max(act.today, validity.starts_on)
        new_here = row[6] is None and not row[7]
        if not over and (copies or new_here) and (not named or row[1] in named):
            found.setdefault(row[1], []).append(_Printed(row[0], row[2], validity))
    return found


def _holders_of(act: Act, year: int, named: set[str]) -> set[str]:
    """Those with a certificate on some day that is left of the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if first <= act.today <= last:
        first = act.today
    return {
        held.person_id
        for held in load_certificates(act.connection)
        if held.validity.overlaps(first, last) and (not named or held.person_id in named)
    }


def _reachable(act: Act, persons: Iterable[str], unit: str | None) -> list[PersonFacts]:
    """Those of the persons who get letters here: alive, not moved, not protected; by name."""
    wanted = set(persons) - load_protection(act.connection, act.today).keys()
    care = load_care(act.connection, wanted)
    alive = {person for person, held in care.items() if not held.status.gone_on(act.today)}
    people = load_people(act.connection, act.today, alive).values()
    some = [who for who in people if unit is None or who.unit_code == unit]
    return sorted(some, key=lambda who: (who.sort_key, who.number))


def _answers(act: Act, year: int) -> tuple[set[str], set[str]]:
    """Who said no the year before, and who has answered this year's offer."""
    declined, answered = set(), set()
    for offer in load_offers(act.connection):
        value = offer.answer.value if offer.answer else None
        if offer.year == year - 1 and value == Answer.NO:
            declined.add(offer.person_id)
        if offer.year == year and value in (Answer.YES, Answer.NO):
            answered.add(offer.person_id)
    return declined, answered


def _validity(row: Row) -> Validity:
    starts, ends, ended = (as_date(value) for value in row[3:6])
    assert isinstance(starts, date)
    return Validity(starts, ends, ended)
