"""The pane with the persons behind a figure."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ntand.i18n import _, ngettext
from ntand.services.statistics import PersonBehind, PersonsBehind, persons_behind
from ui.kit.columns import Column
from ui.kit.desk import Desk, Place
from ui.kit.fields import ChoiceField
from ui.kit.look import GAP, Text, button, muted, subheading
from ui.kit.table import Table
from ui.pages.statistics.lines import Line, number

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_TRAININGS = frozenset({"K9", "K9H"})


class PersonsPane(QWidget):
    """Those whom a figure counts; Enter leads to one of them, Esc back to the figures."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._line: Line | None = None
        self.title, self.under, self.note = subheading(), muted(), Text("", "warning")
        self.parts = ChoiceField([])
        self.parts.currentIndexChanged.connect(self._ask)
        label = Text(_("&Show"))
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setBuddy(self.parts)
        self.parts.setAccessibleName(_("Show"))
        self.table: Table[PersonBehind] = Table("statistics-persons", _("Persons"), _columns())
        self.table.opened.connect(self._open)
        self.close_button = button(_("Close"), "x")
        self.close_button.clicked.connect(self.left)
        choice = QHBoxLayout()
        choice.setSpacing(GAP)
        choice.addWidget(label)
        choice.addWidget(self.parts, 1)
        choice.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self.title, self.under):
            column.addWidget(part)
        column.addLayout(choice)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)

    def show_line(self, line: Line, indicator: str) -> None:
        """Show the persons behind the figure, those of its numerator first."""
        former, self._line = self._line, line
        self.title.setText(f"{indicator}, {line.group}, {line.year}")
        self.under.setText(line.told)
        chosen = self.parts.value() if former and former.key == line.key else "numerator"
        self.parts.offer(_parts(line))
        self.parts.blockSignals(True)
        self.parts.setCurrentIndex(max(0, self.parts.findData(chosen)))
        self.parts.blockSignals(False)
        self.setAccessibleName(_("Persons behind the figure"))
        if former is None or former.key != line.key:
            self._show(PersonsBehind(()))
        self._ask()

    def _ask(self) -> None:
        line = self._line
        if line is None or line.figure.indicator in _TRAININGS:
            self._desk.drop(self)  # those behind the figure before
            self.table.empty_text = _("Trainings are counted here, not persons.")
            self._show(PersonsBehind(()))
            return
        self.table.empty_text = _("Looking up …")
        part, figure = self.parts.value(), line.figure

        def work(installation: "Installation", actor: "Actor") -> PersonsBehind:
            key = figure.indicator, figure.breakdown, figure.group
            return persons_behind(installation, actor, line.year, *key, part)

        self._desk.ask(self, work, self._show)

    def _show(self, found: PersonsBehind) -> None:
        if found.rows or found.hidden or self._line is None or not self._line.figure.numerator:
            self.table.empty_text = _("Nobody is counted here.")
        self.table.show_rows(found.rows, key=_key)
        self.table.setColumnHidden(3, not any(one.intyg_id for one in found.rows))
        self.note.setVisible(bool(found.hidden))
        self.note.setText(
            ngettext(
                "{count} person with protected identity is counted but not named here: "
                "the group would tell where the person is.",
                "{count} persons with protected identity are counted but not named here: "
                "the group would tell where they are.",
                found.hidden,
            ).format(count=found.hidden)
        )

    def _open(self, row: PersonBehind) -> None:
        self._desk.go(Place("people", person=row.person))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _parts(line: Line) -> list[tuple[str, str]]:
    above, below = line.figure.numerator, line.figure.denominator
    if below is None:
        return [("numerator", _("All ({count})").format(count=number(above)))]
    return [
        ("numerator", _("Counted in the numerator ({count})").format(count=number(above))),
        ("difference", _("The others ({count})").format(count=number(below - above))),
        ("denominator", _("All ({count})").format(count=number(below))),
    ]


def _columns() -> list[Column[PersonBehind]]:
    return [
        Column("name", _("Name"), lambda one: one.name, 180),
        Column("born", _("Born"), lambda one: one.born, 96),
        Column("unit", _("Unit"), _unit, 140, icon=_mark),
        Column("certificate", _("Certificate"), lambda one: one.intyg_id or "", 160),
    ]


def _unit(one: PersonBehind) -> str:
    return _("protected") if one.protected else one.unit or ""


def _mark(one: PersonBehind) -> str | None:
    return "shield" if one.protected else None


def _key(one: PersonBehind) -> str:
    return f"{one.person}|{one.intyg_id}"
