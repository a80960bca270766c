"""Facts that are missing, asked for where they decide something; and those filled in before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ntand.sentences import explained as told
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, Form
from ui.kit.look import GAP, Text, button, primary_button, subheading

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.fact_sources import Asked
    from ntand.services.installation import Installation
    from ntand.services.proposals import Explained
    from ntand.services.undoing import Undo

NOT_KNOWN = ""


@dataclass(frozen=True, slots=True)
class _Question:
    """A fact asked for, the field for it and, when there are several, for its decision."""

    asked: "Asked"
    value: ChoiceField
    decision: ChoiceField | None

    def answer(self) -> tuple[str, str, str] | None:
        """Decision, column and value, when a person has told something new."""
        value = self.value.value()
        if value in (NOT_KNOWN, self.asked.value):
            return None
        decision = self.decision.value() if self.decision else self.asked.decisions[0]
        return decision, self.asked.column, value


class MissingFactPane(QWidget):
    """Asks for facts of one person and keeps the answers; ``filled`` tells that some were."""

    filled = Signal()

    def __init__(self, desk: Desk, *, correcting: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._person = ""
        self.questions: list[_Question] = []
        self.form = Form()
        self.title = subheading()
        made = button if correcting else primary_button
        self.save = made(_("&Save facts"), "save")
        self.save.clicked.connect(self.keep)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, GAP)
        self._column.setSpacing(GAP)
        self._column.addWidget(self.title)
        self._column.addWidget(self.form)
        self._column.addWidget(self.save)
        self.hide()

    def show_asked(self, found: "Explained", asked: "Sequence[Asked]", title: str) -> None:
        """Ask for these; hidden when there is nothing to ask."""
        self._person = found.proposal.person
        self.title.setText(title)
        self.setAccessibleName(title)
        form = Form()
        self._column.replaceWidget(self.form, form)
        self.form.hide()
        self.form.deleteLater()
        self.form = form
        self.questions = [made for one in asked if (made := self._ask(one, found)) is not None]
        self.save.setVisible(bool(self.questions))
        self.setVisible(bool(asked))

    def first_field(self) -> QWidget | None:
        """Where the keyboard begins."""
        return self.questions[0].value if self.questions else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.questions:
            self.keep()
        else:
            super().keyPressEvent(event)

    def keep(self) -> None:
        """Store what has been answered, once."""
        if not self.save.isEnabled():
            return
        self.form.clear_faults()
        answers = [told for one in self.questions if (told := one.answer()) is not None]
        if not answers:
            self.form.fault(self.questions[0].value, _("Choose a value."))
            return
        person = self._person

        def work(installation: "Installation", actor: "Actor") -> "Undo | None":
            from ntand.services.facts import fill_fact
            from ntand.services.undoing.several import together

            undos = []
            for decision, column, value in answers:
                kept = fill_fact(installation, actor, person, decision, column, value)
                undos += [kept.undo] if kept.undo else []
            return undos[0] if len(undos) == 1 else together(undos)

        self.save.setEnabled(False)
        self._desk.act(
            self, work, lambda undo: self._kept(len(answers), undo), failed=self._not_kept
        )

    def _kept(self, count: int, undo: "Undo | None") -> None:
        self.save.setEnabled(True)
        text = ngettext("{n} fact saved.", "{n} facts saved.", count).format(n=count)
        self._desk.say(text, undo)
        self.filled.emit()

    def _not_kept(self, error: NtandError) -> None:
        self.save.setEnabled(True)
        self._desk.tell(error)

    def _ask(self, asked: "Asked", found: "Explained") -> _Question | None:
        question = told.questions()[asked.column]
        if not asked.decisions:
            self.form.add(question, Text(_to_correct_there()))
            return None
        value = ChoiceField(told.choices(asked.column), none=_("Choose …"))
        value.set_value(asked.value)
        words = [(one, _decision(found, one)) for one in asked.decisions]
        hint = _("For {decision}").format(decision=words[0][1]) if len(words) == 1 else ""
        self.form.add(question, value, hint=hint)
        decision = ChoiceField(words) if len(words) > 1 else None
        if decision is not None:
            self.form.add(_("Which decision does it belong to?"), decision)
        return _Question(asked, value, decision)


def _to_correct_there() -> str:
    return _("The care system says “not specified”. Have it corrected there.")


def _decision(found: "Explained", key: str) -> str:
    source = found.sources[key]
    return told.decision_words(source.external_id, source.kind, source.unit, source.system)
