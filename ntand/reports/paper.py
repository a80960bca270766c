"""The indicator report as a PDF: A4, embedded fonts, title and language its only metadata."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFInfo, PDFString
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from ntand.domain.indicators import PublishedRow
from ntand.reports.chart import ACCENT, INK, QUIET, TRACK, Faces, chart
from ntand.reports.report import StatisticsReport, grouped_text, percent_text, share
from ntand.reports.wording import Wording, wording
from ntand.resources import resource_path

_FACES = Faces("NotoSans-Regular", "NotoSans-Bold")
_MARGIN = 20 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_SOFT = HexColor("#f5f8fa")
_WARNING = HexColor("#a33a00")
_KEPT_TOGETHER = 12  # rows of one breakdown that do not part over two pages
_ROW_HEIGHT = 16
_COLUMNS = (64 * mm, 40 * mm, 22 * mm, 22 * mm, 22 * mm)


def paper(report: StatisticsReport) -> bytes:
    """The file's bytes; same report, same bytes."""
    _register()
    words = wording()
    buffer = BytesIO()
    template = BaseDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=18 * mm,
        bottomMargin=22 * mm,
        title=words.title.format(year=report.year),
        lang="sv-SE",
        invariant=1,
        initialFontName=_FACES.regular,
    )
    frame = Frame(_MARGIN, 22 * mm, _WIDTH, A4[1] - 40 * mm, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame]))
    template.build(list(_story(report, words)), canvasmaker=_numbered(report, words))
    return buffer.getvalue()


@cache
def _register() -> None:
    for name in (_FACES.regular, _FACES.bold):
        pdfmetrics.registerFont(TTFont(name, str(resource_path("fonts", f"{name}.ttf"))))


def _numbered(report: StatisticsReport, words: Wording) -> type[Canvas]:
    """A canvas that writes the foot of each page when the number of pages is known."""

    class NumberedCanvas(Canvas):  # type: ignore[misc]
        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)
            self._pages: list[dict[str, Any]] = []
            self._doc.info = _TitleOnly()

        def showPage(self) -> None:  # noqa: N802
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self._foot(number, len(self._pages))
                super().showPage()
            super().save()

        def _foot(self, number: int, pages: int) -> None:
            self.setStrokeColor(TRACK)
            self.line(_MARGIN, 16 * mm, A4[0] - _MARGIN, 16 * mm)
            self.setFont(_FACES.regular, 8)
            self.setFillColor(QUIET)
            self.drawString(_MARGIN, 11 * mm, _foot_text(report, words))
            line = words.page.format(page=number, pages=pages)
            self.drawRightString(A4[0] - _MARGIN, 11 * mm, line)

    return NumberedCanvas


def _foot_text(report: StatisticsReport, words: Wording) -> str:
    produced = words.produced.format(date=report.produced_on.isoformat())
    return "  ·  ".join((report.municipality, words.title.format(year=report.year), produced))


class _TitleOnly(PDFInfo):  # type: ignore[misc]
    def format(self, document: object) -> bytes:
        """The information dictionary as it stands in the file."""
        found: bytes = PDFDictionary({"Title": PDFString(self.title)}).format(document)
        return found


# The story


def _style(size: float, face: str = _FACES.regular, **more: float | Color) -> ParagraphStyle:
    return ParagraphStyle(
        "text", fontName=face, fontSize=size, leading=size * 1.35, **({"textColor": INK, **more})
    )


def _story(report: StatisticsReport, words: Wording) -> Iterator[Flowable]:
    yield from _opening(report, words)
    yield _heading(words.chart_title)
    yield chart(report.rows, words, _FACES, _WIDTH)
    yield PageBreak()
    yield _heading(words.table_title)
    yield _figures(report, words)
    yield PageBreak()
    yield _heading(words.definitions_title)
    yield from _definitions(words)


def _opening(report: StatisticsReport, words: Wording) -> Iterator[Flowable]:
    if report.practice:
        yield _paragraph(words.practice_mark, _style(10, _FACES.bold, textColor=_WARNING))
        yield Spacer(0, 3 * mm)
    yield _paragraph(report.municipality, _style(11, _FACES.bold, textColor=ACCENT))
    yield _paragraph(words.title.format(year=report.year), _style(22, _FACES.bold))
    yield Spacer(0, 2 * mm)
    quiet = _style(9, textColor=QUIET)
    yield _paragraph(words.produced.format(date=report.produced_on.isoformat()), quiet)
    yield Spacer(0, 4 * mm)
    if report.exact:
        yield _paragraph(words.exact_note, _style(9, _FACES.bold, textColor=_WARNING))
    else:
        for note in words.open_notes:
            yield _paragraph(note, _style(9))
    yield _paragraph(words.absent_note, _style(9))


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _heading(text: str) -> Paragraph:
    return _paragraph(text, _style(13, _FACES.bold, spaceBefore=14, spaceAfter=8))


def _figures(report: StatisticsReport, words: Wording) -> Table:
    """Every row with numerator and denominator beside its share; the header on each page."""
    keys = ("indicator", "group", "numerator", "denominator", "share")
    lines = [[words.columns[key] for key in keys]]
    looks: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), _FACES.regular, 8.5, 11),
        ("FONT", (0, 0), (-1, 0), _FACES.bold, 8.5, 11),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("TEXTCOLOR", (0, 0), (-1, 0), white),
        ("BACKGROUND", (0, 0), (-1, 0), ACCENT),
        ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, TRACK),
    ]
    for _, members in groupby(report.rows, key=lambda row: (row.indicator, row.breakdown)):
        start = len(lines)
        for place, row in enumerate(members):
            at = len(lines)
            lines.append(_line(row, words, first=place == 0))
            if not row.group:
                looks.append(("FONT", (0, at), (-1, at), _FACES.bold, 8.5, 11))
                looks.append(("BACKGROUND", (0, at), (-1, at), _SOFT))
                looks.append(("SPAN", (0, at), (1, at)))
        if len(lines) - start <= _KEPT_TOGETHER:
            looks.append(("NOSPLIT", (0, start), (-1, len(lines) - 1)))
    heights = [_ROW_HEIGHT] * len(lines)  # given ones, or a long table takes many times longer
    return Table(lines, colWidths=_COLUMNS, rowHeights=heights, style=looks, repeatRows=1)


def _line(row: PublishedRow, words: Wording, first: bool) -> list[str]:
    if not row.group:
        label = f"{row.indicator}  {words.indicator[row.indicator].name}"
    else:
        # With its id: a page may begin in the middle of an indicator.
        label = f"        {row.indicator} · {words.breakdown[row.breakdown]}" if first else ""
    figures = grouped_text(row.numerator), grouped_text(row.denominator)
    return [label, words.group_name(row), *figures, percent_text(share(row))]


def _definitions(words: Wording) -> Iterator[Flowable]:
    keys = ("indicator", "numerator", "denominator", "source")
    head = _style(8.5, _FACES.bold, textColor=white)
    cell, bold = _style(8.5), _style(8.5, _FACES.bold)
    lines = [[_paragraph(words.columns[key], head) for key in keys]]
    for meaning in words.indicator.values():
        texts = meaning.numerator, meaning.denominator or "–", meaning.source
        name = _paragraph(f"{meaning.id} {meaning.name}", bold)
        lines.append([name, *(_paragraph(text, cell) for text in texts)])
    looks = [
        ("BACKGROUND", (0, 0), (-1, 0), ACCENT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, TRACK),
    ]
    widths = (42 * mm, 55 * mm, 45 * mm, 28 * mm)
    yield Table(lines, colWidths=widths, style=looks, repeatRows=1)
