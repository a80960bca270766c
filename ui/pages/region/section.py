"""What each part of the page is made of: a list, and what stands beside it."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.kit.desk import Desk
from ui.kit.look import GAP
from ui.kit.table import Table


class Section(QWidget):
    """The list is the widget itself; ``pane`` is shown beside it. It reads when it is shown.

    ``wanted`` asks that the pane be seen, ``left`` that the keyboard go back to the list,
    ``empty`` that it go elsewhere: there is no row for it.
    """

    wanted = Signal()
    left = Signal()
    empty = Signal()
    table: Table[Any]

    def __init__(self, desk: Desk, pane: QWidget) -> None:
        super().__init__()
        self.desk, self.pane = desk, pane
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)

    def refresh(self) -> None:
        """Ask anew for what is shown."""
        raise NotImplementedError

    def first_focus(self) -> QWidget:
        """Where the keyboard begins: whether there are rows is known when they have been read."""
        return self.table

    def begin(self) -> None:
        """Give the keyboard to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.model().rowCount():
            self.refresh()  # there may be rows by now

    def release_keyboard(self) -> None:
        """The rows are read: a list without any keeps no keyboard."""
        if not self.table.model().rowCount() and self.window().focusWidget() is self.table:
            self.empty.emit()

    def holds_keyboard(self) -> bool:
        """Whether the keyboard is in the pane."""
        within: QWidget | None = QApplication.focusWidget()
        return within is not None and self.pane.isAncestorOf(within)
