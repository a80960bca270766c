"""Work off the window's thread: each job ends in exactly one way."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal

from ntand.errors import Cancelled, NtandError
from ntand.ports import Progress

# Between two of Qt's calls into Python a worker's thread may take over for this long, and each
# table painted makes a thousand such calls: the interpreter's own 5 ms would be felt.
_TURN = 0.001
Work = Callable[[Progress], object]
_PAUSE = 0.05  # seconds between two tellings of progress: more would only keep the window busy
_logger = logging.getLogger("ui")


class Job(QObject):
    """One piece of work; ``finished`` with its result or ``failed`` with an NtandError.

    A job is the Progress its work tells; a cancelled one ends with Cancelled at the next step.
    """

    finished = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int)  # done, of how much; 0 where that is not known

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._stopped = threading.Event()
        self._told_at = 0.0

    def step(self, done: int, total: int | None) -> None:
        """So much is done; called by the work, in its thread."""
        if self._stopped.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._told_at >= _PAUSE:
            self._told_at = now
            self.progressed.emit(done, total or 0)

    @property
    def stopped(self) -> bool:
        """Whether it was asked to end before its end."""
        return self._stopped.is_set()

    def cancel(self) -> None:
        """Ask the work to end at its next step."""
        self._stopped.set()

    def run(self) -> None:
        """Do the work in the calling thread."""
        try:
            result = self._work(self)
        except NtandError as error:
            _logger.info("refused code=%s", error.code)
            self.failed.emit(error)
        except Exception as error:  # a bug must not end the client, nor vanish
            self.failed.emit(logged(error))
        else:
            self.finished.emit(result)


class Worker(QObject):
    """One thread that works for the window."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        sys.setswitchinterval(_TURN)

    def start(self, job: Job) -> None:
        """Let the job run as soon as those before it are done."""
        self._pool.start(job.run)

    def wait(self) -> None:
        """Return when no job runs any more."""
        self._pool.waitForDone()


def logged(error: BaseException) -> NtandError:
    """Log something unforeseen, and what people are told of it, with the log's reference."""
    reference = os.urandom(4).hex().upper()
    told = (type(error), error, error.__traceback__)
    _logger.error("unexpected reference=%s", reference, exc_info=told)
    return NtandError("unexpected", ref=reference)
