"""Commands about certificates: issue, end, replace, void, consent, the portal's number."""

from argparse import Namespace
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import Answer, as_data
from ntand.cli.parser import Commands, Parser
from ntand.cli.people import person_argument
from ntand.cli.session import Session
from ntand.domain.codes import Basis, ConsentForm, EndReason, Ground
from ntand.errors import UsageError
from ntand.i18n import _
from ntand.ports import clock_from_environment

if TYPE_CHECKING:
    from ntand.services.certificates import Changed, NewCertificate


def declare(commands: Commands) -> None:
    """The commands of this group."""
    issue = commands.add("issue", _("Issue a certificate"), _issue)
    person_argument(issue)
    _new_certificate(issue)
    replace = commands.add("replace", _("Replace a certificate by a new one"), _replace)
    _certificate_argument(replace)
    _new_certificate(replace)
    end = commands.add("end", _("End a certificate"), _end)
    _certificate_argument(end)
    end.add_argument(
        "--reason",
        required=True,
        metavar=values.shown(EndReason),
        type=values.code(EndReason),
        help=_("why it ends"),
    )
    end.add_argument(
        "--on", metavar="D", required=True, type=values.day, help=_("its last valid day")
    )
    end.add_argument("--informed", metavar="D", type=values.day, help=_("the person was told"))
    void = commands.add("void", _("Mark a certificate as issued in error"), _void)
    _certificate_argument(void)
    void.add_argument("--reason", metavar="TEXT", required=True, type=values.text, help=_("why"))
    _declare_consent(commands)
    registered = commands.add(
        "registered", _("Note that a certificate was entered in the portal"), _registered
    )
    _certificate_argument(registered)
    registered.add_argument(
        "--number", metavar="N", required=True, type=values.key, help=_("its number there")
    )


def _declare_consent(commands: Commands) -> None:
    consent = commands.add("consent", _("Record what allows disclosure to the region"), _consent)
    person_argument(consent)
    _basis(consent)
    consent.add_argument(
        "--withdraw", action="store_true", help=_("the person takes the consent back")
    )
    consent.add_argument(
        "--on", metavar="D", type=values.day, help=_("the day it was taken back; today")
    )


def _certificate_argument(command: Parser) -> None:
    command.add_argument(
        "intyg_id", metavar="INTYG_ID", type=values.key, help=_("the certificate's id")
    )


def _new_certificate(command: Parser) -> None:
    command.add_argument(
        "--ground",
        required=True,
        metavar=values.shown(Ground),
        type=values.code(Ground),
        help=_("the ground"),
    )
    _basis(command)
    command.add_argument(
        "--valid-from", metavar="D", type=values.day, help=_("the first valid day; today")
    )
    command.add_argument("--valid-to", metavar="D", type=values.day, help=_("the last valid day"))
    command.add_argument(
        "--reason", metavar="TEXT", type=values.text, help=_("needed against the proposal")
    )


def _basis(command: Parser) -> None:
    command.add_argument(
        "--basis",
        metavar=values.shown(Basis),
        type=values.code(Basis),
        help=_("what allows disclosure"),
    )
    command.add_argument(
        "--form",
        metavar=values.shown(ConsentForm),
        type=values.code(ConsentForm),
        help=_("how the consent was given"),
    )


def _issue(session: Session, args: Namespace) -> Answer:
    from ntand.services.certificates import issue

    new = _new(args)
    reference = session.reference(args.person)
    issued = issue(session.installation, session.actor, reference, new)
    text = _("Certificate {certificate} is issued.").format(certificate=issued.intyg_id)
    return Answer(as_data(issued), lambda: f"{text} {_way(issued.sent)}")


def _replace(session: Session, args: Namespace) -> Answer:
    from ntand.services.certificates import replace_certificate

    issued = replace_certificate(session.installation, session.actor, args.intyg_id, _new(args))
    text = _("Certificate {certificate} is issued and replaces the former.").format(
        certificate=issued.intyg_id
    )
    return Answer(as_data(issued), lambda: f"{text} {_way(issued.sent)}")


def _new(args: Namespace) -> "NewCertificate":
    from ntand.services.certificates import NewCertificate

    return NewCertificate(
        args.ground, args.basis, args.form, args.valid_from, args.valid_to, args.reason
    )


def _end(session: Session, args: Namespace) -> Answer:
    from ntand.services.certificates import end

    changed = end(
        session.installation, session.actor, args.intyg_id, args.reason, args.on, args.informed
    )
    return _changed(changed, _("The certificate ends {day}.").format(day=args.on))


def _void(session: Session, args: Namespace) -> Answer:
    from ntand.services.certificates import void

    changed = void(session.installation, session.actor, args.intyg_id, args.reason)
    return _changed(changed, _("The certificate is marked as issued in error."))


def _consent(session: Session, args: Namespace) -> Answer:
    from ntand.services.certificates import consent

    told = (args.basis or args.form) is not None
    if told == (args.withdraw or args.on is not None) or not (args.basis or args.withdraw):
        raise UsageError("usage.consent_what")
    if args.withdraw:
        return _withdraw(session, args)
    reference = session.reference(args.person)
    kept = consent(session.installation, session.actor, reference, args.basis, args.form)
    freed = kept.changed
    text = _("The basis is kept. Certificates that waited for it: {n}.").format(n=len(freed))
    return Answer({"certificates": freed}, lambda: text)


def _withdraw(session: Session, args: Namespace) -> Answer:
    from ntand.services.consents import withdraw_consent

    reference = session.reference(args.person)
    day = args.on or clock_from_environment().today()
    done = withdraw_consent(session.installation, session.actor, reference, day)
    text = _("The consent is taken back. What waited and stays here: {n}.").format(n=done.stopped)
    return Answer(as_data(done), lambda: text)


def _registered(session: Session, args: Namespace) -> Answer:
    from ntand.services.certificates import registered

    changed = registered(session.installation, session.actor, args.intyg_id, args.number)
    return _changed(changed, _("The portal's number is kept."))


def _changed(changed: "Changed", text: str) -> Answer:
    told = f"{text} {_way(changed.sent)}" if changed.sent else text
    return Answer(as_data(changed), lambda: told)


def _way(sent: str) -> str:
    """How it reaches the region."""
    return {
        "queued": _("It goes to the region with the next exchange."),
        "portal": _("Enter it in the region's portal, then: ntand registered."),
        "waits": _("It waits for consent or harm test: ntand consent."),
        "paper": _("Protected person: it goes on paper, ntand letters --kind skyddad."),
    }[sent]
