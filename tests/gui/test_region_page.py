"""The exchange by keyboard, with a region that really serves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ntand.domain.codes import EndReason
from ntand.mock_region import act, dump
from ntand.mock_region.api.limits import Settings
from ntand.services.actor import Actor, Role
from ntand.services.certificates import end
from ntand.services.exchange.mending import settle_conflict
from ntand.services.exchange.sync import connect, sync
from tests.exchange.conftest import Served
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, new_sqlite_desk, sqlite_desk
from tests.installations import Desk as Office
from tests.services.acting import change, give, outbox, settle, through_portal
from ui.kit.desk import Desk, Place
from ui.pages.region import RegionPage
from ui.pages.region.conflict import ConflictPane

__all__ = ["new_sqlite_desk", "sqlite_desk"]


@pytest.fixture(autouse=True)
def no_waiting(our_style: None) -> Iterator[None]:
    with stamina.set_testing(True, attempts=1):
        yield


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    region = Served(tmp_path / "region", Settings(requests_per_second=10_000, burst=10_000))
    yield region
    region.close()


@pytest.fixture
def office(sqlite_desk: Office) -> Office:
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    return sqlite_desk


@pytest.fixture
def connected(office: Office, served: Served) -> Office:
    who = served.credentials["client_id"], served.credentials["client_secret"]
    installation = connect(office.installation, office.actor, served.url, *who)
    return replace(office, installation=installation)


class Opened:
    """The page, with what it asked for answered."""

    def __init__(self, qtbot: QtBot, office: Office, actor: Actor | None = None) -> None:
        self.bot = qtbot
        self.desk = Desk()
        self.desk.use(office.installation, actor or office.actor)
        self.said: list[str] = []
        self.went: list[Place] = []
        self.desk.said.connect(lambda text, _undo: self.said.append(text))
        self.desk.went.connect(self.went.append)
        self.page = RegionPage(self.desk)
        qtbot.addWidget(self.page, before_close_func=lambda _page: self.desk.wait())
        self.desk.stored.connect(self.page.refresh)
        self.page.resize(1200, 800)
        self.page.show()
        self.enter()

    def enter(self, **target: str) -> None:
        self.page.enter(Place("region", **target))
        self.rest()

    def rest(self) -> None:
        self.bot.waitUntil(lambda: not self.desk.busy, timeout=20_000)

    def press(self, widget: QWidget, key: Qt.Key = Qt.Key.Key_Return) -> None:
        self.bot.keyClick(widget, key)
        self.rest()

    def show_list(self, name: str) -> None:
        self.page.show_section(name)
        self.rest()

    def is_connected(self) -> bool:
        return self.desk.installation.settings.connected

    def count(self) -> int:
        return int(self.page.queue.table.model().rowCount())


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
    shown.press(shown.page.glance.now, Qt.Key.Key_Space)
    page = shown.page
    assert page.sections.section == REFUSED  # the page leads there by itself
    page.queue.table.setFocus()
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
    shown.press(pane.act_button, Qt.Key.Key_Space)
    (row,) = connected.rows("intyg")
    assert (row["avslutat"], row["avslutsorsak"]) == (str(TODAY + timedelta(days=3)), "avliden")
    assert not outbox(connected)


def test_a_choice_stays_while_the_page_is_read_anew(qtbot: QtBot, connected: Office, quarrel: str):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.queue.conflict
    chosen(pane, avslutat="theirs", avslutsorsak="ours")
    shown.page.refresh()  # as when the timer has exchanged
    shown.rest()
    told = {one.difference.column: one.chosen for one in pane.differences.fields}
    assert told == {"avslutat": "theirs", "avslutsorsak": "ours"}


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
    assert shown.page.queue.table.hasFocus()


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
