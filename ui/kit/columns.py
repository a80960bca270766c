"""Columns of a table, and models that show rows in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ROW = Qt.ItemDataRole.UserRole  # the row itself
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: what it shows of a row. ``width`` in pixels at 100 %."""

    key: str
    title: str
    text: Callable[[Row], str]
    width: int = 120
    sort: Callable[[Row], Any] | None = None
    right: bool = False
    hidden: bool = False
    tip: Callable[[Row], str] | None = None
    icon: Callable[[Row], str | None] | None = None  # the name of an icon beside the text
    strong: Callable[[Row], bool] | None = None  # in bold letters


class ColumnsModel(QAbstractTableModel, Generic[Row]):
    """What all tables share; where the rows come from is for those who inherit it."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def row_at(self, at: int) -> Row | None:
        """The row, or None while it is not known yet."""
        raise NotImplementedError

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].right else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's variant
        if role not in _ROLES or not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and not index.column() else None
        return _ROLES[role](self, row, self.columns[index.column()])

    def as_text(self, row: Row) -> str:
        """The whole row as one sentence, for a screen reader."""
        told = ((column.title, column.text(row)) for column in self.columns if not column.hidden)
        return ", ".join(f"{title}: {text}" for title, text in told if text)


def _spoken(model: ColumnsModel[Row], row: Row, column: Column[Row]) -> str:
    if column is model.columns[0]:
        return model.as_text(row)
    return f"{column.title}: {column.text(row)}"


def _picture(_model: ColumnsModel[Row], row: Row, column: Column[Row]) -> Any:  # noqa: ANN401 - an icon, or None
    name = column.icon(row) if column.icon else None
    if not name:
        return None
    from ui.kit.icons import icon

    return icon(name)


def _letters(_model: ColumnsModel[Row], row: Row, column: Column[Row]) -> QFont | None:
    if column.strong is None or not column.strong(row):
        return None
    font = QFont()
    font.setBold(True)
    return font


_ROLES: dict[int, Callable[[Any, Any, Column[Any]], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda _model, row, column: column.text(row),
    Qt.ItemDataRole.ToolTipRole: lambda _model, row, column: (column.tip or column.text)(row),
    Qt.ItemDataRole.TextAlignmentRole: lambda _m, _row, column: _RIGHT if column.right else _LEFT,
    Qt.ItemDataRole.DecorationRole: _picture,
    Qt.ItemDataRole.FontRole: _letters,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    ROW: lambda _model, row, _column: row,
}


class RowsModel(ColumnsModel[Row]):
    """All rows in memory, sorted as a person asks."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._given: list[Row] = []
        self._rows: list[Row] = []
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._given = list(rows)
        self._arrange()
        self.endResetModel()

    @property
    def rows(self) -> Sequence[Row]:
        """The rows as they stand."""
        return self._rows

    def row_at(self, at: int) -> Row | None:
        return self._rows[at]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = list(self._rows)
        self._sorted = (column, order) if column >= 0 else None
        self._arrange()
        places = {id(row): at for at, row in enumerate(self._rows)}
        old = self.persistentIndexList()
        new = [self.index(places[id(before[one.row()])], one.column()) for one in old]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        self._rows = list(self._given)
        if self._sorted is not None:
            column, order = self.columns[self._sorted[0]], self._sorted[1]
            key = column.sort or (lambda row: column.text(row).casefold())
            self._rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
