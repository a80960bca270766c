"""Pages into a PDF: A4, fonts embedded, title and language its only metadata.

The same pages give the same bytes. A file appears whole under its name or not at all.
"""

import os
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ntand.documents.content import ContentWriter
from ntand.documents.sheets import QUIET, Page, Style, Text
from ntand.documents.typefaces import regular
from ntand.errors import BadFile, Refused

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument
    from reportlab.pdfgen.canvas import Canvas

LANGUAGE = "sv-SE"
FOOTER = 30.0
_PAGE_NUMBER = Style(9, 12, colour=QUIET)
_MAKER_LINES = (
    b"ReportLab Generated PDF document (opensource)",
    b"ReportLab generated PDF document -- digest (opensource)",
)

Output = Path | IO[bytes]
Part = Sequence[Page]


def write_pdf(parts: Sequence[Part], title: str, out: Output) -> int:
    """Write the parts, each with page numbers of its own; the number of pages in all."""
    if not parts:
        raise Refused("papers.empty")
    content = _drawn(parts, title)
    if isinstance(out, Path):
        write_whole(out, content)
    else:
        out.write(content)
    return sum(map(len, parts))


def _drawn(parts: Sequence[Part], title: str) -> bytes:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # plain compressed streams: a fifth smaller and quicker to write
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pageCompression=1,
        invariant=1,
        lang=LANGUAGE,
        initialFontName=regular().names[0],
        initialFontSize=11,
    )
    _title_only(canvas, title)
    writer = ContentWriter(canvas._doc)
    for part in parts:
        for number, page in enumerate(part, 1):
            canvas.setPageSize(page.size)
            canvas.addLiteral(writer.operators(page, _footer(page, number, len(part))))
            canvas.showPage()
    canvas.save()
    return _without_maker(buffer.getvalue())


def _footer(page: Page, number: int, pages: int) -> Text:
    line = f"Sida {number} ({pages})"
    width = _PAGE_NUMBER.face.width(line) * _PAGE_NUMBER.size
    return Text(page.size[0] - page.margin - width, page.size[1] - FOOTER, line, _PAGE_NUMBER)


def _title_only(canvas: "Canvas", title: str) -> None:
    """Let the information dictionary hold the title and nothing else."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFInfo, PDFString

    class TitleOnly(PDFInfo):  # type: ignore[misc]
        def format(self, document: "PDFDocument") -> bytes:
            """The dictionary as it stands in the file."""
            formatted: bytes = PDFDictionary({"Title": PDFString(self.title)}).format(document)
            return formatted

    canvas._doc.info = TitleOnly()
    canvas.setTitle(title)
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _without_maker(content: bytes) -> bytes:
    """Blank the library's comment lines; lengths stay, so no offset moves."""
    head, body, tail = content[:200], content[200:-400], content[-400:]
    for line in _MAKER_LINES:
        head = head.replace(line, b" " * len(line))
        tail = tail.replace(line, b" " * len(line))
    return head + body + tail


def write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename; the file is for its owner alone until they share it.

    Raises:
        BadFile: ``papers.not_written``.
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise BadFile("papers.not_written", name=path.name) from error
