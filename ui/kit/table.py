"""The table of every page: keyboard, copying, choosable columns, remembered widths."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ntand.i18n import _
from ui.kit.columns import ROW, Column, ColumnsModel, RowsModel
from ui.kit.paged import Fetch, PagedModel
from ui.kit.seeking import Seeking
from ui.kit.table_columns import TableColumns

Row = TypeVar("Row")
_PADDING = 10  # pixels over and under the text of a row, together


class Table(QTableView, Generic[Row]):
    """Rows chosen as a whole; Enter opens, letters look in the first column.

    ``chosen`` tells the row under the keyboard (or None), ``opened`` the one entered.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[Column[Row]],
        *,
        many: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.empty_text = ""
        self._columns = tuple(columns)
        self._key: Callable[[Row], str] = str
        self.arrangement = TableColumns(self, name, columns)
        self.setAccessibleName(title)
        self._dress(many=many)
        self._use(RowsModel(self._columns, self))
        self._make_actions()
        self.doubleClicked.connect(self._enter)
        self._seeking = Seeking(self)

    def show_rows(self, rows: Sequence[Row], *, key: Callable[[Row], str]) -> None:
        """Show these rows; what was chosen stays chosen, as far as it is still there."""
        model = self.model()
        if not isinstance(model, RowsModel):
            model = RowsModel(self._columns, self)
            self._use(model)
        current, chosen = self._current_key(), {self._key(one) for one in self.selected_rows()}
        place = self.currentIndex().row()
        self._key = key
        model.show_rows(rows)
        self._choose_again(current, chosen, place)

    def show_ids(self, ids: str, fetch: Fetch[Row], *, key: Callable[[Row], str]) -> None:
        """Show very many rows by their ids, 36 characters each; see PagedModel.

        Of those nobody is chosen until someone chooses, or comes to the table with the keyboard.
        """
        model = self.model()
        if not isinstance(model, PagedModel):
            model = PagedModel(self._columns, self)
            model.dataChanged.connect(self._arrived)
            model.dataChanged.connect(self._seeking.arrived)
            self._use(model)
        at = self.currentIndex().row()
        current = model.id_at(at) if at >= 0 else ""
        self._key = key
        model.show_ids(ids, fetch)
        if not self.choose(current) and self.hasFocus():
            self.choose_at(min(max(at, 0), model.rowCount() - 1))

    def current_row(self) -> Row | None:
        """The row under the keyboard."""
        at = self.currentIndex()
        return at.data(ROW) if at.isValid() else None

    def selected_rows(self) -> list[Row]:
        """The rows chosen, from the top."""
        selection = self.selectionModel()
        chosen = sorted(selection.selectedRows(), key=lambda one: one.row())
        return [row for one in chosen if (row := one.data(ROW)) is not None]

    def choose(self, key: str) -> bool:
        """Choose the row of the key; whether it is shown."""
        model = self.model()
        if isinstance(model, PagedModel):
            return bool(key) and self.choose_at(model.place_of(key))
        keys = self._keys()
        return key in keys and self.choose_at(keys.index(key))

    def choose_at(self, at: int) -> bool:
        """Choose the row at the place; whether there is one."""
        if not 0 <= at < self.model().rowCount():
            return False
        column = max(0, self.currentIndex().column(), self.arrangement.in_sight()[0])
        index = self.model().index(at, column)
        flags = QItemSelectionModel.SelectionFlag
        mode = flags.ClearAndSelect | flags.Rows
        self.selectionModel().setCurrentIndex(index, mode)
        self.scrollTo(index)
        return True

    def choose_nobody(self) -> None:
        """Let no row be chosen."""
        self.selectionModel().clear()

    def model(self) -> ColumnsModel[Any]:
        """The model; always one of ours."""
        found = super().model()
        assert isinstance(found, ColumnsModel)
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        # Rows are chosen whole: Home and End are the first and the last of them.
        if action in (
            QAbstractItemView.CursorAction.MoveHome,
            QAbstractItemView.CursorAction.MoveEnd,
        ):
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._seeking.under_way:
            return
        super().paintEvent(event)
        if self.model().rowCount() or not self.empty_text:
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        space = self.viewport().rect().adjusted(24, 24, -24, -24)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(space, int(flags | Qt.TextFlag.TextWordWrap), self.empty_text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()
            self.arrangement.fit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.arrangement.settle()
        super().hideEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.choose_at(self.currentIndex().row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrangement.fit()

    def copy(self) -> None:
        """Put the chosen rows on the clipboard: the columns shown, separated by tabs."""
        shown = [self._columns[at] for at in self.arrangement.in_sight()]
        lines = ["\t".join(column.title for column in shown)]
        for row in self.selected_rows():
            lines.append("\t".join(_one_line(column.text(row)) for column in shown))
        QGuiApplication.clipboard().setText("\n".join(lines))

    # --- Inside ---------------------------------------------------------------------------

    def _dress(self, *, many: bool) -> None:
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table: no keyboard trap
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit_rows()
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda _at: self.arrangement.choose())
        header.setAccessibleName(_("Column headings"))

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _PADDING)

    def _use(self, model: ColumnsModel[Any]) -> None:
        header = self.horizontalHeader()
        self.setModel(model)
        self.setSortingEnabled(isinstance(model, RowsModel))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.arrangement.begin()

    def _make_actions(self) -> None:
        choose = QAction(_("Choose columns"), self)
        choose.setShortcut(QKeySequence("Ctrl+Shift+K"))
        choose.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        choose.triggered.connect(self.arrangement.choose)
        self.addAction(choose)

    def _current_key(self) -> str | None:
        row = self.current_row()
        return self._key(row) if row is not None else None

    def _choose_again(self, current: str | None, chosen: set[str], place: int) -> None:
        keys = self._keys()
        if current not in keys:  # gone: the one that took its place
            if not self.choose_at(min(max(place, 0), len(keys) - 1)):
                self.chosen.emit(None)
            return
        self.choose_at(keys.index(current))
        if len(chosen) < 2:
            return
        model, again = self.model(), QItemSelection()  # told once, a range for each run of rows
        for together, run in groupby(enumerate(keys), lambda one: one[1] in chosen):
            if together:
                places = [at for at, _key in run]
                first, last = model.index(places[0], 0), model.index(places[-1], 0)
                again.append(QItemSelectionRange(first, last))
        select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(again, select)

    def _keys(self) -> list[str]:
        model = self.model()
        return [self._key(row) for row in model.rows] if isinstance(model, RowsModel) else []

    def _tell(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(now.data(ROW) if now.isValid() else None)

    def _arrived(self, first: QModelIndex, last: QModelIndex) -> None:
        at = self.currentIndex()
        if at.isValid() and first.row() <= at.row() <= last.row():
            self.chosen.emit(at.data(ROW))

    def _enter(self, index: QModelIndex) -> None:
        if index.isValid() and (row := index.data(ROW)) is not None:
            self.opened.emit(row)


def _one_line(text: str) -> str:
    return " ".join(text.split())
