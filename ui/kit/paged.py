"""A model for very many rows: all ids at once, the rows themselves as they come into sight."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject

from ui.kit.columns import ROOT, Column, ColumnsModel, Index

Row = TypeVar("Row")
ID_LENGTH = 36
PAGE = 16  # rows: what is read beyond what is seen costs as much
_KEPT = 400  # pages kept: what a person scrolled through lately

Arrived = Callable[[Sequence[Row] | None], None]
Fetch = Callable[[Sequence[tuple[list[str], Arrived[Row]]]], None]
"""Fetches pages: the rows of some ids, in their order, handed over when they are there.

None instead of rows: they were not fetched, and are asked for again when they are seen again.
"""


class PagedModel(ColumnsModel[Row]):
    """Holds the ids as one text, 36 characters each, and a few pages of rows."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._ids = ""
        self._fetch: Fetch[Row] | None = None
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._asked: set[int] = set()
        self._stale: set[int] = set()  # pages shown until their rows have been read again
        self._shown = 0  # counts the ids shown: rows of former ones come too late

    def show_ids(self, ids: str, fetch: Fetch[Row]) -> None:
        """Show the rows of these ids, in their order.

        The same ids: their rows are read again. The same and more: these come after.
        """
        if self._ids and len(ids) > len(self._ids) and ids.startswith(self._ids):
            self._add(ids)
            return
        self._shown += 1
        self._asked.clear()
        if ids and ids == self._ids:
            self._fetch = fetch
            self._stale = set(self._pages)
            self.dataChanged.emit(*self._corners(0, self.rowCount() - 1))
            return
        self.beginResetModel()
        self._ids, self._fetch = ids, fetch
        self._pages.clear()
        self._stale.clear()
        self.endResetModel()

    def _add(self, ids: str) -> None:
        before, after = self.rowCount(), len(ids) // ID_LENGTH
        if before % PAGE:  # the last page was not full
            self._shown += 1
            self._asked.clear()
            self._stale.add(before // PAGE)
        self.beginInsertRows(ROOT, before, after - 1)
        self._ids = ids
        self.endInsertRows()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids) // ID_LENGTH

    def row_at(self, at: int) -> Row | None:
        page, place = divmod(at, PAGE)
        rows = self._pages.get(page)
        if rows is None or page in self._stale:
            self._ask([page])
        if rows is None:
            return None
        return rows[place] if place < len(rows) else None

    def id_at(self, at: int) -> str:
        """The id of a row, known before the row is."""
        return self._ids[at * ID_LENGTH : (at + 1) * ID_LENGTH]

    def place_of(self, key: str) -> int:
        """Where the id stands; -1 when it is not shown."""
        start = 0
        while (found := self._ids.find(key, start)) >= 0:
            if found % ID_LENGTH == 0:
                return found // ID_LENGTH
            start = found + 1
        return -1

    def want(self, first: int, last: int) -> bool:
        """These rows are about to be seen: read them; whether none of them is there yet."""
        pages = range(first // PAGE, last // PAGE + 1)
        missing = [page for page in pages if page not in self._pages]
        self._ask(missing)
        return len(missing) == len(pages)

    def _ask(self, pages: Sequence[int]) -> None:
        fresh = [page for page in pages if page not in self._asked]
        if fresh and self._fetch is not None:
            self._asked.update(fresh)
            self._fetch([(self._ids_of(page), self._taker(page)) for page in fresh])

    def _ids_of(self, page: int) -> list[str]:
        text = self._ids[page * PAGE * ID_LENGTH : (page + 1) * PAGE * ID_LENGTH]
        return [text[at : at + ID_LENGTH] for at in range(0, len(text), ID_LENGTH)]

    def _taker(self, page: int) -> Arrived[Row]:
        shown = self._shown
        return lambda rows: self._take(page, rows, shown)

    def _take(self, page: int, rows: Sequence[Row] | None, shown: int) -> None:
        if shown != self._shown:
            return
        self._asked.discard(page)
        if rows is None:
            return
        self._stale.discard(page)
        self._pages[page] = rows
        if len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE
        self.dataChanged.emit(*self._corners(first, min(first + PAGE, self.rowCount()) - 1))

    def _corners(self, first: int, last: int) -> tuple[QModelIndex, QModelIndex]:
        return self.index(first, 0), self.index(last, len(self.columns) - 1)
