"""The window: practice mark, message bar, page, status line."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from ntand.errors import NtandError, UsageError
from ntand.i18n import _
from ntand.ports import STOCKHOLM, clock_from_environment
from ui.jobs import Job, Worker
from ui.message_bar import MessageBar
from ui.start_page import StartPage

if TYPE_CHECKING:
    from ntand.services.overview import Overview  # brings the database's library with it

Load = Callable[[], "Overview | None"]


class MainWindow(QMainWindow):
    """Shows itself first and reads the installation after its first paint."""

    painted = Signal()

    def __init__(self, home: Path, load: Load, *, practice: bool = False) -> None:
        super().__init__()
        self._home, self._load = home, load
        self._worker = Worker(self)
        self._job: Job | None = None
        self._painted = False
        self.setWindowTitle(_("N-tand – TRIAL, no real persons"))
        self.setAccessibleName(self.windowTitle())
        self.mark = _mark(practice)
        self.message = MessageBar()
        self.page = StartPage()
        self.setCentralWidget(self._arranged())
        self._sent = QLabel()
        self._user = QLabel()
        self._make_status_line()
        self._make_actions()
        self.resize(960, 600)
        self.painted.connect(self.reload)

    @property
    def reading(self) -> bool:
        """Whether the installation is being read, or is about to be."""
        return self._job is not None or not self._painted

    def reload(self) -> None:
        """Read the installation anew, in the worker's thread."""
        if self._job is not None:
            return
        self.message.hide()
        self.page.loading()
        self.statusBar().showMessage(_("Reading …"))
        self._job = Job(self._load, self)
        self._job.finished.connect(self._loaded)
        self._job.failed.connect(self._failed)
        self._worker.start(self._job)

    def tell(self, error: NtandError) -> None:
        """Show what went wrong."""
        self.message.tell(error)

    def raise_to_front(self) -> None:
        """Come to the front: someone started the program again."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._worker.wait()
        super().closeEvent(event)

    def _loaded(self, now: "Overview | None") -> None:
        self._ended()
        if now is None:
            self.page.empty(str(self._home))
            self.statusBar().showMessage(_("No installation"))
            return
        self.page.fill(now)
        at = datetime.now(STOCKHOLM)
        self.statusBar().showMessage(_("Read at {time}").format(time=f"{at:%H:%M}"))
        self._sent.setText(_exchange_line(now))
        self._user.setText(_("User: {user}").format(user=now.user))

    def _failed(self, error: NtandError) -> None:
        self._ended()
        self.page.failed()
        self.statusBar().showMessage(_("Could not be read"))
        self.tell(error)

    def _ended(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None

    def _arranged(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.page)
        scroll.setAccessibleName(_("Start page"))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.mark)
        column.addWidget(self.message)
        column.addWidget(scroll, 1)
        return whole

    def _make_status_line(self) -> None:
        line = self.statusBar()
        line.setAccessibleName(_("Status line"))
        for label, name in ((self._sent, _("Exchange with the region")), (self._user, _("User"))):
            label.setAccessibleName(name)
            label.setContentsMargins(8, 0, 8, 0)
            line.addPermanentWidget(label)

    def _make_actions(self) -> None:
        menu = self.menuBar().addMenu(_("&Program"))
        for text, key, run in (
            (_("&Read again"), QKeySequence.StandardKey.Refresh, self.reload),
            (_("&Quit"), QKeySequence("Ctrl+Q"), self.close),
        ):
            action = QAction(text, self)
            action.setShortcut(key)
            action.triggered.connect(run)
            menu.addAction(action)


def _mark(practice: bool) -> QLabel:
    """The band that nobody can overlook."""
    text = (
        _("Practice municipality – every person, unit and figure is made up")
        if practice
        else _("TRIAL – no real persons may be registered")
    )
    label = QLabel(" ".join(filter(None, (text + ".", _chosen_day()))))
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    label.setContentsMargins(16, 8, 16, 8)
    label.setWordWrap(True)
    label.setAutoFillBackground(True)
    label.setBackgroundRole(QPalette.ColorRole.Highlight)
    label.setForegroundRole(QPalette.ColorRole.HighlightedText)
    label.setAccessibleName(label.text())
    return label


def _chosen_day() -> str:
    """Says so when today is not the clock's."""
    with suppress(UsageError):  # reading the installation tells of it
        day = clock_from_environment().chosen
        if day is not None:
            return _("Today is set to {day}.").format(day=day.isoformat())
    return ""


def _exchange_line(now: "Overview") -> str:
    if not now.connected:
        return _("Region: not connected")
    if now.last_exchange is None:
        return _("Region: nothing exchanged yet")
    last = datetime.fromisoformat(now.last_exchange).astimezone(STOCKHOLM)
    return _("Last exchange: {time}").format(time=f"{last:%Y-%m-%d %H:%M}")
