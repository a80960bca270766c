"""A visit of the round: the assessment performed, or why it was not."""

from typing import TYPE_CHECKING, ClassVar

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, DateField, TextField
from ui.kit.labels import choices
from ui.panes.act_pane import Work
from ui.panes.round_pane import LONGEST, RoundPane
from ui.panes.round_words import capital, visit_words

if TYPE_CHECKING:  # the services bring the database's library
    from ntand.services.round_person import RoundOfPerson

_OWN = "own"
_CARD = {"J": True, "N": False}


class VisitPane(RoundPane):
    """Performed, by whom and whether a card was given; or the deviation."""

    fields: ClassVar[dict[str, str]] = {
        "round.in_future": "day",
        "round.deceased": "day",
        "text.bad_sign": "own",
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Visit"), _("&Save visit"))
        deviations = [(value, capital(text)) for value, text in choices("avvikelse")]
        self.day = DateField(desk.today)
        self.outcome = ChoiceField(
            [*deviations, (_OWN, _("Not performed, for another reason"))], none=_("Assessed")
        )
        self.own = TextField()
        self.by = TextField()
        self.card = ChoiceField([("J", _("Yes")), ("N", _("No"))], none=_("Not told"))
        form = self.form
        form.add(_("&Day of the visit"), self.day)
        form.add(_("&What happened"), self.outcome)
        form.add(_("&Reason"), self.own)
        form.add(_("Performed &by"), self.by, hint=_("The clinic or the person."), optional=True)
        form.add(_("Oral-care &card received"), self.card)
        for field in (self.own, self.by):
            field.setMaxLength(LONGEST)
        self.end_form()
        self.outcome.currentIndexChanged.connect(self._fit)
        self._fit()

    def first_field(self) -> DateField:
        return self.day

    def show_for(self, person: str, year: int) -> None:
        self.day.set_day(self.desk.today)
        for field in (self.outcome, self.card):
            field.set_value(None)
        self.own.clear()
        super().show_for(person, year)

    def work(self) -> Work | None:
        from ntand.services.yearly_round import NewVisit, visit

        day, happened = self.day.day(), self.outcome.value()
        if day is None:
            self.form.fault(self.day, _("Write a day as YYYY-MM-DD."))
            return None
        deviation = self.own.value() if happened == _OWN else happened
        if happened and not deviation:
            self.form.fault(self.own, _("Write why there was no assessment."))
            return None
        card = None if happened else _CARD.get(self.card.value())
        new = NewVisit(day, self.by.value() or None, card, deviation or None)
        person, year = self.person, self.year
        return lambda installation, actor: visit(installation, actor, person, year, new)

    def kept(self, found: "RoundOfPerson") -> list[str]:
        return visit_words(found)

    def _fit(self) -> None:
        """Only what the outcome asks for."""
        happened = self.outcome.value()
        self.form.show_field(self.own, shown=happened == _OWN)
        self.form.show_field(self.card, shown=not happened)
