"""The search, always on top of the window."""

from PySide6.QtWidgets import QLineEdit

from ntand.i18n import _
from ui.kit.desk import Desk


class SearchField(QLineEdit):
    """Where a person is looked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setAccessibleName(_("Search"))

    def begin(self) -> None:
        """Bring the keyboard here."""
        self.setFocus()
