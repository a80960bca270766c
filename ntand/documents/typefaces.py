"""The embedded typefaces: which font has a character, and how wide it is.

Noto Sans prints Latin, Greek and Cyrillic; DejaVu Sans steps in for the rest it has (Arabic,
Hebrew, Armenian, Georgian). A character that neither has becomes a visible replacement sign.
"""

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from ntand.resources import resource_path

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

REPLACEMENT = "\ufffd"


class _Widths(dict[str, float]):
    """Character -> advance width for size 1, looked up once per character."""

    def __init__(self, face: "Typeface") -> None:
        super().__init__()
        self._face = face

    def __missing__(self, char: str) -> float:
        font = self._face.font(self._face.place(char))
        width: float = font.face.getCharWidth(ord(char)) / 1000
        self[char] = width
        return width


class Typeface:
    """One weight: a font and the one that steps in for characters it lacks."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.widths = _Widths(self)
        self._fonts: dict[int, TTFont] = {}
        self._own = frozenset(map(chr, self.font(0).face.charToGlyph))

    def font(self, place: int) -> "TTFont":
        """The font at this place, read and registered when first needed."""
        if place not in self._fonts:
            from reportlab.pdfbase import pdfmetrics
            from reportlab.pdfbase.ttfonts import TTFont

            name = self.names[place]
            font = TTFont(name, str(resource_path("fonts", f"{name}.ttf")))
            pdfmetrics.registerFont(font)
            self._fonts[place] = font
        return self._fonts[place]

    def place(self, char: str) -> int:
        """The place of the first font that has the character; the first when none has it."""
        code = ord(char)
        for place in range(len(self.names)):
            if code in self.font(place).face.charToGlyph:
                return place
        return 0

    def shown(self, text: str) -> str:
        """The text with a visible sign for every character that no font has."""
        if self._own.issuperset(text):
            return text
        return "".join(char if self._has(char) else REPLACEMENT for char in text)

    def _has(self, char: str) -> bool:
        return char in self._own or ord(char) in self.font(self.place(char)).face.charToGlyph

    def width(self, text: str) -> float:
        """The width of a line of shown text at size 1."""
        return sum(map(self.widths.__getitem__, text))

    def runs(self, text: str) -> list[tuple[str, str]]:
        """The shown text in pieces of (font name, text), in the order they are drawn."""
        if self._own.issuperset(text):
            return [(self.names[0], text)]
        return [(self.names[p], "".join(chars)) for p, chars in groupby(text, self.place)]


@cache
def regular() -> Typeface:
    """The weight of running text."""
    return Typeface(("NotoSans-Regular", "DejaVuSans"))


@cache
def bold() -> Typeface:
    """The weight of headings and names."""
    return Typeface(("NotoSans-Bold", "DejaVuSans-Bold"))
