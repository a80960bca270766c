"""Nothing that was typed is lost in silence."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ntand.errors import Refused
from ntand.services.round_view import round_rows
from ntand.services.search import Search
from tests.gui.conftest import PATIENCE, opened_page, rested
from tests.gui.meanwhile import BIG, YEAR, held_up
from ui.frame.main_window import MainWindow
from ui.kit.desk import Place
from ui.pages.round import RoundPage
from ui.pages.round.entries import Entry, State

OTHER = "E011"


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> RoundPage:
    found = opened_page(qtbot, window, "round", item=f"unit:{BIG}:{YEAR}")
    assert isinstance(found, RoundPage)
    qtbot.waitUntil(lambda: found.work.grid.model().rowCount() > 3, timeout=PATIENCE)
    rested(qtbot, window)
    window.activateWindow()
    found.work.begin()
    return found


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_who: object, **_what: object) -> None:
        raise Refused("store.busy")

    monkeypatch.setattr("ui.pages.round.typing.offer", busy)


def typed(page: RoundPage) -> Entry:
    entry = page.work.grid.current_row()
    assert entry is not None
    QTest.keyClick(page.work.grid, Qt.Key.Key_J)
    return entry


def settled(qtbot: QtBot, page: RoundPage, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: page.work.typing.pending == 0, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not page._later.isActive(), timeout=PATIENCE)
    rested(qtbot, window)


def test_an_answer_refused_after_another_unit_was_chosen_is_told(
    qtbot: QtBot, window: MainWindow, page: RoundPage, refusing: None
) -> None:
    with held_up(window.workspace.desk):
        entry = typed(page)
        assert page.units.choose(f"unit:{OTHER}")
    settled(qtbot, page, window)
    assert page.work.refused.isVisible()
    assert entry.who in page.work.refused.text.text()


def test_a_refusal_stands_until_someone_has_seen_it(
    qtbot: QtBot,
    window: MainWindow,
    page: RoundPage,
    refusing: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = typed(page)
    settled(qtbot, page, window)
    assert entry.state is State.FAILED
    monkeypatch.undo()
    assert page.units.choose(f"unit:{OTHER}")
    settled(qtbot, page, window)
    page.work.begin()
    typed(page)
    settled(qtbot, page, window)
    assert entry.who in page.work.refused.text.text()
    page.work.seen.click()
    assert page.work.refused.isHidden()


def test_an_answer_refused_after_the_page_was_left_is_told_by_the_frame(
    qtbot: QtBot, window: MainWindow, page: RoundPage, refusing: None
) -> None:
    with held_up(window.workspace.desk):
        typed(page)
        window.workspace.go(Place("people"))
    rested(qtbot, window)
    assert window.workspace.message.isVisible()


def test_the_window_stays_when_what_was_typed_could_not_be_stored(
    qtbot: QtBot, window: MainWindow, page: RoundPage, refusing: None
) -> None:
    entry = typed(page)
    assert not window.close()
    assert window.isVisible()
    assert entry.who in page.work.refused.text.text()
    assert window.close()


def test_what_was_typed_is_stored_before_the_window_closes(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    entries = [typed(page) for _ in range(4)]
    assert window.close()
    rows = round_rows(window.workspace.desk.installation, window.workspace.desk.actor, YEAR, BIG)
    said = {row.person: row.answer for row in rows}
    assert [said[one.row.person] for one in entries] == ["ja"] * 4


def test_an_act_is_told_of_even_if_whoever_asked_stumbles(qtbot: QtBot, window: MainWindow) -> None:
    def stumble(_done: object) -> None:
        raise ValueError

    with (
        qtbot.captureExceptions() as caught,
        qtbot.waitSignal(window.workspace.desk.stored, timeout=PATIENCE),
    ):
        window.workspace.desk.act(window, lambda _i, _a: None, stumble)
    assert [kind for kind, *_ in caught] == [ValueError]


def test_who_was_found_just_before_the_end_is_in_the_access_log(
    qtbot: QtBot, window: MainWindow, sample_home: Path
) -> None:
    field = window.workspace.top.search
    window.activateWindow()
    field.begin()
    rested(qtbot, window)
    QTest.keyClicks(field, "and")
    rested(qtbot, window)
    assert window.close()
    search = field._search
    assert isinstance(search, Search)
    assert not search._shown
