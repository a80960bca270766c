"""A day at the municipality, act by act, with nothing but a keyboard in the real window.

What a service is asked for is only what has become of it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from ntand.domain.codes import Answer
from ntand.mock_region import dump
from ntand.mock_region.api.limits import Settings
from ntand.services.candidates import Group, candidates
from ntand.services.round_view import Show
from tests.exchange.conftest import Served
from tests.gui.conftest import PATIENCE, opened_window, rested
from tests.gui.keyboard import KEY
from tests.gui.officer import Officer, under
from tests.installations import SAMPLE
from tests.one_attempt import one_attempt
from ui.frame.main_window import MainWindow
from ui.pages.candidates import CandidatesPage
from ui.pages.certificates import CertificatesPage
from ui.pages.import_ import ImportPage
from ui.pages.papers import PapersPage
from ui.pages.people import PeoplePage
from ui.pages.region import RegionPage
from ui.pages.round import RoundPage
from ui.pages.statistics import StatisticsPage
from ui.pages.todo import TodoPage
from ui.panes.act_pane import ActPane
from ui.panes.consent import ConsentPane
from ui.panes.decide import DecidePane
from ui.panes.issue import IssuePane, ReplacePane

JJNJI = [Answer.YES, Answer.YES, Answer.NO, Answer.YES, Answer.NONE]


@pytest.fixture
def officer(qtbot: QtBot, window: MainWindow) -> Officer:
    return Officer(qtbot, window)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    region = Served(tmp_path / "region", Settings(requests_per_second=10_000, burst=10_000))
    with one_attempt():
        yield region
    region.close()


def answering_the_dialog(text: str) -> QTimer:
    """Write into the file dialog as soon as it is there, and press Enter until it is gone."""
    waiting, pressed = QTimer(interval=20), 0

    def look() -> None:
        nonlocal pressed
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog) or not dialog.isVisible():
            return
        field = dialog.focusWidget()
        assert isinstance(field, QLineEdit)
        if field.text() != text:  # it empties the field once it has read its folder
            field.setCompleter(None)  # type: ignore[arg-type] # what it proposes takes the Enter
            field.selectAll()
            QTest.keyClicks(field, text)
        pressed += 1
        QTest.keyClick(field, KEY.Key_Return)
        if pressed > 500:
            dialog.reject()

    waiting.timeout.connect(look)
    waiting.start()
    return waiting


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)  # of the file dialog
def test_1_a_file_is_read_in(officer: Officer, tmp_path: Path):
    lines = (SAMPLE / "enheter.csv").read_text("utf-8").splitlines()
    name = lines[1].split(";")[1]
    lines[1] = lines[1].replace(name, "Nya namnet")
    file = tmp_path / "utdrag.csv"
    file.write_text("\r\n".join(lines) + "\r\n", "utf-8")
    page = officer.goes_to(ImportPage)
    asking = answering_the_dialog(str(file))
    officer.keys.press(KEY.Key_Return)
    asking.stop()
    officer.sits_down()  # the window is given back by the desktop, which is not here
    assert page.file.kind.value() == "enheter"
    assert page.path == file
    assert officer.keys.on(page.try_it)
    officer.keys.press(KEY.Key_Return, ctrl=True)
    assert page.rehearsed is not None
    officer.keys.press(KEY.Key_Return, ctrl=True)
    assert page.result.isVisible()
    assert "Nya namnet" in {row.unit_name for row in officer.round_of(None, 2026).values()}


def test_2_why_someone_does_not_qualify(officer: Officer):
    found = candidates(officer.desk.installation, officer.desk.actor)
    row = next(one for one in found.rows if one.groups == (Group.NOT_QUALIFYING,))
    page = officer.goes_to(CandidatesPage)
    officer.keys.tab_to(page.filters.text)
    officer.keys.write(row.id_number)
    officer.keys.press(KEY.Key_Return)
    assert page.person.header.name.text() == row.name
    assert page.person.explanation.outcome.isVisible()
    officer.keys.press(KEY.Key_Return)
    within = officer.keys.within
    assert page.person.explanation.rules.isAncestorOf(within)
    assert within.accessibleName()


def test_3_a_missing_fact_is_filled_in_and_changes_the_outcome(officer: Officer):
    found = candidates(officer.desk.installation, officer.desk.actor)
    row = next(
        one
        for one in found.rows
        if one.groups == (Group.TO_ASSESS,) and one.proposal.missing == ("omvardnad_per_dygn",)
    )
    page = officer.goes_to(CandidatesPage)
    officer.keys.tab_to(page.filters.text)
    officer.keys.write(row.id_number)
    officer.keys.press(KEY.Key_Return)
    before = page.person.explanation.outcome.text.text()
    officer.keys.press(KEY.Key_Return)
    officer.keys.write("3")
    officer.keys.press(KEY.Key_Return)
    assert page.person.header.name.text() == row.name
    assert page.person.explanation.outcome.text.text() != before
    assert Group.TO_ASSESS not in officer.groups_of(row.person)


def test_4_a_certificate_is_issued_from_what_is_to_be_done(officer: Officer):
    person = officer.issues_for_the_first(consented=True)
    assert officer.states_of(person) == ["active"]
    page = officer.on_page(TodoPage)
    assert officer.keys.on(page.table)
    assert under(page.table).person != person


def test_4_an_issue_is_taken_back_while_the_window_offers_it(officer: Officer):
    person = officer.issues_for_the_first(consented=True)
    officer.keys.press(KEY.Key_Z, ctrl=True)
    assert "active" not in officer.states_of(person)
    assert Group.CANDIDATES in officer.groups_of(person)


def test_5_a_no_has_a_reason_and_is_asked_again(
    officer: Officer, sample_home: Path, monkeypatch: pytest.MonkeyPatch
):
    page = officer.goes_to_group("candidate")
    person = under(page.table).person
    officer.keys.tab_to(page.row.buttons[1])
    officer.keys.press(KEY.Key_Space)
    pane = page.pane
    assert isinstance(pane, DecidePane)
    officer.keys.press(KEY.Key_Space)
    officer.keys.tab_to(pane.reason)
    officer.keys.write("vill inte nu")
    officer.keys.tab_to(pane.again)
    officer.keys.press(KEY.Key_Down, KEY.Key_Return)
    assert page.pane is None
    assert officer.groups_of(person) == (Group.HELD,)
    held = officer.view_of(person).stances[0]
    assert held.reason == "vill inte nu"
    assert held.ask_again_on is not None
    officer.window.close()
    day = held.ask_again_on - timedelta(days=7)
    monkeypatch.setenv("NTAND_TODAY", day.isoformat())
    later = Officer(officer.qtbot, opened_window(officer.qtbot, sample_home))
    again = later.goes_to_group("ask_again")
    assert under(again.table).person == person
    later.keys.press(KEY.Key_Return)
    assert isinstance(again.pane, IssuePane)
    later.keys.press(KEY.Key_Return)
    assert later.states_of(person) == ["active"]


def test_6_consent_is_recorded_for_one_that_waits(officer: Officer):
    person = officer.issues_for_the_first(consented=False)
    assert officer.view_of(person).certificates[0].way.way == "waits"
    page = officer.goes_to_group("waiting_basis")
    assert under(page.table).person == person
    officer.keys.press(KEY.Key_Return)
    assert isinstance(page.pane, ConsentPane)
    officer.keys.press(KEY.Key_Return)
    assert officer.view_of(person).certificates[0].way.way == "queued"


def begun(officer: Officer, page: CertificatesPage, act: str) -> ActPane:
    """Choose the act's button of the certificate shown."""
    officer.keys.tab_to(page.view.buttons[act])
    officer.keys.press(KEY.Key_Return)
    assert page.pane is not None
    return page.pane


def test_7_a_certificate_is_replaced_ended_and_voided(officer: Officer):
    page = officer.goes_to(CertificatesPage)
    first = under(page.table)
    pane = begun(officer, page, "replace")
    assert isinstance(pane, ReplacePane)
    officer.keys.press(KEY.Key_Return)
    if page.pane is not None:  # asks why the proposal is not followed
        officer.keys.write("samma behov")
        officer.keys.press(KEY.Key_Return, ctrl=True)
    assert page.pane is None
    assert sorted(officer.states_of(first.person)) == ["active", "ended"]
    officer.keys.press(KEY.Key_Home, KEY.Key_Down)
    second = under(page.table)
    begun(officer, page, "end")
    officer.keys.press(KEY.Key_Return)
    assert page.pane is None
    ended = {one.intyg_id: one for one in officer.view_of(second.person).certificates}
    assert ended[second.intyg_id].last_day == officer.desk.today
    officer.keys.press(KEY.Key_Home, *[KEY.Key_Down] * 2)
    third = under(page.table)
    begun(officer, page, "void")
    officer.keys.write("fel person")
    officer.keys.press(KEY.Key_Return, ctrl=True)
    assert page.pane is None
    voided = {one.intyg_id: one.stands for one in officer.view_of(third.person).certificates}
    assert voided[third.intyg_id] == "voided"


def test_8_a_unit_is_offered_and_fifty_answers_recorded(officer: Officer):
    page = officer.goes_to(RoundPage)
    unit = under(page.units).unit
    assert not all(row.offered_on for row in officer.round_of(unit, 2026).values())
    officer.keys.tab_to(page.work.offer_all)
    officer.keys.press(KEY.Key_Space)
    assert all(row.offered_on for row in officer.round_of(unit, 2026).values())
    officer.keys.tab_to(page.show_only)
    officer.keys.press(KEY.Key_Down)
    assert page.show_only.value() == Show.NOT_OFFERED
    officer.keys.tab_to(page.units)
    officer.keys.press(KEY.Key_End)
    assert under(page.units).unit is None
    officer.keys.press(KEY.Key_Return, KEY.Key_Home)
    shown = [page.work.grid.model().row_at(at) for at in range(50)]
    persons = [one.row.person for one in shown if one is not None]
    officer.keys.write("jjnji" * 10)
    officer.keys.press(KEY.Key_Z, ctrl=True)
    officer.qtbot.waitUntil(lambda: page.work.typing.pending == 0, timeout=PATIENCE)
    rows = officer.round_of(None, 2026)
    assert [rows[person].answer for person in persons] == [*(JJNJI * 10)[:-1], None]


def test_9_a_visit_is_recorded(officer: Officer):
    page = officer.goes_to_group("not_performed")
    row = under(page.table)
    officer.keys.press(KEY.Key_Return, KEY.Key_Return)
    assert page.pane is None
    offers = {str(one.year): one for one in officer.view_of(row.person).offers}
    offer = offers[row.object_id]
    assert [one.performed for one in offer.visits if one.stands] == [True]


def test_10_the_list_of_a_unit_is_saved(officer: Officer, tmp_path: Path):
    page = officer.goes_to(PapersPage)
    officer.keys.press(KEY.Key_Down)
    officer.keys.tab_to(page.output.folder)
    officer.keys.replace(str(tmp_path / "papper"))
    officer.keys.press(KEY.Key_S, ctrl=True)
    (file,) = (tmp_path / "papper").iterdir()
    assert "Munhälsobedömning 2026" in PdfReader(file).pages[0].extract_text()
    assert under(page.units.table).printed_at is not None


def test_11_a_figure_leads_to_its_persons(officer: Officer):
    page = officer.goes_to(StatisticsPage)
    officer.keys.press(KEY.Key_Return, KEY.Key_Return)
    row = under(page.persons.table)
    officer.keys.press(KEY.Key_Return)
    rested(officer.qtbot, officer.window)
    people = officer.on_page(PeoplePage)
    assert people.pane.person == row.person


def test_12_an_exchange_empties_the_queue(officer: Officer, served: Served):
    person = officer.issues_for_the_first(consented=True)
    page = officer.goes_to(RegionPage)
    timer = officer.window.workspace.timer
    assert timer is not None
    timer.alarm.timeout.disconnect()  # the officer is first
    officer.keys.tab_to(page.glance.connect_button)
    officer.keys.press(KEY.Key_Space)
    pane = page.connecting
    for field, text in (
        (pane.url, served.url),
        (pane.client, served.credentials["client_id"]),
        (pane.secret, served.credentials["client_secret"]),
    ):
        officer.keys.tab_to(field)
        officer.keys.write(text)
    officer.keys.press(KEY.Key_Return)
    assert page.queue.table.model().rowCount() == 1
    officer.keys.tab_to(page.glance.now)
    officer.keys.press(KEY.Key_Space)
    assert page.queue.table.model().rowCount() == 0
    assert len(dump(served.data)["certificates"]) == 1
    assert officer.view_of(person).certificates[0].way.way == "delivered"
