"""The paper form about a protected person: signed, posted, never sent electronically."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ntand.documents.flow import BODY, BULLET, STRONG, TITLE, Flow
from ntand.documents.letters import whom_to_ask
from ntand.documents.pdf import Output, write_pdf
from ntand.documents.sheets import MM, Page
from ntand.documents.stationery import BOTTOM, LEFT, WIDTH, first_head, next_head, until
from ntand.documents.views import ProtectedCertificate, ProtectedFormView, ProtectedOffer
from ntand.documents.wording import Wording, label, long_date, wording

LABELS = 58 * MM
# Both lines to sign on stay with their heading.
SIGNING = 34 * MM


@dataclass(frozen=True)
class ProtectedTexts(Wording):
    """The fixed texts of the form."""

    FILE: ClassVar[str] = "protected"
    PLACES: ClassVar[frozenset[str]] = frozenset({"year"})
    document_title: str
    mark: str
    title: str
    handling_heading: str
    handling: tuple[str, ...]
    person_heading: str
    name: str
    id_number: str
    protection: str
    certificate_heading: str
    voided: str
    number: str
    ground: str
    criteria: str
    valid_from: str
    valid_to: str
    issued_on: str
    issuer: str
    basis: str
    replaces: str
    ended_on: str
    end_reason: str
    offer_heading: str
    offered_on: str
    answer: str
    answered_on: str
    answered_by: str
    performed_on: str
    sign_heading: str
    date: str
    signature: str
    printed_name: str
    role: str
    region_heading: str
    answer_to_heading: str
    forwarding_heading: str
    forwarding: tuple[str, ...]
    questions_heading: str


def render_protected_forms(views: Sequence[ProtectedFormView], out: Output) -> int:
    """Write one form per view, each with page numbers of its own; the number of pages."""
    texts = wording(ProtectedTexts)
    return write_pdf([_form(view, texts) for view in views], texts.document_title, out)


def _form(view: ProtectedFormView, texts: ProtectedTexts) -> list[Page]:
    def new_page(number: int) -> tuple[Page, float]:
        page = Page()
        if number > 1:
            return page, next_head(page, view, f"{texts.document_title} · {view.name}", texts.mark)
        return page, first_head(page, view, texts.mark) + 8

    flow = Flow(new_page, LEFT, WIDTH, BOTTOM)
    flow.text(long_date(view.today), BODY)
    flow.text(texts.title, TITLE, after=6)
    handling = [(texts.handling_heading, STRONG)]
    flow.frame(handling + [(BULLET + text, BODY) for text in texts.handling])
    _person(flow, view, texts)
    for certificate in view.certificates:
        _certificate(flow, certificate, texts)
    for offer in view.offers:
        _offer(flow, offer, texts)
    _signing(flow, view, texts)
    return flow.pages


def _person(flow: Flow, view: ProtectedFormView, texts: ProtectedTexts) -> None:
    flow.heading(texts.person_heading)
    facts = [
        (texts.name, view.name),
        (texts.id_number, view.id_number),
        (texts.protection, label("protection", view.protection)),
    ]
    flow.facts(facts, LABELS)


def _certificate(flow: Flow, it: ProtectedCertificate, texts: ProtectedTexts) -> None:
    flow.heading(texts.certificate_heading)
    if it.voided:
        flow.text(texts.voided, STRONG, after=4)
    facts = [
        (texts.number, it.number),
        (texts.ground, label("ground", it.ground)),
        (texts.criteria, it.criteria),
        (texts.valid_from, long_date(it.valid_from)),
        (texts.valid_to, until(it.valid_to)),
        (texts.issued_on, long_date(it.issued_on)),
        (texts.issuer, it.issuer),
        (texts.basis, label("basis", it.basis)),
        (texts.replaces, it.replaces),
        (texts.ended_on, long_date(it.ended_on) if it.ended_on else ""),
        (texts.end_reason, label("end_reason", it.end_reason)),
    ]
    flow.facts(_known(facts), LABELS)


def _offer(flow: Flow, it: ProtectedOffer, texts: ProtectedTexts) -> None:
    flow.heading(texts.offer_heading.format(year=it.year))
    facts = [
        (texts.offered_on, long_date(it.offered_on) if it.offered_on else ""),
        (texts.answer, label("answer", it.answer)),
        (texts.answered_on, long_date(it.answered_on) if it.answered_on else ""),
        (texts.answered_by, label("answerer", it.answered_by)),
        (texts.performed_on, long_date(it.performed_on) if it.performed_on else ""),
    ]
    flow.facts(_known(facts), LABELS)


def _known(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in facts if value]


def _signing(flow: Flow, view: ProtectedFormView, texts: ProtectedTexts) -> None:
    flow.heading(texts.sign_heading, SIGNING)
    flow.blanks([(texts.date, 0.3), (texts.signature, 0.7)])
    flow.blanks([(texts.printed_name, 0.55), (texts.role, 0.45)])
    post = [(texts.region_heading, STRONG), *((line, BODY) for line in view.region_address)]
    flow.frame(post)
    back = [(texts.answer_to_heading, STRONG), *((line, BODY) for line in view.return_address)]
    flow.frame(back)
    flow.heading(texts.forwarding_heading)
    flow.items(texts.forwarding, numbered=True)
    flow.heading(texts.questions_heading)
    whom_to_ask(flow, view.contact)
