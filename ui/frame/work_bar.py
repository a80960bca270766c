"""Long work under way: what it is, how far it has come, and a button that stops it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from ntand.i18n import _
from ui.kit.jobs import Job
from ui.kit.look import GAP, Text, button


class WorkBar(QFrame):
    """Seen only while long work runs."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Work under way"))
        self.title = Text()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.stop = button(_("Cancel the work"), "x")
        self.stop.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(GAP)
        row.addWidget(self.title, 1)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)
        self._jobs: list[tuple[str, Job]] = []
        self.setHidden(True)

    def begin(self, title: str, job: Job) -> None:
        """Follow the job to its end."""
        self._jobs.append((title, job))
        job.progressed.connect(self._tell)
        job.finished.connect(self._ended)
        job.failed.connect(self._ended)
        self._show()

    def close_down(self) -> None:
        """Tell at once that the window closes: no event is answered until the work has ended."""
        self.title.setText(_("Closing as soon as the work has stopped …"))
        self.progress.setRange(0, 0)
        self.stop.setEnabled(False)
        self.show()
        around = self.parentWidget()
        layout = around.layout() if around is not None else None
        if layout is not None:
            layout.activate()
        self.window().repaint()

    def stay(self) -> None:
        """The window does not close after all."""
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._jobs))
        if self._jobs:
            self.title.setText(self._jobs[0][0])
            self.progress.setAccessibleName(self._jobs[0][0])
            self.progress.setRange(0, 0)
            self.stop.setEnabled(True)

    def _tell(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _ended(self, _end: object) -> None:
        # One long job runs at a time, in the order they were asked for.
        if self._jobs:
            self._jobs.pop(0)
        self._show()

    def _stop(self) -> None:
        if self._jobs:
            self.stop.setEnabled(False)
            self.title.setText(_("Stopping …"))
            self._jobs[0][1].cancel()
