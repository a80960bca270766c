"""The yearly lists of 12 000 persons in 300 units against a bare canvas with the same texts.

The reference knows the texts beforehand to fit, wraps nothing, draws no line and no box: one text
object per column and page, the same embedded font. Both write 300 PDFs; the texts of a sample are
read back from both. Run with ``python -m tests.bench.bench_lists``.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from ntand.documents import ContactView, UnitListRow, UnitListView, render_unit_list
from ntand.documents.sheets import A4_ACROSS
from ntand.documents.typefaces import regular
from ntand.documents.unit_lists import SHARES, WIDTH

UNITS, PERSONS, ROUNDS, ROWS_PER_PAGE = 300, 40, 3, 9
FIRST = ("Åsa", "Łukasz", "Thị Ánh", "Maj-Britt", "Đorđe", "Ingegerd", "Björn", "Zoë")
LAST = ("Öström", "Wójcik", "Nguyễn", "Lundqvist-Andersson", "Đorđević", "Holm", "Ek")
STREETS = ("Norra Strömgatan", "Brunnsgatan", "Kungsgatan", "Plangatan")


def person(number: int) -> UnitListRow:
    """One row, different from the others in name, place and phones."""
    return UnitListRow(
        name=f"{FIRST[number % 8]} {LAST[number % 7]}",
        born=f"19{30 + number % 40}-{1 + number % 12:02}-{1 + number % 28:02}",
        place=f"{STREETS[number % 4]} {number % 90} lgh {1000 + number % 700}",
        phone=f"070-{number:07}",
        language=("svenska", "arabiska", "finska")[number % 3],
        contact_name=f"{FIRST[number % 5]} {LAST[number % 6]}",
        contact_role=("narstaende", "god_man")[number % 2],
        contact_phone=f"0322-{number:06}",
        prepare=("", "Tolk", "Lyft, proteser")[number % 3],
    )


def units() -> list[UnitListView]:
    """300 units of 40 persons."""
    return [
        UnitListView(
            municipality="Alingsås kommun",
            practice=True,
            today=date(2027, 3, 1),
            year=2027,
            on=date(2027, 3, 1),
            unit_name=f"Enhet {unit}",
            unit_code=f"E{unit}",
            unit_address=("Brunnsgatan 3", "441 33 Alingsås"),
            responsible="Eva Holm",
            unit_phone="0322-61 70 10",
            rows=tuple(person(unit * PERSONS + n) for n in range(PERSONS)),
            contact=ContactView("Maria Öberg", "0322-61 60 00"),
        )
        for unit in range(UNITS)
    ]


def columns(row: UnitListRow) -> tuple[tuple[str, ...], ...]:
    """The texts of a row by column, three lines each."""
    return (
        (row.name, row.born, ""),
        (row.place, row.phone, ""),
        (row.language, "", ""),
        (row.contact_name, row.contact_role, row.contact_phone),
        (row.prepare, "", ""),
    )


def bare_canvas(view: UnitListView, path: Path) -> None:
    """The reference: one text object per column, nothing wrapped, nothing ruled."""
    from reportlab.pdfgen.canvas import Canvas

    font = regular().names[0]
    canvas = Canvas(
        str(path), pagesize=A4_ACROSS, pageCompression=1, invariant=1, initialFontName=font
    )
    pages = -(-len(view.rows) // ROWS_PER_PAGE)
    for number in range(pages):
        rows = view.rows[number * ROWS_PER_PAGE : (number + 1) * ROWS_PER_PAGE]
        canvas.setFont(font, 9)
        canvas.drawString(40, 560, f"{view.municipality} {view.unit_name} Sida {number + 1}")
        x = 40.0
        for share, cells in zip(SHARES, zip(*map(columns, rows), strict=True), strict=False):
            text = canvas.beginText(x, 520)
            text.setFont(font, 9, 17)
            for lines in cells:
                for line in lines:
                    text.textLine(line)
            canvas.drawText(text)
            x += share * WIDTH
        canvas.showPage()
    canvas.save()


def ours(view: UnitListView, path: Path) -> None:
    """The list as N-tand writes it."""
    render_unit_list(view, path)


def seconds(write: Callable[[UnitListView, Path], None], views: Iterable[UnitListView]) -> float:
    """Wall-clock time for all units into an empty folder; the first and last are read back."""
    with tempfile.TemporaryDirectory() as folder:
        gc.collect()
        start = time.perf_counter()
        for view in views:
            write(view, Path(folder, f"{view.unit_code}-{view.year}.pdf"))
        spent = time.perf_counter() - start
        for view in (*views,)[:: UNITS - 1]:
            check(view, Path(folder, f"{view.unit_code}-{view.year}.pdf"))
    return spent


def check(view: UnitListView, path: Path) -> None:
    """Every text of every row stands in the file."""
    found = "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)
    for row in view.rows:
        for text in (row.name, row.born, row.place, row.phone, row.contact_phone, row.prepare):
            if "".join(text.split()) not in found:
                raise SystemExit(f"a text is missing in {path.name}")


def main() -> None:
    """Alternate both and print medians and the ratio."""
    views = units()
    times: dict[Callable[[UnitListView, Path], None], list[float]] = {bare_canvas: [], ours: []}
    for write in times:
        seconds(write, views[:: UNITS - 1])
    for _ in range(ROUNDS):
        for write, spent in times.items():
            spent.append(seconds(write, views))
    bare, full = (statistics.median(spent) for spent in times.values())
    print(f"bare canvas {bare:.2f} s, ours {full:.2f} s, ratio {full / bare:.2f} (limit 4)")


if __name__ == "__main__":
    main()
