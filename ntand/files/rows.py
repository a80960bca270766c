"""From raw rows to checked rows, about a thousand at a time and column by column.

Working by column keeps the inner loops inside the interpreter's C code: the price of a row is
close to that of splitting its line.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from ntand.files.cells import Doubt, Outcome, Refusal, Value, column_reader
from ntand.files.columns import FileFormat
from ntand.files.header import Header

Row = tuple[int, tuple[Value, ...]]


class RowFault(NamedTuple):
    """Why a row is refused, or what to know about one that is stored.

    ``row`` counts data rows from 1, blank lines not counted; ``column`` is the canonical name,
    None for the row. ``quoted`` is set only for ``unknown_value`` and never holds a digit.
    """

    row: int
    column: str | None
    code: str
    quoted: str = ""


class RowChunk(NamedTuple):
    """Consecutive rows of a file; ``read`` counts stored and refused ones."""

    rows: list[Row]  # number and values, aligned with the table's columns
    faults: list[RowFault]
    warnings: list[RowFault]
    read: int


Refuse = Callable[[list[Row]], Iterable[RowFault]]


class RowParser:
    """Checks the rows of one file in order; remembers the keys of the rows it accepted."""

    def __init__(self, form: FileFormat, header: Header, today: date, source: str) -> None:
        self._form = form
        self._width = header.width
        by_name = {column.name: column for column in form.columns}
        self._names = header.columns
        self._places = header.places
        self._readers = [column_reader(by_name[name], today) for name in header.columns]
        needed = next(column.name for column in form.columns if column.required)
        self._always_filled = header.places[header.columns.index(needed)]
        self.source = source
        self._accepted: set[object] = set()
        self._refused: set[object] = set()
        self._read = 0

    def parse(self, raw: list[list[str]], refuse: Refuse | None = None) -> RowChunk:
        """The rows checked; ``refuse`` may refuse more of them before their keys count."""
        raw, overfull = self._level(raw)
        first = self._read + 1
        self._read += len(raw)
        faults = [RowFault(first + at, None, "bad_value") for at in overfull]
        warnings: list[RowFault] = []
        columns = self._convert(raw, first, faults, warnings)
        faults += self._ends_before_start(columns, first)
        rows: list[Row] = list(enumerate(zip(*columns, strict=True), first))
        if refuse is not None:
            faults += refuse(_without(rows, faults))
        faults += self._repeats(columns, first, faults)
        faults.sort(key=itemgetter(0))
        kept = _without(rows, faults)
        if faults:
            refused = {fault.row for fault in faults}
            warnings = [warning for warning in warnings if warning.row not in refused]
        warnings.sort(key=itemgetter(0))
        return RowChunk(kept, faults, warnings, len(raw))

    @property
    def keys(self) -> set[object]:
        """The keys of all rows read so far that could be told, refused rows included."""
        return self._accepted | self._refused

    def _level(self, raw: list[list[str]]) -> tuple[list[list[str]], list[int]]:
        """Rows as wide as the header, without blank ones; and which held more than it."""
        width = self._width
        if set(map(len, raw)) == {width} and "" not in map(
            str.strip, map(itemgetter(self._always_filled), raw)
        ):
            return raw, []
        level: list[list[str]] = []
        overfull = []
        for row in raw:
            if not any(cell and not cell.isspace() for cell in row):
                continue
            if any(cell.strip() for cell in row[width:]):
                overfull.append(len(level))
            level.append((row + [""] * (width - len(row)))[:width])
        return level, overfull

    def _convert(
        self, raw: list[list[str]], first: int, faults: list[RowFault], warnings: list[RowFault]
    ) -> list[list[Value]]:
        texts = list(zip(*raw, strict=True)) if raw else [()] * self._width
        columns: list[list[Value]] = []
        for name, place, reader in zip(self._names, self._places, self._readers, strict=True):
            outcomes = reader.read(texts[place])
            if reader.troubled:
                reader.troubled = False
                _sort_out(outcomes, name, first, faults, warnings)
            columns.append(outcomes)  # type: ignore[arg-type]  # sorted out: values alone
        return columns

    def _column(self, columns: Sequence[list[Value]], name: str) -> list[Value] | None:
        return columns[self._names.index(name)] if name in self._names else None

    def _ends_before_start(self, columns: list[list[Value]], first: int) -> list[RowFault]:
        faults = []
        for name in self._form.ends:
            starts, ends = self._column(columns, "fran"), self._column(columns, name)
            if starts is None or ends is None:
                continue
            faults += [
                RowFault(number, name, "end_before_start")
                for number, (start, end) in enumerate(zip(starts, ends, strict=True), first)
                if end is not None and start is not None and end < start  # type: ignore[operator]
            ]
        return faults

    def _keys(self, columns: list[list[Value]]) -> list[object]:
        parts = [self._column(columns, name) for name in self._form.key]
        last = parts[-1]
        if len(parts) == 1 or parts[0] is None:  # a file without `kalla` has one source
            return list(last or ())
        return [(part or self.source, key) for part, key in zip(parts[0], last or (), strict=True)]

    def _repeats(
        self, columns: list[list[Value]], first: int, faults: list[RowFault]
    ) -> list[RowFault]:
        keys = self._keys(columns)
        accepted = self._accepted
        if not faults:
            fresh = set(keys)
            if len(fresh) == len(keys) and accepted.isdisjoint(fresh):
                accepted |= fresh
                return []
        refused = {fault.row for fault in faults}
        unusable = {fault.row for fault in faults if fault.column in self._form.key}
        column = self._form.key[-1] if self._form.key != ("personnummer", "ar") else None
        repeats = []
        for number, key in enumerate(keys, first):
            if number in unusable:
                continue
            if key in accepted:
                repeats.append(RowFault(number, column, "duplicate_key"))
            elif number not in refused:
                accepted.add(key)
            else:
                self._refused.add(key)
        return repeats


def _sort_out(
    outcomes: list[Outcome],
    name: str,
    first: int,
    faults: list[RowFault],
    warnings: list[RowFault],
) -> None:
    """Move refusals to the faults and doubts to the warnings; values alone are left."""
    for at, outcome in enumerate(outcomes):
        if type(outcome) is Refusal:
            faults.append(RowFault(first + at, name, outcome.code))
            outcomes[at] = None
        elif type(outcome) is Doubt:
            text = outcome.text
            quoted = "" if any(map(str.isnumeric, text)) else text
            warnings.append(RowFault(first + at, name, "unknown_value", quoted))
            outcomes[at] = text


def _without(rows: list[Row], faults: list[RowFault]) -> list[Row]:
    if not faults:
        return rows
    refused = {fault.row for fault in faults}
    return list(compress(rows, (row[0] not in refused for row in rows)))
