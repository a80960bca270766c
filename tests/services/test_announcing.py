"""Announcing what changed before the region had heard of the former state."""

import json

import pytest

from tests.installations import Desk, certificate, decision
from tests.services.acting import change, outbox, settle

LATER = "2026-12-31"


@pytest.fixture
def announced(desk: Desk) -> Desk:
    """A certificate that waits for the region."""
    settle(desk)
    desk.load("intyg", certificate(), announce=True)
    return desk


def test_what_waits_untried_is_renewed(announced: Desk):
    announced.load("intyg", certificate(till=LATER), announce=True)
    assert [item["till"] for item in outbox(announced)] == [LATER]


def test_what_has_been_tried_is_followed_by_the_new_state(announced: Desk):
    change(announced, "UPDATE outbox_item SET attempts = 1")
    for _ in range(2):  # the second time there is nothing new
        announced.load("intyg", certificate(till=LATER), announce=True)
    assert [item["till"] for item in outbox(announced)] == ["", LATER]


def test_what_a_person_is_asked_about_is_left_to_them(announced: Desk):
    change(announced, "UPDATE outbox_item SET state = 'conflict'")
    announced.load("intyg", certificate(till=LATER), announce=True)
    assert not outbox(announced)
    assert [item["till"] for item in outbox(announced, "conflict")] == [""]


def test_what_waits_for_a_basis_gets_none(announced: Desk):
    change(announced, "UPDATE certificate SET announced = ?", False)
    announced.load("insatser", decision(beslut_id="B-x", fornamn="Anna"))
    announced.load("intyg", certificate(till=LATER), announce=True)
    assert announced.select("SELECT COUNT(*) FROM certificate WHERE announced") == [(0,)]
    assert json.loads(announced.select("SELECT payload FROM outbox_item")[0][0])["till"] == LATER
