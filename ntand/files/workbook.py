"""Reading the first sheet of an .xlsx file as rows of canonical cell texts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from ntand.errors import BadFile
from ntand.files.archive import check_archive
from ntand.files.delimited import ROWS_AT_A_TIME

_LONGEST: Final = 2_000  # characters kept of a cell; far above what any column takes
Restore = Mapping[int, Callable[[str], str]]


class WorkbookSource:
    """The first sheet of a workbook that has been found safe to open."""

    encoding = separator = ""

    def __init__(self, file: BinaryIO) -> None:
        check_archive(file)
        file.seek(0)
        self._sheet = _first_sheet(file)
        self._file = file
        self._rows = self._sheet.iter_rows()
        self._done = 0
        self.header = self._header()

    def rows(self, restore: Restore | None = None) -> Iterator[list[list[str]]]:
        """The rows under the header, about a thousand at a time.

        ``restore`` says for some columns how to give a number the zeros it lost in the sheet.
        """
        width = len(self.header)
        places = tuple((restore or {}).items())
        chunk: list[list[str]] = []
        for cells in self._rows:
            for place, with_zeros in places:
                if place < len(cells) and type(cells[place]) in (float, int):
                    cells[place] = with_zeros(_TEXT[type(cells[place])](cells[place]))
            texts = _texts(cells)
            if len(texts) > width and not any(texts[width:]):
                texts = texts[:width]
            chunk.append(texts)
            if len(chunk) == ROWS_AT_A_TIME:
                self._done += len(chunk)
                yield chunk
                chunk = []
        if chunk:
            yield chunk
        self._done = self._sheet.height

    def progress(self) -> float:
        """The share read, 0 to 1."""
        return min(1.0, self._done / max(1, self._sheet.height))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _header(self) -> list[str]:
        for cells in self._rows:
            header = _texts(cells)
            while header and not header[-1].strip():
                del header[-1]
            if header:
                return header
        raise BadFile("file.empty")


def _first_sheet(file: BinaryIO) -> CalamineSheet:
    # The reader's own faults, a panic among them, mean one thing: not a sound workbook.
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        if not workbook.sheet_names:
            raise BadFile("file.no_sheets")
        return workbook.get_sheet_by_index(0)
    except BadFile:
        raise
    except PasswordError as error:
        raise BadFile("file.locked") from error
    except (CalamineError, OSError, ValueError) as error:
        raise BadFile("file.xlsx_damaged") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise BadFile("file.xlsx_damaged") from error


def _texts(cells: list[Any]) -> list[str]:
    texts = [cell if type(cell) is str else _TEXT[type(cell)](cell) for cell in cells]
    if "\0" in "".join(texts):  # written _x0000_; no database keeps it
        raise BadFile("file.nul_bytes")
    return texts


def _number(cell: float) -> str:
    # A sheet holds every number as binary; fifteen digits are what it shows.
    return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"


def _instant(cell: datetime) -> str:
    return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")


_TEXT: Final[dict[type, Callable[[Any], str]]] = {
    str: lambda cell: cell,
    float: _number,
    int: str,
    bool: lambda cell: "J" if cell else "N",
    date: date.isoformat,
    datetime: _instant,
    time: time.isoformat,
    timedelta: str,
}
