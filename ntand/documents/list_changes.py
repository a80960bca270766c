"""What has changed on a unit's list since it was printed, as a sheet to lay beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ntand.documents.flow import BULLET
from ntand.documents.pdf import Output, write_pdf
from ntand.documents.unit_sheets import (
    BOX_HEADING,
    HINT,
    NAME,
    UNIT,
    Cell,
    Line,
    UnitSheet,
    UnitSheetTexts,
)
from ntand.documents.views import ListChangesView
from ntand.documents.wording import label, long_date, wording


@dataclass(frozen=True)
class ListChangesTexts(UnitSheetTexts):
    """The fixed texts of the sheet."""

    FILE: ClassVar[str] = "list_changes"
    list_of: str
    sheet_of: str
    as_of: str
    count: str
    count_one: str
    do_heading: str
    do: tuple[str, ...]
    joins: str
    leaves: str


def render_list_changes(view: ListChangesView, out: Output) -> int:
    """Write the changes of one unit's list; the number of pages."""
    texts = wording(ListChangesTexts)
    return write_pdf([_ListChanges(view, texts).pages()], texts.document_title, out)


class _ListChanges(UnitSheet):
    """The layout: first who leaves the list, then who joins it with what the visit needs."""

    shares = (0.1, 0.2, 0.23, 0.1, 0.2, 0.17)

    def __init__(self, view: ListChangesView, texts: ListChangesTexts) -> None:
        super().__init__(view, texts)
        self.view, self.texts = view, texts

    def boxed(self) -> list[Line]:
        """How many, which list they change, and what to do with it."""
        view, texts = self.view, self.texts
        number = len(view.left) + len(view.joined)
        count = texts.count_one if number == 1 else texts.count
        return [
            (count.format(count=number), UNIT),
            (texts.list_of.format(day=long_date(view.printed_on)), HINT),
            *self._told(),
            (texts.as_of.format(day=long_date(view.today)), HINT),
            (texts.do_heading, BOX_HEADING),
            *((BULLET + text, HINT) for text in texts.do),
        ]

    def _told(self) -> list[Line]:
        day = self.view.told_on
        return [(self.texts.sheet_of.format(day=long_date(day)), HINT)] if day else []

    def rows(self) -> Iterator[list[Cell]]:
        """One row for each person."""
        for gone in self.view.left:
            name = [*self.cell(gone.name, 1, NAME), *self.cell(gone.born, 1)]
            why = self.cell(label("list_change", gone.reason), 5)
            yield [self.cell(self.texts.leaves, 0, NAME), name, [], [], [], why]
        for row in self.view.joined:
            kind = self.cell(self.texts.joins, 0, NAME)
            yield [kind, *self.person(row, 1), self.cell(row.prepare, 5)]
