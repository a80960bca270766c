"""The register of 250 000 persons as a table, in a real window.

Bars: first painted at most 6 times as late as a QSqlTableModel that shows the same rows from a
plain SQLite file with an index; at most 30 MiB added; a jump to another place painted at most
2 times as late as by a model with all rows in memory.
Run with ``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_table``, or under Xvfb.
"""

import gc
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from ntand.services.installation import Installation
from ntand.services.people.register import (
    Opened,
    RegisterRow,
    open_register,
    people_ids,
    people_rows,
    split,
)
from tests.bench.large_register import fill
from tests.bench.municipality import ACTOR, empty_installation
from ui.kit.columns import RowsModel
from ui.kit.desk import Desk
from ui.kit.table import Table
from ui.pages.people.page import FIRST
from ui.pages.people.rows import RowFetcher, columns

PERSONS = 250_000
ROUNDS = 9
JUMPS = 40
_MIB = 1024 * 1024
_SIZE = (1000, 800)
_WAITING = QEventLoop.ProcessEventsFlag.WaitForMoreEvents  # idle, as a window is


def main() -> None:
    """Print the three figures with their bars."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    with empty_installation() as installation:
        fill(installation, PERSONS)
        desk = Desk()
        desk.use(installation, ACTOR)
        people_rows(installation, ACTOR, split(people_ids(installation, ACTOR))[:200])
        _measure_memory(app, desk)
        plain = installation.home / "plain.db"
        rows = _all_rows(installation)
        _copy(plain, rows)
        _compare_first_paint(app, desk, plain)
        _compare_jumps(app, desk, rows)
        desk.wait()


def _measure_memory(app: QApplication, desk: Desk) -> None:
    gc.collect()
    before = _resident()
    table = _opened(app, desk)
    _whole(app, table)
    for place in _places(12):
        _jump(app, table, place)
    gc.collect()
    added = (_resident() - before) / _MIB
    print(f"added memory             {added:8.1f} MiB   bar 30")
    table.close()


def _compare_first_paint(app: QApplication, desk: Desk, plain: Path) -> None:
    theirs, ours = [], []
    for _round in range(ROUNDS):
        started = perf_counter()
        view = _reference(app, plain)
        theirs.append(perf_counter() - started)
        assert view.model().index(0, 2).data()
        view.close()
        started = perf_counter()
        table = _opened(app, desk)
        ours.append(perf_counter() - started)
        _whole(app, table)
        table.close()
    _tell("first painted", theirs, ours, 6)


def _compare_jumps(app: QApplication, desk: Desk, rows: list[RegisterRow]) -> None:
    paged = _opened(app, desk)
    _whole(app, paged)
    whole: Table[RegisterRow] = Table("bench-whole", "Whole", columns())
    whole.show_rows(rows, key=lambda row: row.person)
    assert isinstance(whole.model(), RowsModel)
    _shown(app, whole)
    paged.show()
    theirs, ours = [], []
    for place in _places(JUMPS):
        theirs.append(_jump(app, whole, place))
        ours.append(_jump(app, paged, place))
        assert paged.model().row_at(place) == whole.model().row_at(place)
    _tell("jump", theirs, ours, 2)


def _opened(app: QApplication, desk: Desk) -> Table[RegisterRow]:
    """Our table, painted with real rows."""
    table: Table[RegisterRow] = Table("bench", "Register", columns())
    fetcher = RowFetcher(desk, table)

    def show(opened: Opened) -> None:
        table.show_ids(opened.ids, fetcher.fetch, key=lambda row: row.person)

    def follow() -> None:  # as the page does
        if table.model().rowCount() == FIRST:
            desk.ask(table, lambda who, actor: Opened(people_ids(who, actor), whole=True), show)

    fetcher.rested.connect(follow)
    desk.ask(table, lambda who, actor: open_register(who, actor, first=FIRST), show)
    _shown(app, table, lambda: table.model().rowCount() > 0 and table.model().row_at(0) is not None)
    return table


def _whole(app: QApplication, table: Table[RegisterRow]) -> None:
    while table.model().rowCount() < PERSONS:
        app.processEvents(_WAITING)


def _reference(app: QApplication, plain: Path) -> QTableView:
    """Qt's own model of a table in SQLite, in its index's order."""
    database = QSqlDatabase.addDatabase("QSQLITE", f"plain-{perf_counter()}")
    database.setDatabaseName(str(plain))
    assert database.open()
    model = QSqlTableModel(None, database)
    model.setTable("register")
    model.setSort(0, Qt.SortOrder.AscendingOrder)
    model.select()
    view = QTableView()
    model.setParent(view)
    view.setModel(model)
    view.hideColumn(0)
    view.hideColumn(1)
    _shown(app, view)
    return view


class _Paints(QObject):
    """Notes that a viewport has been painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.painted = False
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self.painted = True
        return super().eventFilter(watched, event)


def _shown(app: QApplication, view: QTableView, ready: Callable[[], bool] = lambda: True) -> None:
    """Show the view and return when it has been painted with what it is to show."""
    paints = _Paints(view.viewport())
    view.resize(*_SIZE)
    view.show()
    while not ready():
        app.processEvents(_WAITING)
    paints.painted = False
    view.viewport().update()
    while not paints.painted:
        app.processEvents(_WAITING)


def _jump(app: QApplication, table: Table[RegisterRow], place: int) -> float:
    """Seconds until the place is painted with its real rows."""
    paints = _Paints(table.viewport())
    started = perf_counter()
    table.scrollTo(table.model().index(place, 0), QTableView.ScrollHint.PositionAtTop)
    while True:
        app.processEvents(_WAITING)
        first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        ready = all(table.model().row_at(at) is not None for at in (first, last))
        if ready and paints.painted:
            break
        if ready is False:
            paints.painted = False
    took = perf_counter() - started
    paints.deleteLater()
    return took


def _places(count: int) -> list[int]:
    chance = random.Random(5)
    return [chance.randrange(PERSONS - 100) for _place in range(count)]


def _tell(what: str, theirs: list[float], ours: list[float], bar: int) -> None:
    ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(f"{what:16} reference {median(theirs) * 1000:8.1f} ms   ours", end=" ")
    print(f"{median(ours) * 1000:8.1f} ms   ratio {ratio:.2f}   bar {bar}")


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096


def _all_rows(installation: Installation) -> list[RegisterRow]:
    ids = split(people_ids(installation, ACTOR))
    assert len(ids) == PERSONS
    rows: list[RegisterRow] = []
    for at in range(0, PERSONS, 5000):
        rows += people_rows(installation, ACTOR, ids[at : at + 5000])
    return rows


def _copy(plain: Path, rows: list[RegisterRow]) -> None:
    """The same rows in a plain file with an index, as the reference wants them."""
    cells = [tuple(column.text(row) for column in columns()) for row in rows]
    with sqlite3.connect(plain) as database:
        names = ", ".join(f"c{at}" for at in range(len(cells[0])))
        database.execute(f"CREATE TABLE register (place INTEGER, id TEXT, {names})")
        marks = ", ".join("?" * (len(cells[0]) + 2))
        database.executemany(
            f"INSERT INTO register VALUES ({marks})",
            [(at, rows[at].person, *row) for at, row in enumerate(cells)],
        )
        database.execute("CREATE INDEX ix_register ON register (place)")
    database.close()


if __name__ == "__main__":
    main()
