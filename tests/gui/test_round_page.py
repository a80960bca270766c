"""The page of the yearly round, worked through with the keyboard alone."""

import time
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ntand.domain.codes import Answer, AnswerChannel, AnsweredBy
from ntand.services.round_view import PROTECTED, RoundRow, round_overview, round_rows
from tests.gui.conftest import PATIENCE, opened_page, rested
from tests.installations import Desk
from tests.services.acting import change
from ui.frame.main_window import MainWindow
from ui.pages.round import RoundPage
from ui.pages.round.entries import Entry, State

BIG = "E010"
YEAR = 2028  # nothing is recorded yet


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> RoundPage:
    """The page with a large unit chosen, the keyboard in its grid."""
    found = opened_page(qtbot, window, "round", item=f"unit:{BIG}:{YEAR}")
    assert isinstance(found, RoundPage)
    qtbot.waitUntil(lambda: found.work.grid.model().rowCount() > 10, timeout=PATIENCE)
    rested(qtbot, window)
    window.activateWindow()
    found.work.begin()
    return found


def stored(window: MainWindow, unit: str | None = BIG, year: int = YEAR) -> dict[str, RoundRow]:
    rows = round_rows(window.workspace.desk.installation, window.workspace.desk.actor, year, unit)
    return {row.person: row for row in rows}


def entries(page: RoundPage) -> list[Entry]:
    model = page.work.grid.model()
    found = [model.row_at(at) for at in range(model.rowCount())]
    return [entry for entry in found if entry is not None]


def press(page: RoundPage, keys: str) -> None:
    type_in(page.work.grid, keys)


def type_in(widget: QWidget, text: str) -> None:
    """Key by key, also letters that QTest does not know."""
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = ord(sign.upper()) if sign.isascii() else 0
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
            QApplication.sendEvent(widget, event)


def settled(qtbot: QtBot, page: RoundPage, window: MainWindow) -> None:
    """Everything typed is stored, and what is shown was read again."""
    qtbot.waitUntil(lambda: page.work.typing.pending == 0, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not page._later.isActive(), timeout=PATIENCE)
    rested(qtbot, window)


def test_fifty_answers_go_in_as_fast_as_they_are_typed(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    page.units.setFocus()
    page.units.choose("all")
    qtbot.waitUntil(lambda: page.work.grid.model().rowCount() > 300, timeout=PATIENCE)
    settled(qtbot, page, window)
    page.work.begin()
    page.work.grid.choose_at(0)
    typed = ("jni" * 17)[:50]
    persons = [entry.row.person for entry in entries(page)[:50]]
    started = time.monotonic()
    press(page, typed)
    shown = [entry.row.answer for entry in entries(page)[:50]]
    assert shown == [{"j": "ja", "n": "nej", "i": "inget"}[key] for key in typed]
    settled(qtbot, page, window)
    assert time.monotonic() - started < 60
    rows = stored(window, None)
    assert [rows[person].answer for person in persons] == shown
    assert {rows[person].channel for person in persons} == {AnswerChannel.FORM.value}
    assert [entry.state for entry in entries(page)[:50]] == [State.SAVED] * 50
    assert page.work.grid.currentIndex().row() == 50


def test_what_was_typed_is_taken_back_one_by_one(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    before = stored(window)
    first, second = entries(page)[:2]
    page.work.grid.choose_at(0)
    press(page, "jn")
    QTest.keyClick(page.work.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page, window)
    assert page.work.grid.current_row() is second
    assert stored(window)[second.row.person] == before[second.row.person]
    assert stored(window)[first.row.person].answer == "ja"
    assert second.state is State.BACK
    page.work.grid.choose_at(0)
    QTest.keyClick(page.work.grid, Qt.Key.Key_Delete)
    settled(qtbot, page, window)
    assert stored(window) == before
    assert [first.row, second.row] == [before[e.row.person] for e in (first, second)]
    QTest.keyClick(page.work.grid, Qt.Key.Key_Delete)
    QTest.keyClick(page.work.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page, window)
    assert stored(window) == before


def test_a_wrong_answer_is_overtyped_and_both_are_taken_back_in_turn(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    before = stored(window)
    press(page, "j")
    page.work.grid.choose_at(0)
    press(page, "n")
    settled(qtbot, page, window)
    person = entries(page)[0].row.person
    assert stored(window)[person].answer == "nej"
    for answer in ("ja", before[person].answer):
        QTest.keyClick(page.work.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settled(qtbot, page, window)
        assert stored(window)[person].answer == answer


def test_a_key_that_means_nothing_changes_nothing_and_says_what_does(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    before = stored(window)
    at = page.work.grid.currentIndex().row()
    press(page, "xqö+ 0")
    QTest.keyClick(page.work.grid, Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    assert "J" in page.work.said.text()
    assert page.work.grid.currentIndex().row() == at
    settled(qtbot, page, window)
    assert stored(window) == before


def test_an_answer_refused_marks_its_row_and_loses_nothing(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    dead = entries(page)[1]
    before = dead.row
    change(
        Desk(window.workspace.desk.installation, window.home),
        "UPDATE decision SET deceased_on = ? WHERE person_id = ?",
        "2026-08-01",
        dead.row.person,
    )
    page.work.grid.choose_at(0)
    press(page, "jnj")
    settled(qtbot, page, window)
    assert dead.state is State.FAILED
    assert dead.row == before
    assert dead.who in page.work.refused.text.text()
    assert page.work.refused.isVisible()
    rows = stored(window)
    others = [entries(page)[at].row.person for at in (0, 2)]
    assert [rows[person].answer for person in others] == ["ja", "ja"]
    assert [entry.state for entry in entries(page)[:3]] == [
        State.SAVED,
        State.FAILED,
        State.SAVED,
    ]
    page.work.seen.click()
    assert not page.work.refused.isVisible()


def test_the_pile_goes_with_every_answer(qtbot: QtBot, window: MainWindow, page: RoundPage) -> None:
    page.work.pile.day.setFocus()
    QTest.keyClick(page.work.pile.day, Qt.Key.Key_Down)
    page.work.begin()
    press(page, "2j")
    settled(qtbot, page, window)
    row = stored(window)[entries(page)[0].row.person]
    assert row.answered_on is not None
    assert row.answered_on.isoformat() == "2026-08-31"
    assert row.answered_by == list(AnsweredBy)[1]
    page.work.pile.day.setText("igår")
    press(page, "n")
    assert page.work.pile.fault.isVisible()
    assert QApplication.focusWidget() is page.work.pile.day
    settled(qtbot, page, window)
    assert len([one for one in stored(window).values() if one.answer == "nej"]) == len(
        [one for one in entries(page) if one.row.answer == "nej"]
    )


def test_a_reason_follows_the_no_just_typed(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    page.work.grid.choose_at(0)
    who = entries(page)[0]
    press(page, "nr")
    field = page.work.reason.field
    assert QApplication.focusWidget() is field
    assert who.row.born in field.accessibleName()
    type_in(field, "orkar inte")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.work.grid
    settled(qtbot, page, window)
    row = stored(window)[who.row.person]
    assert (row.answer, row.reason) == ("nej", "orkar inte")
    press(page, "r")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert page.work.reason.isHidden()


def test_a_name_or_a_birth_date_leads_to_the_row(page: RoundPage) -> None:
    grid, jump = page.work.grid, page.work.pile.jump
    wanted = entries(page)[7]
    press(page, "/")
    assert QApplication.focusWidget() is jump
    type_in(jump, wanted.row.born)
    assert grid.current_row().row.born == wanted.row.born  # type: ignore[union-attr]
    jump.clear()
    family, given = wanted.row.name.lower().split(", ")
    type_in(jump, f"{given[:3]} {family}")
    found = grid.current_row()
    assert found is not None
    assert found.row.name.lower().startswith(family)
    QTest.keyClick(jump, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is grid
    QTest.keyClick(grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is jump
    jump.clear()
    at = grid.currentIndex().row()
    type_in(jump, "qqq")
    assert grid.currentIndex().row() == at


def test_a_unit_is_offered_at_once_and_taken_back(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    before = stored(window)
    missing = [one for one in before.values() if one.offered_on is None]
    assert missing
    page.work.offer_all.setFocus()
    QTest.keyClick(page.work.offer_all, Qt.Key.Key_Space)
    settled(qtbot, page, window)
    assert all(one.offered_on for one in stored(window).values())
    assert all(entry.row.offered_on for entry in entries(page))
    assert not page.work.offer_all.isEnabled()
    assert QApplication.focusWidget() is page.work.grid
    QTest.keyClick(page.work.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: stored(window) == before, timeout=PATIENCE)


def test_details_open_beside_and_leave_again(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    entry = entries(page)[2]
    page.work.grid.choose_at(2)
    QTest.keyClick(page.work.grid, Qt.Key.Key_F2)
    rested(qtbot, window)
    assert page.details.isVisible()
    assert page.answer.header.name.text() == entry.row.name
    page.answer.answer.set_value(Answer.YES)
    page.answer.by.set_value(AnsweredBy.RELATIVE)
    QTest.keyClick(page.answer.answered, Qt.Key.Key_Return)
    settled(qtbot, page, window)
    assert page.details.isHidden()
    assert QApplication.focusWidget() is page.work.grid
    row = stored(window)[entry.row.person]
    assert (row.answer, row.answered_by) == ("ja", "narstaende")
    assert entry.row == row
    press(page, "b")
    rested(qtbot, window)
    page.visit.outcome.set_value("inlagd")
    QTest.keyClick(page.visit.day, Qt.Key.Key_Return)
    settled(qtbot, page, window)
    assert stored(window)[entry.row.person].deviation == "inlagd"
    QTest.keyClick(page.work.grid, Qt.Key.Key_Return)
    rested(qtbot, window)
    QTest.keyClick(page.answer.answer, Qt.Key.Key_Escape)
    assert page.details.isHidden()


def test_a_pane_keeps_a_visit_without_a_reason_back(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    press(page, "b")
    rested(qtbot, window)
    before = stored(window)
    page.visit.outcome.set_value("own")
    QTest.keyClick(page.visit.day, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.visit.own
    page.visit.day.setText("tisdag")
    QTest.keyClick(page.visit.own, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.visit.day
    settled(qtbot, page, window)
    assert stored(window) == before


def test_a_form_that_comes_in_late_is_kept_and_said_not_to_count(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    press(page, "j")
    settled(qtbot, page, window)
    page.work.pile.day.set_day(window.workspace.desk.today - timedelta(days=9))
    page.work.grid.choose_at(0)
    press(page, "n")
    settled(qtbot, page, window)
    entry = entries(page)[0]
    assert entry.state is State.LATE
    assert entry.who in page.work.said.text()
    assert entry.row == stored(window)[entry.row.person]
    assert entry.row.answer == "ja"
    QTest.keyClick(page.work.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page, window)
    assert stored(window)[entry.row.person].answer == "ja"


def test_a_place_leads_to_unit_year_and_person(qtbot: QtBot, window: MainWindow) -> None:
    overview = round_overview(window.workspace.desk.installation, window.workspace.desk.actor, 2026)
    unit = overview.units[3]
    found = opened_page(qtbot, window, "round", item=f"unit:{unit.key}")
    assert isinstance(found, RoundPage)
    assert (found.chosen_year, found.work.title.text()) == (2026, unit.name)
    qtbot.waitUntil(lambda: len(entries(found)) == unit.holders, timeout=PATIENCE)
    other = overview.units[5]
    row = list(stored(window, other.key, 2026).values())[-1]
    opened_page(qtbot, window, "round", person=row.person)

    def gone_to() -> bool:
        entry = found.work.grid.current_row()
        return entry is not None and entry.row.person == row.person

    qtbot.waitUntil(gone_to, timeout=PATIENCE)
    assert found.work.title.text() == other.name


def test_a_round_long_past_is_only_looked_at(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    page.year.set_value("2024")
    qtbot.waitUntil(lambda: page.work.year == 2024 and bool(entries(page)), timeout=PATIENCE)
    rested(qtbot, window)
    page.work.begin()
    before = stored(window, BIG, 2024)
    press(page, "jn")
    assert not page.work.offer_all.isEnabled()
    rested(qtbot, window)
    assert stored(window, BIG, 2024) == before


def test_rows_are_narrowed_and_stay_while_they_are_answered(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    page.year.set_value("2026")
    qtbot.waitUntil(lambda: page.work.year == 2026 and bool(entries(page)), timeout=PATIENCE)
    everyone = len(entries(page))
    page.show_only.set_value("unanswered")
    qtbot.waitUntil(lambda: 0 < len(entries(page)) < everyone, timeout=PATIENCE)
    rested(qtbot, window)
    shown = len(entries(page))
    page.work.begin()
    page.work.grid.choose_at(0)
    press(page, "j")
    settled(qtbot, page, window)
    assert len(entries(page)) == shown
    assert entries(page)[0].row.answer == "ja"


def test_what_an_import_changes_comes_into_the_rows(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    who = entries(page)[4]
    change(
        Desk(window.workspace.desk.installation, window.home),
        "UPDATE decision SET room = '99 Ö' WHERE person_id = ?",
        who.row.person,
    )
    window.workspace.desk.stored.emit()
    qtbot.waitUntil(lambda: entries(page)[4].row.room == "99 Ö", timeout=PATIENCE)


def test_a_protected_person_stands_in_a_group_of_ones_own(
    qtbot: QtBot, window: MainWindow, page: RoundPage
) -> None:
    rows = stored(window, PROTECTED)
    assert rows
    assert page.units.choose(f"unit:{PROTECTED}")
    qtbot.waitUntil(lambda: len(entries(page)) == len(rows), timeout=PATIENCE)
    assert all(not entry.row.room and not entry.row.unit_name for entry in entries(page))
    shown = page.work.grid.model().as_text(entries(page)[0])
    assert entries(page)[0].row.name in shown
    name = page.work.grid.model().index(0, 0).data()
    assert name != entries(page)[0].row.name  # says that the person is protected
    press(page, "j")
    settled(qtbot, page, window)
    assert stored(window, PROTECTED)[entries(page)[0].row.person].answer == "ja"
