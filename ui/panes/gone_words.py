"""One story of someone who has died or moved away: what happened, and what of the certificate."""

from typing import TYPE_CHECKING

from ntand.domain.municipalities import within_county
from ntand.i18n import _
from ui.kit.labels import label
from ui.panes.person_words import days

if TYPE_CHECKING:
    from ntand.services.people.holdings_view import CertificateView
    from ntand.services.people.view import PersonView


def is_gone(view: "PersonView") -> bool:
    """Whether the person has died or moved away by the day seen."""
    return view.proposal.outcome == "not_applicable"


def left_open(view: "PersonView") -> list["CertificateView"]:
    """The certificates of someone gone that nobody has ended."""
    return [
        one
        for one in view.certificates
        if is_gone(view)
        and one.stands != "voided"
        and (one.last_day is None or one.last_day >= view.on)
    ]


def gone_words(view: "PersonView") -> str:
    """What happened, as far as it is told, and what to do about the certificate."""
    words = _died(view) or _moved(view)
    if not left_open(view):
        return words
    if goes_along(view):
        act = _("The certificate goes along: hand it over, and end it for this municipality.")
    else:
        act = _("The certificate no longer holds: end it.")
    return f"{words} {act}"


def left_words(one: "CertificateView", view: "PersonView") -> str:
    """A certificate of someone gone in a line: ground, days, what is to be done."""
    return _("{ground}, {days}, {stands}").format(
        ground=label("grund", one.ground),
        days=days(one.starts_on, one.last_day),
        stands=_("to be handed over") if goes_along(view) else _("to be ended"),
    )


def goes_along(view: "PersonView") -> bool:
    """Whether the certificate lives on where the person has moved."""
    return not _died(view) and view.told.hand_over


def moved_words(view: "PersonView") -> str:
    """What the region tells of a move."""
    told = view.told
    day = told.moved_on.isoformat() if told.moved_on else ""
    if not told.moved_to:
        return _("The region tells that the person moved {day}.").format(day=day)
    text = _("The region tells that the person moved {day} to {where}.")
    return text.format(day=day, where=within_county(told.moved_to) or told.moved_to)


def _died(view: "PersonView") -> str:
    day = view.card.deceased_on
    if day is None or day > view.on:
        return ""
    if day == view.told.deceased_on:
        text = _("The region tells that the person died {day}.")
        return text.format(day=day.isoformat())
    return _("The person died {day}.").format(day=day.isoformat())


def _moved(view: "PersonView") -> str:
    day, told = view.card.moved_on, view.told
    if day is None or day == told.moved_on:
        return moved_words(view)
    if told.moved_to:
        where = within_county(told.moved_to) or told.moved_to
        return _("The person moved {day} to {where}.").format(day=day.isoformat(), where=where)
    return _("The person moved {day}.").format(day=day.isoformat())
