"""The page of what is to be done, by keyboard alone, on the sample municipality."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ntand.bootstrap import open_installation
from ntand.services.actor import Actor, Role
from ntand.services.installing import make_installation
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import offer
from tests.gui.conftest import opened_page, opened_window, rested
from tests.installations import CLOCK
from ui.frame.main_window import MainWindow
from ui.kit.desk import Place
from ui.pages.todo import TodoPage

KEY = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> TodoPage:
    found = opened_page(qtbot, window, "todo")
    assert isinstance(found, TodoPage)
    window.activateWindow()
    rested(qtbot, window)
    return found


def within() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(qtbot: QtBot, page: TodoPage, *keys: Qt.Key) -> None:
    """Keys one by one, where the keyboard is, each when the last has had its effect."""
    window = page.window()
    assert isinstance(window, MainWindow)
    for key in keys:
        QTest.keyClick(within(), key)
        rested(qtbot, window)


def goes_to(qtbot: QtBot, page: TodoPage, group: str) -> None:
    """Choose the group with the arrows."""
    page.groups.setFocus()
    press(qtbot, page, KEY.Key_Home)
    while page.groups.group != group:
        before = page.groups.group
        press(qtbot, page, KEY.Key_Down)
        assert page.groups.group != before, group
    press(qtbot, page, KEY.Key_Right)
    assert within() is page.table


def acting(page: TodoPage) -> bool:
    return page.pane is not None


def names(page: TodoPage) -> list[str]:
    model = page.table.model()
    return [model.index(at, 0).data() for at in range(model.rowCount())]


def test_it_opens_on_the_first_group_with_its_first_row(page: TodoPage):
    assert page.groups.group == "candidate"
    assert page.table.currentIndex().row() == 0
    assert page.row.header.name.text() == names(page)[0]
    assert not page.renewing.isVisible()
    assert within() is page.table


def test_a_certificate_takes_an_arrow_and_two_enters(qtbot: QtBot, page: TodoPage):
    before = names(page)
    press(qtbot, page, KEY.Key_Down, KEY.Key_Return)
    assert acting(page)
    press(qtbot, page, KEY.Key_Return)
    assert not acting(page)
    assert names(page) == [before[0], *before[2:]]
    assert within() is page.table
    assert page.row.header.name.text() == before[2]
    assert page.table.currentIndex().row() == 1


def test_escape_leaves_an_act_and_keeps_the_row(qtbot: QtBot, page: TodoPage):
    press(qtbot, page, KEY.Key_Down, KEY.Key_Return, KEY.Key_Escape)
    assert page.pane is None
    assert within() is page.table
    assert page.table.currentIndex().row() == 1


@pytest.mark.parametrize(
    ("group", "keys"),
    [
        ("not_offered", (KEY.Key_Return, KEY.Key_Return)),
        ("no_answer", (KEY.Key_Return, KEY.Key_J, KEY.Key_Return)),
        ("not_performed", (KEY.Key_Return, KEY.Key_Return)),
        ("needs_assessment", (KEY.Key_Return, KEY.Key_End, KEY.Key_Return)),
    ],
)
def test_what_is_done_leaves_its_group(
    qtbot: QtBot, page: TodoPage, group: str, keys: tuple[Qt.Key, ...]
):
    goes_to(qtbot, page, group)
    before = names(page)
    press(qtbot, page, *keys)
    assert len(names(page)) == len(before) - 1
    assert page.groups.group == group
    assert within() is page.table
    assert page.pane is None


@pytest.mark.parametrize("group", ["candidate", "needs_assessment", "reconsider", "not_offered"])
def test_every_act_of_a_row_opens(qtbot: QtBot, page: TodoPage, group: str):
    goes_to(qtbot, page, group)
    for at in range(len(page.row.buttons) - 1):  # the last goes to another page
        page.row.buttons[at].setFocus()
        press(qtbot, page, KEY.Key_Space)
        assert page.pane is not None
        assert page.beside.isAncestorOf(within())
        press(qtbot, page, KEY.Key_Escape)
        assert within() is page.table


def test_the_person_opens_on_its_own_page(qtbot: QtBot, page: TodoPage):
    went: list[Place] = []
    page.desk.went.connect(went.append)
    row = page.table.current_row()
    assert row is not None
    with qtbot.waitSignal(page.desk.went):
        page.row.act.emit(page.row.acts[-1])
    assert went == [Place("people", person=row.person)]


def test_typing_narrows_and_escape_widens(qtbot: QtBot, page: TodoPage):
    everyone = names(page)
    page.filters.text.setFocus()
    QTest.keyClicks(within(), "kovacevic")
    rested_on(qtbot, page)
    assert 0 < len(names(page)) < len(everyone)
    row = page.table.current_row()
    assert row is not None
    assert "Kovačević" in f"{row.name} {row.case_worker}"
    press(qtbot, page, KEY.Key_Down)
    assert within() is page.table
    page.filters.text.setFocus()
    press(qtbot, page, KEY.Key_Escape)
    assert names(page) == everyone


def test_nothing_for_those_chosen_says_so_and_leads_back(qtbot: QtBot, page: TodoPage):
    page.filters.text.setText("finns inte")
    rested_on(qtbot, page)
    assert page.body.currentWidget() is page.filtered
    assert page.filtered.action is not None
    page.filtered.action.click()
    rested_on(qtbot, page)
    assert names(page)


def test_the_case_worker_is_remembered(qtbot: QtBot, page: TodoPage, sample_home: Path):
    page.filters.case_worker.setCurrentIndex(1)
    rested_on(qtbot, page)
    mine, found = page.filters.case_worker.value(), names(page)
    window = page.window()
    assert isinstance(window, MainWindow)
    window.close()
    again = opened_window(qtbot, sample_home)
    reopened = opened_page(qtbot, again, "todo")
    assert isinstance(reopened, TodoPage)
    assert reopened.filters.case_worker.value() == mine
    assert mine
    assert names(reopened) == found


def test_what_another_station_does_is_seen_when_the_page_is_visited(
    qtbot: QtBot, page: TodoPage, window: MainWindow
):
    goes_to(qtbot, page, "not_offered")
    row, before = page.table.current_row(), len(names(page))
    assert row is not None
    assert row.person is not None
    offer(page.desk.installation, Actor("per", Role.ISSUER), row.person, 2026)
    opened_page(qtbot, window, "todo")
    assert len(names(page)) == before - 1


def test_what_is_written_stays_while_the_list_is_renewed(
    qtbot: QtBot, page: TodoPage, window: MainWindow
):
    goes_to(qtbot, page, "reconsider")
    press(qtbot, page, KEY.Key_Down, KEY.Key_Return)
    pane = page.pane
    assert pane is not None
    page.refresh()
    rested(qtbot, window)
    assert page.pane is pane


def test_an_older_list_is_shown_at_once_and_then_renewed(
    qtbot: QtBot, sample_home: Path, our_style: None, monkeypatch: pytest.MonkeyPatch
):
    installation = open_installation(sample_home, CLOCK)
    renew(installation, Actor("anna", Role.COORDINATOR))
    installation.engine.dispose()
    monkeypatch.setenv("NTAND_TODAY", "2026-09-02")
    window = opened_window(qtbot, sample_home)
    page = opened_page(qtbot, window, "todo")
    assert isinstance(page, TodoPage)
    assert names(page)
    assert not page.renewing.isVisible()


def test_an_empty_installation_leads_to_the_first_file(
    qtbot: QtBot, tmp_path: Path, our_style: None
):
    make_installation(tmp_path / "empty", "1489")
    window = opened_window(qtbot, tmp_path / "empty")
    page = opened_page(qtbot, window, "todo")
    assert isinstance(page, TodoPage)
    assert page.body.currentWidget() is page.unread
    assert page.first_focus() is page.unread.action
    assert not page.filters.isVisible()
    went: list[Place] = []
    window.workspace.desk.went.connect(went.append)
    assert page.unread.action is not None
    page.unread.action.click()
    assert went == [Place("import")]


def rested_on(qtbot: QtBot, page: TodoPage) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    rested(qtbot, window)
