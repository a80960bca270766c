"""The state at a glance, and the buttons that change it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.actor import Permission
from ntand.settings import Channel
from ui.kit.desk import Desk
from ui.kit.icons import icon
from ui.kit.look import GAP, Banner, Text, body, button, primary_button
from ui.pages.region.standing import Standing
from ui.pages.region.words import (
    channel_words,
    last_words,
    next_words,
    pause_words,
    trouble_words,
    waiting_words,
)


class Glance(QWidget):
    """Road, last exchange and the next, what waits and what is to be mended, in words."""

    exchange = Signal()
    pause = Signal()
    resume = Signal()
    connection = Signal()
    test = Signal()
    reconcile = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pressed = False
        self._told_of: tuple[str | None, str] | None = None  # the run that the result tells of
        self.road, self.waiting, self.trouble = body(), body(), Text("", "error")
        self.paused, self.result = Banner(kind="warning"), Banner()
        self.result.hide()
        self.now = primary_button(_("&Exchange now"), "refresh-cw")
        self.pause_button = button(_("Pa&use"), "circle-minus")
        self.resume_button = button(_("Res&ume"), "refresh-cw")
        self.connect_button = button(_("Connect&ion …"), "radio-tower")
        self.more = button(_("&More"))
        menu = QMenu(self.more)
        self.test_action = menu.addAction(icon("check"), _("&Test the connection"))
        self.reconcile_action = menu.addAction(icon("list-checks"), _("&Reconcile everything"))
        self.more.setMenu(menu)
        self.try_button = button(_("&Test the connection"), "check")
        self.result.row.addWidget(self.try_button)
        self._arrange()
        self._connect()

    def show_standing(self, now: Standing) -> None:
        """Tell how the exchange stands."""
        state = now.state
        by_service = state.channel == Channel.SERVICE
        clock = self._desk.installation.clock
        today = clock.today()
        told = [channel_words(state), last_words(state, today), next_words(now.turn, clock.now())]
        self.road.setText(" ".join(part for part in told if part))
        self.waiting.setText(waiting_words(state))
        self.trouble.setText(trouble_words(state))
        self.trouble.setVisible(bool(self.trouble.text()))
        self.paused.setVisible(by_service and now.pause is not None)
        self.paused.show_text(pause_words(now.pause, today), "warning")
        self._forget_result((state.last_exchange, now.turn.problem))
        may = self._desk.actor.may(Permission.EXCHANGE)
        goes = by_service and state.connected and may
        self.now.setVisible(goes and now.pause is None)
        self.pause_button.setVisible(goes and now.pause is None)
        self.resume_button.setVisible(goes and now.pause is not None)
        self.more.setVisible(goes)
        self.reconcile_action.setEnabled(now.pause is None)
        self.connect_button.setVisible(may)

    def tell(self, text: str, kind: str, *, testable: bool = False) -> None:
        """Say what an exchange did, or why it did not; ``testable``: the connection may be why."""
        self.result.show_text(text, kind)
        self.try_button.setVisible(testable)
        self.result.show()
        self._told_of = None

    def quiet(self) -> None:
        """What was said is old."""
        self.result.hide()

    def work(self) -> None:
        """What was asked for is under way: the button rests, and keeps no keyboard."""
        self._pressed = self.window().focusWidget() is self.now
        self.now.setEnabled(False)

    def rest(self) -> None:
        """It has ended: the keyboard goes back to the button that was pressed."""
        self.now.setEnabled(True)
        if self._pressed and self.holds_keyboard():
            self.now.setFocus(Qt.FocusReason.OtherFocusReason)

    def holds_keyboard(self) -> bool:
        """Whether the keyboard is at one of the buttons, or nowhere."""
        within: QWidget | None = self.window().focusWidget()
        return self.isVisible() and (not within or self.isAncestorOf(within))

    def _forget_result(self, latest: tuple[str | None, str]) -> None:
        """A result is true until the next run, whoever began that."""
        if self._told_of is None:
            self._told_of = latest
        elif self._told_of != latest:
            self._told_of = latest
            self.quiet()

    def _connect(self) -> None:
        self.now.clicked.connect(self.exchange)
        self.pause_button.clicked.connect(self.pause)
        self.resume_button.clicked.connect(self.resume)
        self.connect_button.clicked.connect(self.connection)
        for one in (self.test_action.triggered, self.try_button.clicked):
            one.connect(lambda _checked=False: self.test.emit())
        self.reconcile_action.triggered.connect(lambda _checked=False: self.reconcile.emit())

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        shown = (self.now, self.pause_button, self.resume_button, self.connect_button, self.more)
        for one in shown:
            buttons.addWidget(one)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        for part in (self.road, self.waiting, self.trouble, self.paused):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.result)
