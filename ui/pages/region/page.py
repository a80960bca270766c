"""The page: how the exchange stands, the lists of what is on its way, and a pane for one row."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ntand.errors import Cancelled, NtandError, SignInNeeded
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ntand.sentences.sendings import kind_words
from ntand.services.exchange.mending import ItemDetail, item_detail
from ntand.services.exchange.queue_view import (
    QueueFilter,
    QueuePage,
    QueueRow,
    RegionState,
    locate,
    queue,
    region_state,
)
from ntand.services.exchange.sync import Synced, sync
from ntand.services.preferences import change_settings
from ntand.settings import Channel
from ui.kit.columns import Column
from ui.kit.desk import Desk, Place
from ui.kit.look import GAP, muted
from ui.kit.page import Page
from ui.kit.split import ListAndPane
from ui.kit.table import Table
from ui.pages.region.conflict import ConflictPane
from ui.pages.region.connecting import ConnectPane
from ui.pages.region.detail import DetailPane
from ui.pages.region.glance import Glance
from ui.pages.region.portal import PortalPane
from ui.pages.region.words import (
    done_words,
    empty_words,
    filter_words,
    moment,
    standing,
    whom,
)
from ui.panes.act_pane import ActPane
from ui.panes.consent import ConsentPane

if TYPE_CHECKING:
    from ntand.ports import Progress
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_FILTERS = tuple(filter_words(None))


class RegionPage(Page):
    """What is on its way to the region, what is stuck, and the act that mends it."""

    name = "region"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._state: RegionState | None = None
        self._wanted = ""  # the item to choose when its list has come
        self.heading(_("Region"))
        self.glance = Glance(desk)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Lists"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for words in filter_words(None).values():
            self.tabs.addTab(words)
        self.table: Table[QueueRow] = Table("region", _("On its way"), self._columns())
        self.more = muted()
        self.more.hide()
        self._make_panes()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        return self.table

    def enter(self, place: Place) -> None:
        self.glance.quiet()
        if place.person is None and place.item is None:
            self.refresh()
            return
        person, key = place.person, place.item or ""

        def work(installation: "Installation", actor: "Actor") -> tuple[str, str] | None:
            return locate(installation, actor, person, key)

        self.desk.ask(self, work, self._go_to, topic="locate")

    def refresh(self) -> None:
        self.desk.ask(self, region_state, self._show_state, topic="state")
        wanted = self.wanted

        def work(installation: "Installation", actor: "Actor") -> QueuePage:
            return queue(installation, actor, wanted)

        self.desk.ask(self, work, self._show_rows, topic="rows")

    @property
    def wanted(self) -> str:
        """The list shown."""
        return _FILTERS[max(0, self.tabs.currentIndex())]

    # --- Parts ------------------------------------------------------------------------------

    def _make_panes(self) -> None:
        self.detail = DetailPane(self.desk)
        self.conflict = ConflictPane(self.desk)
        self.portal = PortalPane(self.desk)
        self.connecting = ConnectPane(self.desk)
        self.consent = ConsentPane(self.desk)
        self.panes = QStackedWidget()
        acts: tuple[ActPane, ...] = (self.conflict, self.portal, self.connecting, self.consent)
        for pane in (self.detail, *acts):
            self.panes.addWidget(pane)
        for act in acts:
            act.left.connect(self._leave_pane)
            act.done.connect(self._leave_pane)
        self.detail.left.connect(self.table.setFocus)
        self.detail.consent.connect(self._ask_consent)
        self.detail.portal.connect(self._show_portal)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.tabs)
        column.addWidget(self.table, 1)
        column.addWidget(self.more)
        self.column.addWidget(self.glance)
        self.column.addWidget(ListAndPane("region", left, self.panes, (4, 3)), 1)

    def _connect(self) -> None:
        self.glance.exchange.connect(self._exchange)
        self.glance.connection.connect(self._show_connection)
        self.glance.channel_chosen.connect(self._choose_channel)
        self.tabs.currentChanged.connect(self._change_list)
        self.table.chosen.connect(self._show_row)
        self.table.opened.connect(self._enter_pane)

    def _columns(self) -> list[Column[QueueRow]]:
        return [
            Column("whom", _("About"), whom, 130, icon=_mark),
            Column("kind", _("What"), lambda row: kind_words(row.kind), 80),
            Column("says", _("Says"), lambda row: row.says, 150),
            Column("standing", _("Where it stands"), self._standing, 160),
            Column("since", _("Since"), lambda row: moment(row.since), 120, hidden=True),
            Column("attempts", _("Tried"), lambda row: str(row.attempts), 56, hidden=True),
        ]

    def _standing(self, row: QueueRow) -> str:
        return standing(row, self.wanted, portal=self._by_portal)

    @property
    def _by_portal(self) -> bool:
        return self.desk.installation.settings.channel is Channel.PORTAL

    # --- What is shown ----------------------------------------------------------------------

    def _show_state(self, state: RegionState) -> None:
        self._state = state
        self.glance.show_state(state)
        for at, words in enumerate(filter_words(state).values()):
            self.tabs.setTabText(at, words)

    def _show_rows(self, found: QueuePage) -> None:
        self.table.empty_text = empty_words(self.wanted)
        before = self.table.current_row()
        self.table.show_rows(found.rows, key=lambda row: row.item)
        now = self.table.current_row()
        if before is not None and (now is None or now.item != before.item):
            self._take_keyboard_away()
        if self._wanted and self.table.choose(self._wanted):
            self._wanted = ""
        left_out = found.total - len(found.rows)
        self.more.setText(_("{n} more are not shown.").format(n=left_out))
        self.more.setVisible(left_out > 0)

    def _take_keyboard_away(self) -> None:
        """Another row comes into the pane: a key meant for the former must not act on it."""
        within: QWidget | None = QApplication.focusWidget()
        shown = self.panes.currentWidget()
        busy = shown in (self.connecting, self.consent)  # they stay as they are
        if within is not None and not busy and self.panes.isAncestorOf(within):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change_list(self) -> None:
        self.table.show_rows((), key=lambda row: row.item)
        self.refresh()

    def _go_to(self, found: tuple[str, str] | None) -> None:
        if found is not None:
            wanted, self._wanted = found
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(_FILTERS.index(wanted))
            self.tabs.blockSignals(False)
        self.refresh()

    def _show_row(self, row: QueueRow | None) -> None:
        """Show the row in its pane, unless a person is at work in another one."""
        busy = self.panes.currentWidget() in (self.connecting, self.consent)
        if busy:
            return
        if row is None:
            self.detail.clear()
            self.panes.setCurrentWidget(self.detail)
            return
        item = row.item

        def work(installation: "Installation", actor: "Actor") -> ItemDetail:
            return item_detail(installation, actor, item)

        self.desk.ask(self, work, self._show_detail, topic="detail")

    def _show_detail(self, detail: ItemDetail) -> None:
        chosen = self.table.current_row()
        if chosen is None or chosen.item != detail.row.item:
            return
        if detail.row.state == QueueFilter.CONFLICT and not detail.row.hold:
            self.conflict.show_detail(detail)
            self.panes.setCurrentWidget(self.conflict)
        elif self._by_portal and detail.row.hold == "ready":
            self._show_portal(detail.row)
        else:
            self.detail.show_detail(detail)
            self.panes.setCurrentWidget(self.detail)

    def _enter_pane(self, _row: QueueRow) -> None:
        """Enter on a row leads the keyboard to what is to be done about it."""
        pane = self.panes.currentWidget()
        if isinstance(pane, ActPane):
            pane.begin()
        else:
            inside = self.detail.primary()
            if inside is not None:
                inside.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_pane(self) -> None:
        self.panes.setCurrentWidget(self.detail)
        self._show_row(self.table.current_row())
        self.table.setFocus()

    # --- Acts -------------------------------------------------------------------------------

    def _show_connection(self) -> None:
        self.connecting.prepare()
        self.panes.setCurrentWidget(self.connecting)
        self.connecting.begin()

    def _ask_consent(self, row: QueueRow) -> None:
        if row.card is not None:
            self.consent.show_for(row.card.person)
            self.panes.setCurrentWidget(self.consent)
            self.consent.begin()

    def _show_portal(self, row: QueueRow) -> None:
        self.portal.show_row(row)
        self.panes.setCurrentWidget(self.portal)

    def _choose_channel(self, channel: str) -> None:
        if self._state is not None and channel == self._state.channel:
            return

        def work(installation: "Installation", actor: "Actor") -> "Installation":
            return change_settings(installation, actor, {"channel": channel})

        self.glance.quiet()
        self.desk.act(self, work, self._channel_kept)

    def _channel_kept(self, installation: "Installation") -> None:
        self.desk.use(installation, self.desk.actor)
        self.desk.say(_("The road to the region is changed."))

    def _exchange(self) -> None:
        def work(installation: "Installation", actor: "Actor", progress: "Progress") -> Synced:
            return sync(installation, actor, progress)

        self.glance.now.setEnabled(False)
        title = _("Exchanging with the region")
        self.desk.run(self, title, work, self._exchanged, failed=self._not_exchanged)

    def _exchanged(self, done: Synced) -> None:
        self.glance.now.setEnabled(True)
        trouble = bool(done.rejected or done.conflicts)
        self.glance.tell(done_words(done), "warning" if trouble else "good")
        if trouble:
            wanted = QueueFilter.REFUSED if done.rejected else QueueFilter.CONFLICT
            self.tabs.setCurrentIndex(_FILTERS.index(wanted.value))

    def _not_exchanged(self, error: NtandError) -> None:
        self.glance.now.setEnabled(True)
        if isinstance(error, Cancelled):
            text = _("Stopped. What has been exchanged stays; the rest waits here.")
            self.glance.tell(text, "info")
            return
        happened, todo = explain_in_window(error)
        kept = _("What you have stored is kept here, and what was exchanged before stays.")
        self.glance.tell(f"{happened} {kept} {todo}", "error")
        if isinstance(error, SignInNeeded):
            self._show_connection()


def _mark(row: QueueRow) -> str | None:
    return "shield" if row.card is not None and row.card.protected else None
