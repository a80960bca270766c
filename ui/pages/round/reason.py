"""One line under the grid: why someone said no."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.fields import TextField
from ui.kit.look import GAP, Text, muted
from ui.pages.round.entries import Entry


class ReasonLine(QWidget):
    """Asks why; Enter keeps it (``kept``), Esc leaves (``left``)."""

    kept = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._title = Text()
        self.field = TextField()
        self.field.setMaxLength(500)
        self.field.setAccessibleName(_("Reason of the no"))
        self._title.setBuddy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        for part in (self._title, self.field, muted(_("Enter saves the reason, Esc leaves it."))):
            column.addWidget(part)
        self.field.returnPressed.connect(self._keep)
        self.hide()

    def ask(self, entry: Entry) -> None:
        """Ask why this person said no."""
        self._entry = entry
        title = _("Why did {who} say no?").format(who=entry.who)
        self._title.setText(title)
        self.field.setAccessibleName(title)
        self.field.setText(entry.row.reason or "")
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        entry, text = self._entry, self.field.value()
        self._leave()
        if entry is not None and text != (entry.row.reason or ""):
            self.kept.emit(entry, text)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()
