"""The letter to a new holder, and its copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ntand.documents.flow import TITLE, Flow
from ntand.documents.pdf import Output, write_pdf
from ntand.documents.sheets import MM, Page
from ntand.documents.stationery import CommonTexts, addressed, until
from ntand.documents.views import ContactView, LetterView
from ntand.documents.wording import Wording, long_date, wording


@dataclass(frozen=True)
class LetterTexts(Wording):
    """The fixed texts of the letter."""

    FILE: ClassVar[str] = "letter"
    PLACES: ClassVar[frozenset[str]] = frozenset({"municipality"})
    document_title: str
    title: str
    intro: str
    number: str
    number_to_come: str
    valid_from: str
    valid_to: str
    gives_heading: str
    gives: tuple[str, ...]
    do_heading: str
    do: tuple[str, ...]
    change_heading: str
    change: str
    questions_heading: str
    questions: str


def render_letters(views: Sequence[LetterView], out: Output) -> int:
    """Write one letter per view, each with page numbers of its own; the number of pages."""
    texts = wording(LetterTexts)
    return write_pdf([_letter(view, texts) for view in views], texts.document_title, out)


def _letter(view: LetterView, texts: LetterTexts) -> list[Page]:
    mark = wording(CommonTexts).copy_mark if view.is_copy else ""
    flow = addressed(view, (view.name, *view.address), view.contact, texts.document_title, mark)
    flow.text(texts.title, TITLE, after=5)
    flow.text(texts.intro.format(municipality=view.municipality), after=8)
    facts = [
        (texts.number, view.certificate_number or texts.number_to_come),
        (texts.valid_from, long_date(view.valid_from)),
        (texts.valid_to, until(view.valid_to)),
    ]
    flow.facts(facts, 48 * MM)
    flow.heading(texts.gives_heading)
    flow.items(texts.gives)
    flow.heading(texts.do_heading)
    flow.items(texts.do, numbered=True)
    flow.heading(texts.change_heading)
    flow.text(texts.change, after=3)
    flow.heading(texts.questions_heading)
    flow.text(texts.questions)
    whom_to_ask(flow, view.contact)
    return flow.pages


def whom_to_ask(flow: Flow, contact: ContactView) -> None:
    """Name, phone and mail of the contact, on one line where they fit."""
    parts = (contact.name, contact.phone, contact.email)
    flow.text(" · ".join(filter(None, parts)))
