"""Opening a file: what it is, seen from its first bytes, and whether it can be read."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from ntand.errors import BadFile
from ntand.files.delimited import DelimitedSource

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_SHEETS: Final = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))


Restore = Mapping[int, Callable[[str], str]]  # place -> a number with its lost zeros


class Source(Protocol):
    """A header and rows of cell texts, whatever kind of file they come from."""

    header: list[str]
    encoding: str  # how a text file is written; empty for a workbook
    separator: str

    def rows(self, restore: Restore | None = None) -> Iterator[list[list[str]]]:
        """The rows under the header, about a thousand at a time."""

    def progress(self) -> float:
        """The share read, 0 to 1."""

    def close(self) -> None:
        """Let go of the file."""


def open_source(path: Path, known: Collection[str]) -> Source:
    """The file opened; ``known`` holds the folded headers. Raises BadFile."""
    file = _opened(path)
    try:
        before = _stamp(file)
        return Watched(_source(file, path.suffix.lower(), known), file, before)
    except BaseException:
        file.close()
        raise


class Watched:
    """A source that makes sure that nobody writes to the file meanwhile."""

    def __init__(self, source: Source, file: BinaryIO, before: tuple[int, int]) -> None:
        self._source = source
        self._file = file
        self._before = before
        self.header = source.header
        self.encoding, self.separator = source.encoding, source.separator
        self.progress = source.progress
        self.close = source.close

    def rows(self, restore: Restore | None = None) -> Iterator[list[list[str]]]:
        """The rows under the header; BadFile("file.changed") as soon as it was."""
        for rows in self._source.rows(restore):
            # Every time: a file that grows as fast as it is read would never end.
            if _stamp(self._file) != self._before:
                raise BadFile("file.changed")
            yield rows


def _opened(path: Path) -> BinaryIO:
    try:
        if not path.exists():
            raise BadFile("file.not_found")
        if not path.is_file():  # a folder, or a pipe that would wait for ever
            raise BadFile("file.not_a_file")
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise BadFile("file.unreadable", reason=getattr(error, "strerror", None) or "") from error


def _stamp(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _source(file: BinaryIO, suffix: str, known: Collection[str]) -> Source:
    head = file.read(4)
    if not head:
        raise BadFile("file.empty")
    if head == _ZIP:
        from ntand.files.workbook import WorkbookSource  # on use: 8 ms that CSV need not pay

        return WorkbookSource(file)
    if head == _OLD_OFFICE:
        raise BadFile("file.locked" if _LOCKED in file.read(1 << 20) else "file.old_excel")
    if suffix in _SHEETS:
        raise BadFile("file.not_xlsx")
    return DelimitedSource(file, known)
