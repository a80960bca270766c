"""Pause and resume, the history of the runs, and when a timer may try again."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ntand.domain.codes import Answer
from ntand.errors import NotAllowed, SignInNeeded, TemporaryFailure
from ntand.ports import STOCKHOLM
from ntand.services.actor import Actor, Role
from ntand.services.exchange.outbox.queue_view import region_state
from ntand.services.exchange.outbox.sending import MOST_UNDER_WAY
from ntand.services.exchange.pausing import pause, paused, resume
from ntand.services.exchange.runs import begin_run, next_exchange, runs
from ntand.services.exchange.sync import Synced, connect, sync
from ntand.services.installing import back_up
from ntand.services.yearly_round import NewAnswer
from ntand.store.keys import kept_secret
from ntand.store.tables import Manner
from tests.installations import SOMEONE_ELSE, TODAY, Desk
from tests.quick_region import served
from tests.services.acting import change, give, refused, settle
from tests.services.gate import announce, in_states, small
from tests.services.region_line import Line, line, line_on_both, new_line, no_waiting

__all__ = ["line", "line_on_both", "new_line", "no_waiting", "served", "small"]


class Standing:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 1, 12, tzinfo=STOCKHOLM)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> object:
        return TODAY

    def goes(self, **span: float) -> None:
        self.moment += timedelta(**span)


@pytest.fixture
def clock(line: Line) -> Standing:
    """The line's clock, standing."""
    standing = Standing()
    installation = replace(line.desk.installation, clock=standing)  # type: ignore[arg-type]
    line.desk = replace(line.desk, installation=installation)
    return standing


# --- Pause ----------------------------------------------------------------------------------


def test_while_paused_nothing_is_sent_or_fetched(line_on_both: Line):
    desk = line_on_both.desk
    settle(desk)
    give(desk)
    made = pause(desk.installation, desk.actor)
    assert paused(desk.installation) == made
    assert made.by == desk.actor.user
    line_on_both.door.open = False
    for manner in Manner:
        with refused("region.paused"):
            line_on_both.sync(manner)
    line_on_both.door.open = True
    resume(desk.installation, desk.actor)
    assert paused(desk.installation) is None
    assert line_on_both.sync() == Synced(sent=1)


def test_the_first_pause_stands(line: Line):
    first = pause(line.desk.installation, line.desk.actor)
    assert pause(line.desk.installation, Actor("bo", Role.COORDINATOR)) == first


def test_a_pause_in_the_middle_of_a_run_lets_no_more_leave(line: Line):
    settle(line.desk)
    give(line.desk)
    line.offers()

    def stop(path: str) -> None:
        if path == "/v1/batches":
            pause(line.desk.installation, line.desk.actor)

    line.door.before = stop
    with refused("region.paused"):
        line.sync()
    line.door.before = lambda path: None
    assert len(line.region("certificates")) == 1
    assert not line.region("offers")
    assert line.desk.select("SELECT sent, problem FROM exchange_run") == [(1, "region.paused")]
    resume(line.desk.installation, line.desk.actor)
    assert line.sync() == Synced(sent=1)


def test_a_pause_stops_between_batches(line: Line, small: None):
    announce(line.desk, 30)
    change(line.desk, "UPDATE outbox_item SET attempts = 0")

    def stop(path: str) -> None:
        if path == "/v1/batches":
            change(
                line.desk,
                "INSERT INTO setting (name, value) SELECT 'exchange.paused', '2026-09-01T00:00:00'"
                " WHERE NOT EXISTS (SELECT 1 FROM setting WHERE name = 'exchange.paused')",
            )

    line.door.before = stop
    with refused("region.paused"):
        line.sync()
    assert 0 < in_states(line.desk)["delivered"] <= 4 * MOST_UNDER_WAY


def test_only_those_who_may_exchange_may_pause(sqlite_desk: Desk):
    reviewer = Actor("rut", Role.REVIEWER)
    for act in (pause, resume):
        with pytest.raises(NotAllowed):
            act(sqlite_desk.installation, reviewer)
    assert paused(sqlite_desk.installation) is None


def test_a_pause_follows_the_database_into_a_backup(sqlite_desk: Desk, tmp_path: Path):
    pause(sqlite_desk.installation, sqlite_desk.actor)
    back_up(sqlite_desk.installation, sqlite_desk.actor, tmp_path / "copy.ntand")
    assert paused(sqlite_desk.installation)


# --- The history ----------------------------------------------------------------------------


def test_each_run_leaves_a_row_with_what_it_did(line_on_both: Line):
    desk = line_on_both.desk
    settle(desk)
    give(desk)
    line_on_both.sync(Manner.SCHEDULER)
    line_on_both.reports(utford="2026-08-15")
    line_on_both.sync()
    second, first = runs(desk.installation, desk.actor)
    assert (first.manner, first.by, first.sent, first.received) == ("scheduler", "anna", 1, 0)
    assert (second.manner, second.sent, second.received) == ("asked", 0, 1)
    assert first.ended is not None
    assert first.started <= first.ended <= second.started
    assert not first.problem


def test_a_run_that_fails_keeps_what_it_did_and_what_stopped_it(line: Line):
    settle(line.desk)
    give(line.desk)
    line.offers()
    batches: list[str] = []

    def close_after_one(path: str) -> None:
        batches.extend([path] * (path == "/v1/batches"))
        if len(batches) == 2:
            line.door.target = "http://127.0.0.1:1"

    line.door.before = close_after_one
    with pytest.raises(TemporaryFailure):
        line.sync()
    (run,) = runs(line.desk.installation, line.desk.actor)
    assert (run.sent, run.problem) == (1, "region.unreachable")


def test_a_run_that_was_cut_off_has_no_end(line: Line):
    begin_run(line.desk.installation, line.desk.actor, Manner.TIMER)
    line.sync()
    later, cut_off = runs(line.desk.installation, line.desk.actor)
    assert (later.ended is None, cut_off.ended) == (False, None)


def test_runs_name_nobody_and_the_latest_come_first(line: Line):
    for _ in range(3):
        line.sync()
    told = runs(line.desk.installation, line.desk.actor, limit=2)
    assert len(told) == 2
    assert told[0].started >= told[1].started
    assert not line.desk.select("SELECT * FROM access_subject")


# --- A timer --------------------------------------------------------------------------------


def test_a_timer_leaves_alone_what_may_still_be_taken_back(line: Line, clock: Standing):
    settle(line.desk, SOMEONE_ELSE)
    give(line.desk, SOMEONE_ELSE)
    clock.goes(seconds=9)
    assert line.sync(Manner.TIMER) == Synced(pending=1)
    clock.goes(seconds=2)
    assert line.sync(Manner.TIMER) == Synced(sent=1)


def test_a_renewed_item_is_new_again_and_is_not_overtaken(line: Line, clock: Standing):
    settle(line.desk)
    key = give(line.desk).intyg_id
    line.offers()
    clock.goes(seconds=20)
    change(line.desk, "UPDATE certificate SET issuer = 'Maria'")
    line.offers(answer=NewAnswer(Answer.YES))
    assert line.sync(Manner.TIMER) == Synced(sent=1, pending=1)
    assert [row["intyg_id"] for row in line.region("certificates")] == [key]
    assert not line.region("offers")
    assert region_state(line.desk.installation, line.desk.actor).ready == 1
    assert line.sync() == Synced(sent=1)  # who asks need not wait


def test_what_stands_behind_a_new_item_waits_with_it(line: Line, clock: Standing):
    settle(line.desk)
    line.offers()
    line.offers(2025)
    clock.goes(seconds=20)
    line.offers(answer=NewAnswer(Answer.YES))  # the first of the two
    assert line.sync(Manner.TIMER) == Synced(pending=2)


def test_after_failures_the_timer_waits_longer_each_time(line: Line, clock: Standing):
    waits = []
    line.door.open = False
    for _ in range(4):
        with pytest.raises(TemporaryFailure):
            line.sync(Manner.TIMER)
        at = next_exchange(line.desk.installation)
        assert at is not None
        waits.append((at - clock.now()).total_seconds())
        clock.goes(seconds=waits[-1])
        assert next_exchange(line.desk.installation) is None
    for wait, expected in zip(waits, (30, 60, 120, 240), strict=True):
        assert 0.79 * expected <= wait <= 1.21 * expected
    with pytest.raises(TemporaryFailure):
        line.sync(Manner.TIMER)
    line.door.open = True
    assert line.sync() == Synced()  # asked: at once
    assert next_exchange(line.desk.installation) is None


def test_a_new_connection_is_tried_at_once(line: Line, clock: Standing):
    line.door.open = False
    with pytest.raises(TemporaryFailure):
        line.sync()
    assert next_exchange(line.desk.installation)
    line.door.open = True
    with pytest.raises(SignInNeeded):
        connect(line.desk.installation, line.desk.actor, line.door.url, "1489", "wrong")
    assert next_exchange(line.desk.installation)
    client, secret = line.desk.installation.settings.region_client, _secret(line)
    connect(line.desk.installation, line.desk.actor, line.door.url, client, secret)
    assert next_exchange(line.desk.installation) is None


def test_a_pause_and_a_stop_are_no_failures(line: Line, clock: Standing):
    def stop(path: str) -> None:
        pause(line.desk.installation, line.desk.actor)

    settle(line.desk)
    give(line.desk)
    line.door.before = stop
    with refused("region.paused"):
        sync(line.desk.installation, line.desk.actor, manner=Manner.TIMER)
    assert next_exchange(line.desk.installation) is None


def _secret(line: Line) -> str:
    found = kept_secret(line.desk.installation.home, "region-secret")
    assert found is not None
    return found
