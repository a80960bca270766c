"""What the panes say of certificates: their way to the region, what is unusual."""

from typing import TYPE_CHECKING

from ntand.i18n import _
from ui.kit.labels import label

if TYPE_CHECKING:
    from ntand.services.issuing import Draft


def way_sentence(sent: str | None) -> str:
    """How a change just stored reaches the region."""
    return _ways().get(sent or "", "")


def act_alone(told: str) -> str:
    """What was told of an act, without how it reaches the region: it does not, taken back."""
    for way in _ways().values():
        told = told.removesuffix(way)
    return told.rstrip()


def _ways() -> dict[str, str]:
    return {
        "queued": _("It goes to the region with the next exchange."),
        "portal": _("Enter it in the region's portal."),
        "waits": _("It waits for consent or harm test."),
        "paper": _("Protected person: it goes to the region on paper."),
    }


def proposal_sentence(draft: "Draft") -> str:
    """What is proposed for the first day."""
    grounds = ", ".join(label("grund", ground) for ground in draft.proposal.grounds)
    if grounds:
        return _("Proposed: {grounds}.").format(grounds=grounds)
    return {
        "needs_assessment": _("Nothing is proposed: facts are missing, someone has to assess."),
        "does_not_qualify": _("Nothing is proposed: the criteria are not met."),
        "not_applicable": _("Nothing is proposed: the person has died or moved away."),
    }.get(draft.proposal.outcome, "")


def unusual_words(draft: "Draft") -> list[str]:
    """What a person should look at before issuing, each in a few words."""
    known = {
        "namesake": _("someone else has the same name"),
        "protected": _("protected identity"),
        "gone": _("has died or moved away"),
        "not_proposed": _("no certificate is proposed"),
        "has_certificate": _("has a certificate already"),
        "held_back": _("someone has decided to wait"),
        "refuses": _("refuses disclosure to the region"),
        "for_a_time": _("the need may pass: for a time only"),
    }
    return [known[code] for code in draft.unusual]


def warnings(draft: "Draft") -> list[str]:
    """What stands in the way or should be known; namesakes and protection the header tells."""
    told = []
    standing = draft.standing
    if standing is not None:
        told.append(
            _("Decided {day}: {stance}. {reason}").format(
                day=standing.decided_on.isoformat(),
                stance=label("stance", standing.stance),
                reason=standing.reason,
            )
        )
    if draft.refuses:
        told.append(_("Has refused disclosure: nothing goes to the region without a new consent."))
    if draft.suggested_end is not None:
        told.append(_("The need may pass: a certificate for a time is suggested."))
    return told
