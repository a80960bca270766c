"""Issue a certificate: the proposal filled in, one key to go."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import Form
from ui.panes.act_pane import ActPane, Work
from ui.panes.act_words import way_sentence
from ui.panes.ask_region import AskRegion
from ui.panes.certificate_form import CertificateForm
from ui.panes.fold import Fold
from ui.panes.letter import LetterFold, Preview

if TYPE_CHECKING:
    from ntand.services.certificate_detail import CertificateDetail
    from ntand.services.certificates import Issued
    from ntand.services.issuing import Draft
    from ui.panes.explanation import ExplanationView

_FIELDS = {
    "certificate.overlaps": "first",
    "certificate.end_before_start": "last",
    "certificate.reason_needed": "reason",
    "certificate.not_active": "first",
    "text.too_long": "reason",
    "text.bad_sign": "reason",
}


class CertificatePane(ActPane):
    """What issuing and replacing share: the form, the proposal for its first day, the letter."""

    form: CertificateForm
    replacing = False

    def __init__(self, desk: Desk, title: str, action: str) -> None:
        super().__init__(desk, title, action, "file-badge")
        self.person = ""
        self.why = Fold(_("Why"), self._explanation, self._explain)
        self.letter = LetterFold(desk, self._preview)
        for part in (*self.after_basis(), self.why, self.letter):
            self.form.add_widget(part)
        self.form.add_stretch()
        self.form.moved.connect(self._first_moved)
        self.form.changed.connect(self.letter.renew)

    def make_form(self) -> Form:
        return CertificateForm(self.desk, replacing=self.replacing)

    def after_basis(self) -> tuple[QWidget, ...]:
        """What stands between the fields and what is folded away."""
        return ()

    def first_field(self) -> QWidget:
        return self.form.ground

    def field_of(self, code: str) -> QWidget | None:
        name = _FIELDS.get(code)
        return getattr(self.form, name) if name else None

    def prepare(self, first: date, *, replaced: str = "") -> None:
        """Empty the form; nothing can be issued until the proposal has been read."""
        self.person = ""
        self.header.show_person(None)
        self.letter.fold()
        self.form.begin(replaced=replaced)
        self.form.first.set_day(first)
        self.ready(ready=False)

    def ask_for(self, person: str) -> None:
        """Read what is proposed for the person."""
        self.person = person
        self._ask()
        if self.why.unfolded:
            self.why.renew()
        else:
            self.why.unfold()

    def show_draft(self, draft: "Draft") -> None:
        """Show who it is and what is proposed."""
        self.header.show_person(draft.card)
        self.form.show_draft(draft)
        self.ready(ready=True)

    def _first_moved(self) -> None:
        self._ask()
        self.why.renew()

    def _explanation(self) -> "ExplanationView":
        from ui.panes.explanation import ExplanationView

        view = ExplanationView(self.desk)
        view.explained.connect(lambda _found: self._ask())  # a fact may have been filled in
        return view

    def _explain(self, view: "ExplanationView") -> None:
        if self.person:
            view.show_person(self.person, self.form.first.day())

    def _ask(self) -> None:
        from ntand.services.issuing import draft

        person, first = self.person, self.form.first.day()
        if person:
            self.desk.ask(
                self,
                lambda installation, actor: draft(installation, actor, person, first),
                lambda found: self._drafted(found, person),
                topic="draft",
            )

    def _drafted(self, found: "Draft", person: str) -> None:
        if person == self.person:  # else it was asked for whom the pane was about before
            self.show_draft(found)

    def _preview(self) -> Preview | None:
        from ntand.services.papers.preview import preview_new_letter

        new, person = self.form.new(), self.person
        if new is None:
            return None
        return lambda installation, actor: preview_new_letter(installation, actor, person, new)


class IssuePane(CertificatePane):
    """For one person; from a candidate with nothing to change Enter is enough."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Issue certificate"), _("&Issue"))

    def after_basis(self) -> tuple[QWidget, ...]:
        self.ask_region = AskRegion(self.desk, self.form.disclosure)
        return (self.ask_region,)

    def first_field(self) -> QWidget:
        return self.form.basis

    def show_for(self, person: str) -> None:
        """Prepare to issue for the person."""
        self.ask_region.clear()
        self.prepare(self.desk.today)
        self.ask_for(person)

    def show_draft(self, draft: "Draft") -> None:
        super().show_draft(draft)
        self.ask_region.show_for(self.person, protected=draft.card.protected)

    def work(self) -> Work | None:
        from ntand.services.certificates import issue

        new, person = self.form.new(), self.person
        if new is None:
            return None
        return lambda installation, actor: issue(installation, actor, person, new)

    def stored(self, result: "Issued") -> None:
        text = _("Certificate issued for {name}. {way}")
        way = way_sentence(result.sent)
        self.desk.say(text.format(name=self.header.name.text(), way=way), result.undo)


class ReplacePane(CertificatePane):
    """A new certificate in the place of another, which ends the day before."""

    replacing = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Replace certificate"), _("&Replace"))
        self.intyg_id = ""

    def show_for(self, intyg_id: str) -> None:
        """Prepare to replace the certificate."""
        from ntand.services.certificate_detail import certificate_detail

        self.intyg_id = intyg_id
        self.prepare(self.desk.today, replaced=intyg_id)
        self.desk.ask(
            self,
            lambda installation, actor: certificate_detail(installation, actor, intyg_id),
            self._show_former,
            topic="former",
        )

    def work(self) -> Work | None:
        from ntand.services.certificates import replace_certificate

        new, intyg_id = self.form.new(), self.intyg_id
        if new is None:
            return None
        return lambda installation, actor: replace_certificate(installation, actor, intyg_id, new)

    def stored(self, result: "Issued") -> None:
        text = _("The certificate of {name} is replaced. {way}")
        way = way_sentence(result.sent)
        self.desk.say(text.format(name=self.header.name.text(), way=way), result.undo)

    def _show_former(self, former: "CertificateDetail") -> None:
        # The former must have had at least a day.
        earliest = former.line.starts_on + timedelta(days=1)
        self.form.first.set_day(max(self.desk.today, earliest))
        self.ask_for(former.line.person)
