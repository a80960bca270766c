"""End a certificate: why, its last day, and when the holder was told."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.domain.codes import EndReason
from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, DateField
from ui.kit.labels import choices
from ui.panes.act_pane import Work
from ui.panes.act_words import way_sentence
from ui.panes.certificate_acts import CertificateActPane

if TYPE_CHECKING:
    from ntand.services.certificate_detail import CertificateDetail
    from ntand.services.certificates import Changed


class EndPane(CertificateActPane):
    """A death or a move that has been is filled in already."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("End certificate"), _("&End"), "circle-minus")
        reasons = [one for one in choices("avslutsorsak") if one[0] != EndReason.REPLACED]
        self.why = ChoiceField(reasons)
        self.last = DateField(desk.today, desk.today)
        self.informed = DateField(desk.today)
        self.form.add(_("&Why"), self.why)
        hint = _("The certificate holds on this day too. Leave time to finish a treatment begun.")
        self.form.add(_("&Last day"), self.last, hint=hint)
        self.form.add(_("The holder was &told on"), self.informed, optional=True)
        self.form.add_stretch()

    def first_field(self) -> QWidget:
        return self.why

    def fill(self, detail: "CertificateDetail") -> None:
        card, line = detail.card, detail.line
        why, last = EndReason.CONDITIONS_CEASED, self.desk.today
        if card.deceased_on is not None and card.deceased_on <= last:
            why, last = EndReason.DECEASED, card.deceased_on
        elif card.moved_on is not None and card.moved_on <= last:
            why, last = EndReason.MOVED, card.moved_on
        if line.last_day is not None and line.last_day < last:
            last = line.last_day
        self.why.set_value(why)
        self.last.set_day(max(last, line.starts_on))
        self.informed.set_day(detail.informed_on)

    def work(self) -> Work | None:
        from ntand.services.certificates import end

        intyg_id, why, last = self.intyg_id, EndReason(self.why.value()), self.last.day()
        informed = self.informed.day()
        if last is None:
            self.form.fault(self.last, _("Write a day as YYYY-MM-DD."))
            return None
        if not self.informed.valid():
            self.form.fault(self.informed, _("Write a day as YYYY-MM-DD, or nothing."))
            return None
        return lambda installation, actor: end(installation, actor, intyg_id, why, last, informed)

    def stored(self, result: "Changed") -> None:
        text = _("The certificate of {name} ends {day}. {way}").format(
            name=self.header.name.text(),
            day=self.last.text(),
            way=way_sentence(result.sent),
        )
        self.desk.say(text, result.undo)

    def field_of(self, code: str) -> QWidget | None:
        about_days = ("certificate.end_before_start", "certificate.already_over")
        return self.last if code in (*about_days, "certificate.overlaps") else None
