"""What each part of the page is made of: a list, and what stands beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.kit.desk import Desk
from ui.kit.look import GAP


class Section(QWidget):
    """The list is the widget itself; ``pane`` is shown beside it. It reads when it is shown.

    ``wanted`` asks that the pane be seen, ``left`` that the keyboard go back to the list.
    """

    wanted = Signal()
    left = Signal()

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
        """Where the keyboard begins."""
        raise NotImplementedError

    def begin(self) -> None:
        """Give the keyboard to the list."""
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def holds_keyboard(self) -> bool:
        """Whether the keyboard is in the pane."""
        within: QWidget | None = QApplication.focusWidget()
        return within is not None and self.pane.isAncestorOf(within)
