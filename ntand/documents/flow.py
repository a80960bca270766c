"""Running text down the pages of one part: paragraphs, lists, fields, boxes to fill in."""

from collections.abc import Callable, Iterable

from ntand.documents.lines import wrap
from ntand.documents.sheets import ACCENT, INK, MM, QUIET, RULE, TINT, Box, Code, Page, Style

TITLE = Style(19, 25, heavy=True, colour=ACCENT)
HEADING = Style(12.5, 18, heavy=True, colour=ACCENT)
BODY = Style(11, 15.2)
STRONG = Style(11, 15.2, heavy=True)
LABEL = Style(9, 12.5, colour=QUIET)
TICK = 6 * MM
FACT_PAD = 4.4
BULLET = "• "


def fitted(text: str, style: Style, width: float) -> list[str]:
    """The lines of a text in a column of ``width`` points."""
    return wrap(text, style.face, width / style.size)


def hanging(texts: Iterable[tuple[str, Style]], width: float) -> list[tuple[float, str, Style]]:
    """Lines as (indent, line, style); what follows a text's bullet stands under its first word."""
    lines: list[tuple[float, str, Style]] = []
    for text, style in texts:
        bullet = BULLET if text.startswith(BULLET) else ""
        indent = style.face.width(bullet) * style.size
        first, *rest = fitted(text.removeprefix(bullet), style, width - indent)
        lines.append((0, bullet + first, style))
        lines.extend((indent, line, style) for line in rest)
    return lines


class Flow:
    """A cursor that moves down a page and opens the next one when there is no room left.

    ``new_page`` draws the head of page number n (from 1) and gives the page and the height at
    which its text begins.
    """

    def __init__(
        self,
        new_page: Callable[[int], tuple[Page, float]],
        left: float,
        width: float,
        bottom: float,
    ) -> None:
        self._new_page = new_page
        self.left, self.width, self.bottom = left, width, bottom
        self.pages: list[Page] = []
        self.turn()

    def turn(self) -> None:
        """Begin the next page."""
        self.page, self.y = self._new_page(len(self.pages) + 1)
        self.top = self.y
        self.pages.append(self.page)

    def room(self, height: float) -> None:
        """Begin the next page unless ``height`` is left on this one, or nothing stands on it."""
        if self.y + height > self.bottom and self.y > self.top:
            self.turn()

    def gap(self, height: float) -> None:
        """Leave some white."""
        self.y += height

    def text(self, text: str, style: Style = BODY, indent: float = 0, after: float = 0) -> None:
        """A paragraph; its lines go on over as many pages as they need."""
        self._lines(fitted(text, style, self.width - indent), style, indent)
        self.y += after

    def _lines(self, lines: Iterable[str], style: Style, indent: float) -> None:
        for line in lines:
            self.room(style.leading)
            self.y = self.page.lines(self.left + indent, self.y, [line], style)

    def heading(self, text: str, follows: float = 3 * BODY.leading) -> None:
        """A heading, kept together with ``follows`` points of what comes after it."""
        lines = fitted(text, HEADING, self.width)
        self.room(HEADING.leading * len(lines) + 5 + follows)
        self.gap(4)
        self._lines(lines, HEADING, 0)
        self.gap(1)

    def items(self, texts: Iterable[str], *, numbered: bool = False) -> None:
        """A list, each item with a bullet or its number."""
        for number, text in enumerate(texts, 1):
            mark = f"{number}." if numbered else "•"
            self.room(BODY.leading)
            self.page.lines(self.left + 2, self.y, [mark], STRONG._replace(colour=ACCENT))
            self.text(text, indent=17, after=2.5)

    def facts(self, rows: Iterable[tuple[str, str]], label_width: float) -> None:
        """Labels and values on a tinted ground, one below the other."""
        for label, value in rows:
            self._fact(label, value, label_width)
        self.gap(8)

    def _fact(self, label: str, value: str, label_width: float) -> None:
        names = fitted(label, BODY, label_width - 14)
        values = fitted(value, STRONG, self.width - label_width - 8)
        rest = max(len(names), len(values))
        self.room(BODY.leading * min(rest, 4) + FACT_PAD)
        while rest > 0:
            fits = max(1, int((self.bottom - self.y - FACT_PAD) / BODY.leading))
            now = min(fits, rest)
            height = now * BODY.leading + FACT_PAD
            self.page.boxes.append(Box(self.left, self.y, self.width, height, fill=TINT))
            self.page.boxes.append(Box(self.left, self.y, 2.2, height, fill=ACCENT))
            self.page.lines(self.left + 12, self.y + FACT_PAD / 2, names[:now], BODY)
            self.page.lines(self.left + label_width, self.y + FACT_PAD / 2, values[:now], STRONG)
            names, values, rest = names[now:], values[now:], rest - now
            self.y += height
            if rest:
                self.turn()

    def choice(self, text: str, style: Style = STRONG) -> None:
        """A box to tick, with what it means."""
        lines = fitted(text, style, self.width - 28)
        height = max(TICK, style.leading * len(lines))
        self.room(height)
        self.tick(self.left, self.y)
        self.y += (TICK - style.leading) / 2
        self._lines(lines, style, 28)
        self.gap((TICK - style.leading) / 2 + 8)

    def tick(self, x: float, y: float, size: float = TICK) -> None:
        """An empty box to tick."""
        self.page.boxes.append(Box(x, y, size, size, stroke=INK, thickness=1))

    def choices(self, texts: Iterable[str], columns: int) -> None:
        """Boxes to tick in columns of the same width."""
        cells = list(texts)
        width = self.width / columns
        for start in range(0, len(cells), columns):
            row = [fitted(text, BODY, width - 34) for text in cells[start : start + columns]]
            height = max(TICK + 4, BODY.leading * max(map(len, row)) + 3)
            self.room(height)
            for place, lines in enumerate(row):
                x = self.left + place * width
                self.tick(x, self.y)
                self.page.lines(x + 26, self.y + 1, lines, BODY)
            self.y += height

    def blanks(self, labels: Iterable[tuple[str, float]], height: float = 11 * MM) -> None:
        """Lines to write on side by side: (label, share of the width); the label stands below."""
        fields = list(labels)
        self.room(height + LABEL.leading)
        x = self.left
        for label, share in fields:
            width = share * self.width
            last = 0 if label == fields[-1][0] else 14
            self.page.rule(x, self.y + height, width - last, INK)
            lines = fitted(label, LABEL, width - last)
            self.page.lines(x, self.y + height + 1.5, lines, LABEL)
            x += width
        self.y += height + LABEL.leading + 3

    def writing_line(self, label: str, height: float = 9 * MM) -> None:
        """A label and an empty line to write on, under the choice it belongs to."""
        self.room(LABEL.leading + height)
        self.text(label, LABEL, indent=28)
        self.page.rule(self.left + 28, self.y + height - 6, self.width - 28, INK)
        self.y += height + 3

    def frame(self, lines: list[tuple[str, Style]], code: str = "", code_size: float = 0) -> None:
        """An outlined box with texts at the left and a code at the right."""
        width = self.width - 24 - (code_size + 14 if code else 0)
        wrapped = hanging(lines, width)
        height = max(sum(style.leading for _, _, style in wrapped), code_size) + 18
        if height > self.bottom - self.top:
            return self._unframed(lines, code, code_size)
        self.gap(7)
        self.room(height)
        self.page.boxes.append(Box(self.left, self.y, self.width, height, stroke=RULE))
        y = self.y + 9
        for indent, line, style in wrapped:
            y = self.page.lines(self.left + 12 + indent, y, [line], style)
        if code:
            x = self.left + self.width - code_size - 12
            self.page.codes.append(Code(x, self.y + 9, code_size, code))
        self.y += height + 6

    def _unframed(self, lines: list[tuple[str, Style]], code: str, code_size: float) -> None:
        """What a frame would hold if it were not longer than a page."""
        for text, style in lines:
            self.text(text, style)
        if code:
            self.room(code_size)
            self.page.codes.append(Code(self.left, self.y, code_size, code))
            self.y += code_size
