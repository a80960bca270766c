"""The window itself: seen first, filled after its first paint.

What fills it brings most of Qt's classes with it; an empty window is there in half the time.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from ntand.errors import NtandError
from ntand.i18n import _
from ui.kit.memory import remember, remembered

if TYPE_CHECKING:  # after the first paint
    from ui.frame.workspace import OpenHome, Workspace

_GEOMETRY = "window/geometry"


class MainWindow(QMainWindow):
    """Shows itself, then its workspace, then opens the installation."""

    seen = Signal()  # painted for the first time, still empty
    painted = Signal()  # filled

    def __init__(
        self,
        home: Path,
        open_home: "OpenHome",
        *,
        practice: bool = False,
        start_practice: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.home = home
        self._given = open_home, practice, start_practice
        self._workspace: Workspace | None = None
        self._painted = False
        self.setWindowTitle(_("N-tand – TRIAL, no real persons"))
        self.setAccessibleName(self.windowTitle())
        known = remembered(_GEOMETRY)
        if known is None or not self.restoreGeometry(known):
            self.resize(1200, 760)

    @property
    def workspace(self) -> "Workspace":
        """What fills the window, from its first paint on."""
        assert self._workspace is not None
        return self._workspace

    @property
    def reading(self) -> bool:
        """Whether anything is being read, or is about to be."""
        return self._workspace is None or self._workspace.reading

    def tell(self, error: NtandError) -> None:
        """Show what went wrong; what prevents the window from being filled stands in the log."""
        if self._workspace is not None:
            self._workspace.tell(error)

    def raise_to_front(self) -> None:
        """Come to the front: someone started the program again."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._fill)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stays when something could not be stored: it is told, and closed the next time."""
        remember(_GEOMETRY, self.saveGeometry())
        if self._workspace is None or self._workspace.finish():
            super().closeEvent(event)
        else:
            event.ignore()

    def _fill(self) -> None:
        self.seen.emit()
        from ui.frame.workspace import Workspace

        open_home, practice, start_practice = self._given
        self._workspace = Workspace(
            self, self.home, open_home, practice=practice, start_practice=start_practice
        )
        self.setCentralWidget(self._workspace)
        self.painted.emit()
        self._workspace.reload()
