"""When it will be no certificate: the forms of "no", with a reason and when to ask again."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.domain.certificates import CertificateState, months_later
from ntand.domain.codes import Stance
from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, DateField, ReasonField
from ui.panes.act_pane import ActPane, Work
from ui.panes.radio_choice import RadioChoice

if TYPE_CHECKING:
    from ntand.services.issuing import Draft
    from ntand.services.stances import Decided

_MONTHS = (3, 6, 12)
_OWN_DAY = "day"


class DecidePane(ActPane):
    """The person is no candidate until the day, or until a decisive fact changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("No certificate now"), _("Keep &decision"), "user-check")
        self.person = ""
        self.stance = RadioChoice(_stances(keep=True))
        self.reason = ReasonField()
        self.again = ChoiceField((), none="")
        self.day = DateField(desk.today)
        self.form.add(_("What has been decided"), self.stance)
        self.form.add(_("&Reason"), self.reason)
        self.form.add(
            _("Ask &again"),
            self.again,
            hint=_("The person comes back earlier if a decisive fact changes."),
        )
        self.form.add(_("&Day"), self.day)
        self.form.add_stretch()
        self.again.currentIndexChanged.connect(self._follow)
        self._offer_days()

    def first_field(self) -> QWidget:
        return self.stance

    def show_for(self, person: str, stance: str = "") -> None:
        """Prepare to decide about the person; ``stance`` is chosen beforehand."""
        from ntand.services.issuing import draft

        self.person = person
        self.header.show_person(None)
        self.form.clear_faults()
        self.reason.setPlainText("")
        self._offer_days()
        self.day.set_day(None)
        self.stance.choose(stance)
        self.ready(ready=False)
        self.desk.ask(
            self,
            lambda installation, actor: draft(installation, actor, person),
            self._show,
            topic="draft",
        )

    def work(self) -> Work | None:
        from ntand.services.stances import decide

        chosen, reason, person = self.stance.value(), self.reason.value(), self.person
        own = self.again.value() == _OWN_DAY
        again = self.day.day() if own else self._preset()
        if not chosen:
            self.form.fault(self.stance, _("Choose what has been decided."))
        elif not reason:
            self.form.fault(self.reason, _("Write a few words: they are kept with the decision."))
        elif own and (again is None or again <= self.desk.today):
            self.form.fault(self.day, _("Write a day to come, as YYYY-MM-DD."))
        else:
            stance = Stance(chosen)
            return lambda installation, actor: decide(
                installation, actor, person, stance, reason, again
            )
        return None

    def stored(self, result: "Decided") -> None:
        self.desk.say(
            _("The decision about {name} is kept.").format(name=self.header.name.text()),
            result.undo,
        )

    def field_of(self, code: str) -> QWidget | None:
        return self.reason if code.startswith("text.") else None

    def _show(self, draft: "Draft") -> None:
        self.header.show_person(draft.card)
        holder = draft.proposal.certificate != CertificateState.NONE
        self.stance.offer(_stances(keep=holder))
        title = _("Keep the certificate, or wait") if holder else _("No certificate now")
        self.title.setText(title)
        self.setAccessibleName(title)
        self.ready(ready=True)

    def _preset(self) -> date | None:
        months = self.again.value()
        return months_later(self.desk.today, int(months)) if months else None

    def _offer_days(self) -> None:
        presets = []
        for months in _MONTHS:
            day = months_later(self.desk.today, months).isoformat()
            text = _("in a year") if months == _MONTHS[-1] else _("in {n} months").format(n=months)
            presets.append((str(months), f"{text} ({day})"))
        presets.append((_OWN_DAY, _("on another day")))
        self.again.offer(presets, none=_("only when a decisive fact changes"))
        self.again.set_value("")
        self._follow()

    def _follow(self) -> None:
        self.form.show_field(self.day, shown=self.again.value() == _OWN_DAY)


def _stances(*, keep: bool) -> list[tuple[str, str, str]]:
    """Value, words, and what it means."""
    found = [
        (Stance.DECLINES, _("Declines"), _("The person does not want a certificate.")),
        (
            Stance.REFUSES_DISCLOSURE,
            _("Refuses disclosure"),
            _("Nothing about the person goes to the region."),
        ),
        (Stance.NOT_ENTITLED, _("Not entitled"), _("You judge that the criteria are not met.")),
        (Stance.WAIT, _("Wait"), _("Something must be clear first.")),
    ]
    if keep:
        kept = _("The certificate stays in spite of the warning.")
        found.append((Stance.KEEP, _("Keep the certificate"), kept))
    return [(stance.value, words, meaning) for stance, words, meaning in found]
