"""Whose work is shown: a case worker's, a unit's, or what holds the words written."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.worklist.reading import WorkChoices, WorkFilter
from ui.kit.fields import ChoiceField, TextField, clearable
from ui.kit.look import GAP, Text
from ui.kit.memory import memory

_MINE = "todo/case_worker"


class FilterBar(QWidget):
    """``narrowed`` when another choice is made; the case worker is remembered to the next start.

    ``left`` is told when the keyboard is to go on to the table.
    """

    narrowed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.case_worker = ChoiceField([], none=_("All case workers"))
        self.unit = ChoiceField([], none=_("All units"))
        self.text = TextField()
        self.text.setPlaceholderText(_("Name, birth date or unit"))
        clearable(self.text)
        mine = str(memory().value(_MINE) or "")
        if mine:
            self.case_worker.offer([(mine, mine)], none=_("All case workers"))
            self.case_worker.set_value(mine)
        self._arrange()
        self.case_worker.currentIndexChanged.connect(self._worker_chosen)
        self.unit.currentIndexChanged.connect(lambda _at: self.narrowed.emit())
        self.text.textChanged.connect(lambda _text: self.narrowed.emit())
        self.text.returnPressed.connect(self.left)
        self.text.installEventFilter(self)

    def chosen(self) -> WorkFilter:
        """What is chosen."""
        return WorkFilter(self.unit.value(), self.case_worker.value(), self.text.value())

    def offer(self, found: WorkChoices) -> None:
        """Let those be chosen that there is work for; what is chosen stays."""
        mine = self.case_worker.value()
        workers = [(one, one) for one in found.case_workers]
        if mine and mine not in found.case_workers:
            workers.insert(0, (mine, mine))
        self.case_worker.offer(workers, none=_("All case workers"))
        unit = self.unit.value(), self.unit.currentText()
        units = list(found.units)
        if unit[0] and unit[0] not in dict(units):
            units.insert(0, unit)
        self.unit.offer(units, none=_("All units"))

    def clear(self) -> None:
        """Show everyone's work."""
        for field in (self.case_worker, self.unit):
            field.set_value("")
        self.text.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.text and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and event.key() == Qt.Key.Key_Escape and self.text.text():
                self.text.clear()
                return True
            if pressed and event.key() == Qt.Key.Key_Down:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _worker_chosen(self) -> None:
        memory().setValue(_MINE, self.case_worker.value())
        self.narrowed.emit()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GAP)
        fields = (
            (_("Case &worker"), self.case_worker),
            (_("&Unit"), self.unit),
            (_("&Find in the list"), self.text),
        )
        for title, field in fields:
            block = QVBoxLayout()
            block.setSpacing(GAP // 2)
            name = Text(title)
            name.setTextFormat(Qt.TextFormat.AutoText)
            name.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            block.addWidget(name)
            block.addWidget(field)
            row.addLayout(block, 1)
