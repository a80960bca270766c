"""The command that gives a person a new identity number, and looks first."""

from argparse import Namespace
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import Answer, as_data
from ntand.cli.parser import Commands
from ntand.cli.people import person_argument
from ntand.cli.session import STDIN, Session, line_of_stdin
from ntand.cli.table import id_number, table
from ntand.errors import Refused
from ntand.i18n import _

if TYPE_CHECKING:
    from ntand.services.replaced_number import Foreseen, Likeness, Renumbered


def declare(commands: Commands) -> None:
    """The commands of this group."""
    renumber = commands.add("renumber", _("Give a person a new identity number"), _renumber)
    person_argument(renumber)
    renumber.add_argument(
        "new",
        metavar="NEW",
        type=values.identity_number,
        help=_("the new identity number, or - to read it from stdin (the line after the person's)"),
    )
    renumber.add_argument(
        "--dry-run",
        action="store_true",
        help=_("tell who has the new number already; store nothing"),
    )
    renumber.add_argument(
        "--confirm",
        action="store_true",
        help=_("make two persons one, when someone else has the number; it cannot be undone"),
    )


def _renumber(session: Session, args: Namespace) -> Answer:
    reference = session.reference(args.person)
    new = line_of_stdin(_("New identity number: ")) if args.new == STDIN else args.new
    if args.dry_run:
        return _look(session, reference, new)
    return _do(session, reference, new, confirmed=args.confirm)


def _look(session: Session, reference: str, new: str) -> Answer:
    from ntand.services.replaced_number import look_up_number

    found = look_up_number(session.installation, session.actor, reference, new)
    other = found.other
    # As the real run tells it, and more: the one who has the number is the one kept.
    kept, merged = (found.person, None) if other is None else (other, found.person.person)
    data = {"person": kept.person, "merged": merged, "again": found.again, "holder": other}
    return Answer(data, lambda: _foreseen(found), hint=_after(other))


def _after(other: "Likeness | None") -> str:
    if other is None:
        return _("Nothing is stored. Next: the same command without --dry-run.")
    return _(
        "Nothing is stored. If they are the same person: the same command with --confirm instead of"
        " --dry-run. It cannot be undone."
    )


def _foreseen(found: "Foreseen") -> str:
    if found.other is None:
        if found.again:
            return _("The person has had the number before and would get it again.")
        return _("Nobody has the number here. The former one would go on leading to the person.")
    rows = list(zip(_titles(), _cells(found.person), _cells(found.other), strict=True))
    head = ("", _("The person"), _("Has the new number"))
    told = _("Another person has the number here. The two would become one.")
    return "\n".join([told, "", table(head, rows)])


def _titles() -> tuple[str, ...]:
    return (
        *(_("Name"), _("Identity number"), _("Born"), _("Died"), _("Unit")),
        *(_("Certificates"), _("Years with an offer")),
    )


def _cells(one: "Likeness") -> tuple[str, ...]:
    return (
        one.name,
        id_number(one.id_number),
        one.born,
        one.deceased_on.isoformat() if one.deceased_on else "-",
        _place(one),
        str(one.certificates),
        ", ".join(map(str, one.years)) or "-",
    )


def _place(one: "Likeness") -> str:
    return _("PROTECTED") if one.protected else one.unit_name or "-"


def _do(session: Session, reference: str, new: str, *, confirmed: bool) -> Answer:
    from ntand.services.replaced_number import look_up_number, merge_number

    found = look_up_number(session.installation, session.actor, reference, new)
    if found.other is not None and not confirmed:
        raise Refused("number.unconfirmed")
    done = merge_number(session.installation, session.actor, reference, new, found)
    return Answer(as_data(done), lambda: _done(done))


def _done(done: "Renumbered") -> str:
    if done.merged is None:
        return _("The person has the new number. The former one goes on leading to the person.")
    return _(
        "Another person had the number: the two are one person now. Nothing of either is lost."
    )
