"""The shares of the whole municipality as one bar chart."""

from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color, HexColor

from ntand.domain.indicators import PublishedRow
from ntand.reports.report import grouped_text, percent_text, share
from ntand.reports.wording import Wording

ACCENT = HexColor("#1f5f8b")
TRACK = HexColor("#e6edf2")
QUIET = HexColor("#52606b")
INK = HexColor("#1b232a")

_LINE = 33.0  # height of one bar with its room, in points
_NAMES = 218.0  # width of the names
_FIGURES = 122.0  # width of the figures at the right


@dataclass(frozen=True, slots=True)
class Faces:
    """The names of the embedded fonts."""

    regular: str
    bold: str


def chart(rows: tuple[PublishedRow, ...], words: Wording, faces: Faces, width: float) -> Drawing:
    """A bar for the total of every ratio, with percent, numerator and denominator beside it."""
    totals = [row for row in rows if not row.group and row.denominator is not None]
    height = _LINE * len(totals) + 16
    drawing = Drawing(width, height)
    left, room = _NAMES, width - _NAMES - _FIGURES
    for quarter in range(5):
        x = left + room * quarter / 4
        drawing.add(Line(x, 14, x, height, strokeColor=TRACK, strokeWidth=0.7))
        drawing.add(_text(x, 3, f"{quarter * 25} %", faces.regular, 7.5, "middle"))
    for number, row in enumerate(totals, 1):
        _bar(drawing, row, words, faces, (left, height - _LINE * number, room))
    return drawing


def _bar(
    drawing: Drawing,
    row: PublishedRow,
    words: Wording,
    faces: Faces,
    place: tuple[float, float, float],
) -> None:
    left, bottom, room = place
    middle = bottom + 12
    drawing.add(_text(0, middle, row.indicator, faces.bold, 9, colour=ACCENT))
    drawing.add(_text(32, middle, words.indicator[row.indicator].name, faces.regular, 9))
    drawing.add(Rect(left, bottom + 7, room, 17, fillColor=TRACK, strokeColor=None))
    part = share(row)
    right = left + room
    if part is None:
        hidden = words.hidden_bar.format(mark=row.numerator)
        text = hidden if row.hidden else words.empty_bar
        drawing.add(_text(right + 8, middle, text, faces.regular, 9, colour=QUIET))
        return
    drawn = room * min(float(part), 1.0)
    drawing.add(Rect(left, bottom + 7, drawn, 17, fillColor=ACCENT, strokeColor=None))
    drawing.add(_text(right + 44, middle, percent_text(part), faces.bold, 9, "end"))
    of = words.parts.format(
        numerator=grouped_text(row.numerator), denominator=grouped_text(row.denominator)
    )
    drawing.add(_text(right + 50, middle, of, faces.regular, 8, colour=QUIET))


def _text(
    x: float,
    y: float,
    text: str,
    face: str,
    size: float,
    anchor: str = "start",
    colour: Color = INK,
) -> String:
    return String(x, y, text, fontName=face, fontSize=size, textAnchor=anchor, fillColor=colour)
