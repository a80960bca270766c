"""Above the grid: what the answers of this pile of forms have in common, and the way to a name."""

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ntand.domain.codes import Answer, AnswerChannel, AnsweredBy
from ntand.domain.names import folded
from ntand.i18n import _
from ntand.services.yearly_round import NewAnswer
from ui.kit.fields import ChoiceField, DateField, TextField
from ui.kit.labels import choices
from ui.kit.look import GAP, Text
from ui.pages.round.entries import Entry, capital

_WIDE, _NARROW = 75, 40  # letters across: under the first two lines of fields, at least the other


class JumpField(TextField):
    """A name or a birth date; Enter goes to the row, the arrows to the next one alike."""

    moved = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Pile(QWidget):
    """Answered when, by whom and how; these go with every answer typed until they are changed."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.day = DateField(today, today)
        self.by = ChoiceField(
            [
                (value, f"{at} {capital(text)}")
                for at, (value, text) in enumerate(choices("svarat_av"), 1)
            ],
            none=_("Not told"),
        )
        self.channel = ChoiceField(
            [(value, capital(text)) for value, text in choices("svar_kanal")], none=_("Not told")
        )
        self.channel.set_value(AnswerChannel.FORM)
        self.jump = JumpField()
        self.jump.setPlaceholderText(_("Name or birth date"))
        self.fault = Text("", "error")
        self.fault.hide()
        self._arrange()

    def begin_day(self, today: date) -> None:
        """The window may have stood open overnight: a day nobody wrote is the new one."""
        if today != self._today and self.day.day() == self._today:
            self.day.set_day(today)
        self._today = today

    def answer(self, value: str) -> NewAnswer | None:
        """The answer with what the pile has in common; None when the day is no day."""
        day = self.day.day()
        self.fault.setVisible(day is None)
        if day is None:
            self.fault.setText(_("Write the day the answers were given: YYYY-MM-DD."))
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
            self.day.selectAll()
            return None
        by, channel = self.by.value(), self.channel.value()
        return NewAnswer(
            Answer(value),
            day,
            AnsweredBy(by) if by else None,
            AnswerChannel(channel) if channel else None,
        )

    def choose_answerer(self, number: int) -> bool:
        """Choose who answered by number, from 1; whether there is such a number."""
        if number >= self.by.count():
            return False
        self.by.setCurrentIndex(number)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(2 if self.width() < self._letter() * _WIDE else len(self._fields))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setMinimumWidth(self._letter() * _NARROW)

    def _letter(self) -> int:
        return self.fontMetrics().averageCharWidth()

    def _arrange(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP * 2)
        self._grid.setVerticalSpacing(GAP // 2)
        titles: tuple[tuple[str, QWidget], ...] = (
            (_("Answered &on"), self.day),
            (_("Answered b&y (1–7)"), self.by),
            (_("Chann&el"), self.channel),
            (_("&Go to (/)"), self.jump),
        )
        self._fields: list[tuple[QLabel, QWidget]] = []
        for title, field in titles:
            label = Text(title)
            label.setTextFormat(Qt.TextFormat.AutoText)
            label.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._fields.append((label, field))
        self.setMinimumWidth(self._letter() * _NARROW)
        self._across = 0
        self._place(len(titles))

    def _place(self, across: int) -> None:
        """So many fields beside each other."""
        if across == self._across:
            return
        self._across = across
        for at, (label, field) in enumerate(self._fields):
            line, column = divmod(at, across)
            self._grid.addWidget(label, line * 2, column)
            self._grid.addWidget(field, line * 2 + 1, column)
        for column in range(len(self._fields)):
            self._grid.setColumnStretch(column, int(column < across))
        self._grid.addWidget(self.fault, 2 * len(self._fields), 0, 1, across)


def fits(entry: Entry, text: str) -> bool:
    """Whether the words typed begin the person's names, or the digits the birth date."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    if digits:
        return entry.row.born.replace("-", "").startswith(digits)
    names = folded(entry.row.name.replace(",", " ")).split()
    return all(any(name.startswith(word) for name in names) for word in folded(text).split())
