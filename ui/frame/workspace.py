"""What fills the window: mark, search, navigation, page, messages, status line."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout

from ntand.errors import NtandError
from ntand.i18n import _
from ui.frame.commands import Command, fill
from ui.frame.exchange_timer import ExchangeTimer
from ui.frame.history import History
from ui.frame.mark import Mark
from ui.frame.message_bar import MessageBar
from ui.frame.navigation import Navigation
from ui.frame.pages import Pages
from ui.frame.places import ENTRIES, load_all
from ui.frame.region_news import RegionNews
from ui.frame.status_line import StatusLine
from ui.frame.top_bar import TopBar
from ui.frame.work_bar import WorkBar
from ui.kit.desk import Desk, Place
from ui.kit.jobs import Job, Worker
from ui.kit.seen_order import SeenOrder

if TYPE_CHECKING:  # the services bring the database's library: not before the first paint
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation
    from ntand.services.status import Status
    from ntand.services.undoing import Undo

OpenHome = Callable[[], "tuple[Installation, Actor] | None"]
_MINUTE = 60_000


class Workspace(SeenOrder):
    """All that is in the window. Tab goes through it in the order seen."""

    opened = Signal()

    def __init__(
        self,
        window: QMainWindow,
        home: Path,
        open_home: OpenHome,
        *,
        practice: bool = False,
        start_practice: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._window, self._open_home = window, open_home
        self._loads = False  # the other pages' code
        self._day: date | None = None
        self._job: Job | None = None
        self._worker = Worker(self)
        self._history = History()
        self.desk = Desk(practice=practice, parent=self)
        self.mark = Mark(practice=practice)
        self.top, self.navigation = TopBar(self.desk), Navigation()
        self.message, self.work = MessageBar(), WorkBar()
        self.pages = Pages(self.desk, home, self.reload, start_practice)
        self.status = StatusLine()
        self.news = RegionNews(self.desk, self.message)
        self.timer: ExchangeTimer | None = None  # once the first page has been answered
        self._troubled = 0
        window.setStatusBar(self.status)
        self._arrange()
        self._make_menus()
        self._connect()

    @property
    def reading(self) -> bool:
        """Whether anything is being read, or is about to be."""
        return self._job is not None or self.desk.busy

    def reload(self) -> None:
        """Open the installation anew, or read the page anew when it is open."""
        if self.desk.is_open:
            self.pages.refresh()
            self._ask_status()
        elif self._job is None:
            self.message.clear()
            self.status.showMessage(_("Reading …"))
            self._job = Job(lambda _progress: self._open_home(), self)
            self._job.finished.connect(self._opened)
            self._job.failed.connect(self._failed)
            self._worker.start(self._job)

    def go(self, place: Place) -> None:
        """Show a place, and remember the way back."""
        if self.desk.is_open:
            self._history.visit(place)
            self._show(place)

    def tell(self, error: NtandError) -> None:
        """Show what went wrong."""
        self.message.tell(error)

    def finish(self) -> bool:
        """Let what was asked for be done; False when something could not be stored, and is told."""
        if self.desk.at_long_work:
            self.work.close_down()
        self._worker.wait()
        self.top.search.rest()
        done = self.desk.finish()
        self.work.stay()
        return done

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.navigation.fit()

    # --- Opening --------------------------------------------------------------------------

    def _opened(self, found: "tuple[Installation, Actor] | None") -> None:
        self._job = None
        self.status.clearMessage()
        if found is None:
            self._inside(shown=False)
            self.pages.welcome()
            return
        self.desk.use(*found)
        settings = found[0].settings
        if self.desk.practice and settings.connected:
            self.mark.tell_region(settings.region_url)
        self._day = self.desk.today
        self._inside(shown=True)
        self.go(Place(ENTRIES[0].name))
        self.pages.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask_status()
        self.opened.emit()

    def _failed(self, error: NtandError) -> None:
        self._job = None
        self.status.showMessage(_("Could not be read. Press F5 to try again."))
        self.tell(error)

    def _inside(self, *, shown: bool) -> None:
        """What only an open installation has use for."""
        for part in (self.top, self.navigation):
            part.setVisible(shown)
        for action in self._within:
            action.setEnabled(shown)

    # --- Moving about ---------------------------------------------------------------------

    def _show(self, place: Place) -> None:
        self.navigation.show_page(place.page)
        self.pages.show_place(place)
        self.top.allow(back=self._history.can_go_back, forward=self._history.can_go_forward)

    def _back(self) -> None:
        if self._history.can_go_back:
            self._show(self._history.back())

    def _forward(self) -> None:
        if self._history.can_go_forward:
            self._show(self._history.forward())

    def _next_region(self) -> None:
        """Move the keyboard on: search, navigation, page."""
        within = QApplication.focusWidget()
        stops = (self.top, self.navigation, self.pages)
        at = next(
            (n for n, part in enumerate(stops) if within and part.isAncestorOf(within)),
            1 if within is self.navigation else 0,
        )
        following = (self.navigation, self.pages, self.top.search)[at]
        following.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- What has been done ---------------------------------------------------------------

    def _take_back(self, what: "Undo", told: str) -> None:
        from ntand.services.undoing import undo
        from ui.panes.act_words import act_alone

        self.desk.act(
            self,
            lambda installation, actor: undo(installation, actor, what),
            lambda _done: self.message.say(_("Taken back: {act}").format(act=act_alone(told))),
        )

    def _stored(self) -> None:
        self.pages.refresh()
        self._ask_status()

    def _look_at_the_clock(self) -> None:
        """What is due changes at midnight, and by what others have done."""
        if self.desk.is_open and self.desk.today != self._day:
            self._day = self.desk.today
            self.pages.refresh()
        self._ask_status()

    def _ask_status(self) -> None:
        if not self.desk.is_open:
            return
        self.desk.ask(self, _status, self._show_status, topic="status")

    def _show_status(self, now: "Status") -> None:
        self.status.show_status(now, self.desk.today)
        if not self._loads:  # the first page has been answered by now
            self._loads = True
            self._worker.start(Job(lambda _progress: load_all(), self))
            self._begin_timer()
        self._troubled = now.troubled
        self._count_region()
        self.news.look()
        self.desk.ask(self, _to_do, self._show_to_do, topic="to do")

    def _show_to_do(self, number: int) -> None:
        self.navigation.count_on("todo", number)

    def _count_region(self) -> None:
        self.navigation.count_on("region", self._troubled + self.news.unread)

    def _begin_timer(self) -> None:
        self.timer = ExchangeTimer(self.desk)
        self.timer.told.connect(self.status.show_turn)
        self.timer.exchanged.connect(self._exchanged)

    def _exchanged(self) -> None:
        """Nothing is another but when it was last exchanged."""
        page = self.pages.page
        if page is not None and page.name == "region":
            page.refresh()
        self._ask_status()

    # --- Building -------------------------------------------------------------------------

    def _arrange(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.mark)
        column.addWidget(self.top)
        column.addLayout(middle, 1)
        # Under the page: whatever comes and goes moves nothing that someone is about to click
        column.addWidget(self.message)
        column.addWidget(self.work)

    def _make_menus(self) -> None:
        bar = self._window.menuBar()
        program = bar.addMenu(_("&Program"))
        fill(
            program,
            self,
            (
                Command(_("&Read again"), "F5", self.reload),
                Command(_("&Quit"), "Ctrl+Q", self._window.close),
            ),
        )
        self._within: list[QAction] = fill(
            bar.addMenu(_("&Edit")),
            self,
            (
                Command(_("&Undo"), "Ctrl+Z", self.message.take_back),
                Command(_("&Search"), "Ctrl+K", self.top.search.begin),
            ),
        )
        pages = (
            Command(entry.title(), f"Ctrl+{at % 10}", partial(self.go, Place(entry.name)))
            for at, entry in enumerate(ENTRIES, 1)
        )
        moves = (
            Command(_("&Back"), "Alt+Left", self._back),
            Command(_("&Forward"), "Alt+Right", self._forward),
            Command(_("Next &part of the window"), "F6", self._next_region),
        )
        self._within += fill(bar.addMenu(_("&View")), self, (*pages, *moves))

    def _connect(self) -> None:
        self.navigation.asked.connect(lambda name: self.go(Place(name)))
        self.top.back.connect(self._back)
        self.top.forward.connect(self._forward)
        self.message.undone.connect(self._take_back)
        self.message.followed.connect(self.go)
        self.news.counted.connect(self._count_region)
        desk = self.desk
        desk.told.connect(self.message.tell)
        desk.said.connect(self.message.say)
        desk.went.connect(self.go)
        desk.began.connect(self.work.begin)
        desk.stored.connect(self._stored)
        desk.storing.connect(self.message.done_with)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE)
        self._minute.timeout.connect(self._look_at_the_clock)
        self._minute.start()


def _to_do(installation: "Installation", actor: "Actor") -> int:
    """How much there is to do, what has happened by now included."""
    from ntand.services.worklist.reading import todo_counts
    from ntand.services.worklist.renewal import renew

    renew(installation, actor)
    return sum(todo_counts(installation, actor).values())


def _status(installation: "Installation", actor: "Actor") -> "Status":
    # Loaded here, off the window's thread: the first page is painted meanwhile.
    from ntand.services.status import status

    return status(installation, actor)
