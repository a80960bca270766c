"""What came in from the region: seen in words, and left for where it is looked at."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ntand.mock_region import act
from ntand.services.exchange.registers import propose_units
from ntand.services.exchange.sync import sync
from ntand.services.people.cards import person_card
from ntand.services.yearly_round import offer
from tests.exchange.conftest import Served
from tests.gui.at_region import Opened, connected, no_waiting, office
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, new_sqlite_desk, sqlite_desk
from tests.installations import Desk as Office
from tests.quick_region import served
from tests.services.acting import give
from ui.kit.desk import Place

__all__ = ["connected", "new_sqlite_desk", "no_waiting", "office", "served", "sqlite_desk"]
SPACE, ENTER, ESCAPE = Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape
DIED = {"event": "death", "personnummer": SOMEONE_ELSE, "avliden": str(TODAY)}


@pytest.fixture
def known(connected: Office, served: Served) -> Office:
    """The region has a certificate and an offer of someone, and has been read."""
    give(connected)
    offer(connected.installation, connected.actor, SOMEONE, 2026, TODAY)
    sync(connected.installation, connected.actor)
    return connected


def comes_in(office: Office, served: Served, *events: dict[str, Any]) -> None:
    for event in events:
        act(served.data, event)
    sync(office.installation, office.actor)


def person_of(office: Office, number: str) -> str:
    return person_card(office.installation, office.actor, number).person


def test_an_exchange_that_fetched_leads_to_what_came_in_and_on_to_the_person(
    qtbot: QtBot, known: Office, served: Served
):
    visited = {"event": "assessment", "personnummer": SOMEONE, "ar": "2026", "utford": str(TODAY)}
    comes_in(known, served, visited, DIED)
    shown = Opened(qtbot, known)
    shown.show_list("history")
    shown.press(shown.page.history.run.came_in, SPACE)
    came, pane = shown.page.arrivals.table, shown.page.arrivals.arrival
    assert shown.page.sections.section == "arrivals"
    assert came.hasFocus()
    assert [came.model().index(row, 1).data() for row in range(2)] == [
        f"Avliden {TODAY}.",
        f"Bedömning utförd {TODAY} (2026).",
    ]
    shown.press(came, ENTER)
    assert pane.open.hasFocus()
    shown.press(pane.open, SPACE)
    came.choose_at(1)
    shown.press(pane.open, SPACE)
    assert shown.went == [
        Place("people", person=person_of(known, SOMEONE_ELSE)),
        Place("round", person=person_of(known, SOMEONE), item="2026"),
    ]
    shown.press(pane, ESCAPE)
    assert came.hasFocus()


def test_what_both_have_changed_leads_to_the_choice(qtbot: QtBot, known: Office, served: Served):
    moved = {"event": "offer_changed", "personnummer": SOMEONE, "ar": "2026"}
    offer(known.installation, known.actor, SOMEONE, 2026, TODAY.replace(day=1, month=8))
    comes_in(known, served, moved | {"erbjuden": str(TODAY.replace(day=2, month=8))})
    shown = Opened(qtbot, known)
    shown.show_list("arrivals")
    shown.press(shown.page.arrivals.arrival.open, SPACE)
    assert shown.went == [Place("region", item="conflict")]


def test_a_unit_leads_to_the_units_and_nothing_to_nowhere(
    qtbot: QtBot, connected: Office, served: Served
):
    shown = Opened(qtbot, connected)
    shown.show_list("arrivals")
    pane = shown.page.arrivals.arrival
    assert not pane.open.isVisible()
    assert "nittio" in shown.page.arrivals.table.empty_text
    connected.load_units()
    propose_units(connected.installation, connected.actor, ["E1"])
    sync(connected.installation, connected.actor)
    comes_in(connected, served, {"event": "unit_activated", "kod": "E1"})
    shown.page.refresh()
    shown.rest()
    assert pane.header.isHidden()
    shown.press(pane.open, SPACE)
    assert shown.went == [Place("region", item="units")]
