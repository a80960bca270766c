"""What the region keeps for all: its messages to issuers, and the units it knows."""

from argparse import Namespace

from ntand.cli import values
from ntand.cli.answer import Answer
from ntand.cli.parser import Commands
from ntand.cli.session import Session
from ntand.cli.table import said, table, yes_no
from ntand.i18n import _


def declare(commands: Commands) -> None:
    """The commands of this group."""
    messages = commands.add("messages", _("The region's messages to issuers"), _messages)
    messages.add_argument(
        "--read",
        metavar="ID",
        nargs="+",
        default=(),
        type=values.key,
        help=_("these have been read"),
    )
    units = commands.add("units", _("The units, and how they stand at the region"), _units)
    units.add_argument(
        "--propose",
        metavar="CODE",
        nargs="+",
        default=(),
        type=values.key,
        help=_("propose these to the region with the next exchange"),
    )


def _messages(session: Session, args: Namespace) -> Answer:
    from ntand.services.exchange.messages import mark_read, messages

    for message in args.read:
        mark_read(session.installation, session.actor, message)
    found = messages(session.installation, session.actor)
    rows = [
        (one.id, one.sent_on, yes_no(one.read), one.title, one.text, one.valid_to) for one in found
    ]
    head = (_("Id"), _("Sent on"), _("Read"), _("Title"), _("Text"), _("Holds until"))
    empty = _("The region has sent no messages.")
    return Answer({"messages": found}, lambda: table(head, rows) if rows else empty)


def _units(session: Session, args: Namespace) -> Answer:
    from ntand.services.exchange.registers import propose_units, unit_register

    queued = (
        propose_units(session.installation, session.actor, args.propose) if args.propose else None
    )
    found = unit_register(session.installation, session.actor)
    states = {
        "proposed": _("proposed, no answer yet"),
        "active": _("active"),
        "refused": _("refused"),
    }
    rows = [
        (one.code, one.name, one.type, said(one.status, states), yes_no(one.on_its_way), one.reason)
        for one in found
    ]
    head = (_("Code"), _("Name"), _("Type"), _("At the region"), _("On its way"), _("Reason"))
    told = "" if queued is None else _("Proposed with the next exchange: {n}.").format(n=queued)
    data = {"units": found} | ({} if queued is None else {"proposed": queued})
    return Answer(data, lambda: table(head, rows), hint=told)
