"""What the panes about one certificate share: which one it is, and who holds it."""

from typing import TYPE_CHECKING

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.labels import label
from ui.kit.look import body
from ui.panes.act_pane import ActPane

if TYPE_CHECKING:
    from ntand.services.certificate_detail import CertificateDetail


class CertificateActPane(ActPane):
    """Begins with the certificate in a sentence; nothing can be done before it has been read."""

    def __init__(self, desk: Desk, title: str, action: str, picture: str | None = None) -> None:
        super().__init__(desk, title, action, picture)
        self.intyg_id = ""
        self.about = body()
        self.form.add_widget(self.about)

    def show_for(self, intyg_id: str) -> None:
        """Prepare the act on the certificate."""
        from ntand.services.certificate_detail import certificate_detail

        self.intyg_id = intyg_id
        self.header.show_person(None)
        self.about.setText("")
        self.form.clear_faults()
        self.ready(ready=False)
        self.desk.ask(
            self,
            lambda installation, actor: certificate_detail(installation, actor, intyg_id),
            self._show,
            topic="certificate",
        )

    def fill(self, detail: "CertificateDetail") -> None:
        """Fill the fields in for the certificate."""

    def _show(self, detail: "CertificateDetail") -> None:
        self.header.show_person(detail.card)
        self.about.setText(in_a_sentence(detail))
        self.fill(detail)
        self.ready(ready=True)


def in_a_sentence(detail: "CertificateDetail") -> str:
    """Which certificate it is: id, ground and days."""
    line = detail.line
    last = line.last_day.isoformat() if line.last_day else _("until further notice")
    return _("Certificate {id}: {ground}, {first} – {last}.").format(
        id=line.intyg_id,
        ground=label("grund", line.ground),
        first=line.starts_on.isoformat(),
        last=last,
    )
