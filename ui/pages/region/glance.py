"""The state at a glance, and the buttons that change it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.actor import Permission
from ntand.services.exchange.queue_view import RegionState
from ntand.settings import Channel
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField
from ui.kit.look import GAP, Banner, Text, body, button
from ui.pages.region.words import channel_words, last_words, trouble_words, waiting_words


class Glance(QWidget):
    """Road, last exchange, what waits and what is to be mended, in words."""

    exchange = Signal()
    connection = Signal()
    channel_chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.road, self.waiting, self.trouble = body(), body(), Text("", "error")
        self.result = Banner()
        self.result.hide()
        self.now = button(_("&Exchange now"), "refresh-cw")
        self.connect_button = button(_("Connect&ion …"), "radio-tower")
        self.channel = ChoiceField(
            [
                (Channel.SERVICE.value, _("the region's service")),
                (Channel.PORTAL.value, _("the portal, by hand")),
            ]
        )
        self._arrange()
        self.now.clicked.connect(self.exchange)
        self.connect_button.clicked.connect(self.connection)
        self.channel.activated.connect(lambda _at: self.channel_chosen.emit(self.channel.value()))

    def show_state(self, state: RegionState) -> None:
        """Tell how the exchange stands."""
        self.road.setText(f"{channel_words(state)} {last_words(state)}")
        self.waiting.setText(waiting_words(state))
        self.trouble.setText(trouble_words(state))
        self.trouble.setVisible(bool(self.trouble.text()))
        self.channel.set_value(state.channel)
        may = self._desk.actor.may
        by_service = state.channel == Channel.SERVICE
        self.now.setVisible(by_service and state.connected and may(Permission.EXCHANGE))
        self.connect_button.setVisible(by_service and may(Permission.EXCHANGE))
        self.channel.setEnabled(may(Permission.MAINTAIN))

    def tell(self, text: str, kind: str) -> None:
        """Say what an exchange did, or why it did not."""
        self.result.show_text(text, kind)
        self.result.show()

    def quiet(self) -> None:
        """What was said is old."""
        self.result.hide()

    def _arrange(self) -> None:
        label = Text(_("&Road"))
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setWordWrap(False)
        label.setBuddy(self.channel)
        self.channel.setAccessibleName(_("Road"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for one in (self.now, self.connect_button, label, self.channel):
            buttons.addWidget(one)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        for part in (self.road, self.waiting, self.trouble):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.result)
