"""Pointing at the region's service: address, name there and secret, tried before they are kept."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from ntand.errors import NtandError
from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import TextField
from ui.kit.look import muted
from ui.panes.act_pane import ActPane

if TYPE_CHECKING:
    from ntand.ports import Progress
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_FIELDS = {"region.bad_url": "url", "region.insecure_url": "url", "region.sign_in": "secret"}


class ConnectPane(ActPane):
    """Signs in first: what was connected before stays if that fails."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Connection to the region"), _("&Try and keep"), "check")
        self.url, self.client, self.secret = TextField(), TextField(), TextField()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.url.setPlaceholderText("https://region.example")
        self.form.add_widget(
            muted(_("The region gives you all three. The secret is kept where only you can read."))
        )
        self.form.add(_("&Address"), self.url, hint=_("Begins with https://"))
        self.form.add(_("&Name there (client id)"), self.client)
        self.form.add(_("S&ecret"), self.secret)
        self.form.add_stretch()

    def first_field(self) -> QWidget:
        return self.url

    def prepare(self) -> None:
        """Show what is connected now; the secret is never shown."""
        settings = self.desk.installation.settings
        self.form.clear_faults()
        self.url.setText(settings.region_url)
        self.client.setText(settings.region_client)
        self.secret.clear()

    def perform(self) -> None:
        """Try in the thread for long work: a network may keep one waiting."""
        if not self.act_button.isEnabled() or not self._filled():
            return
        url, client, secret = self.url.value(), self.client.value(), self.secret.value()

        def work(
            installation: "Installation", actor: "Actor", _progress: "Progress"
        ) -> "Installation":
            from ntand.services.exchange.sync import connect

            return connect(installation, actor, url, client, secret)

        self.ready(ready=False)
        self.desk.run(self, _("Connecting to the region"), work, self._connected, failed=self._no)

    def _filled(self) -> bool:
        self.form.clear_faults()
        needed = (
            (self.url, _("Write the address.")),
            (self.client, _("Write the name.")),
            (self.secret, _("Write the secret.")),
        )
        for field, fault in needed:
            if not field.value():
                self.form.fault(field, fault)
                return False
        return True

    def _connected(self, installation: "Installation") -> None:
        self.ready(ready=True)
        self.secret.clear()
        self.desk.use(installation, self.desk.actor)
        self.desk.say(_("Connected: the region accepted the sign-in."))
        self.done.emit()

    def _no(self, error: NtandError) -> None:
        self.ready(ready=True)
        self._failed(error, self._turn)

    def field_of(self, code: str) -> QWidget | None:
        name = _FIELDS.get(code)
        return getattr(self, name) if name else None
