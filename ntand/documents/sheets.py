"""Pages as values: what stands where, before anything is drawn.

Lengths are points, measured from the top left corner of the sheet.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from ntand.documents.typefaces import Typeface, bold, regular

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A4_ACROSS = (297 * MM, 210 * MM)

ACCENT = "#0b4f6c"
INK = "#1a1a1a"
QUIET = "#565656"
RULE = "#b8c4ca"
TINT = "#eef4f7"
WARNING_TINT = "#fff2b8"


class Style(NamedTuple):
    """How a text looks; ``leading`` is the distance between its lines."""

    size: float
    leading: float
    heavy: bool = False
    colour: str = INK

    @property
    def face(self) -> Typeface:
        """The typeface of this style's weight."""
        return bold() if self.heavy else regular()


class Text(NamedTuple):
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    line: str
    style: Style


class Box(NamedTuple):
    """A rectangle, filled or outlined or both; without height or width a line."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    thickness: float = 0.7


class Code(NamedTuple):
    """A QR code holding a text, in a square of this size."""

    x: float
    y: float
    size: float
    text: str


@dataclass(slots=True)
class Page:
    """One side of paper; its number ends at the right ``margin``."""

    size: tuple[float, float] = A4
    margin: float = 20 * MM
    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)

    def lines(self, x: float, top: float, lines: list[str], style: Style) -> float:
        """Put lines under each other from ``top``; the height after the last."""
        baseline = top + (style.leading + style.size * 0.72) / 2
        for line in lines:
            self.texts.append(Text(x, baseline, line, style))
            baseline += style.leading
        return top + style.leading * len(lines)

    def rule(
        self, x: float, y: float, width: float, colour: str = RULE, thick: float = 0.7
    ) -> None:
        """Draw a line across."""
        self.boxes.append(Box(x, y, width, 0, stroke=colour, thickness=thick))
