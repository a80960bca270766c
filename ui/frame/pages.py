"""The pages of the window, each made when it is first visited."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ntand.i18n import _
from ui.frame.places import BY_NAME
from ui.kit.desk import Desk, Place
from ui.kit.look import EmptyState
from ui.kit.page import Page


class Pages(QStackedWidget):
    """Shows one page at a time and tells it when to read anew."""

    def __init__(
        self,
        desk: Desk,
        home: Path,
        open_home: Callable[[], None],
        start_practice: Callable[[], None] | None,
    ) -> None:
        super().__init__()
        self._desk, self._home = desk, home
        self._open_home, self._start_practice = open_home, start_practice
        self._made: dict[str, Page] = {}
        self.addWidget(EmptyState(_("Reading the installation …")))

    @property
    def page(self) -> Page | None:
        """The page shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def show_place(self, place: Place) -> None:
        """Show the page of the place, and let it show what the place names."""
        page = self._made.get(place.page)
        if page is None:
            page = self._made[place.page] = BY_NAME[place.page].make(self._desk)
            self.addWidget(page)
        # The keyboard stays in the navigation while someone moves through it.
        moved = page is not self.currentWidget() and self.holds_keyboard()
        self.setCurrentWidget(page)
        page.enter(place)
        if moved or place.person or place.item:
            self._focus(page)

    def welcome(self) -> None:
        """There is no installation yet: the guide."""
        from ui.pages.start import StartPage

        page = StartPage(
            self._desk,
            home=self._home,
            open_home=self._open_home,
            start_practice=self._start_practice,
        )
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.enter(Place("start"))
        self._focus(page)

    def refresh(self) -> None:
        """What the page shows may have changed."""
        if self.page is not None:
            self.page.refresh()

    def holds_keyboard(self) -> bool:
        """Whether the keyboard is on a page."""
        within: QWidget | None = QApplication.focusWidget()
        return within is not None and self.isAncestorOf(within)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.page is not None:
            self._focus(self.page)

    def _focus(self, page: Page) -> None:
        first = page.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
