"""The columns of a table as a person has them: widths, order, which are shown."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QTableView

from ntand.i18n import _
from ui.kit.columns import Column
from ui.kit.memory import remember, remembered

_HEADING = 28  # pixels beside a column's title: the sort mark, and air
_SHORT = 125  # pixels of a column that holds a date, a code, a number
_LEAST = 0.5  # of the width a text would like
_KEEP_AFTER = 400  # milliseconds: a column being drawn wider changes at each step


class TableColumns(QObject):
    """Fits the columns into the table until a person arranges them; then remembers those."""

    def __init__(self, table: QTableView, name: str, columns: Sequence[Column[Any]]) -> None:
        super().__init__(table)
        self._table, self._name, self._columns = table, f"table/{name}", tuple(columns)
        self._arranged = False
        self._changed = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._changed.timeout.connect(self._keep)
        header = table.horizontalHeader()
        for changed in (header.sectionResized, header.sectionMoved):
            changed.connect(self._draws)

    def begin(self) -> None:
        """The table has got a model: give its columns their widths."""
        for at, column in enumerate(self._columns):
            self._table.setColumnHidden(at, column.hidden)
        known = remembered(self._name)
        self._arranged = known is not None
        header = self._table.horizontalHeader()
        if known is not None:
            header.restoreState(known)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        else:
            self.fit()

    def fit(self) -> None:
        """Make texts narrower where the columns do not fit; names, dates and codes stay whole."""
        if self._arranged:
            return
        letters = max(1.0, self._table.fontMetrics().averageCharWidth() / 7)
        shown = [at for at in range(len(self._columns)) if not self._table.isColumnHidden(at)]
        wanted = {at: self._wanted(at, letters) for at in shown}
        least = {at: self._least(at, wanted[at], letters) for at in shown}
        spare = sum(wanted.values()) - sum(least.values())
        over = sum(wanted.values()) - self._table.viewport().width()
        part = min(1.0, over / spare) if over > 0 and spare > 0 else 0.0
        for at in shown:
            width = wanted[at] - round((wanted[at] - least[at]) * part)
            self._table.setColumnWidth(at, width)

    def choose(self) -> None:
        """Let the person choose which columns are shown, with the keyboard as well."""
        menu = QMenu(self._table)
        menu.setAccessibleName(_("Columns shown"))
        for at, column in enumerate(self._columns):
            action = QAction(column.title, menu, checkable=True)
            action.setChecked(not self._table.isColumnHidden(at))
            action.setEnabled(self._table.isColumnHidden(at) or len(self.in_sight()) > 1)
            action.toggled.connect(lambda on, at=at: self._show(at, shown=on))
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._table.mapToGlobal(QPoint(0, 0)))

    def in_sight(self) -> list[int]:
        """The columns shown, from the left."""
        header = self._table.horizontalHeader()
        shown = [at for at in range(len(self._columns)) if not self._table.isColumnHidden(at)]
        return sorted(shown, key=header.visualIndex)

    def settle(self) -> None:
        """Write down now what would be written down soon."""
        if self._changed.isActive():
            self._changed.stop()
            self._keep()

    def _wanted(self, at: int, letters: float) -> int:
        return max(self._title_width(at), round(self._columns[at].width * letters))

    def _least(self, at: int, wanted: int, letters: float) -> int:
        # The first says whose row it is: a name cut short could be another's.
        if at == 0 or wanted <= _SHORT * letters:
            return wanted
        return max(self._title_width(at), round(wanted * _LEAST))

    def _title_width(self, at: int) -> int:
        metrics = self._table.fontMetrics()
        return metrics.horizontalAdvance(self._columns[at].title) + _HEADING

    def _show(self, at: int, *, shown: bool) -> None:
        self._table.setColumnHidden(at, not shown)
        self.fit()
        self._arranged = True
        self._changed.start()

    def _draws(self, *_change: int) -> None:
        # Only a hand on the mouse draws a column; all else is the window's own doing.
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._arranged = True
            self._changed.start()

    def _keep(self) -> None:
        remember(self._name, self._table.horizontalHeader().saveState())
