"""The page of persons."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _, ngettext
from ntand.services.people.register import (
    ID_LENGTH,
    Only,
    Opened,
    Order,
    open_register,
    people_ids,
    people_units,
)
from ntand.services.search import Search
from ui.kit.desk import Desk, Place
from ui.kit.look import GAP, muted
from ui.kit.page import Page
from ui.kit.split import ListAndPane
from ui.kit.table import Table
from ui.pages.people.filters import FilterBar
from ui.pages.people.rows import RowFetcher, columns
from ui.panes.person import PersonPane

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation
    from ntand.services.people.register import RegisterRow

_FOUND = 500  # persons a text may find; more are not read one by one
FIRST = 320  # persons shown at once; all others follow
_REST = 250  # milliseconds on a row before it is read whole: passing by is not looking
_TYPED = 1000  # milliseconds without a key: what is shown has been seen


class PeoplePage(Page):
    """Everyone in a table, found as you type; the one chosen whole beside it."""

    name = "people"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.heading(_("Persons"))
        self.filters = FilterBar()
        self.count = muted()
        self.table: Table[RegisterRow] = Table("people", _("Persons"), columns())
        self.table.empty_text = _("Nobody was found. Try fewer letters, or show everyone.")
        self.pane = PersonPane(desk)
        self._fetcher = RowFetcher(desk, self)
        self._search: Search | None = None
        self._wanted = ""  # to be chosen when the ids are there
        self._entering = False  # the keyboard goes to the person as soon as it is shown
        self._following: tuple[Order, Only] | None = None  # those whose first are shown
        self._asked: tuple[str, Order, Only] | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED)
        self._arrange()
        self._connect()
        self._ask_units()

    def enter(self, place: Place) -> None:
        if place.person:
            self._rest.stop()
            self._wanted, self._entering = place.person, True
            self.pane.show_overview()
            self.pane.show_person(place.person)
            self._ask_ids()
        else:
            self.refresh()

    def refresh(self) -> None:
        self._ask_ids()
        self.pane.refresh()

    def first_focus(self) -> QWidget:
        return self.table if self._entering else self.filters.text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.filters.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: object) -> None:
        self._seen()

    def _narrow(self) -> None:
        self._typed.start()
        self._ask_ids()

    def _ask_ids(self) -> None:
        text, only = self.filters.text.value(), self.filters.only()
        order = Order(self.filters.order.value())

        # Read anew, the table keeps its place: then all at once.
        quick = 0 if (text, order, only) == self._asked else FIRST
        self._asked = (text, order, only)

        def work(installation: "Installation", actor: "Actor") -> tuple[Opened, bool]:
            if not text:
                return open_register(installation, actor, order, only, quick), False
            found = self._searching(installation, actor).find(text, _FOUND)
            persons = [hit.person for hit in found.hits]
            ids = people_ids(installation, actor, order, only, among=persons)
            return Opened(ids, whole=True), found.more

        def show(answer: tuple[Opened, bool]) -> None:
            opened, more = answer
            self._show_ids(opened, more=more)
            self._following = None if opened.whole else (order, only)

        self.desk.ask(self, work, show, topic="ids")

    def _follow(self) -> None:
        """The first persons are seen: now all the others."""
        if self._following is None:
            return
        order, only = self._following
        self._following = None
        self.desk.ask(
            self,
            lambda who, actor: Opened(people_ids(who, actor, order, only), whole=True),
            self._show_ids,
            topic="ids",
        )

    def _ask_units(self) -> None:
        self.desk.ask(
            self,
            people_units,
            lambda units: self.filters.unit.offer(units, none=_("All units")),
            topic="units",
        )

    def _show_ids(self, opened: Opened, *, more: bool = False) -> None:
        self.table.show_ids(opened.ids, self._fetcher.fetch, key=lambda row: row.person)
        if opened.whole:
            self.count.setText(_count_words(len(opened.ids) // ID_LENGTH, more=more))
            wanted, self._wanted = self._wanted, ""
            if wanted and not self.table.choose(wanted):
                self._look_wider(wanted)

    def _look_wider(self, wanted: str) -> None:
        """The one asked for is not among these: show everyone, rather than somebody else."""
        self._wanted = wanted
        if not self.filters.widen():
            self._wanted = ""
            self.table.choose_nobody()

    def _chosen(self, row: "RegisterRow | None") -> None:
        if self._wanted:  # on the way to someone: nobody else is read meanwhile
            return
        if self.table.hasFocus() and row is not None and row.person != self.pane.person:
            self._rest.start()

    def _rested(self) -> None:
        """Someone stays on the row: read it whole."""
        row = self.table.current_row()
        if row is not None and row.person != self.pane.person:
            self.pane.show_person(row.person)

    def _opened(self, row: "RegisterRow") -> None:
        self._rest.stop()
        view = self.pane.view
        if view is not None and row.person == view.card.person:
            self._into_pane()
        else:
            self._entering = True
            self.pane.show_person(row.person)

    def _shown(self, _view: object) -> None:
        if self._entering:
            self._into_pane()

    def _into_pane(self) -> None:
        self._entering = False
        self.pane.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.currentIndex().isValid():
            self.table.choose_at(0)
        self._rest.start()

    def _searching(self, installation: "Installation", actor: "Actor") -> Search:
        """Called in the desk's thread alone."""
        if self._search is None:
            self._search = Search(installation, actor)
        return self._search

    def _seen(self) -> None:
        """Typing rests: what has been shown is logged."""
        self._typed.stop()
        search = self._search
        if search is not None:
            self.desk.ask(self, lambda *_who: search.rest(), lambda _none: None, topic="seen")

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self.filters, self.count):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self.column.addWidget(ListAndPane("people", left, self.pane, (1, 1)), 1)

    def _connect(self) -> None:
        self._fetcher.rested.connect(self._follow)
        self.filters.narrowed.connect(self._narrow)
        self.filters.left.connect(self._to_table)
        self.table.chosen.connect(self._chosen)
        self.table.clicked.connect(lambda _index: self._rest.start())
        self.table.opened.connect(self._opened)
        self.pane.left.connect(self._to_table)
        self.pane.shown.connect(self._shown)
        self._rest.timeout.connect(self._rested)
        self._typed.timeout.connect(self._seen)


def _count_words(count: int, *, more: bool) -> str:
    if more:
        return _("The first {n} hits; write more to find fewer.").format(n=count)
    shown = f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")
    return ngettext("{n} person", "{n} persons", count).format(n=shown)
