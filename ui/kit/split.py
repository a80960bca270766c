"""A list and the pane beside it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QSplitter, QWidget

from ui.kit.memory import remember, remembered

_NARROW = 900  # pixels at 100 %, under which the pane stands below the list


class ListAndPane(QSplitter):
    """The list at the left and its pane at the right; under each other where it is narrow."""

    def __init__(
        self,
        name: str,
        left: QWidget,
        right: QWidget,
        shares: tuple[int, int] = (3, 2),
        *,
        narrow: int = _NARROW,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._name, self._narrow = f"split/{name}", narrow
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.addWidget(left)
        self.addWidget(right)
        for at, share in enumerate(shares):
            self.setStretchFactor(at, share)
        self.setSizes([200 * share for share in shares])
        known = remembered(self._name)
        if known is not None:
            self.restoreState(known)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.splitterMoved.connect(lambda: remember(self._name, self.saveState()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        letters = max(1.0, self.fontMetrics().averageCharWidth() / 7)
        narrow = self.width() < self._narrow * min(letters, 1.3)
        self.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        super().resizeEvent(event)


def scrolling(inside: QWidget, name: str) -> QScrollArea:
    """The widget in an area that scrolls when the text is larger than the window."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setWidget(inside)
    area.setAccessibleName(name)
    return area
