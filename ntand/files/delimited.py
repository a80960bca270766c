"""Reading a CSV file as rows of text, in constant memory."""

import csv
import io
import os
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import BinaryIO, Final, TypeVar

from ntand.errors import BadFile
from ntand.files.encoding import find_encoding
from ntand.files.folding import fold

T = TypeVar("T")

_SEPARATORS: Final = (";", ",", "\t")
ROWS_AT_A_TIME: Final = 1_000  # still in the processor's cache when the checks come by column
# A cell that is too long should cost its row, not the file; this bounds what an open quote
# can swallow. The limit belongs to the process, and nothing else in the program reads CSV.
_LONGEST_CELL: Final = 16 * 1024 * 1024


class DelimitedSource:
    """A CSV file whose encoding and separator have been found."""

    def __init__(self, file: BinaryIO, known: Collection[str]) -> None:
        """Finds them; ``known`` holds the folded headers that count for the separator."""
        csv.field_size_limit(_LONGEST_CELL)
        encoding = find_encoding(file)
        self._ended = encoding.ended
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        file.seek(0)
        self._text = io.TextIOWrapper(file, encoding.name, "strict", newline="")
        self.encoding = encoding.name
        self.separator = max(_SEPARATORS, key=lambda sep: self._known_columns(sep, known))
        self._reader = self._restart(self.separator)
        self.header = _trimmed(self._guarded(self._header_row))
        if not self.header:
            raise BadFile("file.empty")

    def rows(self, _restore: object = None) -> Iterator[list[list[str]]]:
        """The rows under the header, about a thousand at a time.

        Raises BadFile with the line for what is no CSV, and for a last line that is cut off.
        """
        width = len(self.header)
        short = count = 0
        last: list[str] = []
        while rows := self._guarded(lambda: list(islice(self._reader, ROWS_AT_A_TIME))):
            yield rows
            if not self._ended:
                filled = [row for row in rows if any(cell.strip() for cell in row)]
                short += sum(len(row) < width for row in filled)
                count += len(filled)
                last = filled[-1] if filled else last
        if short == 1 and count > 1 and len(last) < width:
            raise BadFile("file.cut_off")

    def progress(self) -> float:
        """The share read, 0 to 1."""
        return min(1.0, self._file.tell() / max(1, self._size))

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def _restart(self, separator: str) -> Iterator[list[str]]:
        self._text.seek(0)
        self._lines = csv.reader(self._text, delimiter=separator, strict=True)
        return self._lines

    def _known_columns(self, separator: str, known: Collection[str]) -> int:
        self._reader = self._restart(separator)
        try:
            return sum(fold(cell) in known for cell in self._header_row())
        except csv.Error:
            return -1

    def _header_row(self) -> list[str]:
        return next((row for row in self._reader if any(cell.strip() for cell in row)), [])

    def _guarded(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise BadFile("file.cut_off") from None
            raise BadFile("file.bad_csv", line=self._lines.line_num) from None
        except UnicodeDecodeError:
            raise BadFile("file.changed") from None
        except OSError as error:
            raise BadFile("file.unreadable", reason=error.strerror or "") from None


def _trimmed(cells: list[str]) -> list[str]:
    """The header without the nameless columns at its end."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells
