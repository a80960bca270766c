"""Our units as the region knows them; those it lacks are proposed to it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ntand.services.actor import Permission
from ntand.services.exchange.registers import (
    UnitEntry,
    propose_units,
    unit_register,
)
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.labels import label
from ui.kit.look import GAP, Banner, body, muted, primary_button, subheading
from ui.kit.seen_order import SeenOrder
from ui.kit.split import scrolling
from ui.kit.table import Table
from ui.pages.region.section import Section

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation


class UnitsSection(Section):
    """Our units; one or many are proposed to the region, which takes them into its register."""

    def __init__(self, desk: Desk) -> None:
        self.unit = UnitPane()
        super().__init__(desk, self.unit)
        self.table: Table[UnitEntry] = Table("region-units", _("Units"), _unit_columns(), many=True)
        self.table.empty_text = _("There is no unit. Import the units first.")
        self.column.addWidget(self.table, 1)
        self.unit.propose.clicked.connect(self._propose)
        self.unit.left.connect(self.left)
        self.table.chosen.connect(lambda _row: self._follow())
        self.table.selectionModel().selectionChanged.connect(lambda *_a: self._follow())
        self.table.opened.connect(self._enter_pane)

    def refresh(self) -> None:
        self.desk.ask(self, unit_register, self._show, topic="units")

    def _show(self, found: tuple[UnitEntry, ...]) -> None:
        self.table.show_rows(found, key=lambda one: one.code)
        self._follow()
        self.release_keyboard()

    def _follow(self) -> None:
        self.unit.show_units(
            self.table.selected_rows(), may=self.desk.actor.may(Permission.EXCHANGE)
        )

    def _enter_pane(self, _row: UnitEntry) -> None:
        self.wanted.emit()
        if self.unit.propose.isVisible() and self.unit.propose.isEnabled():
            self.unit.propose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _propose(self) -> None:
        codes = [one.code for one in self.table.selected_rows() if proposable(one)]

        def work(installation: "Installation", actor: "Actor") -> int:
            return propose_units(installation, actor, codes)

        self.unit.propose.setEnabled(False)
        self.desk.act(self, work, self._proposed, failed=self._failed)

    def _proposed(self, count: int) -> None:
        text = ngettext(
            "{n} unit leaves for the region with the next exchange.",
            "{n} units leave for the region with the next exchange.",
            count,
        )
        if not count:
            text = _("Nothing to propose: the region has what stands here.")
        self.desk.say(text.format(n=count))
        self.left.emit()

    def _failed(self, error: NtandError) -> None:
        self._follow()
        self.desk.tell(error)


class UnitPane(SeenOrder):
    """What the region says of the unit chosen; Esc goes back to the list."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Unit"))
        self.title, self.about = subheading(), muted()
        self.status, self.hint = Banner(), body()
        self.propose = primary_button(_("&Propose to the region"), "send")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2 * GAP, 0, GAP, 0)
        column.setSpacing(GAP)
        for part in (self.title, self.about, self.status, self.hint, self.propose):
            column.addWidget(part)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside, _("Unit")))
        self.show_units([], may=False)

    def show_units(self, units: list[UnitEntry], *, may: bool) -> None:
        """Show the unit, or how many are chosen."""
        one = units[0] if len(units) == 1 else None
        self.title.setText(_title(units))
        self.about.setText(_about(one) if one else "")
        self.about.setVisible(one is not None)
        self.status.setVisible(one is not None)
        if one is not None:
            self.status.show_text(_status_whole(one), _KINDS.get(one.status, "info"))
        left = sum(proposable(unit) for unit in units)
        self.hint.setText(_hint(units, left))
        self.hint.setVisible(bool(self.hint.text()))
        self._offer(one, shown=may and left > 0)

    def _offer(self, one: UnitEntry | None, *, shown: bool) -> None:
        known = one is not None and one.held and one.status != "refused"
        words = _("Send what has &changed") if known else _("&Propose to the region")
        self.propose.setText(words)
        self.propose.setAccessibleName(words.replace("&", ""))
        self.propose.setVisible(shown)
        self.propose.setEnabled(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.propose.isVisible():
            self.propose.click()
        else:
            super().keyPressEvent(event)


_KINDS = {"active": "good", "refused": "warning"}


def proposable(unit: UnitEntry) -> bool:
    """Whether there is anything to tell the region of the unit."""
    return unit.untold and not (unit.placeholder or unit.on_its_way)


def _title(units: list[UnitEntry]) -> str:
    if len(units) == 1:
        return units[0].name
    return _("{n} units are chosen").format(n=len(units)) if units else ""


def _about(unit: UnitEntry) -> str:
    parts = [unit.code, label("typ", unit.type), unit.town]
    if unit.closed_on:
        parts.append(_("closed {day}").format(day=unit.closed_on))
    return " · ".join(part for part in parts if part)


def _hint(units: list[UnitEntry], left: int) -> str:
    if not units:
        return _("Choose one or more units to propose them to the region.")
    if len(units) > 1:
        return _("{n} of them can be proposed to the region.").format(n=left)
    if units[0].placeholder:
        return _("Only its code is known. Import the units, then it can be proposed.")
    if units[0].status == "refused" and not units[0].untold:
        return _("Nothing has changed here since. Import the corrected unit and propose it again.")
    return ""


def _status(unit: UnitEntry) -> str:
    if unit.on_its_way:
        return _("on its way")
    told = {
        "proposed": _("proposed, no answer yet"),
        "active": _("active"),
        "refused": _("refused"),
    }
    return told.get(unit.status, unit.status or _("not proposed"))


def _status_whole(unit: UnitEntry) -> str:
    if unit.on_its_way:
        return _("Is on its way to the region.")
    told = {
        "proposed": _("Proposed. The region has not answered yet."),
        "active": _("Active in the region's register."),
        "refused": _("The region has refused the unit."),
    }
    words = told.get(unit.status, _("The region has not got it."))
    if unit.reason:
        words += " " + _("Reason: {reason}").format(reason=unit.reason)
    return words


def _unit_columns() -> list[Column[UnitEntry]]:
    return [
        Column("name", _("Unit"), lambda one: one.name, 150),
        Column("code", _("Code"), lambda one: one.code, 56),
        Column("type", _("Type"), lambda one: label("typ", one.type), 110, hidden=True),
        Column("town", _("Town"), lambda one: one.town, 110, hidden=True),
        Column("status", _("At the region"), _status, 160, tip=_status_whole),
        Column("reason", _("Reason"), lambda one: one.reason, 150, hidden=True),
    ]
