"""Commands of the exchange with the region."""

from argparse import Namespace
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import DONE, FAILED, PARTLY, Answer, as_data
from ntand.cli.parser import Commands
from ntand.cli.session import Session, line_of_file
from ntand.cli.table import said, table, whole
from ntand.errors import Refused, UsageError
from ntand.i18n import _
from ntand.sentences import explain_code
from ntand.sentences.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ntand.services.exchange.connection_test import Link
    from ntand.services.exchange.outbox.troubles import Trouble
    from ntand.services.exchange.sync import Synced

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
    connect.add_argument(
        "--ca-file",
        metavar="FILE",
        type=values.path,
        help=_("the certificate of an issuer of your own, trusted beside the system's"),
    )
    _declare_sync(commands)
    commands.add("connection", _("Test the connection: which link fails?"), _connection)


def _declare_sync(commands: Commands) -> None:
    sync = commands.add("sync", _("Fetch what is new, send what waits"), _sync)
    one = sync.add_mutually_exclusive_group()
    one.add_argument(
        "--scheduled", action="store_true", help=_("a scheduler began it: so the history says")
    )
    one.add_argument(
        "--pause", action="store_true", help=_("send and fetch nothing until --resume")
    )
    one.add_argument("--resume", action="store_true", help=_("let the exchange run again"))
    one.add_argument(
        "--reconcile",
        action="store_true",
        help=_("compare everything with what the region holds"),
    )


def _connect(session: Session, args: Namespace) -> Answer:
    from ntand.services.exchange.sync import connect

    secret = line_of_file(args.client_secret_file)
    try:
        connect(
            session.installation,
            session.actor,
            args.url,
            args.client_id,
            secret,
            ca_file=args.ca_file,
        )
    except Refused as error:
        if error.code in _SHOWN_BY_THE_LINE:
            raise UsageError(error.code) from None
        raise
    return Answer(
        {"url": args.url, "client_id": args.client_id},
        lambda: _("Connected: the region accepted the sign-in."),
        hint=_("Next: ntand sync."),
    )


def _sync(session: Session, args: Namespace) -> Answer:
    from ntand.services.exchange.outbox.troubles import troubles
    from ntand.services.exchange.sync import sync
    from ntand.store.tables import Manner

    if args.pause or args.resume:
        return _pause(session, pause=args.pause)
    if args.reconcile:
        _ask_reconcile(session)
    manner = Manner.SCHEDULER if args.scheduled else Manner.ASKED
    with session.console.progress(_("Exchanging with the region")) as progress:
        done = sync(session.installation, session.actor, progress, manner=manner)
    left = troubles(session.installation, session.actor)
    code = PARTLY if done.rejected or done.conflicts else DONE
    data = as_data(done) | ({"troubles": left} if left else {})
    return Answer(data, lambda: _text(done, left), code, _next(done, left))


def _ask_reconcile(session: Session) -> None:
    from ntand.services.exchange.incoming.loading import ask_reconcile

    ask_reconcile(session.installation, session.actor)


def _pause(session: Session, *, pause: bool) -> Answer:
    from ntand.services.exchange import pausing

    if not pause:
        pausing.resume(session.installation, session.actor)
        return Answer({"paused": False}, lambda: _("The exchange runs again with ntand sync."))
    held = pausing.pause(session.installation, session.actor)
    return Answer(
        {"paused": True, "by": held.by, "since": held.since},
        lambda: _("The exchange is paused. Everything waits here until ntand sync --resume."),
    )


def _connection(session: Session, _args: Namespace) -> Answer:
    from ntand.services.exchange.connection_test import LinkState, test_connection

    with session.console.progress(_("Testing the connection")):
        links = test_connection(session.installation, session.actor)
    broken = any(link.state is LinkState.FAILED for link in links)
    said = [explain_code(link.code, dict(link.facts)) if link.code else ("", "") for link in links]
    data = [
        as_data(link) | ({"message": " ".join(words)} if link.code else {})
        for link, words in zip(links, said, strict=True)
    ]
    hint = " ".join(now for _what, now in said if now)
    whats = [what for what, _now in said]
    return Answer({"links": data}, lambda: _links(links, whats), FAILED if broken else DONE, hint)


def _links(links: "Sequence[Link]", whats: "Sequence[str]") -> str:
    names = {
        "name": _("the name leads to an address"),
        "reach": _("something answers there"),
        "tls": _("encrypted, and the right service"),
        "token": _("the sign-in is accepted"),
        "version": _("the version is known here"),
        "clock": _("the clocks agree"),
    }
    states = {"ok": _("yes"), "failed": _("no"), "not_tried": _("not tried")}
    rows = [
        (names[link.name], states[link.state], what)
        for link, what in zip(links, whats, strict=True)
    ]
    return table((_("Link"), _("Works"), _("What happened")), rows)


def _text(done: "Synced", left: "Sequence[Trouble]") -> str:
    rows = [
        (_("Sent"), whole(done.sent)),
        (_("Received"), whole(done.received)),
        (_("In conflict"), whole(done.conflicts)),
        (_("Refused by the region"), whole(done.rejected)),
        (_("Still waiting"), whole(done.pending)),
    ]
    lines = [table((_("Exchange"), _("Count")), rows, " r")]
    if left:
        lines += ["", _troubles(left)]
    return "\n".join(lines)


def _troubles(left: "Sequence[Trouble]") -> str:
    """What waits for a person, and the region's reason in words where we have them."""
    kinds = {"certificate": _("certificate"), "offer": _("offer"), "unit": _("unit")}
    states = {"parked": _("refused by the region"), "conflict": _("changed there and here")}
    rows = [
        (said(one.kind, kinds), one.key, one.person, said(one.state, states), _reason(one))
        for one in left
    ]
    return table((_("What"), _("Key"), _("Person"), _("What happened"), _("Reason")), rows)


def _reason(trouble: "Trouble") -> str:
    return refusal(trouble.problem)[0] if trouble.problem else ""


def _next(done: "Synced", left: "Sequence[Trouble]") -> str:
    if left:
        return _(
            "The items listed wait for a person: ntand explain PERSON shows whom each is about. "
            "Correct it here, and the next ntand sync sends it again."
        )
    if done.pending:
        return _(
            "What waits lacks consent or harm test (ntand consent), "
            "or is tried again by the next ntand sync."
        )
    return ""
