"""The line at the bottom: saved, waiting, last exchange, last backup, who is here."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStatusBar

from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ntand.ports import STOCKHOLM
from ntand.sentences.in_window import explain_in_window

if TYPE_CHECKING:
    from ntand.services.exchange.timed import Turn
    from ntand.services.status import Status


class StatusLine(QStatusBar):
    """Five short texts; each also says what it is about to a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Status line"))
        self.setSizeGripEnabled(False)
        self.saved, self.waiting = self._label(_("Saved")), self._label(_("Waiting to be sent"))
        self.exchanged = self._label(_("Exchange with the region"))
        self.backed_up, self.user = self._label(_("Backup")), self._label(_("User"))
        self._known: tuple[Status, date] | None = None
        self._turn: Turn | None = None

    def show_turn(self, turn: "Turn") -> None:
        """Tell also when the exchange is paused, or will be tried again."""
        self._turn = turn
        self._show_exchange()

    def show_status(self, now: "Status", today: date) -> None:
        """Tell how the installation stands; of today the time is told, of earlier the day."""
        self.clearMessage()
        self._known = now, today
        self.saved.setText(
            _("Saved {time}").format(time=_moment(now.last_change, today))
            if now.last_change
            else _("Nothing saved yet")
        )
        self.waiting.setText(_waiting(now))
        self._show_exchange()
        self.backed_up.setText(
            _("Backup {time}").format(time=_moment(now.last_backup, today))
            if now.last_backup
            else _("No backup yet")
        )
        self.user.setText(now.user)

    def _show_exchange(self) -> None:
        if self._known is None:
            return
        now, today = self._known
        stuck = _stuck(self._turn, today) if self._turn is not None and not now.by_portal else ""
        self.exchanged.setText(stuck or _exchanged(now, today))

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setAccessibleName("")
        label.setAccessibleDescription(name)
        label.setContentsMargins(8, 2, 8, 2)
        self.addPermanentWidget(label)
        return label


def _waiting(now: "Status") -> str:
    parts = [
        ngettext("{n} waits for the region", "{n} wait for the region", now.waiting).format(
            n=now.waiting
        )
        if now.waiting
        else _("Nothing waits for the region")
    ]
    if now.on_paper:
        parts.append(_("{n} on paper").format(n=now.on_paper))
    if now.troubled:
        parts.append(_("{n} to mend").format(n=now.troubled))
    return ", ".join(parts)


def _exchanged(now: "Status", today: date) -> str:
    if now.by_portal:
        return _("By the region's portal")
    if now.last_exchange:
        return _("Exchanged {time}").format(time=_moment(now.last_exchange, today))
    return _("Nothing exchanged yet") if now.connected else _("Region: not connected")


def _stuck(turn: "Turn", today: date) -> str:
    """Why nothing is exchanged just now; empty when all is well."""
    if turn.paused:
        return _("The exchange is paused")
    if not turn.problem or turn.due is None:
        return ""
    what = explain_in_window(NtandError(turn.problem))[0]
    return _("{what} Tried again {time}").format(what=what, time=_moment(turn.due, today))


def _moment(instant: str, today: date) -> str:
    then = datetime.fromisoformat(instant).astimezone(STOCKHOLM)
    return f"{then:%H:%M}" if then.date() == today else f"{then:%Y-%m-%d}"
