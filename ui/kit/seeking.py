"""A long table scrolled: its rows are read at once, and painted when they are there."""

from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QTableView

from ui.kit.paged import PagedModel

_PATIENCE = 60  # milliseconds: rows that take longer are painted as not there yet


class Seeking(QObject):
    """Asks for what comes into sight before it is painted; a jump is painted once, with rows."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self.arrived)
        table.verticalScrollBar().valueChanged.connect(lambda _at: self._scrolled())

    @property
    def under_way(self) -> bool:
        """Whether nothing in sight is there yet, and painting would be in vain."""
        return self._patience.isActive()

    def arrived(self) -> None:
        """Rows have come, or take too long: paint."""
        if self.under_way:
            self._patience.stop()
        self._table.viewport().update()

    def _scrolled(self) -> None:
        model: Any = self._table.model()
        if not isinstance(model, PagedModel) or not model.rowCount():
            return
        first = self._table.rowAt(0)
        last = self._table.rowAt(self._table.viewport().height() - 1)
        if model.want(max(0, first), last if last >= 0 else model.rowCount() - 1):
            self._patience.start()
