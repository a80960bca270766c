"""The yearly offer with boxes for the answer and a code to read it in by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ntand.documents.flow import BODY, LABEL, STRONG, TITLE, Flow
from ntand.documents.pdf import Output, write_pdf
from ntand.documents.sheets import MM, Page
from ntand.documents.stationery import addressed
from ntand.documents.views import OfferFormView
from ntand.documents.wording import Wording, labels, long_date, wording

CODE_SIZE = 25 * MM


@dataclass(frozen=True)
class OfferTexts(Wording):
    """The fixed texts of the offer form."""

    FILE: ClassVar[str] = "offer"
    PLACES: ClassVar[frozenset[str]] = frozenset({"municipality", "year", "day"})
    document_title: str
    title: str
    intro: tuple[str, ...]
    answer_by: str
    answer_heading: str
    about: str
    born: str
    yes: str
    no: str
    reason: str
    who_heading: str
    date: str
    signature: str
    printed_name: str
    phone: str
    return_heading: str
    code_note: str


def render_offer_forms(views: Sequence[OfferFormView], out: Output) -> int:
    """Write one form per view, each with page numbers of its own; the number of pages."""
    texts = wording(OfferTexts)
    return write_pdf([_form(view, texts) for view in views], texts.document_title, out)


def _form(view: OfferFormView, texts: OfferTexts) -> list[Page]:
    flow = addressed(view, (view.name, *view.address), view.contact, texts.document_title)
    places = {"municipality": view.municipality, "year": view.year}
    flow.text(texts.title.format_map(places), TITLE, after=4)
    for text in texts.intro:
        flow.text(text.format_map(places), after=4)
    if view.answer_by:
        flow.text(texts.answer_by.format(day=long_date(view.answer_by)), STRONG, after=2)
    _answer(flow, view, texts)
    _return(flow, view, texts)
    return flow.pages


def _answer(flow: Flow, view: OfferFormView, texts: OfferTexts) -> None:
    flow.heading(texts.answer_heading)
    flow.facts([(texts.about, f"{view.name}, {texts.born} {view.born}")], 34 * MM)
    flow.choice(texts.yes.format(year=view.year))
    flow.choice(texts.no.format(year=view.year))
    flow.writing_line(texts.reason)
    flow.text(texts.who_heading, STRONG, after=3)
    flow.choices(labels()["answered_by"].values(), 3)
    flow.blanks([(texts.date, 0.3), (texts.signature, 0.7)])
    flow.blanks([(texts.printed_name, 0.6), (texts.phone, 0.4)])


def _return(flow: Flow, view: OfferFormView, texts: OfferTexts) -> None:
    address = [(line, BODY) for line in view.return_address]
    note = [(texts.code_note, LABEL), (view.offer_id, LABEL)]
    lines = [(texts.return_heading, STRONG), *address, *note]
    flow.frame(lines, view.offer_id, CODE_SIZE)
