"""Errors nobody caught, from any thread: logged under a reference and shown at once."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from ui.kit.jobs import logged

_qt = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Faults(QObject):
    """Where uncaught errors arrive; ``told`` carries an NtandError to the window's thread."""

    told = Signal(object)

    def report(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        _trace: TracebackType | None = None,
    ) -> None:
        """Take an uncaught error; ``sys.excepthook``'s signature."""
        self.told.emit(logged(error if error is not None else kind()))

    def report_thread(self, args: threading.ExceptHookArgs) -> None:
        """Take an error that ended a thread; ``threading.excepthook``'s signature."""
        self.report(args.exc_type, args.exc_value)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Receive every uncaught error while this lasts, and Qt's own warnings in the log."""
        hooks = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self.report, self.report_thread
        former = qInstallMessageHandler(_log_qt)
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = hooks
            qInstallMessageHandler(former)


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    _qt.log(_LEVELS.get(kind, logging.WARNING), "%s", text or "")
