"""Reading an .xlsx of 100 000 decisions: ours, safety checks and texts included, against calamine.

Run with ``python -m tests.bench.bench_xlsx``. Both count the same filled cells. The peak is that
of a process of its own for each.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from ntand.domain.codes import FileKind
from ntand.files.columns import FORMATS, CellType
from ntand.files.reading import open_table
from ntand.files.source import open_source

ROWS = 100_000
ROUNDS = 3
TODAY = date(2026, 6, 1)


def build(path: Path) -> None:
    """A sheet as an office program saves it: shared strings, real dates, real numbers."""
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    as_day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    columns = FORMATS[FileKind.DECISIONS].columns
    sheet.write_row(0, 0, [column.name for column in columns])
    for row in range(1, ROWS + 1):
        for place, column in enumerate(columns):
            if column.name in ("till", "avliden", "utflyttad", "utflyttad_till", "skydd"):
                continue
            if column.type is CellType.DATE:
                sheet.write_datetime(row, place, date(2020, 1 + row % 12, 1 + row % 28), as_day)
            elif column.type is CellType.WHOLE:
                sheet.write_number(row, place, row % 4)
            else:
                sheet.write_string(row, place, _text(column.name, row))
    workbook.close()


def _text(name: str, row: int) -> str:
    fixed = {
        "personnummer": "189001019802",
        "insats": "hemtjanst",
        "forbattring": "liten",
        "tandvardsgivare": "privat",
        "kontakt_roll": "god_man",
    }
    if name in fixed:
        return fixed[name]
    if name in ("varaktigt", "medboende", "enbart_behandling", "narstaende_hjalp"):
        return "JN"[row % 2]
    distinct = ROWS if name in ("beslut_id", "adress", "telefon") else 800
    return f"{name} {row % distinct}"


def calamine(path: Path) -> int:
    """The reference: every row as calamine gives it."""
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return sum(len(row) - row.count("") for row in sheet.iter_rows())


def texts(path: Path) -> int:
    """Checked, opened, every cell as canonical text."""
    source = open_source(path, {})
    filled = len(source.header)
    for rows in source.rows():
        filled += sum(len(row) - row.count("") for row in rows)
    source.close()
    return filled


def table(path: Path) -> int:
    """All the way to checked rows."""
    with open_table(path, FileKind.DECISIONS, TODAY) as opened:
        return sum(chunk.read for chunk in opened)


READERS: dict[str, Callable[[Path], int]] = {"calamine": calamine, "texts": texts, "table": table}


def _own_peak() -> int:
    # Not getrusage: its figure is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _peak(name: str, path: Path) -> str:
    command = [sys.executable, "-m", "tests.bench.bench_xlsx", name, str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Print medians, ratios and peaks."""
    if len(sys.argv) == 3:
        READERS[sys.argv[1]](Path(sys.argv[2]))
        print(_own_peak())
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "insatser.xlsx"
        build(path)
        assert calamine(path) == texts(path)
        assert table(path) == ROWS
        seconds: dict[str, list[float]] = {name: [] for name in READERS}
        for _ in range(ROUNDS):
            for name, read in READERS.items():
                start = time.perf_counter()
                read(path)
                seconds[name].append(time.perf_counter() - start)
        reference = statistics.median(seconds["calamine"])
        for name, taken in seconds.items():
            median = statistics.median(taken)
            print(f"{name:9} {median:6.2f} s  x{median / reference:.2f}  {_peak(name, path)} MiB")


if __name__ == "__main__":
    main()
