"""What the papers have in common: the head with sender, window address, marks and margins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from ntand.documents.flow import Flow, fitted
from ntand.documents.sheets import (
    A4,
    ACCENT,
    INK,
    MM,
    QUIET,
    WARNING_TINT,
    Box,
    Page,
    Style,
)
from ntand.documents.views import ContactView
from ntand.documents.wording import Wording, long_date, wording

LEFT, RIGHT, BOTTOM = 25 * MM, 20 * MM, 280 * MM
WIDTH = A4[0] - LEFT - RIGHT
# Window at the right of a C5 envelope (Swedish placing H2), with room for the sheet to slide.
WINDOW_LEFT, WINDOW_TOP, WINDOW_WIDTH = 115 * MM, 47 * MM, 78 * MM
BODY_TOP = 88 * MM

SENDER = Style(14, 18, heavy=True, colour=ACCENT)
ADDRESS = Style(11, 14.5)
MARK = Style(11, 15, heavy=True)
COPY = Style(12, 19, heavy=True, colour=ACCENT)
RUNNING = Style(9, 12, colour=QUIET)
FACT = Style(10, 15)
FACT_LABEL = Style(10, 15, colour=QUIET)
FACT_LABELS = 17 * MM
FACT_WIDTH = WINDOW_LEFT - LEFT - FACT_LABELS - 12
COLUMN_BOTTOM = 240 * MM

Line = tuple[str, Style]


@dataclass(frozen=True)
class CommonTexts(Wording):
    """Texts that several papers share."""

    FILE: ClassVar[str] = "common"
    practice_mark: str
    copy_mark: str
    date: str
    contact: str
    phone: str
    email: str
    until_further_notice: str


class Headed(Protocol):
    """What every view tells of its sender."""

    @property
    def municipality(self) -> str:
        """The sender as it calls itself: Alingsås kommun."""

    @property
    def practice(self) -> bool:
        """Whether no real persons are meant."""

    @property
    def today(self) -> date:
        """The date on the paper."""


def until(day: date | None) -> str:
    """A last day, or that there is none."""
    return long_date(day) if day else wording(CommonTexts).until_further_notice


def practice_mark(page: Page, view: Headed) -> None:
    """Mark the page as practice, at its upper edge, when it is."""
    if not view.practice:
        return
    text = wording(CommonTexts).practice_mark
    width = MARK.face.width(text) * MARK.size + 24
    x = (page.size[0] - width) / 2
    page.boxes.append(Box(x, 7 * MM, width, 18, fill=WARNING_TINT, stroke=INK, thickness=1.2))
    page.lines(x + 12, 7 * MM + 1.5, [text], MARK)


def first_head(page: Page, view: Headed, mark: str = "") -> float:
    """Draw the sender, a mark in capitals and the accent line; the height below them."""
    practice_mark(page, view)
    wide = WIDTH - _mark(page, mark, 15.5 * MM)
    y = page.lines(LEFT, 17 * MM, fitted(view.municipality, SENDER, wide), SENDER)
    page.rule(LEFT, y + 3, WIDTH, ACCENT, 1.6)
    return y + 10


def _mark(page: Page, text: str, y: float) -> float:
    """Draw a framed mark at the right edge; the width it takes."""
    if not text:
        return 0
    width = COPY.face.width(text) * COPY.size + 16
    x = A4[0] - RIGHT - width
    page.boxes.append(Box(x, y, width, 20, stroke=ACCENT, thickness=1.6))
    page.lines(x + 8, y + 0.5, [text], COPY)
    return width + 12


def next_head(page: Page, view: Headed, running: str, mark: str = "") -> float:
    """Draw the short head of a further page; the height below it."""
    practice_mark(page, view)
    width = WIDTH - _mark(page, mark, 15.5 * MM)
    lines = fitted(f"{view.municipality} · {running}", RUNNING, width)
    y = page.lines(LEFT, 18 * MM, lines, RUNNING)
    y = max(y, 15.5 * MM + 21) if mark else y
    page.rule(LEFT, y + 3, WIDTH, ACCENT, 1)
    return y + 14


def addressed(
    view: Headed, address: Sequence[str], contact: ContactView, running: str, mark: str = ""
) -> Flow:
    """A letter: sender, facts at the left, the address in the envelope's window at the right."""
    rest: list[Line] = []

    def new_page(number: int) -> tuple[Page, float]:
        page = Page()
        if number > 1:
            return page, next_head(page, view, running, mark)
        start = max(WINDOW_TOP, first_head(page, view, mark) + 6)
        window = [
            (line, ADDRESS) for text in address for line in fitted(text, ADDRESS, WINDOW_WIDTH)
        ]
        ends = (
            _sender_facts(page, start, view, contact, rest),
            _column(page, WINDOW_LEFT, start, window, rest),
        )
        return page, max(BODY_TOP, *(end + 12 for end in ends))

    flow = Flow(new_page, LEFT, WIDTH, BOTTOM)
    for line, style in rest:
        flow.text(line, style)
    return flow


def _column(page: Page, x: float, y: float, lines: list[Line], rest: list[Line]) -> float:
    """Put lines below each other; those for which the page is too short go to ``rest``."""
    for line, style in lines:
        if y > COLUMN_BOTTOM:
            rest.append((line, style))
        else:
            y = page.lines(x, y, [line], style)
    return y


def _sender_facts(
    page: Page, start: float, view: Headed, contact: ContactView, rest: list[Line]
) -> float:
    texts = wording(CommonTexts)
    facts = [(texts.date, long_date(view.today)), (texts.contact, contact.name)]
    facts += [(texts.phone, contact.phone), (texts.email, contact.email)]
    y = start
    for name, value in facts:
        if value:
            _column(page, LEFT, y, [(name, FACT_LABEL)], rest)
            lines = [(line, FACT) for line in fitted(value, FACT, FACT_WIDTH)]
            y = _column(page, LEFT + FACT_LABELS, y, lines, rest)
    return y
