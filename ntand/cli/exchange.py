"""Commands of the exchange with the region."""

from argparse import Namespace
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import DONE, PARTLY, Answer, as_data
from ntand.cli.parser import Commands
from ntand.cli.session import Session, line_of_file
from ntand.cli.table import table, whole
from ntand.errors import Refused, UsageError
from ntand.i18n import _

if TYPE_CHECKING:
    from ntand.services.exchange import Synced

_SHOWN_BY_THE_LINE = frozenset({"region.bad_url", "region.insecure_url"})


def declare(commands: Commands) -> None:
    """The commands of this group."""
    connect = commands.add("connect", _("Point at the region's service and sign in"), _connect)
    connect.add_argument("--url", metavar="URL", required=True, help=_("its address"))
    connect.add_argument(
        "--client-id", metavar="ID", required=True, type=values.key, help=_("our name there")
    )
    connect.add_argument(
        "--client-secret-file",
        metavar="F",
        required=True,
        type=values.path,
        help=_("a file with the secret"),
    )
    commands.add("sync", _("Fetch what is new, send what waits"), _sync)


def _connect(session: Session, args: Namespace) -> Answer:
    from ntand.services.exchange import connect

    secret = line_of_file(args.client_secret_file)
    try:
        connect(session.installation, session.actor, args.url, args.client_id, secret)
    except Refused as error:
        if error.code in _SHOWN_BY_THE_LINE:
            raise UsageError(error.code) from None
        raise
    return Answer(
        {"url": args.url, "client_id": args.client_id},
        lambda: _("Connected: the region accepted the sign-in."),
        hint=_("Next: ntand sync."),
    )


def _sync(session: Session, _args: Namespace) -> Answer:
    from ntand.services.exchange import sync

    with session.console.progress(_("Exchanging with the region")):
        done = sync(session.installation, session.actor)
    code = PARTLY if done.rejected or done.conflicts else DONE
    return Answer(as_data(done), lambda: _text(done), code, _next(done))


def _text(done: "Synced") -> str:
    rows = [
        (_("Sent"), whole(done.sent)),
        (_("Received"), whole(done.received)),
        (_("In conflict"), whole(done.conflicts)),
        (_("Refused by the region"), whole(done.rejected)),
        (_("Still waiting"), whole(done.pending)),
    ]
    return table((_("Exchange"), _("Count")), rows, " r")


def _next(done: "Synced") -> str:
    if done.rejected or done.conflicts:
        return _("Refused and conflicting items wait for a person: see Region in the window.")
    if done.pending:
        return _(
            "What waits lacks consent or harm test (ntand consent), "
            "or is tried again by the next ntand sync."
        )
    return ""
