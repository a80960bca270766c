"""The lists of what is on its way, and the pane for one row of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from ntand.i18n import _
from ntand.sentences.sendings import kind_words
from ntand.services.exchange.outbox.mending import ItemDetail, item_detail
from ntand.services.exchange.outbox.queue_view import QueueFilter, QueuePage, QueueRow, queue
from ntand.settings import Channel
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.look import muted
from ui.kit.table import Table
from ui.pages.region.conflict import ConflictPane
from ui.pages.region.detail import DetailPane
from ui.pages.region.portal import PortalPane
from ui.pages.region.section import Section
from ui.pages.region.words import empty_words, moment, standing, whom
from ui.panes.act_pane import ActPane
from ui.panes.consent import ConsentPane

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation


class QueueSection(Section):
    """One table for every list; Enter on a row leads to the act that mends it."""

    def __init__(self, desk: Desk) -> None:
        self.panes = QStackedWidget()
        super().__init__(desk, self.panes)
        self.list = QueueFilter.WAITING.value
        self._to_choose = ""  # the item to choose when its list has come
        self.table: Table[QueueRow] = Table("region", _("On its way"), self._columns())
        self.more = muted()
        self.more.hide()
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.more)
        self._make_panes()
        self.table.chosen.connect(self._show_row)
        self.table.opened.connect(self._enter_pane)

    def show_list(self, name: str, item: str = "") -> None:
        """Show this list, with the item chosen."""
        if name != self.list:
            self.list = name
            self.table.show_rows((), key=lambda row: row.item)
        self._to_choose = item
        self.refresh()

    def refresh(self) -> None:
        wanted = QueueFilter(self.list)

        def work(installation: "Installation", actor: "Actor") -> QueuePage:
            return queue(installation, actor, wanted)

        self.desk.ask(self, work, self._show_rows, topic="rows")

    # --- Parts ------------------------------------------------------------------------------

    def _make_panes(self) -> None:
        self.detail = DetailPane(self.desk)
        self.conflict = ConflictPane(self.desk)
        self.portal = PortalPane(self.desk)
        self.consent = ConsentPane(self.desk)
        acts: tuple[ActPane, ...] = (self.conflict, self.portal, self.consent)
        for pane in (self.detail, *acts):
            self.panes.addWidget(pane)
        for act in acts:
            act.left.connect(self._leave_pane)
            act.done.connect(self._leave_pane)
        self.detail.left.connect(self.left)
        self.detail.consent.connect(self._ask_consent)
        self.detail.portal.connect(self._show_portal)

    def _columns(self) -> list[Column[QueueRow]]:
        return [
            Column("whom", _("About"), whom, 130, icon=_mark),
            Column("standing", _("Where it stands"), self._standing, 220, tip=self._standing),
            Column("kind", _("What"), lambda row: kind_words(row.kind), 80),
            Column("says", _("Says"), lambda row: row.says, 150, hidden=True),
            Column("since", _("Since"), lambda row: moment(row.since), 120, hidden=True),
            Column("attempts", _("Tried"), lambda row: str(row.attempts), 56, hidden=True),
        ]

    def _standing(self, row: QueueRow) -> str:
        return standing(row, self.list, portal=self._by_portal)

    @property
    def _by_portal(self) -> bool:
        return self.desk.installation.settings.channel is Channel.PORTAL

    # --- What is shown ----------------------------------------------------------------------

    def _show_rows(self, found: QueuePage) -> None:
        self.table.empty_text = empty_words(self.list)
        before = self.table.current_row()
        self.table.show_rows(found.rows, key=lambda row: row.item)
        now = self.table.current_row()
        if before is not None and (now is None or now.item != before.item):
            self._take_keyboard_away()
        if self._to_choose and self.table.choose(self._to_choose):
            self._to_choose = ""
        left_out = found.total - len(found.rows)
        self.more.setText(_("{n} more are not shown.").format(n=left_out))
        self.more.setVisible(left_out > 0)
        self.release_keyboard()

    def _take_keyboard_away(self) -> None:
        """Another row comes into the pane: a key meant for the former must not act on it."""
        if self.holds_keyboard() and self.panes.currentWidget() is not self.consent:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_row(self, row: QueueRow | None) -> None:
        """Show the row in its pane, unless a person is at work in another one."""
        if self.panes.currentWidget() is self.consent:
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
        self.wanted.emit()
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
        self.left.emit()

    def _ask_consent(self, row: QueueRow) -> None:
        if row.card is not None:
            self.consent.show_for(row.card.person)
            self.panes.setCurrentWidget(self.consent)
            self.consent.begin()

    def _show_portal(self, row: QueueRow) -> None:
        self.portal.show_row(row)
        self.panes.setCurrentWidget(self.portal)


def _mark(row: QueueRow) -> str | None:
    return "shield" if row.card is not None and row.card.protected else None
