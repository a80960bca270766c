"""Filling in what is missing, with the explanation beside: then the program can judge."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.look import GAP, button
from ui.kit.person_header import PersonHeader
from ui.kit.split import scrolling
from ui.panes.explanation import ExplanationView

if TYPE_CHECKING:  # the services bring the database's library
    from ntand.services.people.cards import PersonCard


class FactsPane(QWidget):
    """Who it is and what is missing; ``done`` when facts have been kept, ``left`` with Esc."""

    done = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._begins = False
        self.setAccessibleName(_("What is missing"))
        self.header = PersonHeader()
        self.explanation = ExplanationView(desk)
        self.leave_button = button(_("Cancel"))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(self.header)
        column.addWidget(scrolling(self.explanation, _("Explanation")), 1)
        column.addWidget(self.leave_button, 0, Qt.AlignmentFlag.AlignRight)
        self.explanation.explained.connect(lambda _found: self._start())
        for pane in (self.explanation.missing, self.explanation.filled):
            pane.filled.connect(self.done)
        self.leave_button.clicked.connect(self.left)

    def show_for(self, person: str) -> None:
        """Ask for what is missing about the person."""
        from ntand.services.people.cards import person_card

        self.header.show_person(None)
        self.explanation.clear()
        self.explanation.show_person(person)
        self._desk.ask(
            self,
            lambda installation, actor: person_card(installation, actor, person),
            self._show,
            topic="card",
        )

    def begin(self) -> None:
        """Give the keyboard to the first question, as soon as it is known."""
        self._begins = True
        self.leave_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.explanation.shown is not None:
            self._start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _show(self, card: "PersonCard") -> None:
        self.header.show_person(card)

    def _start(self) -> None:
        field = self.explanation.missing.first_field()
        if self._begins and field is not None:
            self._begins = False
            field.setFocus(Qt.FocusReason.OtherFocusReason)
