"""What is to be done, filled for 12 000 persons, from the spawn of the process to its rows seen.

Bar: 1.5 of a process that paints an empty PySide6 window and imports ``sqlalchemy.orm``. Both are
processes of their own, started in turn under Xvfb where there is one, else offscreen; each tells
when its first picture, with rows, has been painted. Then what it costs to read and to renew the
stored list. Run with ``python -m tests.bench.bench_todo``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from ntand.services.installation import Installation
from ntand.services.worklist.reading import work_list
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import offer
from ntand.store.bulk import change_rows, select_rows
from ntand.store.work import reading, writing
from tests.bench.bench_window import _screen
from tests.bench.municipality import ACTOR, TODAY, filled_installation

PERSONS, DECISIONS = 12_000, 15_000
ROUNDS = 11
_TOLD = "import time; print(time.perf_counter(), flush=True)"  # one clock for all processes
_EMPTY = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, app.quit)
app = QApplication(sys.argv)
window = Window()
window.resize(1200, 760)
window.show()
app.exec()
import sqlalchemy.orm
{_TOLD}
"""
_OURS = f"""
from PySide6.QtCore import QEvent, QObject, QTimer
import ui.app
class Painted(QObject):
    def __init__(self, table):
        super().__init__(table)
        self.table = table
        table.viewport().installEventFilter(self)
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.table.model().rowCount():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, told)
        return False
def told():
    {_TOLD}
    window.close()
class Window(ui.app.MainWindow):
    def __init__(self, *given, **named):
        global window
        super().__init__(*given, **named)
        window = self
        self.painted.connect(lambda: self.workspace.opened.connect(self.watch))
    def watch(self):
        Painted(self.workspace.pages.page.table)
ui.app.MainWindow = Window
ui.app.main()
"""


def main() -> None:
    """Print the medians and the ratio."""
    certificates = {"certificates": True, "offers": True}
    with filled_installation(PERSONS, DECISIONS, **certificates) as installation:
        _show_services(installation)
        with _display() as environment:
            _show_starts(installation.home, environment)


def _show_starts(home: Path, environment: dict[str, str]) -> None:
    environment |= {"NTAND_HOME": str(home), "NTAND_TODAY": TODAY.isoformat()}
    seconds: dict[str, list[float]] = {_EMPTY: [], _OURS: []}
    for at in range(ROUNDS + 1):
        for code, taken in seconds.items():
            found = _seconds(code, environment)
            if at:  # the first start writes the byte code
                taken.append(found)
    both = zip(seconds[_OURS], seconds[_EMPTY], strict=True)
    ratio = median(ours / empty for ours, empty in both)
    print(f"{'empty window, sqlalchemy.orm':30} {median(seconds[_EMPTY]) * 1000:7.0f} ms")
    print(f"{'rows to be seen':30} {median(seconds[_OURS]) * 1000:7.0f} ms   ratio {ratio:.2f}")


def _seconds(code: str, environment: dict[str, str]) -> float:
    """From the spawn until the process tells the time."""
    started = perf_counter()
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    return float(told.stdout) - started


def _show_services(installation: Installation) -> None:
    _timed("renewed, everyone", lambda: renew(installation, ACTOR), lambda: _forget(installation))
    counts = work_list(installation, ACTOR).counts
    print(f"{'rows stored':30} {sum(counts.values()):7}")
    with reading(installation.engine) as connection:
        (someone,) = select_rows(connection, "SELECT MIN(id) FROM person")[0]
    _timed(
        "renewed, one person",
        lambda: renew(installation, ACTOR),
        lambda: offer(installation, ACTOR, someone, TODAY.year),
    )
    for group in ("candidate", max(counts, key=lambda name: counts[name])):
        name = f"read: {group}, {counts[group]} rows"
        _timed(name, partial(work_list, installation, ACTOR, group))


def _forget(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        change_rows(connection, "DELETE FROM work_state")


def _timed(
    name: str, work: Callable[[], object], before: Callable[[], object] = lambda: None
) -> None:
    taken = []
    for _round in range(7):
        before()
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    print(f"{name:30} {median(taken) * 1000:7.1f} ms")


@contextmanager
def _display() -> Iterator[dict[str, str]]:
    """The environment of the processes: a screen nobody sees, or none at all."""
    found = shutil.which("Xvfb") is not None
    with _screen() if found else nullcontext("") as display:
        platform = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"} if found else {}
        yield {**os.environ, "QT_QPA_PLATFORM": "offscreen", **platform}


if __name__ == "__main__":
    main()
