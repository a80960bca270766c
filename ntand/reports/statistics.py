"""Writes the indicator report in the form that is asked for; same data, same bytes."""

import csv
import io
from pathlib import Path

from ntand.errors import UsageError
from ntand.reports.output import Output, deliver
from ntand.reports.report import StatisticsReport, number_text

_HEADER = ("indicator", "breakdown", "group", "numerator", "denominator")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")
_NO_GROUP = "-"


def write_statistics(path: Path, report: StatisticsReport) -> None:
    """Write the form that the suffix names (.csv, .xlsx, .pdf); another one is a UsageError."""
    writers = {
        ".csv": write_statistics_csv,
        ".xlsx": write_statistics_xlsx,
        ".pdf": write_statistics_pdf,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UsageError("report.unknown_suffix", name=path.name)
    writer(path, report)


def write_statistics_csv(out: Output, report: StatisticsReport) -> None:
    """UTF-8 with BOM, semicolons, CRLF, decimal comma; the values of the JSON output."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(_HEADER)
    for row in report.rows:
        numbers = number_text(row.numerator), number_text(row.denominator)
        lines.writerow((row.indicator, row.breakdown, _guarded(row.group), *numbers))
    deliver(out, text.getvalue().encode("utf-8-sig"))


def _guarded(group: str) -> str:
    """A unit's code may look like a formula; the sign for no group is none."""
    return f"'{group}" if group.startswith(_FORMULA_SIGNS) and group != _NO_GROUP else group


def write_statistics_xlsx(out: Output, report: StatisticsReport) -> None:
    """A workbook: the figures as numbers with their share, and the definitions."""
    from ntand.reports.workbook import workbook

    deliver(out, workbook(report))


def write_statistics_pdf(out: Output, report: StatisticsReport) -> None:
    """A paper, A4: the shares as a chart, every figure as a table, the definitions."""
    from ntand.reports.paper import paper

    deliver(out, paper(report))
