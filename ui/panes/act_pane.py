"""The shape of every pane in which something is done: who it is, the one button, the form."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ui.kit.desk import Desk
from ui.kit.fields import Form
from ui.kit.look import GAP, button, primary_button, subheading
from ui.kit.person_header import PersonHeader
from ui.kit.seen_order import SeenOrder
from ui.kit.split import scrolling

if TYPE_CHECKING:  # the services bring the database's library
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

Work = Callable[["Installation", "Actor"], Any]


class ActPane(SeenOrder):
    """Enter does what the primary button says, Esc leaves; ``done`` after success.

    In a field of several lines Ctrl+Enter does it. What becomes of an act is told also when the
    pane is about someone else by then, but leaves that one's form alone.
    """

    done = Signal()
    left = Signal()

    def __init__(self, desk: Desk, title: str, action: str, picture: str | None = None) -> None:
        super().__init__()
        self.desk = desk
        self._turn = 0  # counts those the pane has been about
        self.setAccessibleName(title)
        self.title, self.header = subheading(title), PersonHeader()
        self.act_button = primary_button(action, picture)
        self.leave_button = button(_("Cancel"))
        self.form = self.make_form()
        self._arrange(title)
        self.act_button.clicked.connect(self.perform)
        self.leave_button.clicked.connect(self.left)

    def make_form(self) -> Form:
        """The form; panes with a form of their own make another."""
        return Form()

    def stops(self) -> list[QWidget]:
        # The fields come before the buttons, though these stand beside the name.
        last = (self.act_button, self.leave_button)
        seen = super().stops()
        return [one for one in seen if one not in last] + [one for one in last if one in seen]

    def first_field(self) -> QWidget:
        """Where the keyboard begins."""
        return self.act_button

    def work(self) -> Work | None:
        """What is to be stored, or None when a field has a fault, which is then shown."""
        raise NotImplementedError

    def stored(self, result: Any) -> None:  # noqa: ANN401 - what the work gave
        """Say what has been done."""
        raise NotImplementedError

    def field_of(self, code: str) -> QWidget | None:
        """The field an error is about, if one of the form is."""
        return None

    def perform(self) -> None:
        """Do it, once."""
        if not self.act_button.isEnabled():
            return
        self.form.clear_faults()
        work = self.work()
        if work is not None:
            self.act_button.setEnabled(False)
            turn = self._turn
            self.desk.act(
                self,
                work,
                lambda result: self._stored(result, turn),
                failed=lambda error: self._failed(error, turn),
            )

    def begin(self) -> None:
        """Give the keyboard to the first field."""
        self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def to_top(self) -> None:
        """Bring the beginning of the form into sight."""
        self._area.verticalScrollBar().setValue(0)

    def ready(self, *, ready: bool) -> None:
        """Whether what is needed for the act has been read; not yet: it is about another now."""
        self._turn += not ready
        self.act_button.setEnabled(ready)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            within = QApplication.focusWidget()
            # On another button Enter means that button.
            if isinstance(within, QPushButton) and not event.modifiers():
                within.click()
            else:
                self.perform()
        else:
            super().keyPressEvent(event)

    def _stored(self, result: Any, turn: int) -> None:  # noqa: ANN401 - what the work gave
        self.stored(result)
        if turn == self._turn:
            self.act_button.setEnabled(True)
            self.done.emit()

    def _failed(self, error: NtandError, turn: int) -> None:
        if turn != self._turn:
            self.desk.tell(error)
            return
        self.act_button.setEnabled(True)
        field = self.field_of(error.code)
        if field is None:
            self.desk.tell(error)
        else:
            self.form.fault(field, explain_in_window(error)[0])

    def _arrange(self, title: str) -> None:
        buttons = QVBoxLayout()
        buttons.setSpacing(GAP)
        for one in (self.act_button, self.leave_button):
            buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignRight)
        buttons.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(2 * GAP)
        top.addWidget(self.header, 1)
        top.addLayout(buttons)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * GAP, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._column.addWidget(self.title)
        self._column.addLayout(top)
        self._area = scrolling(self.form, title)
        self._column.addWidget(self._area, 1)
