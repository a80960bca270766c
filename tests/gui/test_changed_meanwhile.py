"""Rows and days that change meanwhile: nothing typed falls on another row, person or day."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ntand.domain.codes import Answer, Stance
from ntand.errors import Refused
from ntand.ports import SystemClock
from ntand.services.round_view import round_rows
from ntand.services.stances import decide
from ntand.services.yearly_round import NewAnswer, offer
from tests.gui.conftest import PATIENCE, opened_page, rested
from tests.gui.meanwhile import BIG, YEAR, desk
from tests.installations import SAMPLE, TODAY
from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk
from ui.pages.candidates import CandidatesPage
from ui.pages.import_ import ImportPage
from ui.pages.round import RoundPage
from ui.pages.todo import TodoPage

__all__ = ["desk"]


def test_a_pane_stays_with_its_row_when_the_list_loses_it(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened_page(qtbot, window, "todo")
    assert isinstance(page, TodoPage)
    window.activateWindow()
    page.table.setFocus()
    row = page.table.current_row()
    assert row is not None
    assert row.person is not None
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    rested(qtbot, window)
    pane, name = page.pane, row.name
    assert pane is not None
    within = QApplication.focusWidget()
    # Somebody else decides meanwhile.
    decide(desk.installation, desk.actor, row.person, Stance.WAIT, "Väntar")
    page.refresh()
    rested(qtbot, window)
    assert page.table.current_row() != row
    assert page.pane is pane
    assert pane.header.name.text() == name
    assert QApplication.focusWidget() is within


def test_what_is_written_in_an_answer_is_not_overwritten_by_a_reading(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened_page(qtbot, window, "round", item=f"unit:{BIG}:{YEAR}")
    assert isinstance(page, RoundPage)
    qtbot.waitUntil(lambda: page.work.grid.model().rowCount() > 1, timeout=PATIENCE)
    rested(qtbot, window)
    entry = page.work.grid.model().row_at(0)
    assert entry is not None
    offer(desk.installation, desk.actor, entry.row.person, YEAR, answer=NewAnswer(Answer.YES))
    page.work.opened.emit(entry.row.person)
    rested(qtbot, window)
    pane = page.answer
    pane.answer.set_value(Answer.NO)
    pane.reason.setText("Vill inte")
    page.refresh()
    rested(qtbot, window)
    assert (pane.answer.value(), pane.reason.text()) == (Answer.NO, "Vill inte")


def test_rows_of_another_year_are_not_shown_for_typing(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened_page(qtbot, window, "round", item=f"unit:{BIG}:{YEAR}")
    assert isinstance(page, RoundPage)
    qtbot.waitUntil(lambda: page.work.grid.model().rowCount() > 1, timeout=PATIENCE)
    rested(qtbot, window)
    person = page.work.grid.model().row_at(0).row.person  # type: ignore[union-attr]
    offer(desk.installation, desk.actor, person, YEAR + 1, answer=NewAnswer(Answer.YES))
    window.workspace.message.clear()

    def fail(*_who: object) -> None:
        raise Refused("store.busy")

    # The units of the other year cannot be read, its rows can.
    monkeypatch.setattr("ui.pages.round.page.round_overview", fail)
    page._choose_year(YEAR + 1)
    rested(qtbot, window)
    assert page.work.year == YEAR
    assert page.work.grid.model().row_at(0).row.answer is None  # type: ignore[union-attr]


def test_a_key_never_falls_on_the_neighbour_of_someone_who_left_the_list(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened_page(qtbot, window, "round", item=f"unit:{BIG}:{YEAR}")
    assert isinstance(page, RoundPage)
    qtbot.waitUntil(lambda: page.work.grid.model().rowCount() > 3, timeout=PATIENCE)
    rested(qtbot, window)
    page.show_only.set_value("unanswered")
    rested(qtbot, window)
    page.work.begin()
    page.work.grid.choose_at(1)
    entry = page.work.grid.current_row()
    assert entry is not None
    offer(desk.installation, desk.actor, entry.row.person, YEAR, answer=NewAnswer(Answer.YES))
    page.refresh()  # as when a file has come in
    rested(qtbot, window)
    QTest.keyClick(page.work.grid, Qt.Key.Key_N)
    rested(qtbot, window)
    rows = [page.work.grid.model().row_at(at) for at in range(3)]
    assert [one.row.answer for one in rows if one] == [None] * 3


def test_the_answers_of_a_new_day_do_not_get_yesterdays_date(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened_page(qtbot, window, "round", item=f"unit:{BIG}:{TODAY.year}")
    assert isinstance(page, RoundPage)
    qtbot.waitUntil(lambda: page.work.grid.model().rowCount() > 1, timeout=PATIENCE)
    rested(qtbot, window)
    tomorrow = TODAY + timedelta(days=1)
    desk.use(replace(desk.installation, clock=SystemClock(tomorrow)), desk.actor)
    page.work.grid.choose_at(0)
    entry = page.work.grid.current_row()
    assert entry is not None
    QTest.keyClick(page.work.grid, Qt.Key.Key_J)
    assert entry.row.answered_on == tomorrow
    page.work.pile.day.set_day(TODAY)  # written by a person: it stays
    QTest.keyClick(page.work.grid, Qt.Key.Key_J)
    assert page.work.pile.day.day() == TODAY
    rested(qtbot, window)


def test_candidates_are_judged_for_the_new_day_and_extracts_dated_by_it(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    page = opened_page(qtbot, window, "candidates")
    coming = opened_page(qtbot, window, "import")
    assert isinstance(page, CandidatesPage)
    assert isinstance(coming, ImportPage)
    tomorrow = TODAY + timedelta(days=1)
    desk.use(replace(desk.installation, clock=SystemClock(tomorrow)), desk.actor)
    opened_page(qtbot, window, "candidates")
    assert page.filters.day == page.filters.day_field.day() == tomorrow
    assert page.other_day.isHidden()
    page.filters.day_field.set_day(TODAY + timedelta(days=30))  # chosen: it stays
    rested(qtbot, window)
    desk.use(replace(desk.installation, clock=SystemClock(TODAY)), desk.actor)
    page.refresh()
    rested(qtbot, window)
    assert page.filters.day == TODAY + timedelta(days=30)
    desk.use(replace(desk.installation, clock=SystemClock(tomorrow)), desk.actor)
    coming.take(SAMPLE / "insatser.csv")
    rested(qtbot, window)
    coming.file.complete.setChecked(True)
    assert coming.file.complete_from() == tomorrow


def test_a_reason_of_a_no_is_not_kept_for_a_yes_that_came_meanwhile(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened_page(qtbot, window, "round", item=f"unit:{BIG}:{YEAR}")
    assert isinstance(page, RoundPage)
    qtbot.waitUntil(lambda: page.work.grid.model().rowCount() > 1, timeout=PATIENCE)
    rested(qtbot, window)
    page.work.grid.choose_at(0)
    entry = page.work.grid.current_row()
    assert entry is not None
    for key in (Qt.Key.Key_N, Qt.Key.Key_R):
        QTest.keyClick(page.work.grid, key)
    qtbot.waitUntil(lambda: page.work.typing.pending == 0, timeout=PATIENCE)
    rested(qtbot, window)
    person = entry.row.person
    offer(desk.installation, desk.actor, person, YEAR, answer=NewAnswer(Answer.YES))
    page._ask_rows(quiet=True)
    rested(qtbot, window)
    page.work.reason.field.setText("Vill inte")
    QTest.keyClick(page.work.reason.field, Qt.Key.Key_Return)
    rested(qtbot, window)
    rows = round_rows(desk.installation, desk.actor, YEAR, BIG)
    assert next(row.answer for row in rows if row.person == person) == Answer.YES
