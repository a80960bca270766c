"""Fields to fill in, and the form that names them and shows their faults."""

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ntand.i18n import _
from ui.kit.look import GAP, Text, muted

_LINES = 3  # of a reason, as seen before it is written
_WIDTH = 420  # pixels: longer lines are hard to read


def clearable(field: QLineEdit) -> None:
    """Give the field a button that empties it."""
    field.setClearButtonEnabled(True)
    for tool in field.findChildren(QToolButton):
        tool.setAccessibleName(_("Empty the field"))


class TextField(QLineEdit):
    """One line of text."""

    def value(self) -> str:
        """What is written, without blanks around."""
        return self.text().strip()


class ReasonField(QPlainTextEdit):
    """A few lines of text; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        line = self.fontMetrics().lineSpacing()
        self.setMinimumHeight(line * _LINES + 16)
        self.setMaximumHeight(line * 2 * _LINES + 16)

    def value(self) -> str:
        """What is written, without blanks around."""
        return self.toPlainText().strip()


class DateField(QLineEdit):
    """A day: 2026-09-01, 20260901, or the arrows to step from today."""

    changed = Signal()

    def __init__(self, today: date, day: date | None = None) -> None:
        super().__init__()
        self._today = today
        self.setPlaceholderText(_("YYYY-MM-DD"))
        self.setToolTip(_("Arrow up and down step a day, T is today."))
        self.set_day(day)
        self.textChanged.connect(lambda _text: self.changed.emit())
        self.editingFinished.connect(self._tidy)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0000-00-00") + 40)

    def day(self) -> date | None:
        """The day written; None when the field is empty or holds no day."""
        text = self.text().strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            return None

    def set_day(self, day: date | None) -> None:
        """Show the day."""
        self.setText(day.isoformat() if day else "")

    def valid(self) -> bool:
        """Whether the field is empty or holds a day."""
        return not self.text().strip() or self.day() is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers():
            self.set_day((self.day() or self._today) + timedelta(days=steps[key]))
        elif key == Qt.Key.Key_T and not event.modifiers():
            self.set_day(self._today)
        else:
            super().keyPressEvent(event)

    def _tidy(self) -> None:
        self.set_day(self.day()) if self.day() else None


class ChoiceField(QComboBox):
    """One of a few values, each with its words; ``none`` are the words for no value."""

    def __init__(self, choices: Iterable[tuple[str, str]], none: str | None = None) -> None:
        super().__init__()
        self.offer(choices, none)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.currentTextChanged.connect(self.setToolTip)
        self.setToolTip(self.currentText())

    def narrow(self) -> None:
        """Fit a narrow pane; what is cut off is told by the tip."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def offer(self, choices: Iterable[tuple[str, str]], none: str | None = None) -> None:
        """Let these be chosen; the value chosen stays if it is among them."""
        before = self.value() if self.count() else None
        self.blockSignals(True)
        self.clear()
        if none is not None:
            self.addItem(none, "")
        for value, text in choices:
            self.addItem(text, value)
        self.set_value(before)
        self.blockSignals(False)
        self.setToolTip(self.currentText())

    def value(self) -> str:
        """The value chosen; empty for none."""
        return str(self.currentData() or "")

    def set_value(self, value: str | None) -> None:
        """Choose the value; the first when it is not offered."""
        self.setCurrentIndex(max(0, self.findData(value or "")))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form; it never chooses another value on the way."""
        event.ignore()


class Form(QWidget):
    """Fields under their names, with a hint before and a fault after: nothing is cut off."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)
        self._faults: dict[QWidget, Text] = {}
        self._blocks: dict[QWidget, QWidget] = {}

    def add(self, title: str, field: QWidget, *, hint: str = "", optional: bool = False) -> QWidget:
        """Add a field; ``title`` may mark its key with &. Returns the field."""
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, GAP // 2, 0, GAP)  # a field is nearer to its own name
        column.setSpacing(GAP // 2)
        shown = _("{title} (optional)").format(title=title) if optional else title
        ticked = isinstance(field, QCheckBox)  # its words stand beside it, so the hint after it
        if not ticked:
            label = Text(shown)
            label.setTextFormat(Qt.TextFormat.AutoText)
            label.setBuddy(field)
            column.addWidget(label)
        for part in (field, hint) if ticked else (hint, field):
            if part:
                column.addWidget(muted(part) if isinstance(part, str) else part)
        fault = Text("", "error")
        fault.hide()
        column.addWidget(fault)
        field.setAccessibleName(shown.replace("&", ""))
        field.setAccessibleDescription(hint)
        if isinstance(field, ChoiceField):
            field.narrow()
        letters = max(1.0, self.fontMetrics().averageCharWidth() / 7)
        field.setMaximumWidth(round(_WIDTH * letters))
        field.setSizePolicy(QSizePolicy.Policy.Expanding, field.sizePolicy().verticalPolicy())
        self._faults[field], self._blocks[field] = fault, block
        self._column.addWidget(block)
        return field

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field: a heading, a text, a button."""
        self._column.addWidget(widget)

    def add_stretch(self) -> None:
        """Leave what space there is below."""
        self._column.addStretch(1)

    def show_field(self, field: QWidget, *, shown: bool) -> None:
        """Show the field and its name, or hide both."""
        self._blocks[field].setVisible(shown)

    def fault(self, field: QWidget, text: str) -> None:
        """Say under the field what is wrong with it, and go there."""
        label = self._faults[field]
        label.setText(_("Mend: {fault}").format(fault=text))
        label.show()
        field.setAccessibleDescription(label.text())
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_faults(self) -> None:
        """Nothing is wrong any more."""
        for field, label in self._faults.items():
            if not label.isHidden():
                label.hide()
                field.setAccessibleDescription("")
