"""What to show of the register: a text, who, a unit, in which order."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.people.register import Only, Order
from ui.kit.fields import ChoiceField, TextField, clearable
from ui.kit.look import GAP, Text
from ui.kit.ticks import TickBox

_COLUMNS = 3


class FilterBar(QWidget):
    """``narrowed`` when something else is wanted; ``left`` when the keyboard goes to the table."""

    narrowed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = TextField()
        self.text.setPlaceholderText(_("Name, identity number, unit or certificate"))
        clearable(self.text)
        self.who = ChoiceField(
            [
                ("candidates", _("Candidates")),
                ("certificate", _("With a certificate")),
                ("protected", _("Protected")),
            ],
            none=_("Everyone"),
        )
        self.unit = ChoiceField([], none=_("All units"))
        self.order = ChoiceField(
            [
                (Order.NAME.value, _("Name")),
                (Order.NUMBER.value, _("Identity number")),
                (Order.UNIT.value, _("Unit")),
            ]
        )
        self.gone = TickBox(_("Also those who have died or &moved"))
        self._arrange()
        self.text.textChanged.connect(lambda _text: self.narrowed.emit())
        self.text.returnPressed.connect(self.left)
        self.text.installEventFilter(self)
        for field in (self.who, self.unit, self.order):
            field.currentIndexChanged.connect(lambda _at: self.narrowed.emit())
        self.gone.toggled.connect(lambda _on: self.narrowed.emit())

    def only(self) -> Only:
        """Who is wanted."""
        who = self.who.value()
        return Only(
            unit=self.unit.value() or None,
            certificate=who == "certificate",
            candidates=who == "candidates",
            protected=who == "protected",
            gone=self.gone.isChecked(),
        )

    def widen(self) -> bool:
        """Want everyone, the dead and moved too; whether that is more than before."""
        narrow = bool(self.text.value()) or self.only() != Only(gone=True)
        self.blockSignals(True)
        self.text.clear()
        self.who.set_value("")
        self.unit.set_value("")
        self.gone.setChecked(True)
        self.blockSignals(False)
        if narrow:
            self.narrowed.emit()
        return narrow

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and self.text.text():
                self.text.clear()
                return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        fields = (
            (_("&Find"), self.text, 0, _COLUMNS),
            (_("&Who"), self.who, 1, 1),
            (_("&Unit"), self.unit, 1, 1),
            (_("&Order"), self.order, 1, 1),
        )
        grid = QGridLayout()
        grid.setSpacing(GAP)
        column = 0
        for title, field, row, span in fields:
            label = Text(title)
            label.setTextFormat(Qt.TextFormat.AutoText)
            label.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            block = QVBoxLayout()
            block.setSpacing(GAP // 2)
            block.addWidget(label)
            block.addWidget(field)
            grid.addLayout(block, row, column if row else 0, 1, span)
            grid.setColumnStretch(column, 1)
            column += 1 if row else 0
        grid.addWidget(self.gone, 2, 0, 1, _COLUMNS)
        grid.setContentsMargins(0, 0, 0, 0)
        self.setLayout(grid)
