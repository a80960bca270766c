"""The first part of a person's pane: what to do, whom to ask, what stands, what waits."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ntand.i18n import _
from ntand.sentences import explained as told
from ntand.sentences.eligibility import warnings
from ntand.sentences.people import stands
from ui.kit.labels import label
from ui.panes.gone_words import gone_words, is_gone, left_open, left_words, moved_words
from ui.panes.person_words import days, way_words
from ui.panes.sheet import Sheet

if TYPE_CHECKING:
    from ntand.services.people.care_view import ContactView
    from ntand.services.people.holdings_view import CertificateView
    from ntand.services.people.view import PersonView
    from ntand.services.people.years_view import OfferView, VisitView

_KINDS = {"qualifies": "good", "needs_assessment": "warning"}
_SETTLED = {"none", "delivered"}


def write_overview(sheet: Sheet, view: "PersonView", show_hidden: Callable[[], object]) -> None:
    """Write what a person needs to know first."""
    if is_gone(view):
        sheet.news(gone_words(view), "warning")
    else:
        _outcome(sheet, view)
        _told(sheet, view)
    stopped = stopped_words(view)
    if stopped:
        sheet.news(stopped, "warning")
    _waiting(sheet, view)
    sheet.title(_("Certificate"))
    left = left_open(view)
    for one in left:
        sheet.text(left_words(one, view))
    standing = [one for one in view.certificates if one.stands in ("active", "future")]
    for one in standing:
        if one not in left:
            sheet.text(certificate_words(one))
    if not standing and not left:
        sheet.text(_("No certificate that is valid or begins later."))
    sheet.title(_("Oral-health assessment {year}").format(year=view.on.year))
    sheet.text(offer_words(view.offer))
    _whereabouts(sheet, view, show_hidden)


def certificate_words(one: "CertificateView") -> str:
    """A certificate in a line: ground, days, how it stands."""
    return _("{ground}, {days}, {stands}").format(
        ground=label("grund", one.ground),
        days=days(one.starts_on, one.last_day),
        stands=stands()[one.stands],
    )


def offer_words(offer: "OfferView | None") -> str:
    """This year's offer, answer and visit in a line."""
    if offer is None:
        return _("Not offered yet.")
    parts = [_("Offered.")]
    if offer.offered_on:
        parts = [_("Offered {day}.").format(day=offer.offered_on.isoformat())]
    answer = offer.answer
    if answer is None or answer.value is None:
        parts.append(_("No answer yet."))
    else:
        parts.append(_("Answer: {answer}.").format(answer=label("svar", answer.value)))
    parts += [visit_words(one) for one in offer.visits if one.stands]
    return " ".join(parts)


def visit_words(visit: "VisitView") -> str:
    """A visit in a sentence."""
    day = visit.visited_on.isoformat() if visit.visited_on else _("day unknown")
    if visit.performed:
        return _("Assessment performed {day}.").format(day=day)
    why = label("avvikelse", visit.deviation) if visit.deviation else _("reason unknown")
    return _("Visit {day} not carried out: {why}.").format(day=day, why=why)


def stopped_words(view: "PersonView") -> str:
    """Why nothing about the person goes to the region; empty when it may."""
    if not view.refuses_disclosure:
        return ""
    taken_back = [
        one.withdrawn_on
        for one in view.disclosures
        if one.withdrawn_on is not None and one.withdrawn_on >= one.given_on
    ]
    if taken_back:
        text = _("The consent was taken back {day}: nothing more is sent to the region.")
        return text.format(day=max(taken_back).isoformat())
    return _("The person refuses disclosure: nothing is sent to the region.")


def _told(sheet: Sheet, view: "PersonView") -> None:
    """What the region has told of the person."""
    told = view.told
    if told.deceased_on:
        text = _("The region tells that the person died {day}.")
        sheet.news(text.format(day=told.deceased_on.isoformat()), "warning")
    if told.moved_on:
        sheet.news(moved_words(view), "warning")


def _outcome(sheet: Sheet, view: "PersonView") -> None:
    proposal = view.proposal
    for code in proposal.warnings:
        sheet.news(warnings().get(code, code), "warning")
    if proposal.outcome == "qualifies" and proposal.certificate == "active":
        return  # as it should be: the certificate stands below
    sentence = told.outcome_sentence(
        proposal.outcome, proposal.ground, proposal.reasons, len(proposal.missing)
    )
    sheet.news(sentence, _KINDS.get(proposal.outcome, "info"))


def _waiting(sheet: Sheet, view: "PersonView") -> None:
    """What waits for someone or something."""
    waits = [
        _("Certificate {number}: {way}.").format(number=one.intyg_id, way=way_words(one.way))
        for one in view.certificates
        if one.way.way not in _SETTLED
    ]
    waits += [
        _("Offer {year}: {way}.").format(year=one.year, way=way_words(one.way))
        for one in view.offers
        if one.way.way not in _SETTLED
    ]
    for stance in view.stances:
        if stance.stands and stance.ask_again_on and stance.ask_again_on > view.on:
            waits.append(
                _("Ask again {day}: {stance}. {reason}").format(
                    day=stance.ask_again_on.isoformat(),
                    stance=label("stance", stance.stance),
                    reason=stance.reason,
                )
            )
    if waits:
        sheet.title(_("Waits"))
        for one in waits:
            sheet.text(one)


def _whereabouts(sheet: Sheet, view: "PersonView", show_hidden: Callable[[], object]) -> None:
    sheet.title(_("Contact"))
    contact = view.contact
    if view.hidden:
        sheet.text(_("Address, unit and contact are hidden: the person is protected."))
        sheet.acts([(_("Show &protected facts"), "shield", show_hidden)])
        sheet.aside(_("Show them only when you must: it is noted in the access log."))
    elif contact is None:
        sheet.text(_("The care systems tell nothing."))
    else:
        _contact(sheet, contact)


def _contact(sheet: Sheet, contact: "ContactView") -> None:
    place = " ".join(part for part in (contact.postal_code, contact.town) if part)
    address = ", ".join(part for part in (contact.address, place) if part)
    who = _with(contact.contact_name, label("kontakt_roll", contact.contact_role))
    caregiver = _with(contact.caregiver_name, label("tandvardsgivare", contact.caregiver_kind))
    sheet.facts(
        [
            (_("Address"), address),
            (_("Room"), contact.room),
            (_("Phone"), contact.phone),
            (_("Language"), contact.language),
            (_("Contact person"), _with(who, contact.contact_phone, ", ")),
            (_("Dental caregiver"), caregiver),
        ]
    )
    source = _("From decision {decision}").format(decision=contact.external_id)
    if contact.source != told.STANDARD_SOURCE:
        source = _("{decision} in {system}").format(decision=source, system=contact.source)
    sheet.aside(source)


def _with(main: str | None, more: str | None, between: str = "") -> str:
    if main and more:
        return f"{main}{between}{more}" if between else f"{main} ({more})"
    return main or more or ""
