"""Tell of a person's protection, for someone whom no decision tells of."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.domain.codes import Protection
from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import ReasonField
from ui.kit.labels import choices
from ui.kit.look import body
from ui.panes.act_pane import ActPane, Work
from ui.panes.radio_choice import RadioChoice

if TYPE_CHECKING:
    from ntand.services.people.cards import PersonCard
    from ntand.services.protecting import Protected

_NONE = "none"  # a radio button's own value: empty stands for nothing chosen


class ProtectionPane(ActPane):
    """What is told here counts while no decision of a care system tells."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Tell of protection"), _("&Keep"), "shield")
        self.person = ""
        self.protection = RadioChoice(_offered())
        self.reason = ReasonField()
        self.form.add(_("What the person has"), self.protection)
        self.form.add(_("&Reason"), self.reason, hint=_("Who told, and when."))
        self.form.add_widget(
            body(_("Counts while no care decision tells: what the care system says goes first."))
        )
        self.form.add_stretch()

    def first_field(self) -> QWidget:
        return self.protection

    def show_for(self, person: str) -> None:
        """Prepare to tell of the person's protection."""
        from ntand.services.people.cards import person_card

        self.person = person
        self.header.show_person(None)
        self.form.clear_faults()
        self.reason.setPlainText("")
        self.protection.choose("")
        self.ready(ready=False)
        self.desk.ask(
            self,
            lambda installation, actor: person_card(installation, actor, person),
            self._show,
            topic="card",
        )

    def work(self) -> Work | None:
        from ntand.services.protecting import tell_protection

        chosen, reason, person = self.protection.value(), self.reason.value(), self.person
        if not chosen:
            self.form.fault(self.protection, _("Choose what the person has."))
            return None
        if not reason:
            self.form.fault(self.reason, _("Write a few words: they are kept in the log."))
            return None
        level = Protection("" if chosen == _NONE else chosen)
        return lambda installation, actor: tell_protection(
            installation, actor, person, level, reason
        )

    def stored(self, result: "Protected") -> None:
        from ui.kit.labels import label

        known = label("skydd", result.protection)
        self.desk.say(_("Kept. What counts now: {known}.").format(known=known))

    def _show(self, card: "PersonCard") -> None:
        self.header.show_person(card)
        self.ready(ready=True)


def _offered() -> list[tuple[str, str, str]]:
    meanings = {
        Protection.NONE: _("Address and unit are shown as usual."),
        Protection.SECRECY_MARKING: _("The lightest grade, set by Skatteverket."),
        Protection.PROTECTED_REGISTRATION: _("The person is registered at another address."),
        Protection.FICTITIOUS: _("The person has got another identity."),
    }
    return [
        (value or _NONE, words, meanings[Protection(value)]) for value, words in choices("skydd")
    ]
