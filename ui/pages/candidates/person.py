"""One person of the candidates: who it is, what can be done, and why."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.candidates import CandidateRow
from ntand.services.people.cards import PersonCard, person_card
from ntand.services.proposals import Explained, explain
from ui.kit.desk import Desk, Place
from ui.kit.look import GAP, EmptyState, button, primary_button
from ui.kit.person_header import PersonHeader
from ui.kit.split import scrolling
from ui.panes.explanation import ExplanationView

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation


class CandidatePane(QWidget):
    """The person chosen in the table; ``issue``, ``decide`` and ``end`` tell what is asked for."""

    issue = Signal(str)
    decide = Signal(str)
    end = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._person, self._day = "", desk.today
        self.header = PersonHeader()
        self.issue_button = primary_button(_("&Issue certificate …"), "file-badge")
        self.anyway_button = button(_("&Issue anyway …"), "file-badge")
        self.decide_button = button(_("Say &no or wait …"))
        self.end_button = button(_("&End certificate …"))
        self._acts = (
            *(self.issue_button, self.anyway_button),
            *(self.decide_button, self.end_button),
        )
        self._alone = True
        self.person_button = button(_("&Open the person"), "id-card")
        self.explanation = ExplanationView(desk)
        self.nobody = EmptyState(
            _("Nobody is chosen"), _("Choose someone in the table to see why or why not.")
        )
        self._arrange()
        for one in (self.issue_button, self.anyway_button):
            one.clicked.connect(lambda: self.issue.emit(self._person))
        self.decide_button.clicked.connect(lambda: self.decide.emit(self._person))
        self.end_button.clicked.connect(lambda: self.end.emit(self._person))
        self.person_button.clicked.connect(lambda: desk.go(Place("people", person=self._person)))
        self.explanation.explained.connect(self._explained)
        self.show_row(None, self._day)

    @property
    def person(self) -> str:
        """Whose explanation is shown; empty for nobody."""
        return self._person

    def show_row(self, row: CandidateRow | None, day: date) -> None:
        """Show the person of a row as judged for the day."""
        if row is None or row.person != self._person:
            for one in self._acts:  # what can be done is not known before the explanation
                one.hide()
            self.header.show_person(None)
            self.explanation.clear()
        self._person, self._day = row.person if row else "", day
        self.nobody.setVisible(row is None)
        self._inside.setVisible(row is not None)
        if row is not None:
            person = row.person
            self._desk.ask(
                self,
                lambda installation, actor: _read(installation, actor, person, day),
                self._show,
                topic="person",
            )

    def _show(self, found: "tuple[PersonCard, Explained]") -> None:
        card, explained = found
        if card.person == self._person:
            self.header.show_person(card)
            self.explanation.show_explained(explained)

    def let_act(self, *, alone: bool) -> None:
        """Whether this person alone is chosen; else the acts are for all that are."""
        self._alone = alone
        if self.explanation.shown is not None:
            self._explained(self.explanation.shown)

    def _explained(self, found: Explained) -> None:
        """Nobody issues for the dead, or beside a certificate that holds."""
        proposal = found.proposal
        none, gone = proposal.certificate == "none", proposal.outcome == "not_applicable"
        proposed = bool(proposal.grounds)
        self.issue_button.setVisible(self._alone and none and proposed)
        self.anyway_button.setVisible(self._alone and none and not proposed and not gone)
        self.decide_button.setVisible(self._alone and not gone)
        self.end_button.setVisible(self._alone and not none)
        text = _("Say &no or wait …") if none else _("&Keep or wait …")
        self.decide_button.setText(text)
        self.decide_button.setAccessibleName(text.replace("&", ""))

    def _arrange(self) -> None:
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(2 * GAP, 0, GAP, 0)
        inside.setSpacing(GAP)
        inside.addWidget(self.header)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for one in self._acts:
            buttons.addWidget(one)
        buttons.addWidget(self.person_button)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addWidget(scrolling(self.explanation, _("Explanation")), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.nobody)
        column.addWidget(self._inside, 1)


def _read(
    installation: "Installation", actor: "Actor", person: str, day: date
) -> tuple[PersonCard, Explained]:
    return person_card(installation, actor, person), explain(installation, actor, person, day)
