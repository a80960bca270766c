"""Leads from nothing to an installation; nothing is made before the last step."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from ntand.domain.municipalities import municipality_name
from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences import explain_code
from ntand.sentences.in_window import explain_in_window
from ui.kit.desk import Desk, Place
from ui.kit.jobs import Job, Worker
from ui.kit.look import MARGIN
from ui.kit.page import Page
from ui.kit.split import scrolling
from ui.pages.start.step import Step
from ui.pages.start.steps import DoneStep, KeyStep, MunicipalityStep, PlaceStep, Welcome

if TYPE_CHECKING:  # on use: the database's library must not delay the first paint
    from ntand.services.installing import Made
    from ntand.services.starting import Prepared

_WIDEST = 640  # pixels at 100 %: longer lines are hard to read


class StartPage(Page):
    """Welcome, municipality, place, recovery key, ready."""

    name = "start"

    def __init__(
        self,
        desk: Desk,
        *,
        home: Path,
        open_home: Callable[[], None],
        start_practice: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(desk)
        self._home, self._open_home, self._start_practice = home, open_home, start_practice
        self._prepared: Prepared | None = None
        self._key: str | None = None
        self._worker = Worker(self)
        self._job: Job | None = None
        self._then: Callable[..., None] = lambda _result: None
        self._goal: Place | None = None
        self.setAccessibleName(_("First start"))
        self.welcome = Welcome(practice=start_practice is not None)
        self.municipality = MunicipalityStep()
        self.place = PlaceStep(home)
        self.key = KeyStep()
        self.done = DoneStep()
        self.steps = QStackedWidget()
        self._all: tuple[Step, ...] = (
            *(self.welcome, self.municipality, self.place, self.key, self.done),
        )
        self._arrange()
        self._connect()
        self._show(self.welcome)

    @property
    def working(self) -> bool:
        """Whether something is being proven or made."""
        return self._job is not None

    @property
    def step(self) -> Step:
        """The step shown."""
        shown = self.steps.currentWidget()
        assert isinstance(shown, Step)
        return shown

    def first_focus(self) -> QWidget:
        return self.step.first_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and not self.step.go_back.isHidden():
            self._back()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Fields leave the key to us; a button with the keyboard is the one meant.
            within = self.focusWidget()
            within.click() if isinstance(within, QPushButton) else self.step.press()
        else:
            super().keyPressEvent(event)

    # --- Before anything is made ----------------------------------------------------------

    def _prepare(self) -> None:
        code, url = self.municipality.code(), self.place.url()

        def work(_progress: object) -> "Prepared":
            from ntand.services.starting import prepare_installation

            return prepare_installation(self._home, code, url)

        self._run(work, self._is_prepared)

    def _is_prepared(self, prepared: "Prepared") -> None:
        self._prepared = prepared
        if prepared.recovery_key is None:
            self._make()
            return
        # One key for all tries: someone may have written it down already.
        self._key = self._key or prepared.recovery_key
        self.key.show_key(self._key)
        self._show(self.key)

    def _save_key(self, path: Path) -> None:
        from ntand.services.starting import keep_recovery_key

        assert self._key is not None
        try:
            keep_recovery_key(path, self._key)
        except NtandError as error:
            self.key.tell("\n".join(explain_in_window(error)))
        else:
            self.key.tell("")
            self.key.told_saved(path.name)
            self.key.has_it.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- Making ---------------------------------------------------------------------------

    def _make(self) -> None:
        prepared = self._prepared
        assert prepared is not None
        key = self._key if prepared.recovery_key else None

        def work(_progress: object) -> "Made":
            from ntand.services.installing import make_installation

            return make_installation(self._home, prepared.municipality, prepared.database_url, key)

        self._run(work, self._is_made)

    def _is_made(self, made: "Made") -> None:
        in_file = made.key_kept_in == "file"
        note = " ".join(explain_code("check.key_in_file", {})) if in_file else ""
        self.done.show_made(municipality_name(made.municipality), note)
        self._show(self.done)

    def _leave(self, place: Place) -> None:
        """Open the installation, and go on there."""
        self._goal = place
        self._open_home()

    def _opened(self) -> None:
        if self._goal is not None:
            place, self._goal = self._goal, None
            # Behind the frame's own first page.
            QTimer.singleShot(0, self.desk, lambda: self.desk.go(place))

    # --- The made-up municipality ---------------------------------------------------------

    def _practise(self) -> None:
        start = self._start_practice
        if start is None or self.working:
            return
        self.welcome.show_practice(_("Preparing the made-up municipality …"), busy=True)
        self._run(lambda _progress: start(), lambda _none: self._practises())

    def _practises(self) -> None:
        text = _("The made-up municipality is open in a window of its own.")
        self.welcome.show_practice(text, busy=False)

    # --- Inside ---------------------------------------------------------------------------

    def _run(self, work: Callable[[object], object], then: Callable[..., None]) -> None:
        """Do the work off the window's thread; what goes wrong is told in the step."""
        if self.working:
            return
        self.step.tell("")
        self._then = then
        self._job = Job(work, self)
        # Bound methods: so the end arrives in the window's thread.
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self._broke)
        self.steps.setEnabled(False)
        self._worker.start(self._job)

    def _finished(self, result: object) -> None:
        self._rest()
        self._then(result)

    def _broke(self, error: NtandError) -> None:
        self._rest()
        self._failed(error)

    def _rest(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self.steps.setEnabled(True)
        self.step.take_keyboard()

    def _failed(self, error: NtandError) -> None:
        self.welcome.show_practice("", busy=False)
        self.step.tell("\n".join(explain_in_window(error)))
        self.step.take_keyboard()

    def _show(self, step: Step) -> None:
        self.steps.setCurrentWidget(step)
        if self.isVisible():
            step.take_keyboard()

    def _next(self) -> None:
        if self.step is self.welcome:
            self._show(self.municipality)
        elif self.step is self.municipality:
            self._show(self.place)
        elif self.step is self.place:
            self._prepare()
        elif self.step is self.key:
            self._make()
        else:
            self._leave(Place("import"))

    def _back(self) -> None:
        at = self._all.index(self.step)
        if not self.working and 0 < at < len(self._all) - 1:
            self.step.tell("")
            self._show(self._all[at - 1])

    def _arrange(self) -> None:
        told = self._all[1:-1]
        for at, step in enumerate(told, 1):
            step.number.setText(_("Step {n} of {all}").format(n=at, all=len(told)))
        for step in self._all:
            step.number.setVisible(step in told)
            self.steps.addWidget(step)
        self.steps.setMaximumWidth(_WIDEST * max(1, self.fontMetrics().averageCharWidth() // 7))
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, MARGIN, 0, MARGIN)
        row.addStretch(1)
        row.addWidget(self.steps, 8)
        row.addStretch(1)
        area = scrolling(middle, _("First start"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(area, 1)

    def _connect(self) -> None:
        for step in self._all:
            step.onward.connect(self._next)
            step.back.connect(self._back)
        self.welcome.practise.connect(self._practise)
        self.key.copied.connect(self.desk.copy)
        self.key.wanted.connect(self._save_key)
        self.done.region.connect(lambda: self._leave(Place("region")))
        self.done.todo.connect(lambda: self._leave(Place("todo")))
        self.desk.opened.connect(self._opened)
