"""Asking the region whether the person has a certificate already, before another is issued."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ntand.settings import Channel
from ui.kit.desk import Desk
from ui.kit.look import GAP, Banner, button, muted

if TYPE_CHECKING:
    from ntand.domain.codes import Basis, ConsentForm
    from ntand.ports import Progress
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

Chosen = Callable[[], "tuple[Basis | None, ConsentForm | None]"]


class AskRegion(QWidget):
    """A button, and the answer under it. ``chosen`` tells the basis chosen in the form.

    The question gives the person's number away: a basis that is chosen is kept first.
    """

    def __init__(self, desk: Desk, chosen: Chosen) -> None:
        super().__init__()
        self._desk, self._chosen = desk, chosen
        self._person = ""
        self.ask_button = button(_("As&k the region about a certificate"), "radio-tower")
        self.hint = muted(
            _("The question names the person to the region. The basis chosen is kept first.")
        )
        self.answer = Banner()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP // 2, 0, GAP)
        column.setSpacing(GAP // 2)
        for part in (self.ask_button, self.hint, self.answer):
            column.addWidget(part)
        self.ask_button.clicked.connect(self._ask)
        self.clear()

    def clear(self) -> None:
        """About nobody yet."""
        self._person = ""
        self.answer.hide()
        self.hide()

    def show_for(self, person: str, *, protected: bool) -> None:
        """Offer to ask about this person; never about someone protected."""
        if person != self._person:
            self.answer.hide()
        self._person = person
        self.ask_button.setEnabled(True)
        settings = self._desk.installation.settings
        asks = settings.connected and settings.channel is Channel.SERVICE
        self.setVisible(asks and not protected)

    def _ask(self) -> None:
        person, (basis, form) = self._person, self._chosen()

        def work(installation: "Installation", actor: "Actor", _progress: "Progress") -> bool:
            from ntand.services.certificates import consent
            from ntand.services.exchange.asking import held_elsewhere

            if basis is not None:
                consent(installation, actor, person, basis, form)
            return held_elsewhere(installation, actor, person)

        self.ask_button.setEnabled(False)
        self.answer.hide()
        self._desk.run(
            self,
            _("Asking the region"),
            work,
            lambda held: self._tell(person, held),
            failed=lambda error: self._failed(person, error),
        )

    def _tell(self, person: str, held: bool) -> None:
        if held:
            text = _(
                "The region knows of a certificate for the person. Find out whose it is before"
                " you issue another."
            )
            self._show(person, text, "warning")
        else:
            self._show(person, _("The region knows of no certificate for the person."), "good")

    def _failed(self, person: str, error: NtandError) -> None:
        self._show(person, " ".join(explain_in_window(error)), "error")

    def _show(self, person: str, text: str, kind: str) -> None:
        if person == self._person:  # else the pane is about another by now
            self.ask_button.setEnabled(True)
            self.answer.show_text(text, kind)
            self.answer.show()
