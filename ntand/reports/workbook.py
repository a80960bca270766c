"""The indicator report as an .xlsx file."""

import io
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ntand.domain.indicators import Number, json_number
from ntand.reports.report import StatisticsReport, share
from ntand.reports.wording import Wording, wording

_WIDTHS = (10, 40, 14, 30, 12, 12, 10)
_DEFINITION_WIDTHS = (10, 40, 70, 60, 24)


def workbook(report: StatisticsReport) -> bytes:
    """The file's bytes; its creation time is the day of the report, so they are repeatable."""
    buffer = io.BytesIO()
    words = wording()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = report.produced_on
    book.set_properties(
        {
            "title": words.title.format(year=report.year),
            "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001 - written as it is
        }
    )
    formats = {
        "bold": book.add_format({"bold": True, "bottom": 1}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "right": book.add_format({"align": "right"}),
        "number": book.add_format({"num_format": "#,##0.##;-#,##0.##"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "percent": book.add_format({"num_format": "0.0 %"}),
    }
    _figures(book.add_worksheet(words.indicators_sheet), report, words, formats)
    _definitions(book.add_worksheet(words.definitions_sheet), report, words, formats)
    book.close()
    return buffer.getvalue()


def _figures(
    sheet: Worksheet, report: StatisticsReport, words: Wording, formats: dict[str, Format]
) -> None:
    keys = ("indicator", "name", "breakdown", "group", "numerator", "denominator", "share")
    _head(sheet, [words.columns[key] for key in keys], _WIDTHS, formats["bold"])
    for line, row in enumerate(report.rows, 1):
        sheet.write_string(line, 0, row.indicator)
        sheet.write_string(line, 1, words.indicator[row.indicator].name)
        sheet.write_string(line, 2, words.breakdown[row.breakdown])
        sheet.write_string(line, 3, words.group_name(row))
        _number(sheet, line, 4, row.numerator, formats)
        _number(sheet, line, 5, row.denominator, formats)
        part = share(row)
        if part is not None:
            sheet.write_number(line, 6, float(part), formats["percent"])
    sheet.autofilter(0, 0, max(len(report.rows), 1), len(keys) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _number(
    sheet: Worksheet, line: int, column: int, value: Number | str | None, formats: dict[str, Format]
) -> None:
    if isinstance(value, str):
        sheet.write_string(line, column, value, formats["right"])
    elif value is not None:
        kind = "number" if isinstance(value, Decimal) else "whole"
        sheet.write_number(line, column, json_number(value), formats[kind])


def _definitions(
    sheet: Worksheet, report: StatisticsReport, words: Wording, formats: dict[str, Format]
) -> None:
    keys = ("indicator", "name", "numerator", "denominator", "source")
    _head(sheet, [words.columns[key] for key in keys], _DEFINITION_WIDTHS, formats["bold"])
    line = 0
    for line, meaning in enumerate(words.indicator.values(), 1):
        texts = (meaning.id, meaning.name, meaning.numerator, meaning.denominator, meaning.source)
        for column, text in enumerate(texts):
            sheet.write_string(line, column, text, formats["wrap"])
    for distance, text in enumerate(notes(report, words), 2):
        sheet.write_string(line + distance, 0, text)


def notes(report: StatisticsReport, words: Wording) -> list[str]:
    """What a reader has to know about the figures."""
    found = [
        words.title.format(year=report.year),
        report.municipality,
        words.produced.format(date=report.produced_on.isoformat()),
        *((words.exact_note,) if report.exact else words.open_notes),
        words.absent_note,
    ]
    return [words.practice_mark, *found] if report.practice else found


def _head(sheet: Worksheet, titles: list[str], widths: tuple[int, ...], bold: Format) -> None:
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 0)
