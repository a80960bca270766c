"""What the region tells: what has come in, its messages to issuers, the units it knows."""

from argparse import Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import Answer
from ntand.cli.parser import Commands
from ntand.cli.session import Session
from ntand.cli.table import id_number, said, table, yes_no
from ntand.i18n import _
from ntand.ports import STOCKHOLM

if TYPE_CHECKING:
    from ntand.services.people.cards import PersonCard


def declare(commands: Commands) -> None:
    """The commands of this group."""
    arrivals = commands.add("arrivals", _("What the region has told that was new"), _arrivals)
    arrivals.add_argument(
        "--since", metavar="DATE", type=values.day, help=_("since this day; default: 90 days back")
    )
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


def _arrivals(session: Session, args: Namespace) -> Answer:
    from ntand.services.exchange.arrivals import arrivals

    found = arrivals(session.installation, session.actor, args.since)
    rows = [(_moment(one.at), *_whom(one.card, one.key), one.says) for one in found]
    head = (_("When"), _("Identity number"), _("About"), _("What came in"))
    empty = _("The region has told nothing new.")
    return Answer({"arrivals": found}, lambda: table(head, rows) if rows else empty)


def _moment(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def _whom(card: "PersonCard | None", key: str) -> tuple[str, str]:
    return (id_number(card.id_number), card.name) if card else ("", key)


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
