"""A consent taken back stops what waits; a person is asked about only with what it takes."""

from typing import Any

import pytest

from ntand.domain.codes import Basis, Stance
from ntand.errors import NotAllowed
from ntand.exchange.api import RegionApi
from ntand.mock_region import dump
from ntand.services.actor import Actor, Role
from ntand.services.certificates import consent
from ntand.services.consents import Withdrawn, withdraw_consent
from ntand.services.exchange.asking import held_elsewhere
from ntand.services.exchange.outbox.waiting import Hold, load_standing
from ntand.services.exchange.sync import connect, exchange
from ntand.services.people.view import person_view
from ntand.services.stances import decide
from ntand.services.undoing import undo
from ntand.services.yearly_round import offer
from ntand.store.work import reading
from tests.exchange.conftest import Served, served
from tests.installations import (
    SOMEONE,
    SOMEONE_ELSE,
    TODAY,
    Desk,
    certificate,
    decision,
)
from tests.services.acting import day, give, refused, settle

__all__ = ["served"]


def how(desk: Desk) -> tuple[Any, Any]:
    return desk.installation, desk.actor


def take_back(desk: Desk, on: Any = TODAY) -> Withdrawn:
    return withdraw_consent(*how(desk), SOMEONE, on)


def ready(desk: Desk) -> int:
    with reading(desk.installation.engine) as connection:
        standing = load_standing(connection, desk.installation)
        return [hold for _item, hold in standing].count(Hold.READY)


def sync(desk: Desk, region: Served) -> None:
    with region.api() as api:
        exchange(desk.installation, desk.actor, api)


def test_what_waits_stops_and_what_has_gone_stays(sqlite_desk: Desk, served: Served) -> None:
    desk = sqlite_desk
    settle(desk)
    give(desk)
    sync(desk, served)
    offer(*how(desk), SOMEONE, 2026)
    assert ready(desk) == 1
    assert take_back(desk).stopped == 1
    sync(desk, served)
    assert dump(served.data)["offers"] == []
    assert len(dump(served.data)["certificates"]) == 1
    consent(*how(desk), SOMEONE, Basis.CONSENT)
    sync(desk, served)
    assert len(dump(served.data)["offers"]) == 1


def test_undo_lets_it_go_again_and_once(desk: Desk) -> None:
    settle(desk)
    give(desk)
    before = desk.select("SELECT id, withdrawn_on FROM disclosure")
    done = take_back(desk)
    assert (ready(desk), done.stopped) == (0, 1)
    assert done.undo is not None
    undo(*how(desk), done.undo)
    assert ready(desk) == 1
    assert desk.select("SELECT id, withdrawn_on FROM disclosure") == before
    with refused("undo.too_late"):
        undo(*how(desk), done.undo)


def test_undo_comes_too_late_when_another_basis_has_been_told(desk: Desk) -> None:
    settle(desk)
    give(desk)
    done = take_back(desk)
    consent(*how(desk), SOMEONE, Basis.HARM_TEST)
    assert ready(desk) == 1
    assert done.undo is not None
    with refused("undo.too_late"):
        undo(*how(desk), done.undo)
    assert ready(desk) == 1


def test_a_harm_test_told_before_ends_with_it(desk: Desk) -> None:
    settle(desk)
    give(desk)
    consent(*how(desk), SOMEONE, Basis.HARM_TEST)
    take_back(desk)
    assert ready(desk) == 0


def test_the_consent_of_imported_history_can_be_taken_back_too(desk: Desk) -> None:
    settle(desk)
    assert not desk.load("intyg", certificate(underlag="samtycke"), announce=True).rejected
    assert ready(desk) == 1
    done = take_back(desk)
    assert ready(desk) == 0
    [shown] = person_view(*how(desk), SOMEONE).disclosures
    assert (shown.basis, shown.withdrawn_on) == ("samtycke", TODAY)
    with refused("consent.none"):
        take_back(desk)
    assert done.undo is not None
    undo(*how(desk), done.undo)
    assert ready(desk) == 1


def test_days_that_cannot_be_are_refused(desk: Desk) -> None:
    settle(desk)
    with refused("consent.none"):
        take_back(desk)
    give(desk)
    with refused("consent.in_future"):
        take_back(desk, day("2026-09-02"))
    with refused("consent.before_given"):
        take_back(desk, day("2026-08-31"))
    assert ready(desk) == 1


def test_only_who_issues_may_note_it(sqlite_desk: Desk) -> None:
    settle(sqlite_desk)
    give(sqlite_desk)
    reader = Actor("rut", Role.REVIEWER)
    with pytest.raises(NotAllowed):
        withdraw_consent(sqlite_desk.installation, reader, SOMEONE, TODAY)
    with pytest.raises(NotAllowed):
        held_elsewhere(sqlite_desk.installation, reader, SOMEONE)


def connected(desk: Desk, region: Served) -> Desk:
    access = region.credentials.values()
    return Desk(connect(*how(desk), region.url, *access), desk.folder)


def test_the_region_says_yes_or_no_about_a_person(sqlite_desk: Desk, served: Served) -> None:
    desk = connected(sqlite_desk, served)
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    assert held_elsewhere(*how(desk), SOMEONE) is False
    sync(desk, served)
    assert held_elsewhere(*how(desk), SOMEONE) is True
    assert desk.select("SELECT count(*) FROM access_event WHERE action = 'region.ask'") == [(2,)]


def test_nobody_is_named_who_may_not_be(
    sqlite_desk: Desk, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = connected(sqlite_desk, served)
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    asked: list[str] = []
    monkeypatch.setattr(RegionApi, "holds_certificate", lambda _api, number: asked.append(number))
    with refused("region.ask_no_basis"):
        held_elsewhere(*how(desk), SOMEONE_ELSE)
    take_back(desk)
    with refused("region.ask_no_basis"):
        held_elsewhere(*how(desk), SOMEONE)
    consent(*how(desk), SOMEONE, Basis.CONSENT)
    decide(*how(desk), SOMEONE, Stance.REFUSES_DISCLOSURE, "vill inte")
    with refused("region.ask_no_basis"):
        held_elsewhere(*how(desk), SOMEONE)
    desk.load("insatser", decision(beslut_id=f"B-{SOMEONE}", skydd="sekretessmarkering"))
    with refused("region.ask_protected"):
        held_elsewhere(*how(desk), SOMEONE)
    assert asked == []
