"""A person's decision: who is no candidate, until when, and whose data stops."""

import pytest

from ntand.domain.codes import Basis, EndReason, Stance
from ntand.services.certificates import consent, end
from ntand.services.exchange.outbox.outgoing import Sent
from ntand.services.stances import decide
from ntand.services.yearly_round import offer
from tests.installations import SOMEONE, TODAY, Desk, decision
from tests.services.acting import day, give, on, refused, settle


def decides(desk: Desk, stance: Stance, ask_again: str | None = None) -> None:
    again = day(ask_again) if ask_again else None
    decide(desk.installation, desk.actor, SOMEONE, stance, "Enligt samtal", again)


@pytest.mark.parametrize("stance", list(Stance))
def test_no_candidate_until_asked_again(desk: Desk, stance: Stance):
    settle(desk)
    assert desk.persons()[SOMEONE].candidate
    decides(desk, stance, "2026-10-01")
    assert not desk.persons()[SOMEONE].candidate
    assert not on(desk, "2026-09-30").persons()[SOMEONE].candidate
    assert on(desk, "2026-10-01").persons()[SOMEONE].candidate


def test_no_candidate_until_a_decisive_fact_changes(sqlite_desk: Desk):
    settle(sqlite_desk)
    decides(sqlite_desk, Stance.DECLINES)
    told = decision(beslut_id=f"B-{SOMEONE}", handlaggare="Ny")
    sqlite_desk.load("insatser", told)
    assert not sqlite_desk.persons()[SOMEONE].candidate
    sqlite_desk.load("insatser", told | {"omvardnad_per_dygn": "5"})
    assert sqlite_desk.persons()[SOMEONE].candidate


def test_the_latest_decision_counts_and_the_former_is_kept(sqlite_desk: Desk):
    settle(sqlite_desk)
    decides(sqlite_desk, Stance.DECLINES)
    decides(sqlite_desk, Stance.WAIT, "2026-09-01")
    assert sqlite_desk.persons()[SOMEONE].candidate
    rows = sqlite_desk.select("SELECT stance, superseded_by IS NULL FROM stance ORDER BY id")
    assert [(stance, bool(stands)) for stance, stands in rows] == [("avbojer", 0), ("avvakta", 1)]


def test_a_reason_is_demanded(sqlite_desk: Desk):
    settle(sqlite_desk)
    with refused("text.missing"):
        decide(sqlite_desk.installation, sqlite_desk.actor, SOMEONE, Stance.WAIT, "\t")


def test_refusing_disclosure_stops_everything_until_a_later_consent(desk: Desk):
    settle(desk)
    key = give(desk).intyg_id
    decides(desk, Stance.REFUSES_DISCLOSURE)
    how = desk.installation, desk.actor
    assert end(*how, key, EndReason.CONDITIONS_CEASED, TODAY).sent is Sent.WAITS
    assert offer(*how, SOMEONE, 2026).sent is Sent.WAITS
    consent(*how, SOMEONE, Basis.CONSENT)
    assert offer(*how, SOMEONE, 2026).sent is Sent.QUEUED


def test_a_decision_of_another_kind_does_not_lift_the_refusal(desk: Desk):
    settle(desk)
    give(desk)
    decides(desk, Stance.REFUSES_DISCLOSURE)
    decides(desk, Stance.KEEP)
    assert offer(desk.installation, desk.actor, SOMEONE, 2026).sent is Sent.WAITS


def test_consent_lets_the_offers_of_a_holder_by_history_go(sqlite_desk: Desk):
    settle(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor
    assert offer(*how, SOMEONE, 2026).sent is Sent.WAITS
    assert consent(*how, SOMEONE, Basis.HARM_TEST).changed == ()
    assert offer(*how, SOMEONE, 2026).sent is Sent.QUEUED
