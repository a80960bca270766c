"""What the region has written: told once in a window, and counted until it is read."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ui.frame.message_bar import MessageBar
from ui.kit.desk import Desk, Place

if TYPE_CHECKING:  # the services bring the database's library: not before the first paint
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation


class RegionNews(QObject):
    """``unread``: how many messages the user has not read; ``counted`` when that is known."""

    counted = Signal()

    def __init__(self, desk: Desk, bar: MessageBar) -> None:
        super().__init__(desk)
        self._desk, self._bar = desk, bar
        self.unread = self._told = 0

    def look(self) -> None:
        """Find out whether there are new ones."""
        self._desk.ask(self, _unread, self._show, failed=_quiet, topic="unread")

    def _show(self, number: int) -> None:
        self.unread = number
        self.counted.emit()
        if number < self._told:
            self._bar.take_invitation_back()
        if number <= self._told:
            self._told = number
            return
        text = ngettext(
            "The region has sent a message that you have not read.",
            "The region has sent {n} messages that you have not read.",
            number,
        )
        place = Place("region", item="messages")
        if self._bar.invite(text.format(n=number), _("&Read"), place):
            self._told = number


def _unread(installation: "Installation", actor: "Actor") -> int:
    from ntand.services.exchange.messages import unread

    return unread(installation, actor)


def _quiet(_error: NtandError) -> None:
    """Who may not read them is told of none."""
