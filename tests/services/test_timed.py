"""When the exchange begins by itself."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ntand.errors import TemporaryFailure
from ntand.services.actor import Actor, Role
from ntand.services.exchange.pausing import pause, resume
from ntand.services.exchange.runs import begin_run, end_run
from ntand.services.exchange.sync import Synced
from ntand.services.exchange.timed import INTERVAL, Turn, next_turn
from ntand.settings import Channel
from ntand.store.tables import Manner
from tests.installations import TODAY, Desk
from tests.services.acting import give, settle

SECOND = timedelta(seconds=1)


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    instant: datetime = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.date()

    def turn(self, step: timedelta) -> None:
        self.instant += step


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connected(desk: Desk, clock: Clock) -> Desk:
    settle(desk)
    settings = replace(desk.installation.settings, region_url="https://region.example")
    return replace(desk, installation=replace(desk.installation, settings=settings, clock=clock))


def turn(desk: Desk) -> Turn:
    return next_turn(desk.installation, desk.actor)


def ran(desk: Desk, error: Exception | None = None) -> None:
    run = begin_run(desk.installation, desk.actor, Manner.TIMER)
    end_run(desk.installation, run, Synced(), error)


def test_the_first_run_is_due_at_once_and_the_next_after_a_while(connected: Desk, clock: Clock):
    assert turn(connected) == Turn(clock.now().isoformat())
    ran(connected)
    assert turn(connected) == Turn((clock.now() + INTERVAL).isoformat())


def test_what_can_leave_leaves_when_it_can_no_longer_be_taken_back(connected: Desk, clock: Clock):
    ran(connected)
    clock.turn(60 * SECOND)
    give(connected)
    assert turn(connected) == Turn((clock.now() + 10 * SECOND).isoformat())
    clock.turn(300 * SECOND)  # the computer slept: it has been due for long
    assert datetime.fromisoformat(turn(connected).due or "") < clock.now()


def test_what_may_not_leave_hurries_nothing(connected: Desk, clock: Clock):
    ran(connected)
    due = (clock.now() + INTERVAL).isoformat()
    clock.turn(60 * SECOND)
    give(connected, basis=None)
    assert turn(connected) == Turn(due)


def test_two_runs_are_never_close(connected: Desk, clock: Clock):
    give(connected)
    clock.turn(5 * SECOND)
    ran(connected)  # and left what is so new
    assert turn(connected) == Turn((clock.now() + 10 * SECOND).isoformat())


def test_what_a_run_left_behind_hurries_no_other(connected: Desk, clock: Clock):
    give(connected)
    clock.turn(60 * SECOND)
    ran(connected)
    assert turn(connected) == Turn((clock.now() + INTERVAL).isoformat())


def test_after_a_failure_it_waits_and_says_why(connected: Desk, clock: Clock):
    give(connected)
    clock.turn(60 * SECOND)
    ran(connected, TemporaryFailure("region.unreachable"))
    found = turn(connected)
    assert found.problem == "region.unreachable"
    assert datetime.fromisoformat(found.due or "") > clock.now() + 20 * SECOND
    clock.turn(timedelta(hours=2))
    again = turn(connected)
    assert again.problem == ""
    assert datetime.fromisoformat(again.due or "") <= clock.now()
    ran(connected)
    assert turn(connected) == Turn((clock.now() + INTERVAL).isoformat())


def test_a_pause_holds_until_it_is_lifted(connected: Desk):
    pause(connected.installation, connected.actor)
    assert turn(connected) == Turn(None, paused=True)
    resume(connected.installation, connected.actor)
    assert turn(connected).due


def test_nothing_begins_by_itself_where_nobody_may_or_can_exchange(connected: Desk):
    give(connected)
    issuer = Actor("eva", Role.ISSUER)
    assert next_turn(connected.installation, issuer) == Turn(None)
    for change in ({"channel": Channel.PORTAL}, {"region_url": ""}):
        settings = replace(connected.installation.settings, **change)
        changed = replace(connected.installation, settings=settings)
        assert next_turn(changed, connected.actor) == Turn(None)
