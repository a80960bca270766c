"""Finding the one person whose letter is to be copied."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.people.cards import PersonCard, person_card
from ntand.services.search import Found, Hit, search_people
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.fields import Form, TextField, clearable
from ui.kit.look import GAP
from ui.kit.table import Table

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_REST = 250  # milliseconds without a letter before the search is made, and logged


class PersonFinder(QWidget):
    """A text and the persons it finds; ``chosen`` tells the person's id, or nothing."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.text = TextField()
        clearable(self.text)
        form = Form()
        form.add(_("&Find the person"), self.text, hint=_("Name or identity number"))
        self.table: Table[Hit] = Table(
            "papers-persons",
            _("Persons found"),
            (
                Column("name", _("Name"), lambda hit: f"{hit.family_name}, {hit.given_name}", 220),
                Column("number", _("Identity number"), lambda hit: hit.id_number, 140),
                Column("unit", _("Unit"), lambda hit: hit.unit or "", 120),
            ),
        )
        self.table.empty_text = _("Nobody is looked for yet.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(form)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.text)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._search)
        self.text.textChanged.connect(lambda _text: self._rest.start())
        self.text.returnPressed.connect(self._search)
        self.table.chosen.connect(lambda hit: self.chosen.emit(hit.person if hit else ""))
        self.table.opened.connect(lambda _hit: self.entered.emit())

    def person(self) -> str:
        """Who is chosen; nothing for nobody."""
        hit = self.table.current_row()
        return hit.person if hit else ""

    def show_person(self, person: str) -> None:
        """Choose a person someone came here with; nobody is until that one is found."""
        self._desk.drop(self, "search")
        self._show(Found((), more=False))

        def work(installation: "Installation", actor: "Actor") -> PersonCard:
            return person_card(installation, actor, person)

        self._desk.ask(self, work, lambda card: self.text.setText(card.id_number), topic="card")

    def _search(self) -> None:
        self._rest.stop()
        text = self.text.value()
        if not text:
            self._show(Found((), more=False))
            return

        def work(installation: "Installation", actor: "Actor") -> Found:
            return search_people(installation, actor, text)

        self._desk.ask(self, work, self._show, topic="search")

    def _show(self, found: Found) -> None:
        looked = bool(self.text.value())
        self.table.empty_text = _("Nobody was found.") if looked else _("Nobody is looked for yet.")
        self.table.show_rows(found.hits, key=lambda hit: hit.person)
