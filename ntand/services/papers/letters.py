"""Letters, copies, offer forms, and the paper form for protected persons."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ntand.documents import (
    LetterView,
    OfferFormView,
    render_letters,
    render_offer_forms,
    render_protected_forms,
)
from ntand.documents.pdf import Output
from ntand.domain.certificates import Validity
from ntand.domain.codes import Answer
from ntand.errors import UsageError
from ntand.ports import Progress
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, require
from ntand.services.installation import Installation
from ntand.services.papers.drafts import UNWATCHED, Draft, Drafts, Units, is_wanted, write_drafts
from ntand.services.papers.listing import NotListed
from ntand.services.papers.paper_forms import protected_views
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
_NO_CERTIFICATE = (None,)
_Layout = Callable[[Sequence[PersonFacts], Output], int]


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
    unit: Units = None,
    references: Collection[str] = (),
    progress: Progress = UNWATCHED,
) -> Papers:
    """Print letters of one kind, for everyone they concern or for the persons named.

    Raises:
        UsageError: copies without anyone named.
        NotAllowed: papers of protected persons need a permission of their own.
    """
    may_draft(installation, actor, kind, references)
    with changing(installation, actor, f"letters.{kind}", Permission.PRINT) as act:
        drafts = draft_letters(act, kind, year, unit, references).papers
        return write_drafts(act, out, drafts, progress)


def may_draft(
    installation: Installation, actor: Actor, kind: LetterKind, references: Collection[str]
) -> None:
    """Refuse copies of nobody's certificates, and protected persons' papers without permission."""
    if kind is LetterKind.COPY and not references:
        raise UsageError("usage.copies_of_whom")
    if kind is LetterKind.PROTECTED:
        require(installation, actor, f"letters.{kind}", Permission.PROTECTED)


def draft_letters(
    act: Act,
    kind: LetterKind,
    year: int | None = None,
    unit: Units = None,
    references: Collection[str] = (),
) -> Drafts:
    """The letters of one kind that there are to print; the actor may (``may_draft``)."""
    named = {resolve_person(act.connection, text, act.today) for text in references}
    if kind is LetterKind.PROTECTED:
        return _protected(act, named)
    if kind is LetterKind.OFFER:
        return _offers(act, year or act.today.year, unit, named)
    return _certificate_letters(act, kind, unit, named)


def _certificate_letters(act: Act, kind: LetterKind, unit: Units, named: set[str]) -> Drafts:
    copies = kind is LetterKind.COPY
    certificates = _to_print(act, named, copies=copies)
    people, left_out = _reachable(act, certificates, unit)
    units, signed = load_units(act), sender(act)

    def layout(some: Sequence[PersonFacts], out: Output) -> int:
        views = [
            letter_view(act, signed, units, who, held.number, held.validity, is_copy=copies)
            for who in some
            for held in certificates[who.person_id]
        ]
        return render_letters(views, out)

    keys = {person: [one.key for one in held] for person, held in certificates.items()}
    return Drafts(_by_unit(act, kind, people, layout, keys), left_out)


def letter_view(
    act: Act,
    signed: Sender,
    units: Mapping[str, Unit],
    who: PersonFacts,
    number: str,
    validity: Validity,
    *,
    is_copy: bool,
) -> LetterView:
    """What the letter about a certificate holds."""
    return LetterView(
        municipality=signed.municipality,
        practice=PRACTICE,
        today=act.today,
        name=f"{who.given_name} {who.family_name}",
        address=postal_lines(who, units.get(who.unit_code or "")),
        certificate_number=number,
        valid_from=validity.starts_on,
        valid_to=validity.last_day,
        contact=signed.contact,
        is_copy=is_copy,
    )


def _offers(act: Act, year: int, unit: Units, named: set[str]) -> Drafts:
    holders = _holders_of(act, year, named)
    declined, answered = _answers(act, year)
    people, left_out = _reachable(act, holders - answered, unit)
    left_out["answered"] = len(holders & answered)
    # Last year's no is this year's first question.
    people.sort(key=lambda who: who.person_id not in declined)
    units, signed = load_units(act), sender(act)

    def layout(some: Sequence[PersonFacts], out: Output) -> int:
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
        return render_offer_forms(views, out)

    return Drafts(_by_unit(act, LetterKind.OFFER, people, layout, {}, year), left_out)


def _protected(act: Act, named: set[str]) -> Drafts:
    views = protected_views(act, named)
    if not views:
        return Drafts(())
    draft = Draft(
        kind=LetterKind.PROTECTED,
        unit=None,
        year=None,
        file=f"{LetterKind.PROTECTED}-{act.today}.pdf",
        subjects=tuple((person, None) for person in views),
        render=partial(render_protected_forms, list(views.values())),
        of_a_unit=False,
    )
    return Drafts((draft,))


def _by_unit(
    act: Act,
    kind: LetterKind,
    people: Iterable[PersonFacts],
    layout: _Layout,
    certificates: Mapping[str, Sequence[str | None]],
    year: int | None = None,
) -> tuple[Draft, ...]:
    by_unit: dict[str, list[PersonFacts]] = {}
    for who in people:
        by_unit.setdefault(who.unit_code or "", []).append(who)
    return tuple(
        Draft(
            kind=kind,
            unit=code or None,
            year=year,
            file=f"{kind}-{name_of_unit(code)}-{year or act.today}.pdf",
            subjects=tuple(
                (who.person_id, key)
                for who in some
                for key in certificates.get(who.person_id, _NO_CERTIFICATE)
            ),
            render=partial(layout, some),
        )
        for code, some in sorted(by_unit.items())
    )


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


def _reachable(
    act: Act, persons: Iterable[str], unit: Units
) -> tuple[list[PersonFacts], Counter[str]]:
    """Those of the persons who get letters here, by name; how many do not, and why."""
    asked = set(persons)
    wanted = asked - load_protection(act.connection, act.today).keys()
    left_out = Counter({NotListed.PROTECTED.value: len(asked) - len(wanted)})
    alive = set()
    for person, held in load_care(act.connection, wanted).items():
        if not held.status.gone_on(act.today):
            alive.add(person)
        else:
            deceased = held.status.deceased_on
            died = deceased is not None and deceased <= act.today
            left_out[NotListed.DECEASED if died else NotListed.MOVED] += 1
    people = load_people(act.connection, act.today, alive).values()
    some = [who for who in people if is_wanted(who.unit_code, unit)]
    return sorted(some, key=lambda who: (who.sort_key, who.number)), left_out


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
