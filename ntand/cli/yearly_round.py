"""Commands of the yearly round: offers, visits, lists and letters."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import Answer, as_data
from ntand.cli.parser import Commands, Parser
from ntand.cli.people import person_argument
from ntand.cli.session import Session
from ntand.cli.table import table
from ntand.domain.codes import Answer as Reply
from ntand.domain.codes import AnswerChannel, AnsweredBy, Deviation
from ntand.errors import UsageError
from ntand.files.folding import fold
from ntand.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from ntand.services.papers import Papers
    from ntand.services.yearly_round import NewAnswer
    from ntand.settings import Settings

_LETTERS = ("brev", "kopia", "erbjudande", "skyddad")


def declare(commands: Commands) -> None:
    """The commands of this group."""
    _declare_offer(commands)
    visit = commands.add("visit", _("Record an assessment performed, or why not"), _visit)
    person_argument(visit)
    _year(visit, required=True)
    visit.add_argument("--on", metavar="D", required=True, type=values.day, help=_("the day"))
    visit.add_argument("--by", metavar="WHO", type=values.text, help=_("who performed it"))
    visit.add_argument(
        "--card", metavar="J|N", type=values.yes_no, help=_("an oral care card was given")
    )
    visit.add_argument(
        "--deviation",
        metavar="CODE",
        type=values.text_or_code(Deviation),
        help=_("why it was not performed: {codes}").format(codes=values.shown(Deviation)),
    )
    lists = commands.add("lists", _("The yearly lists, one PDF per unit"), _lists)
    _year(lists, required=True)
    _out(lists)
    lists.add_argument("--on", metavar="D", type=values.day, help=_("the day; today"))
    lists.add_argument("--unit", metavar="CODE", type=values.key, help=_("only this unit"))
    letters = commands.add("letters", _("Letters, offer forms and paper forms"), _letters)
    letters.add_argument(
        "--kind", required=True, metavar="|".join(_LETTERS), type=_letter, help=_("which paper")
    )
    _out(letters)
    _year(letters, required=False)
    letters.add_argument("--unit", metavar="CODE", type=values.key, help=_("only this unit"))
    letters.add_argument(
        "persons",
        metavar="ID",
        nargs="*",
        type=values.person,
        help=_("identity number, the person's UUID, or - to read it from stdin"),
    )


def _declare_offer(commands: Commands) -> None:
    offer = commands.add("offer", _("Record the year's offer and the answer"), _offer)
    person_argument(offer)
    _year(offer, required=True)
    offer.add_argument("--offered", metavar="D", type=values.day, help=_("the day; today"))
    offer.add_argument(
        "--answer", metavar=values.shown(Reply), type=values.code(Reply), help=_("the answer")
    )
    offer.add_argument("--answered", metavar="D", type=values.day, help=_("the answer's day"))
    offer.add_argument(
        "--by",
        metavar=values.shown(AnsweredBy),
        type=values.code(AnsweredBy),
        help=_("who answered"),
    )
    offer.add_argument(
        "--channel",
        metavar=values.shown(AnswerChannel),
        type=values.code(AnswerChannel),
        help=_("how the answer came"),
    )
    offer.add_argument("--reason", metavar="TEXT", type=values.text, help=_("why no"))


def _year(command: Parser, *, required: bool) -> None:
    command.add_argument(
        "--year", metavar="Y", required=required, type=values.year, help=_("the round's year")
    )


def _out(command: Parser) -> None:
    command.add_argument(
        "--out", metavar="DIR", required=True, type=values.path, help=_("where the files go")
    )


def _letter(given: str) -> str:
    known = {fold(one): one for one in _LETTERS}
    return known.get(fold(given)) or _no_letter()


def _no_letter() -> str:
    from argparse import ArgumentTypeError

    raise ArgumentTypeError(_("choose one of: {allowed}").format(allowed=", ".join(_LETTERS)))


def _offer(session: Session, args: Namespace) -> Answer:
    from ntand.services.yearly_round import offer

    answer = _answer(args)
    reference = session.reference(args.person)
    offered = offer(session.installation, session.actor, reference, args.year, args.offered, answer)
    text = _("The offer is kept.") if answer is None else _("The offer and the answer are kept.")
    return Answer(
        as_data(offered), lambda: text, hint=_to_come(session, args.offered, args.answered)
    )


def _to_come(session: Session, *days: "date | None") -> str:
    """A day that has not been is kept, but may be a slip of the hand."""
    today = session.installation.clock.today()
    late = [day for day in days if day is not None and day > today]
    if not late:
        return ""
    return _("The day {day} is yet to come: check that it is right.").format(day=max(late))


def _answer(args: Namespace) -> "NewAnswer | None":
    from ntand.services.yearly_round import NewAnswer

    details = (args.answered, args.by, args.channel, args.reason)
    if args.answer is not None:
        return NewAnswer(args.answer, *details)
    if any(detail is not None for detail in details):
        raise UsageError("usage.answer_missing")
    return None


def _visit(session: Session, args: Namespace) -> Answer:
    from ntand.services.yearly_round import NewVisit, visit

    new = NewVisit(args.on, args.by, args.card, args.deviation)
    reference = session.reference(args.person)
    kept = visit(session.installation, session.actor, reference, args.year, new)
    text = _("The assessment is kept.") if new.performed else _("The visit not performed is kept.")
    return Answer(as_data(kept), lambda: text, hint=_to_come(session, args.on))


def _lists(session: Session, args: Namespace) -> Answer:
    from ntand.services.papers import print_lists

    papers = print_lists(
        session.installation, session.actor, args.year, args.out, args.on, args.unit
    )
    return _printed(papers, _("Nobody is on the list: nothing was printed."))


def _letters(session: Session, args: Namespace) -> Answer:
    from ntand.services.papers import LetterKind, print_letters

    kind = LetterKind(args.kind)
    if kind is LetterKind.COPY and not args.persons:
        raise UsageError("usage.copies_of_whom")
    papers = print_letters(
        session.installation,
        session.actor,
        kind,
        Path(args.out),
        args.year,
        args.unit,
        [session.reference(one) for one in args.persons],
    )
    answer = _printed(papers, _("Nobody is to have this paper: nothing was printed."))
    return replace(answer, hint=_lacking(session.installation.settings)) if papers.files else answer


def _lacking(settings: "Settings") -> str:
    """What the reader of a letter will look for in vain."""
    wanted = {
        "contact_phone": settings.contact_phone,
        "return_address": settings.return_address,
    }
    names = " ".join(f'{name}="..."' for name, value in wanted.items() if not value)
    if not names:
        return ""
    return _(
        "The papers lack the municipality's phone or address. "
        "Fill in for the next time: ntand settings {names}"
    ).format(names=names)


def _printed(papers: "Papers", nothing: str) -> Answer:
    def text() -> str:
        if not papers.files:
            return nothing
        rows = [(one.unit, one.persons, one.pages, one.path) for one in papers.files]
        return table((_("Unit"), _("Persons"), _("Pages"), _("File")), rows, " rr")

    return Answer(as_data(papers), text)
