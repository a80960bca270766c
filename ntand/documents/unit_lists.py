"""The yearly list of one unit for the visit; fast, since a round makes some hundred of them."""

from dataclasses import dataclass
from typing import ClassVar

from ntand.documents.flow import BULLET, fitted, hanging
from ntand.documents.pdf import Output, write_pdf
from ntand.documents.sheets import A4_ACROSS, ACCENT, INK, MM, QUIET, TINT, Box, Page, Style
from ntand.documents.stationery import RUNNING, practice_mark
from ntand.documents.views import ContactView, UnitListRow, UnitListView
from ntand.documents.wording import Wording, label, long_date, wording

LEFT, RIGHT, TOP = 14 * MM, 14 * MM, 15 * MM
WIDTH = A4_ACROSS[0] - LEFT - RIGHT
BOTTOM = A4_ACROSS[1] - 16 * MM
# Shares of the width: name, place, language, contact, prepare, visit, notes.
SHARES = (0.175, 0.2, 0.08, 0.175, 0.115, 0.105, 0.15)
PAD = 4.0

NAME = Style(9.5, 12.5, heavy=True)
CELL = Style(9, 12)
HEAD = Style(8.5, 11, heavy=True, colour="#ffffff")
TITLE = Style(17, 22, heavy=True, colour=ACCENT)
UNIT = Style(12.5, 16, heavy=True)
SMALL = Style(9, 12, colour=QUIET)
HINT = Style(9.5, 12.5)
TICK = 9.0
TICK_PITCH = 14.0
TABLE_MIN = 110.0
ROW_MIN = 3 * TICK_PITCH + 2 * PAD + 2


@dataclass(frozen=True)
class UnitListTexts(Wording):
    """The fixed texts of the list."""

    FILE: ClassVar[str] = "unit_list"
    PLACES: ClassVar[frozenset[str]] = frozenset({"year", "day", "count"})
    document_title: str
    title: str
    as_of: str
    without_unit: str
    count: str
    count_one: str
    code: str
    address: str
    responsible: str
    phone: str
    contact: str
    printed: str
    prepare_heading: str
    prepare: tuple[str, ...]
    handling: str
    columns: tuple[str, ...]
    ticks: tuple[str, ...]
    empty: str


Line = tuple[str, Style]
Cell = list[Line]


def render_unit_list(view: UnitListView, out: Output) -> int:
    """Write the list of one unit; the number of pages."""
    return write_pdf([_UnitList(view).pages()], wording(UnitListTexts).document_title, out)


class _UnitList:
    """The layout of one list: a head, a table whose header comes again on each page."""

    def __init__(self, view: UnitListView) -> None:
        self.view = view
        self.texts = wording(UnitListTexts)
        self.unit = view.unit_name or self.texts.without_unit
        self.widths = [share * WIDTH for share in SHARES]
        self.lefts = [LEFT + sum(self.widths[:place]) for place in range(len(SHARES))]
        self.known: dict[tuple[str, int, bool], Cell] = {}
        self.done: list[Page] = []

    def pages(self) -> list[Page]:
        """All pages of the list."""
        self._turn()
        if not self.view.rows:
            self.page.lines(LEFT, self.y + 8, [self.texts.empty], HINT)
        for row in self.view.rows:
            self._row(self._cells(row))
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
        practice_mark(self.page, self.view)
        self.page.lines(LEFT, A4_ACROSS[1] - 40, [self.texts.handling], SMALL)

    def _put(self, text: str, style: Style, x: float, y: float, width: float) -> float:
        return self.page.lines(x, y, fitted(text, style, width), style)

    def _first_head(self) -> float:
        view, texts = self.view, self.texts
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
        view, texts = self.view, self.texts
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
        """How many, which day, and what the staff prepare, on a tinted ground."""
        view, texts = self.view, self.texts
        count = texts.count_one if len(view.rows) == 1 else texts.count
        lines: list[tuple[float, str, Style]] = []
        for text, style in (
            (count.format(count=len(view.rows)), UNIT),
            (texts.as_of.format(day=long_date(view.on)), HINT),
            (f"{texts.printed} {long_date(view.today)}", HINT),
            (texts.prepare_heading, UNIT._replace(size=10.5, leading=18, colour=ACCENT)),
            *((BULLET + text, HINT) for text in texts.prepare),
        ):
            lines += hanging([(text, style)], width - 24)
        height = sum(style.leading for _, _, style in lines) + 16
        self.page.boxes.append(Box(x, top, width, height, fill=TINT))
        self.page.boxes.append(Box(x, top, 2.2, height, fill=ACCENT))
        y = top + 8
        for indent, line, style in lines:
            y = self.page.lines(x + 12 + indent, y, [line], style)
        return top + height

    def _next_head(self) -> float:
        view = self.view
        title = self.texts.title.format(year=view.year)
        running = f"{view.municipality} · {title} · {self.unit}"
        return self._put(running, RUNNING, LEFT, TOP, WIDTH)

    def _table_head(self, y: float) -> float:
        cells = [
            fitted(text, HEAD, width - 2 * PAD)
            for text, width in zip(self.texts.columns, self.widths, strict=True)
        ]
        height = max(map(len, cells)) * HEAD.leading + 2 * PAD
        self.page.boxes.append(Box(LEFT, y, WIDTH, height, fill=ACCENT))
        for x, lines in zip(self.lefts, cells, strict=True):
            self.page.lines(x + PAD, y + PAD, lines, HEAD)
        return y + height

    def _cells(self, row: UnitListRow) -> list[Cell]:
        role = label("contact_role", row.contact_role)
        return [
            [*self._cell(row.name, 0, NAME), *self._cell(row.born, 0)],
            [*self._cell(row.place, 1), *self._cell(row.phone, 1)],
            self._cell(row.language, 2),
            [
                *self._cell(row.contact_name, 3),
                *self._cell(role, 3),
                *self._cell(row.contact_phone, 3),
            ],
            self._cell(row.prepare, 4),
        ]

    def _cell(self, text: str, column: int, style: Style = CELL) -> Cell:
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
        height = max(_height(cells), ROW_MIN)
        if self.y + height > BOTTOM and self.y > self.body:
            self._turn()
        self._ticks()
        while self.y + height > BOTTOM:
            room = BOTTOM - self.y - 2 * PAD
            parts = [_split(cell, room) for cell in cells]
            self._draw_row([now for now, _ in parts], BOTTOM - self.y)
            cells = [later for _, later in parts]
            height = _height(cells)
            self._turn()
        self._draw_row(cells, height)

    def _ticks(self) -> None:
        x = self.lefts[5] + PAD
        for place, text in enumerate(self.texts.ticks):
            y = self.y + PAD + 2 + place * TICK_PITCH
            self.page.boxes.append(Box(x, y, TICK, TICK, stroke=INK, thickness=0.9))
            self.page.lines(x + TICK + 5, y - 1.5, [text], CELL)

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
