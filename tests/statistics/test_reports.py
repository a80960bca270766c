"""The indicator report as files."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from ntand.domain.indicators import PublishedRow, calculate, publish_exact, suppress
from ntand.errors import BadFile, UsageError
from ntand.reports import (
    StatisticsReport,
    write_statistics,
    write_statistics_csv,
    write_statistics_pdf,
    write_statistics_xlsx,
)
from ntand.reports.report import percent_text, share
from ntand.reports.wording import wording
from tests.statistics.people import municipality

WRITERS = [write_statistics_csv, write_statistics_xlsx, write_statistics_pdf]


def report(exact: bool = False, **given) -> StatisticsReport:
    rows = calculate(municipality(3, 200))
    shown = publish_exact(rows) if exact else suppress(rows)
    facts: dict[str, Any] = {
        "year": 2027,
        "municipality": "Älvsborgs kommun",
        "produced_on": date(2028, 1, 15),
        "rows": tuple(shown),
        "exact": exact,
        "practice": False,
    }
    return StatisticsReport(**(facts | given))


def written(writer, data: StatisticsReport) -> bytes:
    out = io.BytesIO()
    writer(out, data)
    return out.getvalue()


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("writer", WRITERS)
def test_same_data_gives_the_same_bytes(writer):
    assert written(writer, report()) == written(writer, report())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".PDF"])
def test_the_suffix_decides_and_nothing_else_is_left_in_the_folder(tmp_path, suffix):
    path = tmp_path / f"år 2027{suffix}"
    path.write_bytes(b"old")
    write_statistics(path, report())
    assert path.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_suffix_and_a_missing_folder_are_told(tmp_path):
    with pytest.raises(UsageError):
        write_statistics(tmp_path / "report.doc", report())
    with pytest.raises(BadFile):
        write_statistics(tmp_path / "none" / "report.csv", report())
    assert not list(tmp_path.iterdir())


def test_csv_holds_every_row_in_order():
    data = report()
    content = written(write_statistics_csv, data)
    assert content.startswith(b"\xef\xbb\xbfindicator;breakdown;group;numerator;denominator\r\n")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]
    expected = [["" if value is None else str(value) for value in row] for row in data.rows]
    assert [[cell.replace(",", ".") for cell in line] for line in lines] == expected
    assert {"<5", ".."} <= {line[3] for line in lines}


def test_csv_guards_a_unit_code_that_looks_like_a_formula_and_writes_decimal_commas():
    rows = (
        PublishedRow("K9H", "unit", "=1+1", Decimal("3.5"), None),
        PublishedRow("K1", "unit", "-", 7, None),
    )
    text = written(write_statistics_csv, report(exact=True, rows=rows)).decode("utf-8-sig")
    assert text.splitlines()[1:] == ["K9H;unit;'=1+1;3,5;", "K1;unit;-;7;"]


def test_workbook_holds_numbers_marks_shares_and_definitions():
    data = report()
    content = written(write_statistics_xlsx, data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    figures, definitions = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert figures[0] == [
        "Indikator", "Namn", "Indelning", "Grupp", "Täljare", "Nämnare", "Andel",
    ]  # fmt: skip
    for line, row in zip(figures[1:], data.rows, strict=True):
        assert line[4] == row.numerator
        assert line[5] == ("" if row.denominator is None else row.denominator)
        part = share(row)
        assert line[6] == ("" if part is None else pytest.approx(float(part)))
    assert [line[0] for line in definitions[1:15]] == list(wording().indicator)
    with ZipFile(io.BytesIO(content)) as archive:
        assert b"pane" in archive.read("xl/worksheets/sheet1.xml")
        assert b"2028-01-15" in archive.read("docProps/core.xml")


def test_paper_numbers_its_pages_and_shows_each_total_with_its_parts():
    data = report()
    texts = pages(written(write_statistics_pdf, data))
    for number, text in enumerate(texts, 1):
        assert f"Sida {number} ({len(texts)})" in text
    assert "Älvsborgs kommun" in texts[0]
    for row in data.rows:
        part = share(row)
        if not row.group and part is not None:
            shown = texts[0].replace("\xa0", " ")
            assert f"{row.numerator} av {row.denominator}" in shown
            assert percent_text(part).replace("\xa0", " ") in shown


def test_paper_has_title_and_language_and_no_other_metadata():
    content = written(write_statistics_pdf, report())
    told = PdfReader(io.BytesIO(content)).metadata
    assert told == {"/Title": "Munhälsa och tandvårdsintyg 2027"}
    assert b"/Lang (sv-SE)" in content
    assert content.count(b"/FontFile2") == 2


def test_practice_and_exact_reports_say_so():
    exact = pages(written(write_statistics_pdf, report(exact=True, practice=True)))
    assert "PROV – inga riktiga personer" in exact[0]
    assert wording().exact_note.split(".")[0] in exact[0]
    assert "PROV" not in pages(written(write_statistics_pdf, report()))[0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(1, 8, "12,5 %"), (1, 2000, "0,1 %"), (12, 10, "120,0 %"), (0, 0, ""), ("..", "..", "")],
)
def test_shares_are_rounded_half_up_to_one_decimal(numerator, denominator, text):
    row = PublishedRow("K3", "total", "", numerator, denominator)
    assert percent_text(share(row)).replace("\xa0", " ") == text


def test_definitions_read_strictly(tmp_path, monkeypatch):
    import ntand.reports.wording as module

    text = Path("resources/indicators/2027.toml").read_text(encoding="utf-8")
    broken = tmp_path / "2027.toml"
    broken.write_text(text.replace('page = "', 'pages = "', 1), encoding="utf-8")
    monkeypatch.setattr(module, "resource_path", lambda *parts: broken)
    wording.cache_clear()
    try:
        with pytest.raises(BadFile) as told:
            wording()
    finally:
        wording.cache_clear()
    assert told.value.facts["key"] == "page"
