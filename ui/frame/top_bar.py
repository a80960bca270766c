"""The bar on top: back, forward and the search."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ntand.i18n import _
from ui.frame.search_field import SearchField
from ui.kit.desk import Desk
from ui.kit.icons import icon


class TopBar(QWidget):
    """Always on top, whatever page is shown."""

    back = Signal()
    forward = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.back_button = _tool("arrow-left", _("Back (Alt+Left)"))
        self.forward_button = _tool("arrow-right", _("Forward (Alt+Right)"))
        self.back_button.clicked.connect(self.back)
        self.forward_button.clicked.connect(self.forward)
        self.search = SearchField(desk)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(8)
        for part in (self.back_button, self.forward_button):
            row.addWidget(part)
        row.addWidget(self.search, 1)
        self.allow(back=False, forward=False)

    def allow(self, *, back: bool, forward: bool) -> None:
        """Whether there is a place before and one after."""
        self.back_button.setEnabled(back)
        self.forward_button.setEnabled(forward)


def _tool(picture: str, name: str) -> QToolButton:
    made = QToolButton()
    made.setIcon(icon(picture))
    made.setAutoRaise(True)
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
