"""The words of the page: what papers are called, and why there are none."""

from collections.abc import Mapping
from datetime import datetime

from ntand.i18n import _, ngettext
from ntand.ports import STOCKHOLM
from ntand.sentences.list_changes import why_left_out
from ntand.services.papers import PaperKind
from ntand.services.papers.printing import NO_UNIT
from ntand.services.papers.standing import UnitPapers


def titles() -> dict[PaperKind, str]:
    """What each kind of paper is called, in the order of the choice."""
    return {
        PaperKind.LIST: _("The year's lists"),
        PaperKind.CHANGES: _("Changes since the lists were printed"),
        PaperKind.LETTER: _("Letters to new holders"),
        PaperKind.COPY: _("A copy of a letter"),
        PaperKind.OFFER: _("Offer forms"),
        PaperKind.PROTECTED: _("Paper forms for protected persons"),
    }


def purpose(kind: PaperKind) -> str:
    """What the paper is for and who is on it."""
    return {
        PaperKind.LIST: _("Everyone at the unit who said yes and has not been visited."),
        PaperKind.CHANGES: _("Who joins and who leaves a list that is printed, to lay beside it."),
        PaperKind.LETTER: _("For certificates issued here that have had no letter."),
        PaperKind.COPY: _("The letter once more, marked as a copy, to one person."),
        PaperKind.OFFER: _("To holders who have not answered. Last year's no comes first."),
        PaperKind.PROTECTED: _("What the region has not got about protected persons, by post."),
    }[kind]


def nothing(kind: PaperKind, year: int) -> tuple[str, str]:
    """Why there is nothing to print, and what to do."""
    return {
        PaperKind.LIST: (
            _("Nobody has said yes for {year}.").format(year=year),
            _("Record the answers under Oral-health assessment, or choose another year."),
        ),
        PaperKind.CHANGES: (
            _("Nothing has changed since the lists for {year} were printed.").format(year=year),
            _("Units whose list has never been printed are not here."),
        ),
        PaperKind.LETTER: (
            _("Everyone has had a letter."),
            _("A letter comes here when a certificate is issued. Need it again? Choose a copy."),
        ),
        PaperKind.COPY: (
            _("Find the person whose letter is to be printed again."),
            _("Write a name or an identity number."),
        ),
        PaperKind.OFFER: (
            _("Nobody waits for an offer for {year}.").format(year=year),
            _("All holders have answered, or there are none. Choose another year."),
        ),
        PaperKind.PROTECTED: (
            _("The region lacks nothing about protected persons."),
            _("A form comes here when a protected person gets a certificate or an offer."),
        ),
    }[kind]


def nothing_here(kind: PaperKind, year: int, unit: str) -> tuple[str, str]:
    """Why the paper of one unit, or of one person, is empty, and what to do."""
    if kind is PaperKind.LIST:
        return (
            _("Nobody has said yes for {year} at {unit}.").format(year=year, unit=unit),
            _("Record the answers under Oral-health assessment, or choose another unit."),
        )
    if kind is PaperKind.COPY:
        return (
            _("There is no letter to copy."),
            _("The person has no valid certificate, is protected, or has died or moved away."),
        )
    return nothing(kind, year)


def unit_name(row: UnitPapers) -> str:
    """The unit as people call it."""
    if row.unit == NO_UNIT:
        return _("Without a unit")
    return row.name or row.unit or _("All protected persons")


def persons(count: int) -> str:
    """So many persons."""
    return ngettext("{count} person", "{count} persons", count).format(count=count)


def left_out(counts: Mapping[str, int]) -> str:
    """How many persons with a yes, a certificate and the like get no paper, and why."""
    if not counts:
        return ""
    most_first = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    told = ", ".join(f"{count} {why_left_out(code)}" for code, count in most_first)
    return _("Not on any paper: {told}.").format(told=told)


def moment(instant: str) -> str:
    """An instant as people read it here: 2026-09-01 14:05."""
    return datetime.fromisoformat(instant).astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
