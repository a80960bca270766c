"""Pointing at the region's service: address, name there and secret, tried before they are kept."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from ntand.errors import NtandError, RegionRefused, SignInNeeded, TemporaryFailure
from ntand.i18n import _
from ntand.services.actor import Permission
from ntand.services.exchange.connection_test import Access, Link, test_connection
from ntand.settings import Channel
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, Form, TextField, clearable
from ui.kit.look import GAP, button, muted
from ui.pages.region.links import Links
from ui.panes.act_pane import ActPane
from ui.panes.fold import Fold

if TYPE_CHECKING:
    from ntand.ports import Progress
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_FIELDS = {"region.bad_url": "url", "region.insecure_url": "url", "region.sign_in": "secret"}


class ConnectPane(ActPane):
    """Signs in first: what was connected before stays if that fails, and each link is shown.

    ``channel_chosen`` tells another road. The test is of what is written, without a secret of
    what is connected now.
    """

    channel_chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Connection to the region"), _("&Try and keep"), "check")
        self.channel = ChoiceField(
            [
                (Channel.SERVICE.value, _("the region's service")),
                (Channel.PORTAL.value, _("the portal, by hand")),
            ]
        )
        self.url, self.client, self.secret = TextField(), TextField(), TextField()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.url.setPlaceholderText("https://region.example")
        self.told = muted(
            _("The region gives you all three. The secret is kept where only you can read.")
        )
        self.authority = Fold(_("The region's &own certificate"), _Authority, lambda _one: None)
        self.test_button = button(_("Te&st the connection"), "radio-tower")
        self.links = Links()
        self._fill()
        self.channel.activated.connect(lambda _at: self.channel_chosen.emit(self.channel.value()))
        self.test_button.clicked.connect(self.test)

    def first_field(self) -> QWidget:
        return self.url if self._by_service else self.channel

    def prepare(self) -> None:
        """Show what is connected now; the secret is never shown."""
        settings = self.desk.installation.settings
        self.form.clear_faults()
        self.links.clear()
        self.channel.set_value(settings.channel.value)
        self.channel.setEnabled(self.desk.actor.may(Permission.MAINTAIN))
        self.url.setText(settings.region_url)
        self.client.setText(settings.region_client)
        self.secret.clear()
        self.follow()

    def follow(self) -> None:
        """Show what belongs to the road."""
        by_service = self._by_service
        for field in (self.url, self.client, self.secret):
            self.form.show_field(field, shown=by_service)
        for part in (self.told, self.authority, self.act_button):
            part.setVisible(by_service)
        self.test_button.setVisible(by_service)

    def test(self) -> None:
        """Try each link of the connection, in the thread for long work."""
        self._try(self._access())

    def _try(self, access: Access | None) -> None:
        self.links.clear()
        self.test_button.setEnabled(False)

        def work(
            installation: "Installation", actor: "Actor", _progress: "Progress"
        ) -> Sequence[Link]:
            return test_connection(installation, actor, access)

        title = _("Testing the connection to the region")
        self.desk.run(self, title, work, self._tested, failed=self._not_tested, resumable=True)

    def perform(self) -> None:
        """Try in the thread for long work: a network may keep one waiting."""
        if not self.act_button.isEnabled() or not self._by_service or not self._filled():
            return
        access = self._access()
        assert access is not None

        def work(
            installation: "Installation", actor: "Actor", _progress: "Progress"
        ) -> "Installation":
            from ntand.services.exchange.sync import connect

            way = access.url, access.client_id, access.secret
            return connect(installation, actor, *way, ca_file=access.ca_file)

        self.ready(ready=False)
        self.links.clear()
        self.desk.run(
            self,
            _("Connecting to the region"),
            work,
            self._connected,
            failed=lambda error: self._not_connected(error, access),
        )

    @property
    def _by_service(self) -> bool:
        return self.desk.installation.settings.channel is Channel.SERVICE

    def _fill(self) -> None:
        self.form.add_widget(self.links)
        self.form.add(_("Roa&d"), self.channel)
        self.form.add_widget(self.told)
        self.form.add(
            _("&Address"),
            self.url,
            hint=_("Begins with https://; http:// only for a service on this computer."),
        )
        self.form.add(_("&Name there (client id)"), self.client)
        self.form.add(_("S&ecret"), self.secret)
        for part in (self.authority, self.test_button):
            self.form.add_widget(part)
        self.form.add_stretch()

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

    def _access(self) -> Access | None:
        """What is written; None when it is not enough to sign in with."""
        told = self.url.value(), self.client.value(), self.secret.value()
        return Access(*told, self._ca_file()) if all(told) else None

    def _ca_file(self) -> Path | None:
        inside = self.authority.inside
        told = inside.file.value() if inside is not None else ""
        return Path(told) if told else None

    def _connected(self, installation: "Installation") -> None:
        self.ready(ready=True)
        self.secret.clear()
        self.desk.use(installation, self.desk.actor)
        self.desk.say(_("Connected: the region accepted the sign-in."))
        self.done.emit()

    def _not_connected(self, error: NtandError, access: Access) -> None:
        self.ready(ready=True)
        self._failed(error, self._turn)
        if isinstance(error, TemporaryFailure | SignInNeeded | RegionRefused):
            self._try(access)  # which link it is

    def _tested(self, links: Sequence[Link]) -> None:
        self.test_button.setEnabled(True)
        self.links.show_links(links)
        self.to_top()

    def _not_tested(self, error: NtandError) -> None:
        self.test_button.setEnabled(True)
        self.desk.tell(error)

    def field_of(self, code: str) -> QWidget | None:
        name = _FIELDS.get(code)
        return getattr(self, name) if name else None


def _nothing(_shown: QWidget) -> None:
    """What is folded away is the same each time it is shown."""


class _Authority(Form):
    """The file with the certificate by which the region's own is known."""

    def __init__(self) -> None:
        super().__init__()
        self.file = TextField()
        clearable(self.file)
        choose = button(_("Choose &file …"), "folder-open")
        choose.clicked.connect(self._choose)
        self.add_widget(
            muted(
                _(
                    "Only if the region's certificate is not one that computers know by themselves:"
                    " the file (PEM) that the region has given you."
                )
            )
        )
        self.add(_("File with the certificate"), self.file, optional=True)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, GAP)
        line.addWidget(choose)
        line.addStretch(1)
        self.add_widget(row)

    def _choose(self) -> None:
        told, _filter = QFileDialog.getOpenFileName(
            self, _("Choose file"), "", _("Certificates (*.pem *.crt *.cer);;All files (*)")
        )
        if told:
            self.file.setText(told)
