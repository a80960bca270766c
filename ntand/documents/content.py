"""A page as the operators of a PDF content stream.

Written directly, since drawing calls format every number and text anew and the yearly round has
some hundred thousand of them. The library keeps the fonts, their subsets and the file around it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from ntand.documents.sheets import INK, Box, Code, Page, Style, Text
from ntand.documents.typefaces import Typeface

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument
    from reportlab.pdfbase.ttfonts import TTFont

Piece = tuple[int, str]


class _Encoding:
    """One font in one document: characters as codes of its subsets, escaped for a string."""

    def __init__(self, font: "TTFont", document: "PDFDocument") -> None:
        self._font, self._document = font, document
        self._pieces: dict[str, Piece] = {}
        self._first: dict[int, str] = {}
        self._plain: set[str] = set()

    def pieces(self, text: str) -> list[Piece]:
        """The text as (subset, escaped codes)."""
        if not self._plain.issuperset(text):
            self._learn(text)
            if not self._plain.issuperset(text):
                pairs = groupby((self._pieces[char] for char in text), lambda piece: piece[0])
                return [(subset, "".join(code for _, code in some)) for subset, some in pairs]
        return [(0, text.translate(self._first))]

    def _learn(self, text: str) -> None:
        for char in text:
            if char not in self._pieces:
                ((subset, codes),) = self._font.splitString(char, self._document)
                escaped = _escaped(codes)
                self._pieces[char] = (subset, escaped)
                if subset == 0:
                    self._first[ord(char)] = escaped
                    self._plain.add(char)

    def name(self, subset: int) -> str:
        """What the page calls this subset of the font."""
        name: str = self._font.getSubsetInternalName(subset, self._document)
        return name


class ContentWriter:
    """Pages of one document into operators; remembers the fonts' codes between pages."""

    def __init__(self, document: "PDFDocument") -> None:
        self._document = document
        self._encodings: dict[str, _Encoding] = {}

    def operators(self, page: Page, footer: Text) -> str:
        """Everything on the page: boxes, codes, then the texts in reading order."""
        height = page.size[1]
        parts = [*_boxes(page.boxes, height)]
        for code in page.codes:
            parts.extend(_code(code, height))
        parts.append("BT")
        parts.extend(self._texts([*page.texts, footer], height))
        parts.append("ET")
        return "\n".join(parts)

    def _texts(self, texts: Sequence[Text], height: float) -> Iterator[str]:
        colour = font = ""
        for x, y, line, style in texts:
            if style.colour != colour:
                colour = style.colour
                yield f"{_rgb(colour)} rg"
            yield f"1 0 0 1 {x:.2f} {height - y:.2f} Tm"
            for name, codes in self._runs(line, style):
                wanted = f"{name} {style.size:g} Tf"
                if wanted != font:
                    font = wanted
                    yield wanted
                yield f"({codes}) Tj"

    def _runs(self, line: str, style: Style) -> Iterator[tuple[str, str]]:
        face = style.face
        for font, run in face.runs(line):
            encoding = self._encodings.get(font) or self._encoding(face, font)
            for subset, codes in encoding.pieces(run):
                yield encoding.name(subset), codes

    def _encoding(self, face: Typeface, name: str) -> _Encoding:
        font = face.font(face.names.index(name))
        self._encodings[name] = _Encoding(font, self._document)
        return self._encodings[name]


def _escaped(codes: bytes) -> str:
    if codes.isalnum() or codes == b" ":
        return codes.decode("ascii")
    return "".join(f"\\{code:03o}" for code in codes)


@cache
def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _boxes(boxes: Iterable[Box], height: float) -> Iterator[str]:
    state: tuple[str, str, float] = ("", "", 0)
    for box in boxes:
        wanted = (box.fill, box.stroke, box.thickness)
        if wanted != state:
            state = wanted
            yield from _pens(box)
        y = height - box.y - box.height
        if not box.width or not box.height:
            yield f"{box.x:.2f} {y:.2f} m {box.x + box.width:.2f} {height - box.y:.2f} l S"
            continue
        paint = "B" if box.fill and box.stroke else "f" if box.fill else "S"
        yield f"{box.x:.2f} {y:.2f} {box.width:.2f} {box.height:.2f} re {paint}"


def _pens(box: Box) -> Iterator[str]:
    if box.fill:
        yield f"{_rgb(box.fill)} rg"
    if box.stroke:
        yield f"{_rgb(box.stroke)} RG {box.thickness:g} w"


def _code(code: Code, height: float) -> Iterator[str]:
    """A QR code as one path of dark squares."""
    from reportlab.graphics.barcode.qr import QrCodeWidget

    qr = QrCodeWidget(code.text, barLevel="M").qr
    qr.make()
    side = code.size / len(qr.modules)
    yield f"{_rgb(INK)} rg"
    for row, cells in enumerate(qr.modules):
        y = height - code.y - (row + 1) * side
        for column, dark in enumerate(cells):
            if dark:
                yield f"{code.x + column * side:.3f} {y:.3f} {side:.3f} {side:.3f} re"
    yield "f"
