"""Mark a certificate as issued in error."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import ReasonField
from ui.kit.look import banner
from ui.panes.act_pane import Work
from ui.panes.act_words import way_sentence
from ui.panes.certificate_acts import CertificateActPane

if TYPE_CHECKING:
    from ntand.services.certificate_detail import CertificateDetail
    from ntand.services.certificates import Changed


class VoidPane(CertificateActPane):
    """Says what it means before it is done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Void certificate"), _("&Void"), "circle-x")
        self.reason = ReasonField()
        meaning = _(
            "Only for mistakes, such as the wrong person. The certificate stays visible, marked"
            " as issued in error, and counts nowhere. If it was right once, end it instead."
        )
        self.form.add_widget(banner(meaning, "warning"))
        self.form.add(_("&Reason"), self.reason)
        self.form.add_stretch()

    def first_field(self) -> QWidget:
        return self.reason

    def fill(self, detail: "CertificateDetail") -> None:
        self.reason.setPlainText("")

    def work(self) -> Work | None:
        from ntand.services.certificates import void

        intyg_id, reason = self.intyg_id, self.reason.value()
        if not reason:
            self.form.fault(self.reason, _("Write what the mistake was."))
            return None
        return lambda installation, actor: void(installation, actor, intyg_id, reason)

    def stored(self, result: "Changed") -> None:
        text = _("The certificate of {name} is marked as issued in error. {way}").format(
            name=self.header.name.text(), way=way_sentence(result.sent)
        )
        self.desk.say(text, result.undo)

    def field_of(self, code: str) -> QWidget | None:
        return self.reason if code.startswith("text.") else None
