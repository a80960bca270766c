"""One of the five files as checked rows."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from ntand.domain.codes import FileKind
from ntand.domain.identity import restore_leading_zeros
from ntand.errors import BadFile
from ntand.files.columns import FORMATS, CellType, FileFormat
from ntand.files.delimited import ROWS_AT_A_TIME
from ntand.files.header import Header, known_names, match_header
from ntand.files.rows import Refuse, RowChunk, RowParser
from ntand.files.source import Restore, Source, open_source


class Inside(NamedTuple):
    """What a file shows before it is read: its headers, its first rows, how it is written."""

    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]  # as wide as the header
    rows: int
    counted: bool  # else ``rows`` is an estimate
    encoding: str  # empty for a workbook
    separator: str


class OpenTable:
    """A file whose header fits; iterate once for its rows.

    ``columns`` are the canonical names present, in the contract's order; every row's values are
    aligned with them. ``ignored_columns`` are the unknown ones, as the file writes them.
    """

    def __init__(
        self, name: str, source: Source, header: Header, parser: RowParser, restore: Restore
    ) -> None:
        self.columns = header.columns
        self.ignored_columns = header.ignored
        self._name = name
        self._source = source
        self._restore = restore
        self._parser = parser

    def chunks(self, refuse: Refuse | None = None) -> Iterator[RowChunk]:
        """About 1 000 rows at a time.

        ``refuse`` gets the sound rows of a chunk and returns faults of its own; a row it refuses
        does not count as accepted, so a later row with the same key is no duplicate.
        Raises BadFile when the file proves unusable further down.
        """
        with _named(self._name):
            for rows in self._source.rows(self._restore):
                yield self._parser.parse(rows, refuse)

    def __iter__(self) -> Iterator[RowChunk]:
        return self.chunks()

    def keys(self) -> set[tuple[str, str]]:
        """Source and id of each decision the file holds, also of rows refused."""
        return {
            key if isinstance(key, tuple) else (self._parser.source, str(key))
            for key in self._parser.keys
        }

    def progress(self) -> float:
        """The share of the file read, 0 to 1."""
        return self._source.progress()

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


def open_table(
    path: Path,
    kind: FileKind,
    today: date,
    source: str = "standard",
    mapping: Mapping[str, str] | None = None,
) -> OpenTable:
    """Opens the file and matches its header; ``mapping`` is {header in the file: our column}.

    ``source`` stands in where a decision's `kalla` is empty. Raises BadFile.
    """
    form = FORMATS[kind]
    known = known_names(form, mapping or {})
    with _named(path.name):
        opened = open_source(path, known)
        try:
            header = match_header(opened.header, form, known)
        except BadFile:
            opened.close()
            raise
    parser = RowParser(form, header, today, source)
    return OpenTable(path.name, opened, header, parser, _lost_zeros(form, header, today))


def look_into(path: Path, known: Collection[str], few: int) -> Inside:
    """The headers and the first few rows; ``known`` holds the folded headers. Raises BadFile."""
    with _named(path.name):
        source = open_source(path, known)
        try:
            width = len(source.header)
            first = next(source.rows(), [])
            filled = [row for row in first if any(cell.strip() for cell in row)]
            counted = len(first) < ROWS_AT_A_TIME
            share = source.progress() or 1.0
            rows = len(filled) if counted else round(len(filled) / share)
            sample = tuple(tuple((row + [""] * (width - len(row)))[:width]) for row in filled[:few])
            header = tuple(source.header)
            return Inside(header, sample, rows, counted, source.encoding, source.separator)
        finally:
            source.close()


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Whatever is wrong with the file, say which file it was."""
    try:
        yield
    except BadFile as error:
        error.facts = {"name": name, **error.facts}
        raise


def _lost_zeros(form: FileFormat, header: Header, today: date) -> Restore:
    """How a spreadsheet's number gets back the zeros in front, per place in the file."""
    by_name = {column.name: column for column in form.columns}
    restore: dict[int, Callable[[str], str]] = {}
    for name, place in zip(header.columns, header.places, strict=True):
        if by_name[name].type is CellType.IDENTITY:
            restore[place] = partial(_with_zeros, today)
        elif by_name[name].type is CellType.DESTINATION:
            restore[place] = _municipality
    return restore


def _with_zeros(today: date, digits: str) -> str:
    return restore_leading_zeros(digits, today)


def _municipality(digits: str) -> str:
    return digits.zfill(4)
