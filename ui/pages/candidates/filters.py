"""What to show of everyone: group, unit, case worker, ground, a text, and on which day."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from ntand.domain.codes import Ground
from ntand.i18n import _
from ntand.services.candidates import Candidates, Filters, Group
from ui.kit.fields import ChoiceField, DateField, TextField, clearable
from ui.kit.labels import label
from ui.kit.look import GAP, Text
from ui.pages.candidates.words import group_choices

_COLUMNS = 3


class FilterBar(QWidget):
    """Fields to narrow with; ``narrowed`` when another choice is made, ``day_chosen`` for a day.

    ``left`` is told when the keyboard is to go on to the table.
    """

    narrowed = Signal()
    day_chosen = Signal()
    left = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.group = ChoiceField(group_choices({}), none=_("Everyone"))
        self.group.set_value(Group.CANDIDATES.value)
        self.text = TextField()
        self.text.setPlaceholderText(_("Name, identity number or unit"))
        clearable(self.text)
        for one in self.text.findChildren(QToolButton):
            one.setAccessibleName(_("Clear the text"))
        self.day_field = DateField(today, today)
        self.unit = ChoiceField([], none=_("All units"))
        self.case_worker = ChoiceField([], none=_("All case workers"))
        grounds = [(ground.value, label("grund", ground.value)) for ground in Ground]
        self.ground = ChoiceField(grounds, none=_("All grounds"))
        self._day = today
        self._arrange()
        for field in (self.group, self.unit, self.case_worker, self.ground):
            field.currentIndexChanged.connect(lambda _at: self.narrowed.emit())
        self.text.textChanged.connect(self._text_changed)
        self.text.returnPressed.connect(self.left)
        self.text.installEventFilter(self)
        self.day_field.changed.connect(self._day_changed)

    @property
    def day(self) -> date:
        """The day to judge on."""
        return self._day

    def begin_day(self, today: date) -> None:
        """The window may have stood open overnight: who was judged for today still is."""
        if today == self._today:
            return
        if self._day == self._today:
            self._day = today  # first: nobody has chosen another day
            self.day_field.set_day(today)
        self._today = today

    def filters(self) -> Filters:
        """What is chosen."""
        return Filters(
            self.group.value(),
            self.unit.value(),
            self.case_worker.value(),
            self.ground.value(),
            self.text.value(),
        )

    def offer(self, found: Candidates) -> None:
        """Let units and case workers be chosen that there are."""
        self.unit.offer(found.units, none=_("All units"))
        self.case_worker.offer(
            [(one, one) for one in found.case_workers], none=_("All case workers")
        )

    def count(self, counts: Mapping[str, int]) -> None:
        """Say how many are in each group."""
        self.group.offer(group_choices(counts), none=_("Everyone"))

    def show_group(self, group: str) -> None:
        """Choose the group alone: nothing else narrows."""
        for field in (self.unit, self.case_worker, self.ground):
            field.set_value("")
        self.text.clear()
        self.group.set_value(group)

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

    def _text_changed(self, text: str) -> None:
        # A text is looked for in every group: the group chosen says nothing meanwhile.
        self.group.setEnabled(not text.strip())
        self.narrowed.emit()

    def _day_changed(self) -> None:
        day = self.day_field.day() or (None if self.day_field.text().strip() else self._today)
        if day is not None and day != self._day:
            self._day = day
            self.day_chosen.emit()

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP)
        fields = (
            (_("S&how"), self.group),
            (_("&Find someone, in every group"), self.text),
            (_("Judged for the &day"), self.day_field),
            (_("&Unit"), self.unit),
            (_("Case &worker"), self.case_worker),
            (_("&Ground"), self.ground),
        )
        for at, (title, field) in enumerate(fields):
            block = QVBoxLayout()
            block.setSpacing(GAP // 2)
            name = Text(title)
            name.setTextFormat(Qt.TextFormat.AutoText)
            name.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            block.addWidget(name)
            block.addWidget(field)
            grid.addLayout(block, *divmod(at, _COLUMNS))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
