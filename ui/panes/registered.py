"""A certificate entered in the region's portal: its number there."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import TextField
from ui.panes.act_pane import Work
from ui.panes.certificate_acts import CertificateActPane

if TYPE_CHECKING:
    from ntand.services.certificate_detail import CertificateDetail
    from ntand.services.certificates import Changed


class RegisteredPane(CertificateActPane):
    """Waits no longer once the portal's number is kept."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Registered in the portal"), _("&Keep number"), "check")
        self.number = TextField()
        self.form.add(
            _("The portal's &number"), self.number, hint=_("As the portal shows it afterwards.")
        )
        self.form.add_stretch()

    def first_field(self) -> QWidget:
        return self.number

    def fill(self, detail: "CertificateDetail") -> None:
        self.number.setText(detail.region_number)

    def work(self) -> Work | None:
        from ntand.services.certificates import registered

        intyg_id, number = self.intyg_id, self.number.value()
        if not number:
            self.form.fault(self.number, _("Write the number that the portal gave."))
            return None
        return lambda installation, actor: registered(installation, actor, intyg_id, number)

    def stored(self, result: "Changed") -> None:
        text = _("The portal's number is kept for {name}.").format(name=self.header.name.text())
        self.desk.say(text, result.undo)

    def field_of(self, code: str) -> QWidget | None:
        return self.number if code.startswith("text.") else None
