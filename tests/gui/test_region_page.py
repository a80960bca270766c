"""The exchange by keyboard, with a region that really serves."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ntand.domain.codes import EndReason
from ntand.mock_region import act, dump
from ntand.services.actor import Actor, Role
from ntand.services.certificates import end
from ntand.services.exchange.outbox.mending import Difference, settle_conflict
from ntand.services.exchange.sync import sync
from ntand.services.yearly_round import NewVisit, offer, visit
from tests.exchange.conftest import Served
from tests.gui.at_region import Opened, connected, no_waiting, office
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, new_sqlite_desk, sqlite_desk
from tests.installations import Desk as Office
from tests.quick_region import served
from tests.services.acting import change, give, outbox, through_portal
from ui.kit.desk import Place
from ui.pages.region.conflict import ConflictPane
from ui.pages.region.differences import Differences

__all__ = ["connected", "new_sqlite_desk", "no_waiting", "office", "served", "sqlite_desk"]


WAITING, REFUSED, CONFLICT, SENT = "waiting", "refused", "conflict", "sent"


def test_connecting_is_tried_before_it_is_kept(qtbot: QtBot, office: Office, served: Served):
    shown = Opened(qtbot, office)
    page, pane = shown.page, shown.page.connecting
    assert not page.glance.now.isVisible()
    shown.press(page.glance.connect_button, Qt.Key.Key_Space)
    assert pane.url.hasFocus()
    qtbot.keyClicks(pane.url, served.url)
    qtbot.keyClicks(pane.client, served.credentials["client_id"])
    qtbot.keyClicks(pane.secret, "wrong")
    shown.press(pane.secret)
    assert not shown.is_connected()
    assert pane.secret.hasFocus()  # the fault stands there
    pane.secret.setText(served.credentials["client_secret"])
    shown.press(pane.secret)
    assert shown.is_connected()
    assert page.glance.now.isVisible()
    assert not pane.secret.text()


def test_an_exchange_tells_what_it_did(qtbot: QtBot, connected: Office, served: Served):
    give(connected)
    shown = Opened(qtbot, connected)
    assert shown.count() == 1
    shown.press(shown.page.glance.now, Qt.Key.Key_Space)
    assert "1" in shown.page.glance.result.text.text()
    assert len(dump(served.data)["certificates"]) == 1
    assert shown.count() == 0
    shown.show_list(SENT)
    assert shown.count() == 1


def test_an_exchange_that_fails_tells_what_is_kept(qtbot: QtBot, connected: Office, served: Served):
    give(connected)
    served.close()
    shown = Opened(qtbot, connected)
    shown.press(shown.page.glance.now, Qt.Key.Key_Space)
    assert shown.page.glance.result.isVisible()
    assert shown.page.glance.now.isEnabled()
    assert shown.count() == 1


def test_what_was_refused_leads_to_where_it_is_mended_and_is_sent_again(
    qtbot: QtBot, connected: Office
):
    key = give(connected).intyg_id
    sync(connected.installation, connected.actor)
    change(connected, "UPDATE certificate SET criteria = ''")
    end(connected.installation, connected.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    shown = Opened(qtbot, connected)
    shown.page.glance.now.setFocus()
    shown.press(shown.page.glance.now, Qt.Key.Key_Space)
    page = shown.page
    assert page.sections.section == REFUSED  # the page leads there by itself
    assert page.queue.table.hasFocus()  # and the keyboard with it
    shown.press(page.queue.table)
    assert page.queue.detail.mend.hasFocus()
    shown.press(page.queue.detail.mend, Qt.Key.Key_Space)
    assert shown.went == [Place("certificates", item=key)]
    change(connected, "UPDATE certificate SET criteria = 'VGR-N 2027'")
    shown.press(page.queue.detail.again, Qt.Key.Key_Space)
    assert shown.said
    assert shown.count() == 0
    shown.press(page.glance.now, Qt.Key.Key_Space)
    assert sync(connected.installation, connected.actor).pending == 0
    assert not connected.select("SELECT 1 FROM outbox_item WHERE state IN ('parked', 'waiting')")


@pytest.fixture
def quarrel(connected: Office, served: Served) -> str:
    """Both have ended it: the region because of a death, we because the conditions ceased."""
    key = give(connected).intyg_id
    sync(connected.installation, connected.actor)
    ended = {"avslutat": TODAY + timedelta(days=3), "avslutsorsak": "avliden"}
    told = {name: str(value) for name, value in ended.items()}
    act(served.data, {"event": "certificate_changed", "intyg_id": key, **told})
    end(connected.installation, connected.actor, key, EndReason.CONDITIONS_CEASED, TODAY)
    sync(connected.installation, connected.actor)
    return key


def chosen(pane: ConflictPane, **whose: str) -> None:
    """Choose field by field."""
    for field in pane.differences.fields:
        field.choose(whose[field.difference.column])


def test_a_conflict_shows_both_values_and_a_person_chooses_field_by_field(
    qtbot: QtBot, connected: Office, served: Served, quarrel: str
):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.queue.conflict
    assert shown.page.queue.panes.currentWidget() is pane
    fields = {one.difference.column: one for one in pane.differences.fields}
    assert set(fields) == {"avslutat", "avslutsorsak"}
    assert all(one.difference.last_sent == "" for one in fields.values())  # it was open then
    assert not pane.act_button.isEnabled()  # nothing is decided for anyone
    shown.page.queue.table.setFocus()
    shown.press(shown.page.queue.table)
    first, second = pane.differences.fields
    assert first.ours.hasFocus()
    shown.press(first.ours, Qt.Key.Key_Space)
    shown.press(second.theirs, Qt.Key.Key_Space)
    assert pane.act_button.isEnabled()
    assert first.difference.name in pane.leaves.text()
    assert second.difference.name not in pane.leaves.text()
    shown.press(second.theirs)
    assert shown.count() == 0
    sync(connected.installation, connected.actor)
    (row,) = dump(served.data)["certificates"]
    assert (row["avslutat"], row["avslutsorsak"]) == (str(TODAY), "avliden")


def test_all_of_ours_goes_to_the_region(
    qtbot: QtBot, connected: Office, served: Served, quarrel: str
):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.queue.conflict
    shown.press(pane.ours, Qt.Key.Key_Space)
    shown.press(pane.act_button, Qt.Key.Key_Space)
    sync(connected.installation, connected.actor)
    (row,) = dump(served.data)["certificates"]
    assert (row["avslutat"], row["avslutsorsak"]) == (str(TODAY), "villkor_upphort")


def test_all_of_theirs_is_stored_and_nothing_leaves(qtbot: QtBot, connected: Office, quarrel: str):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.queue.conflict
    shown.press(pane.theirs, Qt.Key.Key_Space)
    assert "Inget skickas" in pane.leaves.text()
    shown.press(pane.act_button, Qt.Key.Key_Space)
    (row,) = connected.rows("intyg")
    assert (row["avslutat"], row["avslutsorsak"]) == (str(TODAY + timedelta(days=3)), "avliden")
    assert not outbox(connected)


def test_a_visit_the_region_lacks_is_sent_whatever_is_chosen(
    qtbot: QtBot, connected: Office, served: Served
):
    office = (connected.installation, connected.actor)
    give(connected)
    offer(*office, SOMEONE, 2026, TODAY - timedelta(days=2))
    sync(*office)
    told = {"personnummer": SOMEONE, "ar": "2026", "erbjuden": str(TODAY - timedelta(days=1))}
    act(served.data, {"event": "offer_changed", **told})
    offer(*office, SOMEONE, 2026, TODAY)
    visit(*office, SOMEONE, 2026, NewVisit(TODAY))
    sync(*office)
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.queue.conflict
    assert [one.difference.column for one in pane.differences.fields] == ["erbjuden"]
    shown.press(pane.differences.fields[0].theirs, Qt.Key.Key_Space)
    said = pane.leaves.text()
    shown.press(pane.act_button, Qt.Key.Key_Space)
    assert sync(*office).sent == 1
    (row,) = dump(served.data)["offers"]
    assert (row["erbjuden"], row["utford"]) == (told["erbjuden"], str(TODAY))
    assert "skickas" in said
    assert "Inget" not in said


def test_a_choice_stays_while_the_page_is_read_anew(qtbot: QtBot, connected: Office, quarrel: str):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.queue.conflict
    chosen(pane, avslutat="theirs", avslutsorsak="ours")
    shown.page.refresh()  # as when the timer has exchanged
    shown.rest()
    told = {one.difference.column: one.chosen for one in pane.differences.fields}
    assert told == {"avslutat": "theirs", "avslutsorsak": "ours"}


def test_a_choice_stays_when_another_field_comes_to_differ(qtbot: QtBot, our_style: None):
    def field(column: str) -> Difference:
        return Difference(column, column, "1", "2", takable=True)

    shown = Differences()
    qtbot.addWidget(shown)
    shown.show_fields([field("till")])
    shown.fields[0].choose("theirs")
    shown.show_fields([field("till"), field("grund")])
    assert [one.chosen for one in shown.fields] == ["theirs", ""]


def test_a_key_meant_for_one_conflict_never_settles_another(
    qtbot: QtBot, connected: Office, quarrel: str
):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    shown.page.window().activateWindow()
    pane = shown.page.queue.conflict
    pane.ours.setFocus()
    assert pane.ours.hasFocus()
    row = shown.page.queue.table.current_row()
    assert row is not None
    settle_conflict(connected.installation, connected.actor, row.item, "ours")
    shown.page.refresh()  # as when an exchange has ended meanwhile
    shown.rest()
    assert shown.page.sections.hasFocus()


def test_another_page_leads_to_the_very_row(qtbot: QtBot, connected: Office, quarrel: str):
    give(connected, SOMEONE_ELSE)
    ((person,),) = connected.select(
        "SELECT DISTINCT person_id FROM outbox_item WHERE state = 'conflict'"
    )
    shown = Opened(qtbot, connected)
    assert shown.page.sections.section == WAITING
    shown.enter(person=person, item=quarrel)
    assert shown.page.sections.section == CONFLICT
    chosen = shown.page.queue.table.current_row()
    assert chosen is not None
    assert chosen.key == quarrel


def test_the_portal_is_filled_in_field_by_field_with_enter(qtbot: QtBot, office: Office):
    office = through_portal(office)
    key = give(office).intyg_id
    shown = Opened(qtbot, office)
    pane = shown.page.queue.portal
    assert shown.page.queue.panes.currentWidget() is pane
    assert not shown.page.glance.now.isVisible()
    shown.page.queue.table.setFocus()
    shown.press(shown.page.queue.table)
    copied = []
    for button in tuple(pane.fields.buttons):
        assert button.hasFocus()
        shown.press(button)
        copied.append(QGuiApplication.clipboard().text())
    assert copied[0] == SOMEONE
    assert key in copied
    assert pane.number.hasFocus()
    shown.press(pane.number)
    assert shown.count() == 1  # no number yet: the fault stands at the field
    qtbot.keyClicks(pane.number, "R-17")
    shown.press(pane.number)
    assert shown.count() == 0
    assert office.select("SELECT region_number FROM certificate") == [("R-17",)]


def test_the_road_is_changed_and_kept(qtbot: QtBot, connected: Office):
    shown = Opened(qtbot, connected)
    shown.press(shown.page.glance.connect_button, Qt.Key.Key_Space)
    pane = shown.page.connecting
    pane.channel.setFocus()
    shown.press(pane.channel, Qt.Key.Key_Down)
    assert shown.desk.installation.settings.channel == "portal"
    assert not shown.page.glance.now.isVisible()
    assert not pane.url.isVisible()
    shown.press(pane.channel, Qt.Key.Key_Up)
    assert shown.desk.installation.settings.channel == "service"
    assert pane.url.isVisible()


def test_consent_that_lacks_is_recorded_right_there(qtbot: QtBot, connected: Office):
    give(connected, basis=None)
    shown = Opened(qtbot, connected)
    shown.page.queue.table.setFocus()
    shown.press(shown.page.queue.table)
    shown.press(shown.page.queue.detail.mend, Qt.Key.Key_Space)
    pane = shown.page.queue.consent
    assert shown.page.queue.panes.currentWidget() is pane
    shown.press(pane.act_button, Qt.Key.Key_Space)
    chosen = shown.page.queue.table.current_row()
    assert chosen is not None
    assert chosen.hold == "ready"


def test_who_may_not_exchange_sees_and_changes_nothing(
    qtbot: QtBot, connected: Office, quarrel: str
):
    shown = Opened(qtbot, connected, Actor("eva", Role.ISSUER))
    glance = shown.page.glance
    for one in (glance.now, glance.pause_button, glance.connect_button, glance.more):
        assert not one.isVisible()
    shown.show_list(CONFLICT)
    assert shown.count() == 1
    pane = shown.page.queue.conflict
    chosen(pane, avslutat="ours", avslutsorsak="ours")
    assert not pane.act_button.isEnabled()
    assert not pane.differences.isEnabled()
    shown.show_list("units")
    assert not shown.page.units.unit.propose.isVisible()


def test_escape_leads_back_to_the_list(qtbot: QtBot, connected: Office, quarrel: str):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    shown.page.queue.table.setFocus()
    shown.press(shown.page.queue.table)
    shown.press(shown.page.queue.conflict.ours, Qt.Key.Key_Escape)
    assert shown.page.queue.table.hasFocus()
