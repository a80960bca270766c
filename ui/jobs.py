"""Work off the window's thread: one job at a time, each ending in exactly one way."""

import logging
import secrets
from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal

from ntand.errors import NtandError

Work = Callable[[], object]
_logger = logging.getLogger("ui")


class Job(QObject):
    """One piece of work; ``finished`` with its result or ``failed`` with an NtandError."""

    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work

    def run(self) -> None:
        """Do the work in the calling thread."""
        try:
            result = self._work()
        except NtandError as error:
            _logger.info("refused code=%s", error.code)
            self.failed.emit(error)
        except Exception as error:  # a bug must not end the client, nor vanish
            self.failed.emit(logged(error))
        else:
            self.finished.emit(result)


class Worker(QObject):
    """The one thread that works for the window."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def start(self, job: Job) -> None:
        """Let the job run as soon as those before it are done."""
        self._pool.start(job.run)

    def wait(self) -> None:
        """Return when no job runs any more."""
        self._pool.waitForDone()


def logged(error: BaseException) -> NtandError:
    """Log something unforeseen, and what people are told of it, with the log's reference."""
    reference = secrets.token_hex(4).upper()
    told = (type(error), error, error.__traceback__)
    _logger.error("unexpected reference=%s", reference, exc_info=told)
    return NtandError("unexpected", ref=reference)
