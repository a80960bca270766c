"""The units with a paper: how many persons, when it was printed, which to print now."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.papers.standing import UnitPapers
from ui.kit.columns import Column
from ui.kit.look import GAP
from ui.kit.table import Table
from ui.kit.ticks import TickBox
from ui.pages.papers.words import moment, unit_name


class UnitTable(QWidget):
    """Units to tick with Space; without a tick it is the unit under the keyboard that counts.

    ``looked_at`` tells the row under the keyboard, ``entered`` that Enter was pressed,
    ``ticked`` that other units are ticked.
    """

    looked_at = Signal(object)
    entered = Signal()
    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ticks: set[str] = set()
        self._rows: tuple[UnitPapers, ...] = ()
        self.all = TickBox(_("&All units"))
        self.all.setToolTip(_("Space ticks one unit."))
        self.table = _Ticked(self._is_ticked, _("Units"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.all)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.chosen.connect(self.looked_at)
        self.table.opened.connect(lambda _row: self.entered.emit())
        self.table.toggled.connect(self._toggle)
        self.all.clicked.connect(self._tick_all)

    def show_rows(self, rows: Sequence[UnitPapers]) -> None:
        """Show the units; the ticks of those that are still there stay."""
        self._rows = tuple(rows)
        self._ticks &= {row.unit for row in rows}
        self.all.setVisible(len(rows) > 1)
        self.table.show_rows(rows, key=lambda row: row.unit)
        self._tell()

    def forget_ticks(self) -> None:
        """Another kind of paper or another year: nothing is ticked."""
        self._ticks.clear()

    def choose(self, unit: str) -> bool:
        """Go to the unit; whether it is here."""
        return self.table.choose(unit)

    def choose_none(self) -> None:
        """Go to no unit."""
        self.table.setCurrentIndex(QModelIndex())

    def wanted(self) -> list[UnitPapers]:
        """The units to print: those ticked, else the one under the keyboard."""
        ticked = [row for row in self._rows if row.unit in self._ticks]
        current = self.table.current_row()
        return ticked or ([current] if current is not None else [])

    def _is_ticked(self, row: UnitPapers) -> bool:
        return row.unit in self._ticks

    def _toggle(self, row: UnitPapers) -> None:
        self._ticks ^= {row.unit}
        self._tell()

    def _tick_all(self) -> None:
        full = len(self._ticks) == len(self._rows)
        self._ticks = set() if full else {row.unit for row in self._rows}
        self._tell()

    def _tell(self) -> None:
        some, full = bool(self._ticks), len(self._ticks) == len(self._rows)
        states = Qt.CheckState
        state = states.Checked if full else states.PartiallyChecked
        self.all.setTristate(some and not full)
        self.all.setCheckState(state if some else states.Unchecked)
        self.table.viewport().update()
        self.ticked.emit()


class _Ticked(Table[UnitPapers]):
    """The table itself; Space and a click on the tick turn it."""

    toggled = Signal(object)

    def __init__(self, is_ticked: Callable[[UnitPapers], bool], title: str) -> None:
        columns = (
            Column[UnitPapers](
                "ticked",
                _("Chosen"),
                lambda row: _("Yes") if is_ticked(row) else "",
                70,
                icon=lambda row: "square-check" if is_ticked(row) else "square",
            ),
            Column[UnitPapers]("unit", _("Unit"), unit_name, 170),
            Column[UnitPapers](
                "persons", _("Persons"), lambda row: str(row.persons), 75, _persons, right=True
            ),
            Column[UnitPapers](
                "changed",
                _("Changed"),
                lambda row: str(row.changed) if row.printed_at else "",
                85,
                lambda row: row.changed,
                right=True,
            ),
            Column[UnitPapers](
                "printed",
                _("Last printed"),
                lambda row: moment(row.printed_at) if row.printed_at else _("Never"),
                135,
            ),
            Column[UnitPapers]("by", _("By"), lambda row: row.printed_by, 80),
        )
        super().__init__("papers", title, columns)
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._turn()
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._turn()

    def _turn(self) -> None:
        row = self.current_row()
        if row is not None:
            self.toggled.emit(row)


def _persons(row: UnitPapers) -> int:
    return row.persons
