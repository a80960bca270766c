"""What the buttons of the page do: exchange, pause and resume, reconcile, change the road."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ntand.errors import Cancelled, NtandError, SignInNeeded, TemporaryFailure
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ntand.services.exchange.outbox.queue_view import QueueFilter
from ntand.services.exchange.pausing import pause, resume
from ntand.services.exchange.sync import Synced, sync
from ntand.services.preferences import change_settings
from ui.kit.desk import Desk
from ui.pages.region.connecting import ConnectPane
from ui.pages.region.glance import Glance
from ui.pages.region.words import done_words, reconciled_words

if TYPE_CHECKING:
    from ntand.ports import Progress
    from ntand.services.actor import Actor
    from ntand.services.exchange.pausing import Pause
    from ntand.services.installation import Installation


class Exchanging(QObject):
    """Tells in the glance what became of it.

    ``leads_to`` names the part of the page to look at, ``changed`` that the state is another.
    """

    leads_to = Signal(str)
    sign_in_needed = Signal()
    changed = Signal()

    def __init__(
        self, desk: Desk, glance: Glance, connecting: ConnectPane, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.desk, self.glance, self._connecting = desk, glance, connecting
        desk.storing.connect(glance.quiet)  # whatever is done now, what was told is old
        glance.exchange.connect(self.exchange)
        glance.pause.connect(self._pause)
        glance.resume.connect(self._resume)
        glance.reconcile.connect(self._reconcile)
        connecting.channel_chosen.connect(self._choose_channel)

    def exchange(self) -> None:
        """Exchange now."""

        def work(installation: "Installation", actor: "Actor", progress: "Progress") -> Synced:
            return sync(installation, actor, progress)

        self._run(_("Exchanging with the region"), work, done_words)

    def _reconcile(self) -> None:
        """Read everything the region holds once more, then exchange as always."""

        def work(installation: "Installation", actor: "Actor", progress: "Progress") -> Synced:
            from ntand.services.exchange.incoming.reconciling import ask_reconcile

            ask_reconcile(installation, actor)
            return sync(installation, actor, progress)

        self._run(_("Reconciling with the region"), work, reconciled_words)

    def _run(
        self,
        title: str,
        work: "Callable[[Installation, Actor, Progress], Synced]",
        words: Callable[[Synced], str],
    ) -> None:
        self.glance.work()
        self.desk.run(
            self,
            title,
            work,
            lambda done: self._exchanged(done, words(done)),
            failed=self._not_exchanged,
            resumable=True,
        )

    def _exchanged(self, done: Synced, told: str) -> None:
        trouble = bool(done.rejected or done.conflicts)
        self.glance.tell(told, "warning" if trouble else "good")
        if trouble:
            wanted = QueueFilter.REFUSED if done.rejected else QueueFilter.CONFLICT
            self.leads_to.emit(wanted.value)
        self.glance.rest()

    def _not_exchanged(self, error: NtandError) -> None:
        self.glance.rest()
        if isinstance(error, Cancelled):
            text = _("Stopped. What has been exchanged stays; the rest waits here.")
            self.glance.tell(text, "info")
            return
        happened, todo = explain_in_window(error)
        kept = _("What you have stored is kept here, and what was exchanged before stays.")
        link = isinstance(error, TemporaryFailure)
        self.glance.tell(f"{happened} {kept} {todo}", "error", testable=link)
        if isinstance(error, SignInNeeded):
            self.sign_in_needed.emit()

    # --- Pause ------------------------------------------------------------------------------

    def _pause(self) -> None:
        def work(installation: "Installation", actor: "Actor") -> "Pause":
            return pause(installation, actor)

        self.desk.act(self, work, lambda _done: self.desk.say(_("The exchange is paused.")))

    def _resume(self) -> None:
        def work(installation: "Installation", actor: "Actor") -> None:
            resume(installation, actor)

        self.desk.act(self, work, lambda _done: self.desk.say(_("The exchange goes on.")))

    # --- Road -------------------------------------------------------------------------------

    def _choose_channel(self, channel: str) -> None:
        if channel == self.desk.installation.settings.channel:
            return

        def work(installation: "Installation", actor: "Actor") -> "Installation":
            return change_settings(installation, actor, {"channel": channel})

        self.desk.act(self, work, self._channel_kept)

    def _channel_kept(self, installation: "Installation") -> None:
        self.desk.use(installation, self.desk.actor)
        self._connecting.follow()
        self.desk.say(_("The road to the region is changed."))
        self.changed.emit()
