"""The system's printers: asking for one, and drawing pages on it off the window's thread."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRect, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from ntand.errors import Refused
from ntand.ports import Progress
from ntand.services.papers import PreparedPaper
from ui.kit.pdf_source import PdfSource

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

_SHARPEST = 300  # dots per inch: sharp text, and 35 MB for a page if drawn at once
_BAND = 400  # lines of dots drawn at a time


def ask_printer(parent: QWidget) -> "QPrinter | None":
    """Let the person choose a printer in the system's dialog; None when they leave it."""
    from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=False)
    try:
        return printer if dialog.exec() else None
    finally:
        dialog.deleteLater()


def draw(papers: Collection[PreparedPaper], printer: "QPrinter", progress: Progress) -> None:
    """Draw all pages of the papers, each as wide or as high as it is.

    Raises:
        Refused: ``papers.printer`` when the printer takes no page.
        Cancelled: the person stopped it; what the printer has not begun is not printed.
    """
    printer.setResolution(min(_SHARPEST, printer.resolution()))
    printer.setFullPage(True)
    pages, done = sum(paper.pages for paper in papers), 0
    painter = QPainter()
    try:
        for paper in papers:
            with _opened(paper.content) as document:
                for page in range(document.pageCount()):
                    progress.step(done, pages)
                    _draw_page(document, page, printer, painter)
                    done += 1
    except BaseException:
        if painter.isActive():
            printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()


def _draw_page(document: "QPdfDocument", page: int, printer: "QPrinter", painter: QPainter) -> None:
    from PySide6.QtPrintSupport import QPrinter

    size = document.pagePointSize(page)
    wide = size.width() > size.height()
    way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    paper = QPageSize(QPageSize.PageSizeId.A4)
    printer.setPageLayout(QPageLayout(paper, way, QMarginsF()))
    printer.setFullPage(True)
    begun = printer.newPage() if painter.isActive() else painter.begin(printer)
    if not begun or printer.printerState() == QPrinter.PrinterState.Error:
        raise Refused("papers.printer")
    room = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
    _draw_in_bands(document, page, room.size(), painter)


def _draw_in_bands(document: "QPdfDocument", page: int, size: QSize, painter: QPainter) -> None:
    """Draw the page strip by strip: nobody in the window waits longer than for one of them."""
    from PySide6.QtPdf import QPdfDocumentRenderOptions

    for top in range(0, size.height(), _BAND):
        band = QRect(0, top, size.width(), min(_BAND, size.height() - top))
        options = QPdfDocumentRenderOptions()
        options.setScaledSize(size)
        options.setScaledClipRect(band)
        painter.drawImage(band.topLeft(), document.render(page, band.size(), options))


@contextmanager
def _opened(content: bytes) -> "Iterator[QPdfDocument]":
    from PySide6.QtPdf import QPdfDocument

    document, source = QPdfDocument(), PdfSource()
    source.load(document, content)
    try:
        yield document
    finally:
        document.close()
        source.close()
