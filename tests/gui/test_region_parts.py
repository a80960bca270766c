"""The parts of the page: runs, messages, registers, the pause and the test of the connection."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ntand.mock_region import act
from ntand.services.actor import Actor, Role
from ntand.services.exchange.messages import unread
from ntand.services.exchange.pausing import paused
from ntand.services.exchange.registers import propose_units
from ntand.services.exchange.sync import sync
from tests.exchange.conftest import Served
from tests.gui.at_region import Opened, connected, no_waiting, office
from tests.installations import SOMEONE_ELSE, new_sqlite_desk, sqlite_desk, unit
from tests.installations import Desk as Office
from tests.quick_region import served
from tests.services.acting import give, outbox
from ui.kit.desk import Place
from ui.kit.jobs import Job

__all__ = ["connected", "new_sqlite_desk", "no_waiting", "office", "served", "sqlite_desk"]
SPACE, ENTER, ESCAPE = Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape


def test_a_part_is_read_when_it_is_shown_and_reached_with_the_keyboard(
    qtbot: QtBot, connected: Office
):
    shown = Opened(qtbot, connected)
    page = shown.page
    assert page.units.table.model().rowCount() == 0
    page.sections.setFocus()
    while page.sections.section != "units":
        shown.press(page.sections, Qt.Key.Key_Down)
    assert page.units.table.model().rowCount() > 0
    shown.press(page.sections)
    assert page.units.table.hasFocus()


# --- Pause ------------------------------------------------------------------------------------


def test_a_pause_tells_who_and_since_when_and_is_lifted(qtbot: QtBot, connected: Office):
    shown = Opened(qtbot, connected)
    glance = shown.page.glance
    assert not glance.paused.isVisible()
    shown.press(glance.pause_button, SPACE)
    assert connected.actor.user in glance.paused.text.text()
    assert not glance.now.isVisible()
    assert not glance.reconcile_action.isEnabled()
    shown.press(glance.resume_button, SPACE)
    assert not glance.paused.isVisible()
    assert glance.now.isVisible()
    assert paused(connected.installation) is None


# --- History ----------------------------------------------------------------------------------


def test_each_run_is_told_with_what_it_did_and_what_stopped_it(
    qtbot: QtBot, connected: Office, served: Served
):
    give(connected)
    shown = Opened(qtbot, connected)
    shown.press(shown.page.glance.now, SPACE)
    served.close()
    shown.press(shown.page.glance.now, SPACE)
    shown.show_list("history")
    history = shown.page.history
    assert history.table.model().rowCount() == 2
    assert history.run.stopped.isVisible()
    assert "region." not in history.run.stopped.text.text()  # in words, not as a code
    history.table.choose_at(1)
    assert not history.run.stopped.isVisible()
    assert "1" in history.run.what.text()


def test_a_failed_exchange_leads_to_the_test_of_the_connection(
    qtbot: QtBot, connected: Office, served: Served
):
    served.close()
    shown = Opened(qtbot, connected)
    shown.press(shown.page.glance.now, SPACE)
    shown.press(shown.page.glance.try_button, SPACE)
    pane = shown.page.connecting
    assert pane.isVisible()
    assert len(pane.links.lines) == 6
    told = [line.text() for line in pane.links.lines]
    assert len({text.rpartition(": ")[2] for text in told}) == 3  # works, fails, not tried


# --- Connection -------------------------------------------------------------------------------


def test_every_link_of_a_good_connection_works(qtbot: QtBot, connected: Office):
    shown = Opened(qtbot, connected)
    shown.page.glance.test_action.trigger()
    shown.rest()
    told = [line.text() for line in shown.page.connecting.links.lines]
    assert len(told) == 6
    assert len({text.rpartition(": ")[2] for text in told}) == 1


def test_a_connection_that_fails_shows_which_link_it_was(
    qtbot: QtBot, office: Office, served: Served
):
    shown = Opened(qtbot, office)
    shown.press(shown.page.glance.connect_button, SPACE)
    pane = shown.page.connecting
    pane.url.setText(served.url)
    pane.client.setText(served.credentials["client_id"])
    pane.secret.setText("wrong")
    shown.press(pane.secret)
    states = [line.text().rpartition(": ")[2] for line in pane.links.lines]
    works, token, version = states[0], states[3], states[4]
    assert states[:3] == [works] * 3
    assert len({works, token, version}) == 3


def test_a_file_that_is_no_certificate_is_told_and_nothing_is_kept(
    qtbot: QtBot, office: Office, served: Served, tmp_path: Path
):
    (tmp_path / "not.pem").write_text("no certificate", "utf-8")
    shown = Opened(qtbot, office)
    shown.press(shown.page.glance.connect_button, SPACE)
    pane = shown.page.connecting
    pane.url.setText("https://localhost:1")
    pane.client.setText("k")
    pane.secret.setText("h")
    shown.press(pane.authority.button, SPACE)
    assert pane.authority.inside is not None
    pane.authority.inside.file.setText(str(tmp_path / "not.pem"))
    told: list[str] = []
    shown.desk.told.connect(lambda error: told.append(error.code))
    shown.press(pane.act_button, SPACE)
    assert told == ["region.bad_ca"]
    assert not shown.is_connected()


# --- Messages ---------------------------------------------------------------------------------


@pytest.fixture
def written_to(connected: Office, served: Served) -> Office:
    """Two messages have come."""
    for key, day in (("m1", "2026-08-30"), ("m2", "2026-08-31")):
        told = {"meddelande_id": key, "rubrik": f"Om {key}", "text": "Läs detta.\nNoga."}
        act(served.data, {"event": "message", **told, "skickat": day})
    sync(connected.installation, connected.actor)
    return connected


def test_a_message_counts_as_read_when_it_has_been_shown(qtbot: QtBot, written_to: Office):
    shown = Opened(qtbot, written_to)
    sections, messages = shown.page.sections, shown.page.messages
    assert unread(written_to.installation, written_to.actor) == 2
    shown.enter(item="messages")
    assert sections.section == "messages"
    assert messages.table.model().rowCount() == 2
    assert messages.text.title.text() == "Om m2"  # the latest first
    assert messages.text.text.text() == "Läs detta.\nNoga."
    assert unread(written_to.installation, written_to.actor) == 1
    shown.press(messages.table, Qt.Key.Key_Down)
    assert messages.text.title.text() == "Om m1"
    assert unread(written_to.installation, written_to.actor) == 0
    assert unread(written_to.installation, Actor("eva", Role.ISSUER)) == 2


def test_what_is_not_looked_at_stays_unread(qtbot: QtBot, written_to: Office):
    shown = Opened(qtbot, written_to)
    shown.show_list("history")
    shown.show_list("waiting")
    shown.page.hide()  # gone to another page before the answer came
    shown.show_list("messages")
    assert unread(written_to.installation, written_to.actor) == 2


def test_reading_takes_no_undo_away(qtbot: QtBot, written_to: Office):
    shown = Opened(qtbot, written_to)
    with qtbot.assertNotEmitted(shown.desk.storing):
        shown.enter(item="messages")
    assert unread(written_to.installation, written_to.actor) == 1


# --- Registers --------------------------------------------------------------------------------


def test_units_are_proposed_one_or_many(qtbot: QtBot, connected: Office):
    connected.load("enheter", unit(kod="E2", namn="Eken"), unit(kod="E3", namn="Granen"))
    shown = Opened(qtbot, connected)
    shown.show_list("units")
    units = shown.page.units
    units.table.setFocus()
    shown.press(units.table)
    assert units.unit.propose.hasFocus()
    shown.press(units.unit.propose)
    assert len(outbox(connected)) == 1
    assert units.table.hasFocus()
    units.table.selectAll()
    shown.press(units.unit.propose, SPACE)
    assert {row["kod"] for row in outbox(connected)} == {"E1", "E2", "E3"}
    assert not units.unit.propose.isVisible()


def test_what_the_region_answers_stands_beside_the_unit(
    qtbot: QtBot, connected: Office, served: Served
):
    propose_units(connected.installation, connected.actor, ["E1"])
    sync(connected.installation, connected.actor)
    unanswered = Opened(qtbot, connected)
    unanswered.show_list("units")
    pane = unanswered.page.units.unit
    assert "har inte svarat" in pane.status.text.text()
    assert not pane.propose.isVisible()  # nothing has changed since
    connected.load("enheter", unit(telefon="0322-99 99 99"))
    unanswered.page.refresh()
    unanswered.rest()
    assert pane.propose.isVisible()
    act(served.data, {"event": "unit_refused", "kod": "E1", "reason": "Finns redan som Lunden."})
    sync(connected.installation, connected.actor)
    shown = Opened(qtbot, connected)
    shown.show_list("units")
    assert "Lunden" in shown.page.units.unit.status.text.text()
    act(served.data, {"event": "unit_activated", "kod": "E1"})
    shown.press(shown.page.glance.now, SPACE)
    assert "Lunden" not in shown.page.units.unit.status.text.text()


def test_dental_providers_tell_how_to_reach_them(qtbot: QtBot, connected: Office, served: Served):
    told = {"kod": "FTV", "namn": "Folktandvården", "telefon": "0322-12 34 56"}
    act(served.data, {"event": "provider", **told})
    sync(connected.installation, connected.actor)
    shown = Opened(qtbot, connected)
    shown.show_list("providers")
    assert "0322-12 34 56" in shown.page.providers.provider.about.text()


# --- Reconciling ------------------------------------------------------------------------------


def test_reconciling_reads_everything_again_and_sends_nothing_twice(
    qtbot: QtBot, connected: Office, served: Served
):
    give(connected)
    sync(connected.installation, connected.actor)
    shown = Opened(qtbot, connected)
    shown.page.glance.reconcile_action.trigger()
    shown.rest()
    assert shown.page.glance.result.isVisible()
    assert not outbox(connected)
    shown.show_list("history")
    assert shown.page.history.table.model().rowCount() == 2


def test_reconciling_says_that_all_was_compared_and_how_much_differed(
    qtbot: QtBot, connected: Office
):
    give(connected)
    shown = Opened(qtbot, connected)
    result = shown.page.glance.result.text
    shown.press(shown.page.glance.now, SPACE)
    exchanged = result.text()
    shown.page.glance.reconcile_action.trigger()
    shown.rest()
    alike = result.text()
    give(connected, SOMEONE_ELSE)
    shown.page.glance.reconcile_action.trigger()
    shown.rest()
    assert len({exchanged, alike, result.text()}) == 3
    assert "1" in result.text()
    assert "0" not in alike


# --- Keyboard and result ----------------------------------------------------------------------


def test_an_empty_list_keeps_no_keyboard(qtbot: QtBot, connected: Office):
    shown = Opened(qtbot, connected)
    page = shown.page
    page.section.first_focus().setFocus()  # as the frame does when the page is shown
    page.refresh()
    shown.rest()
    assert page.sections.hasFocus()
    shown.press(page.sections)  # there is nowhere to go in
    assert page.sections.hasFocus()
    give(connected)
    shown.press(page.sections)  # now there is
    assert page.queue.table.hasFocus()


def test_the_keyboard_goes_back_to_the_button_that_was_pressed(qtbot: QtBot, connected: Office):
    shown = Opened(qtbot, connected)
    now = shown.page.glance.now
    now.setFocus()
    shown.press(now, SPACE)
    assert now.hasFocus()


def test_a_result_goes_when_it_is_no_longer_true(qtbot: QtBot, connected: Office):
    shown = Opened(qtbot, connected)
    result = shown.page.glance.result
    shown.press(shown.page.glance.now, SPACE)
    assert result.isVisible()
    shown.page.refresh()
    shown.rest()
    assert result.isVisible()
    sync(connected.installation, connected.actor)  # as by the timer
    shown.page.refresh()
    shown.rest()
    assert not result.isVisible()
    shown.press(shown.page.glance.now, SPACE)
    assert result.isVisible()
    shown.desk.act(shown.page, lambda _installation, _actor: None, lambda _done: None)
    shown.rest()
    assert not result.isVisible()


def test_escape_leaves_the_connection_for_the_list(qtbot: QtBot, connected: Office):
    give(connected)
    shown = Opened(qtbot, connected)
    shown.press(shown.page.glance.connect_button, SPACE)
    shown.press(shown.page.connecting.url, ESCAPE)
    assert shown.page.queue.table.hasFocus()
    shown.page.enter(Place("region"))
    assert shown.page.body.currentWidget() is shown.page.parts


@pytest.mark.parametrize("act", ["now", "reconcile_action", "test_action"])
def test_nothing_is_lost_when_the_talk_with_the_region_is_stopped(
    qtbot: QtBot, connected: Office, act: str
):
    shown = Opened(qtbot, connected)
    stopped: list[str] = []

    def stop(_title: str, job: Job) -> None:
        job.cancel()
        stopped.append(act)

    shown.desk.began.connect(stop)
    one = getattr(shown.page.glance, act)
    one.click() if act == "now" else one.trigger()
    shown.rest()
    assert stopped
    assert shown.desk.not_done == 0  # the window closes with the first click


@pytest.mark.parametrize("part", ["waiting", "history", "units", "messages", "providers"])
def test_every_column_is_in_sight_in_a_window_of_usual_size(
    qtbot: QtBot, connected: Office, part: str
):
    give(connected)
    shown = Opened(qtbot, connected)
    shown.page.resize(1000, 640)  # beside the navigation of a window that is 1200 wide
    shown.show_list(part)
    table = shown.page.section.table
    columns = table.arrangement.in_sight()
    assert table.isVisible()
    assert sum(table.columnWidth(at) for at in columns) <= table.viewport().width()
    if part == "waiting":  # why it waits is what one has come for
        assert table.columnWidth(columns[1]) > 150
