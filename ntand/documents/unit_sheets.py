"""A sheet about one unit's persons: a head, then a table whose header comes again on each page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from ntand.documents.flow import fitted, hanging
from ntand.documents.sheets import A4_ACROSS, ACCENT, MM, QUIET, TINT, Box, Page, Style
from ntand.documents.stationery import RUNNING, practice_mark
from ntand.documents.views import ContactView, UnitListRow
from ntand.documents.wording import Wording, label

LEFT, RIGHT, TOP = 14 * MM, 14 * MM, 15 * MM
WIDTH = A4_ACROSS[0] - LEFT - RIGHT
BOTTOM = A4_ACROSS[1] - 16 * MM
PAD = 4.0

NAME = Style(9.5, 12.5, heavy=True)
CELL = Style(9, 12)
HEAD = Style(8.5, 11, heavy=True, colour="#ffffff")
TITLE = Style(17, 22, heavy=True, colour=ACCENT)
UNIT = Style(12.5, 16, heavy=True)
SMALL = Style(9, 12, colour=QUIET)
HINT = Style(9.5, 12.5)
BOX_HEADING = UNIT._replace(size=10.5, leading=18, colour=ACCENT)
TABLE_MIN = 110.0

Line = tuple[str, Style]
Cell = list[Line]


@dataclass(frozen=True)
class UnitSheetTexts(Wording):
    """The fixed texts that every sheet about a unit has."""

    PLACES: ClassVar[frozenset[str]] = frozenset({"year", "day", "count"})
    document_title: str
    title: str
    without_unit: str
    code: str
    address: str
    responsible: str
    phone: str
    contact: str
    handling: str
    columns: tuple[str, ...]
    empty: str


class UnitSheetView(Protocol):
    """What every sheet about a unit is told."""

    @property
    def municipality(self) -> str:
        """The sender as it calls itself."""

    @property
    def practice(self) -> bool:
        """Whether no real persons are meant."""

    @property
    def today(self) -> date:
        """The date on the paper."""

    @property
    def year(self) -> int:
        """The round's year."""

    @property
    def unit_name(self) -> str:
        """The unit, or nothing for those without one."""

    @property
    def unit_code(self) -> str:
        """Its code, or nothing."""

    @property
    def unit_address(self) -> tuple[str, ...]:
        """Where it is."""

    @property
    def responsible(self) -> str:
        """Who answers for it."""

    @property
    def unit_phone(self) -> str:
        """Its telephone."""

    @property
    def contact(self) -> ContactView:
        """Whom at the municipality the reader turns to."""


class UnitSheet:
    """The layout of one sheet. A kind of sheet says what its box and its rows hold."""

    shares: ClassVar[tuple[float, ...]]  # of the width, column by column
    row_min: ClassVar[float] = 0.0

    def __init__(self, view: UnitSheetView, texts: UnitSheetTexts) -> None:
        self.sheet, self.fixed = view, texts
        self.unit = view.unit_name or texts.without_unit
        self.widths = [share * WIDTH for share in self.shares]
        self.lefts = [LEFT + sum(self.widths[:place]) for place in range(len(self.shares))]
        self.known: dict[tuple[str, int, bool], Cell] = {}
        self.done: list[Page] = []

    def boxed(self) -> Iterable[Line]:
        """What stands in the box beside the head."""
        raise NotImplementedError

    def rows(self) -> Iterable[list[Cell]]:
        """The rows of the table, each a list of cells; the last columns may be left out."""
        raise NotImplementedError

    def marks(self) -> None:
        """What a row holds to tick or fill in; drawn where it begins."""

    def pages(self) -> list[Page]:
        """All pages of the sheet."""
        self._turn()
        empty = True
        for cells in self.rows():
            empty = False
            self._row(cells)
        if empty:
            self.page.lines(LEFT, self.y + 8, [self.fixed.empty], HINT)
        return self.done

    def _turn(self) -> None:
        """Begin the next page, with the table's header on it."""
        self._new_page()
        y = self._next_head() if len(self.done) > 1 else self._first_head()
        if y > BOTTOM - TABLE_MIN:
            self._new_page()
            y = self._next_head()
        self.y = self.body = self._table_head(y + 6)

    def _new_page(self) -> None:
        self.page = Page(A4_ACROSS, RIGHT)
        self.done.append(self.page)
        practice_mark(self.page, self.sheet)
        self.page.lines(LEFT, A4_ACROSS[1] - 40, [self.fixed.handling], SMALL)

    def _put(self, text: str, style: Style, x: float, y: float, width: float) -> float:
        return self.page.lines(x, y, fitted(text, style, width), style)

    def _first_head(self) -> float:
        view, texts = self.sheet, self.fixed
        half = WIDTH * 0.52
        y = self._put(view.municipality, UNIT._replace(colour=ACCENT), LEFT, TOP, half)
        y = self._put(texts.title.format(year=view.year), TITLE, LEFT, y + 4, half)
        y = self._put(self.unit, UNIT, LEFT, y + 2, half) + 2
        below = self._box(LEFT + half + 16, TOP, WIDTH - half - 16)
        for name, value in self._unit_facts():
            for line in fitted(f"{name}: {value}", HINT, half):
                if y + HINT.leading > BOTTOM:
                    self._new_page()
                    y = below = self._next_head() + 6
                y = self.page.lines(LEFT, y, [line], HINT)
        return max(y, below)

    def _unit_facts(self) -> list[tuple[str, str]]:
        view, texts = self.sheet, self.fixed
        contact = view.contact
        facts = [
            (texts.code, view.unit_code),
            (texts.address, ", ".join(filter(None, view.unit_address))),
            (texts.responsible, view.responsible),
            (texts.phone, view.unit_phone),
            (texts.contact, _joined(contact)),
        ]
        return [(name, value) for name, value in facts if value]

    def _box(self, x: float, top: float, width: float) -> float:
        """What counts most, on a tinted ground."""
        lines: list[tuple[float, str, Style]] = []
        for text, style in self.boxed():
            lines += hanging([(text, style)], width - 24)
        height = sum(style.leading for _, _, style in lines) + 16
        self.page.boxes.append(Box(x, top, width, height, fill=TINT))
        self.page.boxes.append(Box(x, top, 2.2, height, fill=ACCENT))
        y = top + 8
        for indent, line, style in lines:
            y = self.page.lines(x + 12 + indent, y, [line], style)
        return top + height

    def _next_head(self) -> float:
        view = self.sheet
        title = self.fixed.title.format(year=view.year)
        running = f"{view.municipality} · {title} · {self.unit}"
        return self._put(running, RUNNING, LEFT, TOP, WIDTH)

    def _table_head(self, y: float) -> float:
        cells = [
            fitted(text, HEAD, width - 2 * PAD)
            for text, width in zip(self.fixed.columns, self.widths, strict=True)
        ]
        height = max(map(len, cells)) * HEAD.leading + 2 * PAD
        self.page.boxes.append(Box(LEFT, y, WIDTH, height, fill=ACCENT))
        for x, lines in zip(self.lefts, cells, strict=True):
            self.page.lines(x + PAD, y + PAD, lines, HEAD)
        return y + height

    def person(self, row: UnitListRow, first: int) -> list[Cell]:
        """Name, place, language and contact of a person, in the columns from ``first`` on."""
        role = label("contact_role", row.contact_role)
        return [
            [*self.cell(row.name, first, NAME), *self.cell(row.born, first)],
            [*self.cell(row.place, first + 1), *self.cell(row.phone, first + 1)],
            self.cell(row.language, first + 2),
            [
                *self.cell(row.contact_name, first + 3),
                *self.cell(role, first + 3),
                *self.cell(row.contact_phone, first + 3),
            ],
        ]

    def cell(self, text: str, column: int, style: Style = CELL) -> Cell:
        """The lines of one text in a column; texts come again, so they are wrapped once."""
        if not text:
            return []
        key = (text, column, style.heavy)
        lines = self.known.get(key)
        if lines is None:
            width = self.widths[column] - 2 * PAD
            lines = self.known[key] = [(line, style) for line in fitted(text, style, width)]
        return lines

    def _row(self, cells: list[Cell]) -> None:
        height = max(_height(cells), self.row_min)
        if self.y + height > BOTTOM and self.y > self.body:
            self._turn()
        self.marks()
        while self.y + height > BOTTOM:
            room = BOTTOM - self.y - 2 * PAD
            parts = [_split(cell, room) for cell in cells]
            self._draw_row([now for now, _ in parts], BOTTOM - self.y)
            cells = [later for _, later in parts]
            height = _height(cells)
            self._turn()
        self._draw_row(cells, height)

    def _draw_row(self, cells: list[Cell], height: float) -> None:
        for x, cell in zip(self.lefts, cells, strict=False):
            _stack(self.page, x + PAD, self.y + PAD, cell)
        self.y += height
        self.page.rule(LEFT, self.y, WIDTH)


def _joined(contact: ContactView) -> str:
    return ", ".join(filter(None, (contact.name, contact.phone, contact.email)))


def _height(cells: list[Cell]) -> float:
    return max(sum(style.leading for _, style in cell) for cell in cells) + 2 * PAD


def _stack(page: Page, x: float, y: float, lines: Cell) -> None:
    for line, style in lines:
        y = page.lines(x, y, [line], style)


def _split(cell: Cell, room: float) -> tuple[Cell, Cell]:
    """What of a cell fits in the room, at least one line, and the rest."""
    used = 0.0
    for place, (_, style) in enumerate(cell):
        used += style.leading
        if used > room and place:
            return cell[:place], cell[place:]
    return cell, []
