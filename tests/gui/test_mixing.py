"""Nobody is taken for another: answers that come late, lists that change under the keyboard."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ntand.domain.codes import Answer, Stance
from ntand.errors import Refused
from ntand.i18n import _
from ntand.ports import SystemClock
from ntand.services.certificate_list import CertificateLine, certificates
from ntand.services.certificates import NewCertificate, issue
from ntand.services.issuing import Draft, draft_many
from ntand.services.proposals import identify
from ntand.services.round_view import round_rows
from ntand.services.search import search_people
from ntand.services.stances import decide
from ntand.services.yearly_round import NewAnswer, offer
from tests.gui.conftest import PATIENCE, opened_page, rested
from tests.installations import SAMPLE, TODAY
from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk, Place
from ui.pages.candidates import CandidatesPage
from ui.pages.import_ import ImportPage
from ui.pages.papers import PapersPage
from ui.pages.round import RoundPage
from ui.pages.statistics import StatisticsPage
from ui.pages.todo import TodoPage
from ui.panes.act_words import way_sentence
from ui.panes.answer import AnswerPane
from ui.panes.decide import DecidePane
from ui.panes.explanation import ExplanationView
from ui.panes.issue import IssuePane, ReplacePane
from ui.panes.person import PersonPane

BIG, YEAR = "E010", 2028


@contextmanager
def held_up(desk: Desk) -> Iterator[None]:
    """The database is slow: what is asked meanwhile is answered afterwards."""
    owner, go = QObject(), threading.Event()
    desk.ask(owner, lambda _i, _a: go.wait(30), lambda _done: None)
    try:
        yield
    finally:
        go.set()


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    return window.workspace.desk


def shown(qtbot: QtBot, pane: QWidget) -> None:
    qtbot.addWidget(pane)
    pane.resize(800, 900)
    pane.show()


def candidates(desk: Desk) -> list[str]:
    found = identify(desk.installation, desk.actor).persons
    return [one.person for one in found if one.candidate]


def active(desk: Desk) -> list[CertificateLine]:
    found = certificates(desk.installation, desk.actor)
    return [row for row in found.rows if row.state == "active" and not row.protected]


def test_a_proposal_asked_for_before_is_not_shown_beside_another(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = active(desk)[:2]
    pane = ReplacePane(desk)
    shown(qtbot, pane)
    pane.show_for(first.intyg_id)
    rested(qtbot, window)
    seen: list[str] = []

    def see(found: Draft) -> None:
        seen.append(found.card.person)

    monkeypatch.setattr(pane.form, "show_draft", see)
    with held_up(desk):
        pane.ask_for(first.person)
        pane.show_for(second.intyg_id)
    rested(qtbot, window)
    assert set(seen) == {second.person}


def test_what_becomes_of_an_act_leaves_the_next_persons_pane_alone(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    first, second = candidates(desk)[:2]
    pane = IssuePane(desk)
    shown(qtbot, pane)
    pane.show_for(first)
    rested(qtbot, window)
    done: list[str] = []
    pane.done.connect(lambda: done.append("done"))
    with held_up(desk):
        pane.perform()
        pane.show_for(second)
        ready = []
        desk.said.connect(lambda _text, _undo: ready.append(pane.act_button.isEnabled()))
    rested(qtbot, window)
    assert done == []  # the other's pane stays open
    assert ready == [False]  # and waits for its own proposal
    assert pane.act_button.isEnabled()
    assert pane.person == second


def test_a_refusal_is_not_shown_as_a_fault_of_the_next_person(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    first, second = candidates(desk)[:2]
    pane = IssuePane(desk)
    shown(qtbot, pane)
    pane.show_for(first)
    rested(qtbot, window)
    told: list[str] = []
    desk.told.connect(lambda error: told.append(error.code))
    ground = pane.form.new()
    assert ground is not None
    issue(desk.installation, desk.actor, first, NewCertificate(ground.ground, reason="x"))
    with held_up(desk):
        pane.perform()
        pane.show_for(second)
    rested(qtbot, window)
    assert told == ["certificate.overlaps"]


def test_facts_of_one_are_never_asked_for_under_anothers_name(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    found = identify(desk.installation, desk.actor).persons
    first, second = [one.person for one in found if one.missing][:2]
    view = ExplanationView(desk)
    shown(qtbot, view)
    view.show_person(first)
    rested(qtbot, window)
    assert view.missing.isVisible()
    with held_up(desk):
        view.show_person(second)
        assert view.shown is None
        assert not view.missing.isVisible()
    rested(qtbot, window)
    assert view.missing.isVisible()


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


def test_many_may_be_begun_for_others_before_the_first_are_told_of(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened_page(qtbot, window, "candidates")
    assert isinstance(page, CandidatesPage)
    some = candidates(desk)[:6]
    pane = page.issue_many
    pane.show_for(some[:3])
    rested(qtbot, window)
    for at in range(pane.ready_ones.count()):
        pane.ready_ones.item(at).setCheckState(Qt.CheckState.Checked)
    for at in range(pane.unusual_ones.count()):
        pane.unusual_ones.item(at).setCheckState(Qt.CheckState.Checked)
    (one, *_others) = draft_many(desk.installation, desk.actor, some[:1])
    ground = one.proposal.ground
    issue(desk.installation, desk.actor, some[0], NewCertificate(ground, reason="x"))  # type: ignore[arg-type]
    told: list[str] = []
    desk.told.connect(lambda error: told.append(error.code))
    go = threading.Event()
    desk.run(desk, "väntar", lambda _i, _a, _p: go.wait(30), lambda _done: None)
    pane.perform()
    pane.show_for(some[3:])
    qtbot.waitUntil(lambda: set(pane.names) == set(some[3:]), timeout=PATIENCE)
    go.set()
    rested(qtbot, window)
    assert told == []
    assert one.card.name in pane.result.text.text()
    assert set(pane.names) == set(some[3:])


def test_an_act_of_a_person_waits_until_that_person_is_seen(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    first, second = candidates(desk)[:2]
    pane = PersonPane(desk)
    shown(qtbot, pane)
    pane.show_person(first)
    rested(qtbot, window)
    with held_up(desk):
        pane.show_person(second)
        pane.first.click()  # meant for the one still seen
        assert pane.acting is None
    rested(qtbot, window)
    pane.first.click()
    rested(qtbot, window)
    assert isinstance(pane.acting, IssuePane | DecidePane | AnswerPane)


def test_ctrl_z_never_takes_back_what_was_done_before_the_act_under_way(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    first, second = candidates(desk)[:2]
    pane = DecidePane(desk)
    shown(qtbot, pane)
    for person in (first, second):
        pane.show_for(person)
        rested(qtbot, window)
        pane.stance.choose(Stance.WAIT)
        pane.reason.setPlainText("Väntar")
        if person == first:
            pane.perform()
            rested(qtbot, window)
    assert window.workspace.message.can_undo
    with held_up(desk):
        pane.perform()
        window.workspace.message.take_back()
    rested(qtbot, window)
    assert not {first, second} & set(candidates(desk))


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


def test_no_letter_is_ordered_for_whoever_was_looked_for_before(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    first, second = active(desk)[:2]
    page = opened_page(qtbot, window, "papers", person=first.person)
    assert isinstance(page, PapersPage)
    qtbot.waitUntil(lambda: page.finder.person() == first.person, timeout=PATIENCE)
    rested(qtbot, window)
    with held_up(desk):
        window.workspace.go(Place("papers", person=second.person))
        assert page.order() is None
        assert not page.output.printing.isEnabled()
    qtbot.waitUntil(lambda: page.finder.person() == second.person, timeout=PATIENCE)
    rested(qtbot, window)


def test_persons_are_not_shown_behind_a_figure_of_trainings(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened_page(qtbot, window, "statistics")
    assert isinstance(page, StatisticsPage)
    line = page.figures.model().row_at(0)
    assert line is not None
    trainings = replace(line, figure=replace(line.figure, indicator="K9"))
    with held_up(desk):
        page.persons.show_line(line, "K1")
        page.persons.show_line(trainings, "K9")
    rested(qtbot, window)
    assert page.persons.table.model().rowCount() == 0


def test_enter_never_goes_to_a_hit_of_what_was_written_before(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    field = window.workspace.top.search
    window.activateWindow()
    field.begin()
    rested(qtbot, window)
    QTest.keyClicks(field, "an")
    rested(qtbot, window)
    found = search_people(desk.installation, desk.actor, "an", 20)
    wanted = found.hits[-1]
    went: list[Place] = []
    desk.went.connect(went.append)
    with held_up(desk):
        field.selectAll()
        QTest.keyClicks(field, wanted.id_number)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert went == []
    rested(qtbot, window)
    assert went == [Place("people", person=wanted.person)]


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


def test_what_is_taken_back_is_not_said_to_be_sent(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    pane = IssuePane(desk)
    shown(qtbot, pane)
    pane.show_for(candidates(desk)[0])
    rested(qtbot, window)
    pane.perform()
    rested(qtbot, window)
    message = window.workspace.message
    assert way_sentence("waits") in message.text.text()
    message.take_back()
    rested(qtbot, window)
    assert message.text.text().startswith(_("Taken back: {act}").format(act=""))
    assert way_sentence("waits") not in message.text.text()
