"""The other parts of a person's pane: decisions, certificates, years, what has been."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ntand.i18n import _
from ntand.sentences import explained as told
from ntand.sentences.people import printouts, stands
from ui.kit.labels import label
from ui.panes.person_acts import has_consent
from ui.panes.person_overview import stopped_words, visit_words
from ui.panes.person_words import (
    column_words,
    days,
    fact_words,
    number,
    value_words,
    way_words,
    when,
)
from ui.panes.sheet import Act, Sheet

if TYPE_CHECKING:
    from ntand.services.people.care_view import ChangeView, DecisionView
    from ntand.services.people.holdings_view import CertificateView, StanceView
    from ntand.services.people.view import PersonView
    from ntand.services.people.years_view import AnswerView, OfferView, VisitView

Begin = Callable[[str, str], object]  # an act and the certificate or year it is about


def write_decisions(sheet: Sheet, view: "PersonView") -> None:
    """Each care decision with its facts and who says them."""
    if not view.decisions:
        sheet.text(_("The care systems tell of no decision."))
    for one in view.decisions:
        _decision(sheet, one)


def write_certificates(sheet: Sheet, view: "PersonView", begin: Begin) -> None:
    """Each certificate with its way to the region and what can be done with it."""
    if not view.certificates:
        sheet.text(_("There is no certificate."))
    for one in view.certificates:
        _certificate(sheet, one, begin)
    _disclosures(sheet, view, begin)


def _disclosures(sheet: Sheet, view: "PersonView", begin: Begin) -> None:
    if view.disclosures:
        sheet.title(_("Basis for giving data to the region"))
    for basis in view.disclosures:
        what = label("underlag", basis.basis)
        if basis.form:
            what = f"{what}, {label('form', basis.form)}"
        line = _("{what}, {day} ({who})").format(
            what=what, day=basis.given_on.isoformat(), who=basis.by
        )
        if basis.withdrawn_on:
            back = _("taken back {day}").format(day=basis.withdrawn_on.isoformat())
            line = f"{line}, {back}"
        sheet.text(line)
    if has_consent(view):
        back = _("Consent taken back")
        sheet.acts([(back, "circle-minus", lambda: begin("withdraw", ""))])
    stopped = stopped_words(view)
    if stopped:
        sheet.news(stopped, "warning")


def write_years(sheet: Sheet, view: "PersonView", begin: Begin) -> None:
    """Each year's offer with every answer and visit."""
    year = str(view.on.year)
    acts: list[Act] = [
        (_("Answer {year}").format(year=year), "check", lambda: begin("answer", year)),
        (_("Visit {year}").format(year=year), "calendar", lambda: begin("visit", year)),
    ]
    sheet.acts(acts)
    if not view.offers:
        sheet.text(_("No offer has been made."))
    for one in view.offers:
        _offer(sheet, one)


def write_past(sheet: Sheet, view: "PersonView") -> None:
    """Decisions people took, papers, numbers."""
    if view.stances:
        sheet.title(_("Decided"))
    for stance in view.stances:
        again = ""
        if stance.ask_again_on:
            again = _("Ask again {day}.").format(day=stance.ask_again_on.isoformat())
        line = f"{stance.decided_on.isoformat()}: {label('stance', stance.stance)}"
        sheet.text(_mark(f"{line}. {stance.reason} ({stance.by}). {again}".strip(), stance))
    if view.printouts:
        sheet.title(_("Papers with the person on them"))
    for paper in view.printouts:
        parts = [printouts().get(paper.kind, paper.kind)]
        parts += [str(one) for one in (paper.year, paper.unit_code) if one]
        sheet.text(f"{when(paper.at)}: {', '.join(parts)} ({paper.by})")
    sheet.title(_("Identity numbers"))
    for held in view.numbers:
        text = number(held.number)
        if held.valid_to:
            former = _("until {day}").format(day=held.valid_to.isoformat())
            text = f"{text} ({former})"
        sheet.text(text)


def _decision(sheet: Sheet, one: "DecisionView") -> None:
    kind = one.kind_text or label("insats", one.kind)
    state = _("active") if one.active else _("not active")
    told_facts = [fact for fact in one.facts if fact.value is not None]
    missing = [column_words(fact.column).lower() for fact in one.facts if fact.value is None]
    sheet.title(f"{kind} – {state}")
    sheet.facts(
        [
            (_("Decision"), _source(one)),
            (_("Time"), days(one.starts_on, one.last_day)),
            (_("Unit"), one.unit_name),
            (_("Case worker"), one.case_worker),
            *((column_words(fact.column), fact_words(fact)) for fact in told_facts),
        ]
    )
    if missing:
        sheet.aside(_("Not told: {facts}").format(facts=", ".join(missing)))
    if one.decides:
        sheet.aside(_("Name, unit and contact come from this decision."))
    if one.missing_from:
        day = one.missing_from.isoformat()
        sheet.aside(_("Missing in the care system's extract from {day}.").format(day=day))
    for change in one.changes:
        sheet.aside(_change(change))


def _source(one: "DecisionView") -> str:
    if one.source == told.STANDARD_SOURCE:
        return one.external_id
    return _("{decision} in {system}").format(decision=one.external_id, system=one.source)


def _change(change: "ChangeView") -> str:
    before = ", ".join(
        f"{column_words(column)}: {value_words(column, value)}" for column, value in change.before
    )
    return _("Changed {at} by {who}. Before: {before}").format(
        at=when(change.at), who=change.by, before=before or _("something that is hidden")
    )


def _certificate(sheet: Sheet, one: "CertificateView", begin: Begin) -> None:
    sheet.title(f"{label('grund', one.ground)} – {stands()[one.stands]}")
    last = label("avslutsorsak", one.end_reason) if one.end_reason else None
    sheet.facts(
        [
            (_("Number"), one.intyg_id),
            (_("Number in the portal"), one.region_number),
            (_("Time"), days(one.starts_on, one.last_day)),
            (_("Ended because"), last),
            (_("Issued"), f"{one.issued_on.isoformat()}, {one.issuer}"),
            (_("Origin"), label("ursprung", one.origin)),
            (_("Criteria"), one.criteria),
            (_("Basis"), label("underlag", one.basis) if one.basis else _("missing")),
            (_("To the region"), way_words(one.way)),
            (_("Reason"), one.reason),
            (_("Voided because"), one.void_reason),
            (_("Replaces"), one.replaces),
            (_("Replaced by"), one.replaced_by),
            (_("Informed"), one.informed_on.isoformat() if one.informed_on else None),
        ]
    )
    acts: list[Act] = []
    if one.stands != "voided":
        key = one.intyg_id
        if one.stands != "ended":
            acts.append((_("End"), None, lambda: begin("end", key)))
        if one.stands == "active":
            acts.append((_("Replace"), None, lambda: begin("replace", key)))
        acts.append((_("Void"), None, lambda: begin("void", key)))
    if acts:
        sheet.acts(acts, _("certificate {number}").format(number=one.intyg_id))


def _offer(sheet: Sheet, one: "OfferView") -> None:
    sheet.title(str(one.year))
    if one.offered_on:
        sheet.text(_("Offered {day}.").format(day=one.offered_on.isoformat()))
    for answer in one.answers:
        sheet.text(_mark(_answer(answer), answer))
    for visit in one.visits:
        more = f" {visit.performed_by}." if visit.performed_by else ""
        card = " " + _("Oral-care card received.") if visit.care_card else ""
        sheet.text(_mark(f"{visit_words(visit)}{more}{card}", visit))
    if not (one.offered_on or one.answers or one.visits):
        sheet.text(_("Nothing has been kept."))
    sheet.aside(way_words(one.way))


def _answer(answer: "AnswerView") -> str:
    value = label("svar", answer.value) if answer.value else _("no answer yet")
    parts = [_("Answer: {answer}").format(answer=value)]
    if answer.answered_on:
        parts.append(answer.answered_on.isoformat())
    if answer.answered_by:
        parts.append(label("svarat_av", answer.answered_by))
    if answer.channel:
        parts.append(label("svar_kanal", answer.channel))
    if answer.reason:
        parts.append(answer.reason)
    return ", ".join(parts)


def _mark(text: str, kept: "AnswerView | StanceView | VisitView") -> str:
    """The text, with what became of it when it no longer stands."""
    if kept.stands:
        return text
    later = _("taken back") if kept.taken_back else _("replaced by a later one")
    return f"{text} [{later}]"
