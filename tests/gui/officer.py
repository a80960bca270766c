"""Someone at the real window who goes through a day with a keyboard alone."""

from typing import Any, TypeVar

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ntand.services.candidates import candidates
from ntand.services.people.view import PersonView, person_view
from ntand.services.round_view import RoundRow, round_rows
from tests.gui.conftest import PATIENCE, rested
from tests.gui.keyboard import KEY, Keyboard
from ui.frame.main_window import MainWindow
from ui.kit.page import Page
from ui.kit.table import Table
from ui.pages.candidates import CandidatesPage
from ui.pages.certificates import CertificatesPage
from ui.pages.import_ import ImportPage
from ui.pages.papers import PapersPage
from ui.pages.people import PeoplePage
from ui.pages.region import RegionPage
from ui.pages.round import RoundPage
from ui.pages.statistics import StatisticsPage
from ui.pages.todo import TodoPage
from ui.panes.certificate_form import CertificateForm
from ui.panes.issue import IssuePane

_PAGE_KEYS: dict[type[Page], Qt.Key] = {
    TodoPage: KEY.Key_1,
    CandidatesPage: KEY.Key_2,
    PeoplePage: KEY.Key_3,
    CertificatesPage: KEY.Key_4,
    RoundPage: KEY.Key_5,
    PapersPage: KEY.Key_6,
    StatisticsPage: KEY.Key_7,
    ImportPage: KEY.Key_8,
    RegionPage: KEY.Key_9,
}


P = TypeVar("P", bound=Page)


class Officer:
    """Sits at the window, and has no mouse."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.desk = qtbot, window, window.workspace.desk
        self.keys = Keyboard(qtbot, window.workspace.desk)
        self.sits_down()

    def sits_down(self) -> None:
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow, timeout=PATIENCE)

    def on_page(self, kind: type[P]) -> P:
        """The page shown, which is to be of the kind."""
        page = self.window.workspace.pages.page
        assert isinstance(page, kind)
        return page

    def goes_to(self, kind: type[P]) -> P:
        """Go to the page with its key, and to where its keyboard begins."""
        self.keys.press(_PAGE_KEYS[kind], ctrl=True)
        rested(self.qtbot, self.window)
        page = self.on_page(kind)
        wanted = page.first_focus()
        assert wanted is not None
        assert wanted is self.keys.within or wanted.isAncestorOf(self.keys.within)
        return page

    def goes_to_group(self, group: str) -> TodoPage:
        """Choose a group of what is to be done, and go to its first row."""
        page = self.goes_to(TodoPage)
        self.keys.tab_to(page.groups)
        self.keys.press(KEY.Key_Home)
        while page.groups.group != group:
            before = page.groups.group
            self.keys.press(KEY.Key_Down)
            assert page.groups.group != before, group
        self.keys.press(KEY.Key_Return)
        assert self.keys.on(page.table)
        return page

    def issues_for_the_first(self, *, consented: bool) -> str:
        """Issue for the first candidate; whose the certificate is."""
        page = self.goes_to_group("candidate")
        person = under(page.table).person
        self.keys.press(KEY.Key_Return)
        assert isinstance(page.pane, IssuePane)
        assert isinstance(page.pane.form, CertificateForm)
        assert self.keys.on(page.pane.form.basis)
        if consented:
            self.keys.press(KEY.Key_Down)
        self.keys.press(KEY.Key_Return)
        return str(person)

    def view_of(self, person: str) -> PersonView:
        return person_view(self.desk.installation, self.desk.actor, person)

    def states_of(self, person: str) -> list[str]:
        return [one.stands for one in self.view_of(person).certificates]

    def groups_of(self, person: str) -> tuple[str, ...]:
        found = candidates(self.desk.installation, self.desk.actor)
        return next(one.groups for one in found.rows if one.person == person)

    def round_of(self, unit: str | None, year: int) -> dict[str, RoundRow]:
        rows = round_rows(self.desk.installation, self.desk.actor, year, unit)
        return {row.person: row for row in rows}


def under(table: Table[Any]) -> Any:
    """The row under the keyboard."""
    row = table.current_row()
    assert row is not None
    return row
