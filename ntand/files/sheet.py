"""Writing an .xlsx file row by row, in constant memory."""

import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from ntand.errors import BadFile
from ntand.files.archive import MAX_UNPACKED
from ntand.files.cells import Value
from ntand.files.writing import cell_text

_WRITTEN: Final = datetime(2000, 1, 1, tzinfo=UTC)  # same data, same bytes
_MOST_ROWS: Final = 1_048_576  # Excel's limit, the header included


def write_sheet(
    path: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]
) -> int:
    """Writes one sheet and returns how many rows it has under the header.

    Whole numbers are numbers; all else is text, so that nothing is changed on the way. Refuses
    what we would not read back: BadFile("file.too_much_for_xlsx").
    """
    options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties({"created": _WRITTEN})
    sheet = workbook.add_worksheet(title)
    sheet.write_row(0, 0, header)
    sheet.freeze_panes(1, 0)
    try:
        count = _fill(sheet, rows)
    except BaseException:
        with suppress(Exception):
            workbook.close()  # lets go of its temporary files
        raise
    try:
        workbook.close()
    except FileCreateError as error:  # wraps the system's own error
        raise error.args[0] from error
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise BadFile("file.too_much_for_xlsx")
    return count


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        if count >= _MOST_ROWS:
            raise BadFile("file.too_much_for_xlsx")
        for place, value in enumerate(row):
            if type(value) is int:
                sheet.write_number(count, place, value)
            elif value is not None:
                sheet.write_string(count, place, cell_text(value))
    return count
