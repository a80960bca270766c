"""The indicator report as a file: CSV, a workbook, or a paper with a chart."""

from ntand.reports.report import StatisticsReport
from ntand.reports.statistics import (
    write_statistics,
    write_statistics_csv,
    write_statistics_pdf,
    write_statistics_xlsx,
)

__all__ = [
    "StatisticsReport",
    "write_statistics",
    "write_statistics_csv",
    "write_statistics_pdf",
    "write_statistics_xlsx",
]
