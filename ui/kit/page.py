"""A page: what the window shows beside its navigation."""

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.desk import Desk, Place
from ui.kit.look import MARGIN, heading, muted


class Page(QWidget):
    """Base of all pages. It asks services through the desk and shows what they answer."""

    name: ClassVar[str]

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(MARGIN, 16, MARGIN, 16)
        self.column.setSpacing(8)

    def heading(self, title: str, under: str = "") -> None:
        """Begin the page with its title, and a sentence on what it is for."""
        self.setAccessibleName(title)
        self.column.addWidget(heading(title))
        if under:
            self.column.addWidget(muted(under))

    def enter(self, place: Place) -> None:
        """The page comes to be seen, with what it is to show; by default it reads anew."""
        self.refresh()

    def refresh(self) -> None:
        """What is shown may have changed: ask anew, and keep selection and place."""

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None
