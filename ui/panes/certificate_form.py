"""The fields of a certificate to issue, as the proposal fills them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ntand.domain.codes import Basis, ConsentForm, Ground
from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, DateField, Form, ReasonField
from ui.kit.labels import choices
from ui.kit.look import Banner
from ui.panes.act_words import proposal_sentence, warnings

if TYPE_CHECKING:
    from ntand.services.certificates import NewCertificate
    from ntand.services.issuing import Draft


class CertificateForm(Form):
    """Asks for a reason when the ground is not the proposed one; tells which days are taken."""

    moved = Signal()  # another first day: the proposal may be another
    changed = Signal()

    def __init__(self, desk: Desk, *, replacing: bool = False) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self._replaced = ""
        self.proposal, self.warning = Banner(), Banner(kind="warning")
        self.taken = Banner(kind="error")
        self.ground = ChoiceField(choices("grund"))
        self.first, self.last = DateField(desk.today, desk.today), DateField(desk.today)
        none = _("as the former certificate") if replacing else _("none yet: it waits")
        self.basis = ChoiceField(choices("underlag"), none=none)
        self.consent_form = ChoiceField(choices("form"), none=_("not told"))
        self.reason = ReasonField()
        self._fill()
        self.ground.currentIndexChanged.connect(self._follow)
        self.basis.currentIndexChanged.connect(self._follow)
        self.first.changed.connect(self._first_moved)
        self.last.changed.connect(self._follow)

    @property
    def against(self) -> bool:
        """Whether the ground is not one of those proposed."""
        draft = self._draft
        return draft is not None and self.ground.value() not in draft.proposal.grounds

    def begin(self, *, replaced: str = "") -> None:
        """Empty the form for somebody."""
        self._draft, self._replaced = None, replaced
        self.clear_faults()
        for field in (self.basis, self.consent_form):
            field.set_value("")
        self.reason.setPlainText("")
        self.last.set_day(None)
        for one in (self.proposal, self.warning, self.taken):
            one.hide()

    def show_draft(self, draft: "Draft") -> None:
        """Show what is proposed; the first time, fill in what is proposed."""
        fresh, self._draft = self._draft is None, draft
        if fresh:
            self.ground.set_value(draft.proposal.ground)
            self.last.set_day(draft.suggested_end)
        usual = bool(draft.proposal.grounds)
        self.proposal.show_text(proposal_sentence(draft), "good" if usual else "warning")
        self.proposal.show()
        told = warnings(draft)
        self.warning.show_text("\n".join(told), "warning")
        self.warning.setVisible(bool(told))
        self._follow()

    def new(self) -> "NewCertificate | None":
        """What is to be issued, or None after the fault has been shown."""
        from ntand.services.certificates import NewCertificate

        fault = self._fault()
        if fault is not None:
            self.fault(*fault)
            return None
        basis, form = self.disclosure()
        return NewCertificate(
            Ground(self.ground.value()),
            basis,
            form,
            self.first.day(),
            self.last.day(),
            self.reason.value() if self.against else None,
        )

    def disclosure(self) -> tuple[Basis | None, ConsentForm | None]:
        """The basis chosen, and how a consent was given."""
        basis, form = self.basis.value(), self.consent_form.value()
        consented = basis == Basis.CONSENT and form
        return Basis(basis) if basis else None, ConsentForm(form) if consented else None

    def _fault(self) -> tuple[QWidget, str] | None:
        first, last = self.first.day(), self.last.day()
        if first is None:
            return self.first, _("Write a day as YYYY-MM-DD.")
        if not self.last.valid():
            return self.last, _("Write a day as YYYY-MM-DD, or nothing.")
        if last is not None and last < first:
            return self.last, _("The last day lies before the first.")
        if self.against and not self.reason.value():
            return self.reason, _("Say why you issue on a ground that is not proposed.")
        return None

    def _first_moved(self) -> None:
        self._follow()
        if self.first.day() is not None:
            self.moved.emit()

    def _follow(self) -> None:
        """Show the fields that the others ask for."""
        self.show_field(self.consent_form, shown=self.basis.value() == Basis.CONSENT)
        self.show_field(self.reason, shown=self.against)
        self._tell_taken()
        self.changed.emit()

    def _tell_taken(self) -> None:
        first, taken = self.first.day(), None
        if self._draft is not None and first is not None:
            taken = self._draft.overlapping(first, self.last.day(), apart_from=self._replaced)
        self.taken.setVisible(taken is not None)
        if taken is not None:
            last = taken.last_day.isoformat() if taken.last_day else _("until further notice")
            text = _("Certificate {id} holds some of these days: {first} – {last}.")
            shown = text.format(id=taken.intyg_id, first=taken.starts_on.isoformat(), last=last)
            self.taken.show_text(shown, "error")

    def _fill(self) -> None:
        for one in (self.proposal, self.warning):
            self.add_widget(one)
        self.add(_("&Ground"), self.ground)
        hint = _("The proposal does not name this ground. The reason is kept.")
        self.add(_("&Reason"), self.reason, hint=hint)
        self.add(_("Valid &from"), self.first)
        self.add(_("Valid &to"), self.last, optional=True, hint=_("Empty: until further notice."))
        self.add_widget(self.taken)
        self.add(_("&Basis for telling the region"), self.basis)
        self.add(_("How the &consent was given"), self.consent_form)
