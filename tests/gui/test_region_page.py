"""The exchange by keyboard, with a region that really serves."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import stamina
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ntand.domain.codes import EndReason
from ntand.mock_region import dump
from ntand.mock_region.api.limits import Settings
from ntand.services.actor import Actor, Role
from ntand.services.certificates import end
from ntand.services.exchange.mending import settle_conflict
from ntand.services.exchange.sync import connect, sync
from tests.exchange.conftest import Served
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, new_sqlite_desk, sqlite_desk
from tests.installations import Desk as Office
from tests.services.acting import change, give, settle, through_portal
from ui.kit.desk import Desk, Place
from ui.pages.region import RegionPage

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

    def show_list(self, at: int) -> None:
        self.page.tabs.setCurrentIndex(at)
        self.rest()

    def is_connected(self) -> bool:
        return self.desk.installation.settings.connected

    def count(self) -> int:
        return int(self.page.table.model().rowCount())


WAITING, REFUSED, CONFLICT, PAPER, SENT = range(5)


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
    assert page.tabs.currentIndex() == REFUSED  # the page leads there by itself
    page.table.setFocus()
    shown.press(page.table)
    assert page.detail.mend.hasFocus()
    shown.press(page.detail.mend, Qt.Key.Key_Space)
    assert shown.went == [Place("certificates", item=key)]
    change(connected, "UPDATE certificate SET criteria = 'VGR-N 2027'")
    shown.press(page.detail.again, Qt.Key.Key_Space)
    assert shown.said
    assert shown.count() == 0
    shown.press(page.glance.now, Qt.Key.Key_Space)
    assert sync(connected.installation, connected.actor).pending == 0
    assert not connected.select("SELECT 1 FROM outbox_item WHERE state IN ('parked', 'waiting')")


@pytest.fixture
def quarrel(connected: Office, served: Served) -> str:
    """The region says G4, we have ended it."""
    key = give(connected).intyg_id
    sync(connected.installation, connected.actor)
    with served.database.writing() as connection:
        connection.execute(
            "UPDATE record SET version = 2, foreign_version = 2,"
            ' data = replace(data, \'"grund": "G1"\', \'"grund": "G4"\')'
        )
    end(connected.installation, connected.actor, key, EndReason.CONDITIONS_CEASED, TODAY)
    sync(connected.installation, connected.actor)
    return key


def test_a_conflict_shows_both_values_and_a_person_chooses(
    qtbot: QtBot, connected: Office, served: Served, quarrel: str
):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.conflict
    assert shown.page.panes.currentWidget() is pane
    assert pane.table.model().rowCount() == 3
    shown.page.table.setFocus()
    shown.press(shown.page.table)
    assert pane.table.hasFocus()
    pane.table.choose("grund")
    shown.press(pane.some, Qt.Key.Key_Space)
    assert shown.count() == 0
    sync(connected.installation, connected.actor)
    (row,) = dump(served.data)["certificates"]
    assert (row["grund"], row["avslutsorsak"]) == ("G4", "villkor_upphort")


def test_ours_is_kept_with_one_key(qtbot: QtBot, connected: Office, served: Served, quarrel: str):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    shown.press(shown.page.conflict.act_button, Qt.Key.Key_Space)
    sync(connected.installation, connected.actor)
    (row,) = dump(served.data)["certificates"]
    assert row["grund"] == "G1"


def test_pressing_twice_never_chooses_for_the_next_conflict(
    qtbot: QtBot, connected: Office, served: Served, quarrel: str
):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    pane = shown.page.conflict
    pane.ready(ready=False)  # as while the first press is being stored
    pane.theirs.click()
    pane.ready(ready=True)  # it could not be
    shown.press(pane.act_button, Qt.Key.Key_Space)
    sync(connected.installation, connected.actor)
    (row,) = dump(served.data)["certificates"]
    assert row["grund"] == "G1"


def test_a_key_meant_for_one_conflict_never_settles_another(
    qtbot: QtBot, connected: Office, quarrel: str
):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    shown.page.window().activateWindow()
    pane = shown.page.conflict
    pane.act_button.setFocus()
    assert pane.act_button.hasFocus()
    row = shown.page.table.current_row()
    assert row is not None
    settle_conflict(connected.installation, connected.actor, row.item, "ours")
    shown.page.refresh()  # as when an exchange has ended meanwhile
    shown.rest()
    assert shown.page.table.hasFocus()


def test_another_page_leads_to_the_very_row(qtbot: QtBot, connected: Office, quarrel: str):
    give(connected, SOMEONE_ELSE)
    ((person,),) = connected.select(
        "SELECT DISTINCT person_id FROM outbox_item WHERE state = 'conflict'"
    )
    shown = Opened(qtbot, connected)
    assert shown.page.tabs.currentIndex() == WAITING
    shown.enter(person=person, item=quarrel)
    assert shown.page.tabs.currentIndex() == CONFLICT
    chosen = shown.page.table.current_row()
    assert chosen is not None
    assert chosen.key == quarrel


def test_the_portal_is_filled_in_field_by_field_with_enter(qtbot: QtBot, office: Office):
    office = through_portal(office)
    key = give(office).intyg_id
    shown = Opened(qtbot, office)
    pane = shown.page.portal
    assert shown.page.panes.currentWidget() is pane
    assert not shown.page.glance.now.isVisible()
    shown.page.table.setFocus()
    shown.press(shown.page.table)
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
    shown.page.glance.channel.setFocus()
    shown.press(shown.page.glance.channel, Qt.Key.Key_Down)
    assert shown.desk.installation.settings.channel == "portal"
    assert not shown.page.glance.now.isVisible()
    shown.press(shown.page.glance.channel, Qt.Key.Key_Up)
    assert shown.desk.installation.settings.channel == "service"


def test_consent_that_lacks_is_recorded_right_there(qtbot: QtBot, connected: Office):
    give(connected, basis=None)
    shown = Opened(qtbot, connected)
    shown.page.table.setFocus()
    shown.press(shown.page.table)
    shown.press(shown.page.detail.mend, Qt.Key.Key_Space)
    pane = shown.page.consent
    assert shown.page.panes.currentWidget() is pane
    shown.press(pane.act_button, Qt.Key.Key_Space)
    chosen = shown.page.table.current_row()
    assert chosen is not None
    assert chosen.hold == "ready"


def test_who_may_not_exchange_sees_and_changes_nothing(
    qtbot: QtBot, connected: Office, quarrel: str
):
    shown = Opened(qtbot, connected, Actor("eva", Role.ISSUER))
    glance = shown.page.glance
    assert not glance.now.isVisible()
    assert not glance.connect_button.isVisible()
    assert not glance.channel.isEnabled()
    shown.show_list(CONFLICT)
    assert shown.count() == 1
    assert not shown.page.conflict.act_button.isEnabled()
    assert not shown.page.conflict.theirs.isEnabled()
    assert not shown.page.conflict.some.isEnabled()


def test_escape_leads_back_to_the_list(qtbot: QtBot, connected: Office, quarrel: str):
    shown = Opened(qtbot, connected)
    shown.show_list(CONFLICT)
    shown.page.table.setFocus()
    shown.press(shown.page.table)
    shown.press(shown.page.conflict.table, Qt.Key.Key_Escape)
    assert shown.page.table.hasFocus()
