"""Collecting Python's garbage in the window's thread alone.

The collector runs in whichever thread happens to make the object that is one too many. In a
worker's thread it would there destroy windows and timers that lie in cycles, which Qt answers
with a crash. It also would stop the window at moments of its own choosing.
"""

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

_LOOK = 200  # milliseconds between two looks at how much has been made
_YOUNG = 5_000  # objects made since the last look through the young ones
_MIDDLE = 20  # looks at the young ones before those a little older are looked through
_ALL = 300_000  # milliseconds between two looks through everything


class Garbage(QObject):
    """Lets nobody else collect, as long as it lives; keeps what the start made out of it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = 0
        for every, work in ((_LOOK, self._look), (_ALL, self._look_through_all)):
            timer = QTimer(self)
            timer.timeout.connect(work)
            timer.start(every)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._left)

    def settle(self) -> None:
        """What has been made so far stays: it is never looked through."""
        gc.freeze()

    def _look(self) -> None:
        if gc.get_count()[0] < _YOUNG:
            return
        self._looks += 1
        gc.collect(1 if self._looks % _MIDDLE == 0 else 0)

    def _look_through_all(self) -> None:
        gc.collect()

    def _left(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationInactive:
            self._look_through_all()  # nobody types here now
