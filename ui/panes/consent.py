"""The basis for telling the region: consent, or a harm test; and a consent taken back."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.domain.codes import Basis, ConsentForm
from ntand.i18n import _, ngettext
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, DateField
from ui.kit.labels import choices
from ui.kit.look import body, muted
from ui.panes.act_pane import ActPane, Work
from ui.panes.radio_choice import RadioChoice

if TYPE_CHECKING:
    from ntand.services.certificates import Consented
    from ntand.services.consents import Withdrawn
    from ntand.services.people.cards import PersonCard


class ConsentPane(ActPane):
    """What has waited for a basis may go once it is kept."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Consent or harm test"), _("&Keep"), "check")
        self.person = ""
        self.basis = RadioChoice(
            [
                (Basis.CONSENT, _("Consent"), _("The person has agreed that the region is told.")),
                (Basis.HARM_TEST, _("Harm test"), _("You have found that it does no harm.")),
            ]
        )
        self.consent_form = ChoiceField(choices("form"), none=_("not told"))
        self.form.add_widget(
            muted(_("Certificates and offers that have waited go to the region afterwards."))
        )
        self.form.add(_("What allows it"), self.basis)
        self.form.add(_("How the &consent was given"), self.consent_form)
        self.form.add_stretch()
        self.basis.changed.connect(self._follow)

    def first_field(self) -> QWidget:
        return self.basis

    def show_for(self, person: str) -> None:
        """Prepare to keep a basis for the person."""
        from ntand.services.people.cards import person_card

        self.person = person
        self.header.show_person(None)
        self.form.clear_faults()
        self.basis.choose(Basis.CONSENT)
        self.consent_form.set_value("")
        self.ready(ready=False)
        self.desk.ask(
            self,
            lambda installation, actor: person_card(installation, actor, person),
            self._show,
            topic="card",
        )

    def work(self) -> Work | None:
        from ntand.services.certificates import consent

        person, basis = self.person, Basis(self.basis.value())
        told = self.consent_form.value()
        form = ConsentForm(told) if told and basis is Basis.CONSENT else None
        return lambda installation, actor: consent(installation, actor, person, basis, form)

    def stored(self, result: "Consented") -> None:
        freed = len(result.changed)
        text = ngettext(
            "The basis is kept for {name}. {n} certificate had waited for it.",
            "The basis is kept for {name}. {n} certificates had waited for it.",
            freed,
        )
        self.desk.say(text.format(name=self.header.name.text(), n=freed), result.undo)

    def _show(self, card: "PersonCard") -> None:
        self.header.show_person(card)
        self.ready(ready=True)

    def _follow(self) -> None:
        consented = self.basis.value() == Basis.CONSENT
        self.form.show_field(self.consent_form, shown=consented)


class WithdrawPane(ActPane):
    """The person has taken the consent back: what still waits does not leave."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Consent taken back"), _("&Keep"), "circle-minus")
        self.person = ""
        self.day = DateField(desk.today, desk.today)
        self.form.add_widget(
            body(
                _(
                    "Nothing more about the person is sent to the region, not even what waits."
                    " What the region has got already it keeps."
                )
            )
        )
        self.form.add(
            _("The &day when the person took it back"), self.day, hint=_("Today at the latest.")
        )
        self.form.add_stretch()

    def first_field(self) -> QWidget:
        return self.day

    def show_for(self, person: str) -> None:
        """Prepare to note that the person has taken the consent back."""
        from ntand.services.people.cards import person_card

        self.person = person
        self.header.show_person(None)
        self.form.clear_faults()
        self.day.set_day(self.desk.today)
        self.ready(ready=False)
        self.desk.ask(
            self,
            lambda installation, actor: person_card(installation, actor, person),
            self._show,
            topic="card",
        )

    def work(self) -> Work | None:
        from ntand.services.consents import withdraw_consent

        person, on = self.person, self.day.day()
        if on is None:
            self.form.fault(self.day, _("Write a day as YYYY-MM-DD."))
            return None
        return lambda installation, actor: withdraw_consent(installation, actor, person, on)

    def stored(self, result: "Withdrawn") -> None:
        text = _("{name} has taken the consent back. Nothing more is sent.")
        if result.stopped:
            text = ngettext(
                "{name} has taken the consent back. {n} thing that waited is not sent.",
                "{name} has taken the consent back. {n} things that waited are not sent.",
                result.stopped,
            )
        self.desk.say(text.format(name=self.header.name.text(), n=result.stopped), result.undo)

    def field_of(self, code: str) -> QWidget | None:
        return self.day if code in ("consent.in_future", "consent.before_given") else None

    def _show(self, card: "PersonCard") -> None:
        self.header.show_person(card)
        self.ready(ready=True)
