"""What the panes beside a row share: a title, who it is about, and what is told below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.desk import Desk
from ui.kit.look import GAP, subheading
from ui.kit.person_header import PersonHeader
from ui.kit.seen_order import SeenOrder
from ui.kit.split import scrolling


class RowPane(SeenOrder):
    """Esc goes back to the list. Title and person stay in sight while the rest scrolls."""

    left = Signal()

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk = desk
        self.setAccessibleName(name)
        self.title, self.header = subheading(), PersonHeader()

    def arrange(self, *parts: QWidget, name: str) -> None:
        """Put the parts below each other; ``name`` is what they are together."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GAP, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(self.title)
        whole.addWidget(self.header)
        whole.addWidget(scrolling(inside, name), 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
