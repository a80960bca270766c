"""The year's offer and the answer to it, with the answers kept."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from ntand.domain.codes import Answer
from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, DateField, TextField
from ui.kit.labels import choices
from ui.panes.act_pane import Work
from ui.panes.round_pane import LONGEST, RoundPane
from ui.panes.round_words import answer_words, capital

if TYPE_CHECKING:  # the services bring the database's library
    from ntand.services.round_person import RoundOfPerson
    from ntand.services.yearly_round import NewAnswer


class AnswerPane(RoundPane):
    """Offered on, the answer and how it came; a later answer supersedes the one before."""

    fields: ClassVar[dict[str, str]] = {
        "round.in_future": "answered",
        "round.deceased": "answered",
        "text.bad_sign": "reason",
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Offer and answer"), _("&Save answer"))
        words = [(value, capital(text)) for value, text in choices("svar")]
        who = [(value, capital(text)) for value, text in choices("svarat_av")]
        how = [(value, capital(text)) for value, text in choices("svar_kanal")]
        self.offered = DateField(desk.today)
        self.answer = ChoiceField(words, none=_("No answer yet"))
        self.answered = DateField(desk.today)
        self.by = ChoiceField(who, none=_("Not told"))
        self.channel = ChoiceField(how, none=_("Not told"))
        self.reason = TextField()
        self.reason.setMaxLength(LONGEST)
        form = self.form
        form.add(_("Of&fered on"), self.offered)
        form.add(_("&Answer"), self.answer)
        form.add(_("Answer's &day"), self.answered)
        form.add(_("Answered b&y"), self.by)
        form.add(_("Chann&el"), self.channel)
        form.add(_("&Reason of the no"), self.reason, optional=True)
        self.end_form()
        self.answer.currentIndexChanged.connect(self._fit)
        self._fit()

    def first_field(self) -> QWidget:
        return self.answer

    def work(self) -> Work | None:
        from ntand.services.yearly_round import offer

        faulty = next((day for day in (self.offered, self.answered) if not day.valid()), None)
        if faulty is not None:
            self.form.fault(faulty, _("Write a day as YYYY-MM-DD."))
            return None
        person, year, offered, answer = self.person, self.year, self.offered.day(), self._answer()
        return lambda installation, actor: offer(installation, actor, person, year, offered, answer)

    def field_of(self, code: str) -> QWidget | None:
        field = super().field_of(code)
        return self.offered if field is self.answered and not self.answer.value() else field

    def _answer(self) -> "NewAnswer | None":
        from ntand.domain.codes import AnswerChannel, AnsweredBy
        from ntand.services.yearly_round import NewAnswer

        value, by, channel = self.answer.value(), self.by.value(), self.channel.value()
        if not value:
            return None
        return NewAnswer(
            Answer(value),
            self.answered.day(),
            AnsweredBy(by) if by else None,
            AnswerChannel(channel) if channel else None,
            self.reason.value() if value == Answer.NO else None,
        )

    def fill(self, found: "RoundOfPerson") -> None:
        self.offered.set_day(found.offered_on or self.desk.today)
        held = found.answer
        self.answer.set_value(held.value if held else None)
        self.answered.set_day((held and held.answered_on) or self.desk.today)
        self.by.set_value(held.answered_by if held else None)
        self.channel.set_value(held.channel if held else None)
        self.reason.setText((held and held.reason) or "")

    def kept(self, found: "RoundOfPerson") -> list[str]:
        return answer_words(found)

    def _fit(self) -> None:
        """Only what the answer asks for."""
        value = self.answer.value()
        for field in (self.answered, self.by, self.channel):
            self.form.show_field(field, shown=bool(value))
        self.form.show_field(self.reason, shown=value == Answer.NO)
