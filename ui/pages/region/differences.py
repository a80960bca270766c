"""Field by field what stands here and what stands at the region, and which of them is to hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.look import GAP, Text, body, line, muted
from ui.kit.ticks import RadioButton

if TYPE_CHECKING:
    from ntand.services.exchange.outbox.mending import Difference


class Differences(QWidget):
    """A choice for each field; ``changed`` when another one is made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("What differs"))
        self.fields: list[FieldChoice] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)

    def show_fields(self, differences: "Sequence[Difference]") -> None:
        """Show these; what has been chosen for a field stays while its values do."""
        before = {one.difference: one.chosen for one in self.fields}
        if list(before) == list(differences):
            return
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = []
        for difference in differences:
            field = FieldChoice(difference)
            field.choose(before.get(difference, ""))
            field.changed.connect(self.changed)
            self.fields.append(field)
            self._column.addWidget(field)
        self.changed.emit()

    def choose_all(self, whose: str) -> None:
        """Choose ``ours`` or ``theirs`` wherever it can be chosen."""
        for field in self.fields:
            field.choose(whose)

    def open(self) -> list["FieldChoice"]:
        """The fields without a choice yet."""
        return [one for one in self.fields if not one.chosen]


class FieldChoice(QWidget):
    """One field: both values beside each other, and what both last agreed on."""

    changed = Signal()

    def __init__(self, difference: "Difference") -> None:
        super().__init__()
        self.difference = difference
        self.setAccessibleName(difference.name)
        self.ours = self._button(_("Here"), difference.ours)
        self.theirs = self._button(_("At the region"), difference.theirs)
        self.theirs.setEnabled(difference.takable)
        self._group = QButtonGroup(self)
        for one in (self.ours, self.theirs):
            self._group.addButton(one)
            one.toggled.connect(self.changed)
        self._arrange()
        if not difference.takable:
            self.ours.setChecked(True)

    @property
    def chosen(self) -> str:
        """``ours``, ``theirs``, or nothing yet."""
        if self.theirs.isChecked():
            return "theirs"
        return "ours" if self.ours.isChecked() else ""

    def choose(self, whose: str) -> None:
        """Choose whose value is to hold, where that can be chosen."""
        if whose and self.difference.takable:
            (self.theirs if whose == "theirs" else self.ours).setChecked(True)

    def _button(self, where: str, value: str) -> QRadioButton:
        made = RadioButton(where)
        told = _("{field}, {where}: {value}")
        made.setAccessibleName(
            told.format(field=self.difference.name, where=where, value=value or "–")
        )
        return made

    def _arrange(self) -> None:
        difference = self.difference
        name = Text(difference.name)
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, GAP, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP // 2)
        grid.addWidget(line(), 0, 0, 1, 2)
        grid.addWidget(name, 1, 0, 1, 2)
        for at, (one, value) in enumerate(
            ((self.ours, difference.ours), (self.theirs, difference.theirs))
        ):
            shown = body(value or "–")
            shown.setIndent(3 * GAP)
            grid.addWidget(one, 2, at)
            grid.addWidget(shown, 3, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)
        aside = self._aside()
        if aside:
            grid.addWidget(muted(aside), 4, 0, 1, 2)

    def _aside(self) -> str:
        if not self.difference.takable:
            return _("The region's value cannot be stored here.")
        if self.difference.last_sent is None:
            return ""
        return _("Last sent: {value}").format(value=self.difference.last_sent or "–")
