"""The band that nobody can overlook: no real persons, and whose day it is."""

from contextlib import suppress

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel

from ntand.errors import UsageError
from ntand.i18n import _
from ntand.ports import clock_from_environment


class Mark(QLabel):
    """Until people sign in, the program is for practice; it says so in every window."""

    def __init__(self, *, practice: bool) -> None:
        text = (
            _("Practice municipality – every person, unit and figure is made up")
            if practice
            else _("TRIAL – no real persons may be registered")
        )
        super().__init__(" ".join(filter(None, (f"{text}.", _chosen_day()))))
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.setContentsMargins(16, 4, 16, 4)
        self.setWordWrap(True)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Highlight)
        self.setForegroundRole(QPalette.ColorRole.HighlightedText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(self.text())

    def tell_region(self, address: str) -> None:
        """Tell where to see what has reached the region that stands in for the real one."""
        told = _("What has reached its region is seen in a browser at {address}")
        self.setText(f"{self.text()} {told.format(address=address)}")
        self.setAccessibleName(self.text())


def _chosen_day() -> str:
    """Says so when today is not the clock's."""
    with suppress(UsageError):  # reading the installation tells of it
        day = clock_from_environment().chosen
        if day is not None:
            return _("Today is set to {day}.").format(day=day.isoformat())
    return ""
