"""A new identity number; and whether the one who has it already is the same person."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ntand.domain.identity import IdentityError, parse_identity
from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ui.kit.desk import Desk, Place
from ui.kit.fields import TextField
from ui.kit.look import Banner, body
from ui.kit.ticks import TickBox
from ui.panes.act_pane import ActPane, Work
from ui.panes.likeness import SideBySide
from ui.panes.person_words import number

if TYPE_CHECKING:
    from ntand.services.people.cards import PersonCard
    from ntand.services.replaced_number import Foreseen, Renumbered

_REST = 400  # milliseconds without a key: what is written is looked at
_FULL = 10  # digits: with fewer no number is whole
_TOPIC = "number"


class RenumberPane(ActPane):
    """What the number would bring is shown first; two become one only when that is ticked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("New identity number"), _("&Keep"), "id-card")
        self.person = ""
        self.foreseen: Foreseen | None = None
        self._asked = ""  # the number that is being looked up
        self.present = body()
        self.number = TextField()
        self.found = Banner()
        self.both = SideBySide()
        self.same = TickBox(_("&They are the same person"))
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._fill_form()
        self.number.textChanged.connect(self._changed)
        self.number.editingFinished.connect(self._rested)
        self._rest.timeout.connect(self._rested)

    def first_field(self) -> QWidget:
        return self.number

    def show_for(self, person: str) -> None:
        """Prepare to give the person a number."""
        from ntand.services.people.cards import person_card

        self.person = person
        self.header.show_person(None)
        self.present.clear()
        self.number.clear()
        self._forget()
        self.ready(ready=False)
        self.desk.ask(
            self,
            lambda installation, actor: person_card(installation, actor, person),
            self._show,
            topic="card",
        )

    def work(self) -> Work | None:
        from ntand.services.replaced_number import merge_number

        person, foreseen = self.person, self.foreseen
        if foreseen is None:  # whoever presses has not seen it yet
            self._look()
            return None
        if foreseen.other is not None and not self.same.isChecked():
            self.form.fault(
                self.same, _("Tick this if they are the same person. Else the number is wrong.")
            )
            return None
        return lambda installation, actor: merge_number(
            installation, actor, person, foreseen.number, foreseen
        )

    def stored(self, result: "Renumbered") -> None:
        name = self.header.name.text()
        if result.merged is None:
            text = _("{name} has the new number. The former one goes on leading there.")
        else:
            text = _("{name}: the two are one person now. Both numbers lead there.")
            # The one who was shown is no row of its own any more.
            self.desk.go(Place("people", person=result.person))
        self.desk.say(text.format(name=name))

    def field_of(self, code: str) -> QWidget | None:
        return self.number if code.partition(".")[0] == "number" else None

    def _failed(self, error: NtandError, turn: int) -> None:
        if turn == self._turn:
            self._forget()  # the next press looks again
        super()._failed(error, turn)

    def _fill_form(self) -> None:
        self.form.add_widget(self.present)
        self.form.add_widget(
            body(_("The present number is kept: whoever searches for it finds the person."))
        )
        self.form.add(_("&New number"), self.number, hint=_("Ten or twelve digits."))
        self.form.add_widget(self.found)
        self.form.add_widget(self.both)
        self.form.add(
            self.same.text(), self.same, hint=_("The two become one. It cannot be undone.")
        )
        self.form.add_stretch()

    def _show(self, card: "PersonCard") -> None:
        self.header.show_person(card)
        self.present.setText(_("Present number: {number}").format(number=number(card.id_number)))
        self.ready(ready=True)

    def _changed(self) -> None:
        self._forget()
        self._rest.start()

    def _forget(self) -> None:
        """What was shown is of another number."""
        self._rest.stop()
        self.desk.drop(self, _TOPIC)
        self.foreseen, self._asked = None, ""
        self.form.clear_faults()
        self.found.hide()
        self.both.hide()
        self.same.setChecked(False)
        self.form.show_field(self.same, shown=False)

    def _rested(self) -> None:
        """Nothing more is written for a while: a whole number is looked at, right or wrong."""
        self._rest.stop()
        digits = sum(map(str.isdigit, self.number.value()))
        if self.number.hasFocus() and digits >= _FULL and self.foreseen is None:
            self._look()

    def _look(self) -> None:
        from ntand.services.replaced_number import look_up_number

        try:
            wanted = parse_identity(self.number.value(), self.desk.today).number
        except IdentityError as error:
            self.form.fault(self.number, explain_in_window(error)[0])
            return
        if wanted == self._asked:
            return  # Enter is a key and also the end of writing
        self._asked = wanted
        person, turn = self.person, self._turn
        self.desk.ask(
            self,
            lambda installation, actor: look_up_number(installation, actor, person, wanted),
            self._show_foreseen,
            failed=lambda error: self._failed(error, turn),
            topic=_TOPIC,
        )

    def _show_foreseen(self, foreseen: "Foreseen") -> None:
        self.foreseen, self._asked = foreseen, ""
        other = foreseen.other
        kind = "good" if other is None else "warning"
        self.found.show_text(_in_words(foreseen), kind)
        self.found.show()
        self.number.setAccessibleDescription(self.found.text.text())
        if other is not None:
            self.both.compare(foreseen.person, other)
        self.both.setVisible(other is not None)
        self.form.show_field(self.same, shown=other is not None)


def _in_words(foreseen: "Foreseen") -> str:
    if foreseen.other is not None:
        return _("Another person has this number here. Compare the two.")
    if foreseen.again:
        return _("The person has had this number before, and gets it again.")
    return _("Nobody has this number here.")
