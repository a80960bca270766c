"""The yearly list of one unit for the visit; fast, since a round makes some hundred of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ntand.documents.flow import BULLET
from ntand.documents.pdf import Output, write_pdf
from ntand.documents.sheets import INK, Box
from ntand.documents.unit_sheets import (
    BOX_HEADING,
    CELL,
    HINT,
    PAD,
    UNIT,
    WIDTH,
    Cell,
    Line,
    UnitSheet,
    UnitSheetTexts,
)
from ntand.documents.views import UnitListView
from ntand.documents.wording import long_date, wording

# Shares of the width: name, place, language, contact, prepare, visit, notes.
SHARES = (0.175, 0.2, 0.08, 0.175, 0.115, 0.105, 0.15)
TICK = 9.0
TICK_PITCH = 14.0

__all__ = ["SHARES", "WIDTH", "render_unit_list"]


@dataclass(frozen=True)
class UnitListTexts(UnitSheetTexts):
    """The fixed texts of the list."""

    FILE: ClassVar[str] = "unit_list"
    as_of: str
    count: str
    count_one: str
    printed: str
    prepare_heading: str
    prepare: tuple[str, ...]
    ticks: tuple[str, ...]


def render_unit_list(view: UnitListView, out: Output) -> int:
    """Write the list of one unit; the number of pages."""
    texts = wording(UnitListTexts)
    return write_pdf([_UnitList(view, texts).pages()], texts.document_title, out)


class _UnitList(UnitSheet):
    """The layout of one list: who said yes, with boxes to tick at the visit."""

    shares = SHARES
    row_min = 3 * TICK_PITCH + 2 * PAD + 2

    def __init__(self, view: UnitListView, texts: UnitListTexts) -> None:
        super().__init__(view, texts)
        self.view, self.texts = view, texts

    def boxed(self) -> list[Line]:
        """How many, which day, and what the staff prepare."""
        view, texts = self.view, self.texts
        count = texts.count_one if len(view.rows) == 1 else texts.count
        return [
            (count.format(count=len(view.rows)), UNIT),
            (texts.as_of.format(day=long_date(view.on)), HINT),
            (f"{texts.printed} {long_date(view.today)}", HINT),
            (texts.prepare_heading, BOX_HEADING),
            *((BULLET + text, HINT) for text in texts.prepare),
        ]

    def rows(self) -> Iterator[list[Cell]]:
        """One row for each person."""
        for row in self.view.rows:
            yield [*self.person(row, 0), self.cell(row.prepare, 4)]

    def marks(self) -> None:
        """Boxes to tick: performed or not, the card."""
        x = self.lefts[5] + PAD
        for place, text in enumerate(self.texts.ticks):
            y = self.y + PAD + 2 + place * TICK_PITCH
            self.page.boxes.append(Box(x, y, TICK, TICK, stroke=INK, thickness=0.9))
            self.page.lines(x + TICK + 5, y - 1.5, [text], CELL)
