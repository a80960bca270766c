"""One row of the work list: who it is about, why, and the buttons of its acts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.worklist.reading import WorkRow
from ui.kit.desk import Desk
from ui.kit.look import GAP, EmptyState, body, button, primary_button
from ui.kit.person_header import PersonHeader
from ui.kit.split import scrolling
from ui.pages.todo.acts import Act, acts_for
from ui.pages.todo.words import why_of

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation
    from ntand.services.people.cards import PersonCard


class RowPane(QWidget):
    """The row chosen; ``act`` tells what is to be done about it."""

    act = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: WorkRow | None = None
        self.setAccessibleName(_("What is to be done"))
        self.header = PersonHeader()
        self.why = body()
        self.acts: list[Act] = []
        self.buttons: list[QPushButton] = []
        self.nothing = EmptyState(
            _("Nothing is chosen"), _("Choose a row to see why it is there. Enter does it.")
        )
        self._arrange()
        self.show_row(None)

    def show_row(self, row: WorkRow | None) -> None:
        """Show the row, or nothing."""
        same = row is not None and self._row is not None and row.person == self._row.person
        self._row = row
        self.nothing.setVisible(row is None)
        self._inside.setVisible(row is not None)
        if not same:
            self.header.show_person(None)
        if row is None:
            return
        self.why.setText(why_of(row))
        self.acts = acts_for(row)
        self._show_acts(self.acts)
        self._ask_who(row)

    def _ask_who(self, row: WorkRow) -> None:
        person = row.person
        if person is not None:
            self._desk.ask(
                self,
                lambda installation, actor: _card(installation, actor, person),
                self._show_card,
                topic="card",
            )

    def _show_card(self, card: "PersonCard") -> None:
        if self._row is not None and card.person == self._row.person:
            self.header.show_person(card)

    def _show_acts(self, acts: list[Act]) -> None:
        for one in self.buttons:
            one.hide()
            one.deleteLater()
        self.buttons = []
        for at, act in enumerate(acts):
            made = (primary_button if at == 0 else button)(act.words, act.picture)
            made.clicked.connect(lambda _checked=False, act=act: self.act.emit(act))
            self._column.insertWidget(self._column.indexOf(self.why) + 1 + at, made)
            self.buttons.append(made)

    def _arrange(self) -> None:
        content = QWidget()
        self._inside = scrolling(content, _("What is to be done"))
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(2 * GAP, 0, GAP, 0)
        self._column.setSpacing(GAP)
        for part in (self.header, self.why):
            self._column.addWidget(part)
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.nothing)
        column.addWidget(self._inside, 1)


def _card(installation: "Installation", actor: "Actor", person: str) -> "PersonCard":
    # Loaded here, off the window's thread: the first rows are painted meanwhile.
    from ntand.services.people.cards import person_card

    return person_card(installation, actor, person)
