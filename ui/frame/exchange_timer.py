"""The exchange that begins by itself while the window is open, and disturbs nobody."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ntand.errors import Cancelled, NtandError, Refused
from ui.kit.desk import Desk

if TYPE_CHECKING:  # the services bring the database's library: not before the first paint
    from ntand.ports import Progress
    from ntand.services.actor import Actor
    from ntand.services.exchange.sync import Synced
    from ntand.services.exchange.timed import Turn
    from ntand.services.installation import Installation

LEAST = 1_000  # milliseconds until a turn that is due: whoever works has the first word
AGAIN = 60_000  # milliseconds until it looks again when it could not, or nothing is due yet


class ExchangeTimer(QObject):
    """Asks when the next run is due whenever something was stored, and runs it then.

    ``told`` brings the Turn it waits for; ``exchanged``: a run is done that changed nothing.
    It never tells an error: the status line says when it tries again, and the page of the region
    why.
    """

    told = Signal(object)
    exchanged = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._hindered = False  # the run before did not come to its end
        self.alarm = QTimer(self)
        self.alarm.setSingleShot(True)
        self.alarm.timeout.connect(self._ring)
        desk.opened.connect(self.look)
        desk.stored.connect(self.look)
        self.look()

    def look(self) -> None:
        """Find out when the next run is due."""
        self._desk.ask(self, _next_turn, self._wait_for, failed=self._wait, topic="turn")

    def _wait_for(self, turn: "Turn") -> None:
        self.told.emit(turn)
        wait = AGAIN
        if turn.due is not None:
            now = self._desk.installation.clock.now()
            left = datetime.fromisoformat(turn.due) - now
            wait = min(AGAIN, max(LEAST, round(left.total_seconds() * 1000)))
        # Others who share the database may have stored something: it looks again by and by.
        self.alarm.start(AGAIN if self._hindered else wait)
        self._hindered = False

    def _wait(self, _error: NtandError) -> None:
        self.alarm.start(AGAIN)

    def _ring(self) -> None:
        """Look once more, and exchange when it is time."""
        self._desk.ask(self, _next_turn, self._take, failed=self._wait, topic="turn")

    def _take(self, turn: "Turn") -> None:
        due = turn.due is not None and (
            datetime.fromisoformat(turn.due) <= self._desk.installation.clock.now()
        )
        if not due or not self._desk.run_quietly(self, _turn, self._done, failed=self._not_done):
            self._wait_for(turn)

    def _done(self, done: "Synced") -> None:
        if done.sent or done.received or done.conflicts or done.rejected:
            self._desk.stored.emit()  # what is seen may be another; it asks when the next is due
        else:
            self.exchanged.emit()
            self.look()

    def _not_done(self, error: NtandError) -> None:
        # Somebody else exchanges, or somebody here has other long work: there is no hurry then.
        self._hindered = isinstance(error, Refused | Cancelled)
        if isinstance(error, Refused):
            self.look()
        else:
            self._desk.stored.emit()  # what was exchanged before stays


def _next_turn(installation: "Installation", actor: "Actor") -> "Turn":
    from ntand.services.exchange.timed import next_turn

    return next_turn(installation, actor)


def _turn(installation: "Installation", actor: "Actor", progress: "Progress") -> "Synced":
    from ntand.services.exchange.timed import take_turn

    return take_turn(installation, actor, progress)
