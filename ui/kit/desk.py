"""What every page works with: the open installation, threads to work in, the way to the frame."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.ports import Progress
from ui.kit.jobs import Job, Worker

if TYPE_CHECKING:  # the services bring the database's library: not before the first paint
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation
    from ntand.services.undoing import Undo

T = TypeVar("T")
_BUSY = "store.busy"
Failed = Callable[[NtandError], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the window can go: a page and what it is to show there."""

    page: str
    person: str | None = None
    item: str | None = None


class Desk(QObject):
    """Asks services off the window's thread and brings their answers back to whoever asked.

    Reading and short acts share one thread, in order; long work has another, so that a page can
    be read while a file comes in.
    """

    stored = Signal()
    storing = Signal()  # something is about to be stored
    opened = Signal()
    said = Signal(str, object)  # a sentence, and an Undo or None
    told = Signal(object)  # an NtandError
    went = Signal(object)  # a Place
    began = Signal(str, object)  # long work: its title and its Job

    def __init__(self, *, practice: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.practice = practice
        self._open: tuple[Installation, Actor] | None = None
        self._short, self._long = Worker(self), Worker(self)
        self._asked: dict[tuple[int, str], _Question] = {}
        self.not_done = 0  # acts that were refused, and long work that was stopped and lost by it
        self._under_way: set[_Question] = set()

    def use(self, installation: "Installation", actor: "Actor") -> None:
        """Work with this installation from now on."""
        self._open = installation, actor
        self.opened.emit()

    @property
    def is_open(self) -> bool:
        """Whether there is an installation to work with."""
        return self._open is not None

    @property
    def installation(self) -> "Installation":
        """The open installation."""
        return self._opened()[0]

    @property
    def actor(self) -> "Actor":
        """Who sits here."""
        return self._opened()[1]

    @property
    def today(self) -> date:
        """Today in Stockholm, or the day chosen for practice."""
        return self.installation.clock.today()

    @property
    def busy(self) -> bool:
        """Whether anything asked for is still under way."""
        return bool(self._under_way)

    @property
    def at_long_work(self) -> bool:
        """Whether long work is under way, seen or unseen."""
        return any(one.long for one in self._under_way)

    def ask(
        self,
        owner: QObject,
        work: "Callable[[Installation, Actor], T]",
        then: Callable[[T], None],
        *,
        failed: Failed | None = None,
        topic: str = "",
    ) -> None:
        """Read something. Of the questions of one owner on one topic only the newest is answered.

        Nothing arrives when the owner is gone; an error without ``failed`` is told by the frame.
        """
        question = _Question(owner, then, failed or self.tell, self)
        self.drop(owner, topic)
        self._asked[id(owner), topic] = question
        self._start(self._short, question, work)

    def drop(self, owner: QObject, topic: str = "") -> None:
        """Nobody waits any more for what the owner has asked on the topic."""
        asked = self._asked.get((id(owner), topic))
        if asked is not None:
            asked.drop()

    def act(
        self,
        owner: QObject,
        work: "Callable[[Installation, Actor], T]",
        then: Callable[[T], None],
        *,
        failed: Failed | None = None,
    ) -> None:
        """Store something; the result arrives while the owner lives, then ``stored`` is told."""
        question = _Question(owner, then, failed or self.tell, self, stores=True)
        self.storing.emit()
        self._start(self._short, question, work)

    def run(
        self,
        owner: QObject,
        title: str,
        work: "Callable[[Installation, Actor, Progress], T]",
        then: Callable[[T], None],
        *,
        failed: Failed | None = None,
        resumable: bool = False,
    ) -> None:
        """Long work, one at a time, with its progress in the frame; a person may cancel it.

        Of resumable work nothing is lost when it is stopped: it does not keep a window open.
        """
        question = _Question(
            owner, then, failed or self.tell, self, stores=True, long=True, resumable=resumable
        )
        for one in self._under_way:
            one.give_way()
        job = self._begin_long(question, work)
        self.began.emit(title, job)
        self.storing.emit()
        self._long.start(job)

    def run_quietly(
        self,
        owner: QObject,
        work: "Callable[[Installation, Actor, Progress], T]",
        then: Callable[[T], None],
        *,
        failed: Failed,
    ) -> bool:
        """Long work that nobody asked for: unseen, and cancelled by any that somebody does.

        It does not begin while other long work runs; whether it did. What it stores is for its
        owner to tell.
        """
        if self.at_long_work:
            return False
        question = _Question(owner, then, failed, self, long=True, quiet=True)
        self._long.start(self._begin_long(question, work))
        return True

    def say(self, text: str, undo: "Undo | None" = None) -> None:
        """Tell what has been done, and let it be taken back."""
        self.said.emit(text, undo)

    def tell(self, error: NtandError) -> None:
        """Tell what went wrong."""
        self.told.emit(error)

    def go(self, place: Place) -> None:
        """Show another place."""
        self.went.emit(place)

    def copy(self, text: str) -> None:
        """Put the text on the clipboard, and say so."""
        QGuiApplication.clipboard().setText(text)
        self.say(_("Copied."))

    def wait(self) -> None:
        """Return when nothing runs any more."""
        for question in tuple(self._under_way):
            question.cancel()
        self._short.wait()
        self._long.wait()

    def finish(self) -> bool:
        """Wait and hear what became of everything; whether all that was to be stored is."""
        before = self.not_done
        self.wait()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
        self.wait()  # for what was asked on hearing it
        return self.not_done == before

    def _opened(self) -> "tuple[Installation, Actor]":
        if self._open is None:
            raise NtandError("home.empty", home="")
        return self._open

    def _begin_long(
        self,
        question: "_Question",
        work: "Callable[[Installation, Actor, Progress], object]",
    ) -> Job:
        opened = self._opened()
        self._under_way.add(question)
        return question.job_of(lambda progress: work(*opened, progress))

    def _start(
        self,
        worker: Worker,
        question: "_Question",
        work: "Callable[[Installation, Actor], object]",
    ) -> None:
        opened = self._opened()
        self._under_way.add(question)
        worker.start(question.job_of(lambda _progress: work(*opened)))

    def again(self, question: "_Question", error: NtandError) -> bool:
        """Ask once more when only our own long work kept the database; whether it is asked."""
        if error.code != _BUSY or question.long or not self.at_long_work:
            return False
        self._short.start(question.once_more())
        return True

    def answered(self, question: "_Question") -> None:
        """Forget a question that has its answer."""
        self._under_way.discard(question)
        self._asked = {key: one for key, one in self._asked.items() if one is not question}
        question.deleteLater()


class _Question(QObject):
    """Something asked: its answer arrives here, in the window's thread."""

    def __init__(
        self,
        owner: QObject,
        then: Callable[[Any], None],
        failed: Failed,
        desk: Desk,
        *,
        stores: bool = False,
        long: bool = False,
        quiet: bool = False,
        resumable: bool = False,
    ) -> None:
        super().__init__(desk)
        self._loses = stores and not resumable
        self._owner, self._then, self._failed = owner, then, failed
        self._desk, self._stores, self.long, self._quiet = desk, stores, long, quiet
        self._dropped = False
        self._work: Callable[[Progress], object] = _nothing
        self._job: Job | None = None

    def job_of(self, work: Callable[[Progress], object]) -> Job:
        """The work as a job whose end comes here; dropped work does not begin."""
        self._work = work
        return self.once_more()

    def once_more(self) -> Job:
        """The same work in a new job; nothing of it has been stored."""
        work = self._work
        job = Job(lambda progress: None if self._dropped else work(progress), self)
        job.finished.connect(self._finish)
        job.failed.connect(self._fail)
        self._job = job
        return job

    def drop(self) -> None:
        """Nobody waits for the answer any more."""
        self._dropped = True

    def cancel(self) -> None:
        """Let the work end at its next step."""
        if self._job is not None:
            self._job.cancel()

    def give_way(self) -> None:
        """Somebody asks for long work: that which nobody asked for ends."""
        if self._quiet:
            self.cancel()

    def _finish(self, result: object) -> None:
        desk, wanted = self._desk, self._wanted()
        desk.answered(self)
        stopped = self._job is not None and self._job.stopped
        desk.not_done += self.long and self._loses and stopped
        try:
            if wanted:
                self._then(result)
        finally:
            if self._stores:
                desk.stored.emit()

    def _fail(self, error: NtandError) -> None:
        desk, wanted = self._desk, self._wanted()
        if desk.again(self, error):
            return
        desk.answered(self)
        desk.not_done += self._loses
        if wanted:
            self._failed(error)
        elif self._stores:
            desk.tell(error)  # what could not be stored is told, whoever left meanwhile
        if self._stores:
            desk.stored.emit()

    def _wanted(self) -> bool:
        return not self._dropped and isValid(self._owner)


def _nothing(_progress: Progress) -> None:
    """Work that is still to be told."""
