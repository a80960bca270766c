"""The page: how the exchange stands, its parts at the left, and a pane for what is chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ntand.i18n import _
from ntand.services.exchange.outbox.queue_view import QueueFilter, locate
from ui.kit.desk import Desk, Place
from ui.kit.look import GAP
from ui.kit.page import Page
from ui.kit.split import ListAndPane
from ui.pages.region.arrivals import ArrivalsSection
from ui.pages.region.connecting import ConnectPane
from ui.pages.region.exchanging import Exchanging
from ui.pages.region.glance import Glance
from ui.pages.region.history import HistorySection
from ui.pages.region.messages import MessagesSection
from ui.pages.region.providers import ProvidersSection
from ui.pages.region.queue import QueueSection
from ui.pages.region.section import Section
from ui.pages.region.sections import SectionList
from ui.pages.region.standing import Standing, look
from ui.pages.region.units import UnitsSection
from ui.pages.region.words import counts, titles

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_NARROW = 700  # pixels at 100 %, beside the list of parts
_LISTS = frozenset(wanted.value for wanted in QueueFilter)


class RegionPage(Page):
    """What is on its way to the region, what is stuck, what the region tells.

    A place's item is a part of the page, or what is on its way.
    """

    name = "region"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.heading(_("Region"))
        self.glance = Glance(desk)
        self.sections = SectionList(titles())
        self.queue = QueueSection(desk)
        self.history, self.messages = HistorySection(desk), MessagesSection(desk)
        self.arrivals = ArrivalsSection(desk)
        self.units, self.providers = UnitsSection(desk), ProvidersSection(desk)
        self.connecting = ConnectPane(desk)
        self._others: dict[str, Section] = {
            "arrivals": self.arrivals,
            "history": self.history,
            "messages": self.messages,
            "units": self.units,
            "providers": self.providers,
        }
        self.lists, self.panes = QStackedWidget(), QStackedWidget()
        for section in (self.queue, *self._others.values()):
            self.lists.addWidget(section)
            self.panes.addWidget(section.pane)
            section.wanted.connect(self._show_pane)
            section.left.connect(self._back_to_list)
            section.empty.connect(self._into_parts)
        self.body = QStackedWidget()  # the parts, or the connection
        self._lay_out()
        self.exchanging = Exchanging(desk, self.glance, self.connecting, self)
        self._connect()

    def first_focus(self) -> QWidget | None:
        if self.body.currentWidget() is self.connecting:
            return self.connecting.first_field()
        return self.section.first_focus()

    def enter(self, place: Place) -> None:
        self.glance.quiet()
        if place.item in titles():
            self.show_section(place.item)
        elif place.person is not None or place.item is not None:
            self._locate(place.person, place.item or "")
            return
        self.refresh()

    def refresh(self) -> None:
        self.desk.ask(self, look, self._show_standing, topic="standing")
        self.section.refresh()

    @property
    def section(self) -> Section:
        """The part shown."""
        return self._others.get(self.sections.section, self.queue)

    def show_section(self, name: str, item: str = "") -> None:
        """Show this part, with the item chosen; it is read when it is shown."""
        self.sections.show_section(name)
        self.lists.setCurrentWidget(self.section)
        self._show_pane()
        if name in _LISTS:
            self.queue.show_list(name, item)
        else:
            self.section.refresh()

    # --- Parts ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.parts = QWidget()
        row = QHBoxLayout(self.parts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GAP)
        row.addWidget(self.sections)
        beside = ListAndPane("region", self.lists, self.panes, (1, 1), narrow=_NARROW)
        row.addWidget(beside, 1)
        for one in (self.parts, self.connecting):
            self.body.addWidget(one)
        self.column.addWidget(self.glance)
        self.column.addWidget(self.body, 1)

    def _connect(self) -> None:
        self.sections.chosen.connect(self.show_section)
        self.sections.entered.connect(self._into_list)
        self.glance.connection.connect(self._show_connection)
        self.glance.test.connect(self._test_connection)
        self.exchanging.leads_to.connect(self._lead_to)
        self.history.arrivals.connect(self._show_arrivals)
        self.exchanging.sign_in_needed.connect(self._show_connection)
        self.exchanging.changed.connect(self.refresh)
        for end in (self.connecting.left, self.connecting.done):
            end.connect(self._back_to_list)

    # --- What is shown ----------------------------------------------------------------------

    def _show_standing(self, now: Standing) -> None:
        self.glance.show_standing(now)
        for name, number in counts(now.state).items():
            self.sections.count_on(name, number)
        self.sections.count_on("messages", now.unread, strong=now.unread > 0)

    def _show_pane(self) -> None:
        self.body.setCurrentWidget(self.parts)
        self.panes.setCurrentWidget(self.section.pane)

    def _into_list(self) -> None:
        self.section.begin()

    def _into_parts(self) -> None:
        self.sections.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lead_to(self, name: str) -> None:
        """Show what is to be mended; the keyboard follows whoever asked for the exchange."""
        follows = self.glance.holds_keyboard()
        self.show_section(name)
        if follows:
            self.section.begin()

    def _show_arrivals(self) -> None:
        self.show_section("arrivals")
        self.section.begin()

    def _back_to_list(self) -> None:
        self._show_pane()
        self.section.refresh()
        self.section.begin()

    def _locate(self, person: str | None, key: str) -> None:
        def work(installation: "Installation", actor: "Actor") -> tuple[str, str] | None:
            return locate(installation, actor, person, key)

        self.desk.ask(self, work, self._go_to, topic="locate")

    def _go_to(self, found: tuple[str, str] | None) -> None:
        self.desk.ask(self, look, self._show_standing, topic="standing")
        if found is not None:
            self.show_section(*found)
            self.section.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.section.refresh()

    def _show_connection(self) -> None:
        self.connecting.prepare()
        self.body.setCurrentWidget(self.connecting)
        self.connecting.begin()

    def _test_connection(self) -> None:
        self._show_connection()
        self.connecting.test()
