"""Nobody is taken for another: answers that come late, acts that are still under way."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ntand.domain.codes import Stance
from ntand.i18n import _
from ntand.services.certificate_list import CertificateLine, certificates
from ntand.services.certificates import NewCertificate, issue
from ntand.services.issuing import Draft, draft_many
from ntand.services.proposals import identify
from ntand.services.search import search_people
from tests.gui.conftest import PATIENCE, opened_page, rested
from tests.gui.meanwhile import desk, held_up
from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk, Place
from ui.pages.candidates import CandidatesPage
from ui.pages.papers import PapersPage
from ui.pages.statistics import StatisticsPage
from ui.panes.act_words import way_sentence
from ui.panes.answer import AnswerPane
from ui.panes.decide import DecidePane
from ui.panes.explanation import ExplanationView
from ui.panes.issue import IssuePane, ReplacePane
from ui.panes.person import PersonPane

__all__ = ["desk"]


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
