"""The exchange that begins by itself: when it is time, and without anyone noticing."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from ntand.errors import Cancelled, NtandError
from ntand.mock_region import dump
from ntand.ports import Progress
from ntand.services.exchange.pausing import pause
from ntand.services.exchange.runs import ExchangeRun, runs
from ntand.services.exchange.timed import Turn
from ntand.services.installation import Installation
from tests.exchange.conftest import Served
from tests.gui.at_region import no_waiting
from tests.gui.conftest import PATIENCE, opened_window, rest, rested
from tests.installations import SOMEONE, SOMEONE_ELSE, new_sqlite_desk, sqlite_desk
from tests.installations import Desk as Office
from tests.quick_region import joined, served
from tests.services.acting import give, settle
from tests.services.test_timed import Clock
from ui.frame.exchange_timer import AGAIN, LEAST, ExchangeTimer
from ui.kit.desk import Desk
from ui.kit.look import Text

__all__ = ["new_sqlite_desk", "no_waiting", "served", "sqlite_desk"]
SETTLED = timedelta(seconds=11)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(sqlite_desk: Office, served: Served, clock: Clock) -> Office:
    """Connected, with a clock that is turned by hand."""
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    desk = joined(sqlite_desk, served)
    return replace(desk, installation=replace(desk.installation, clock=clock))


class Timed:
    """The timer of a desk, rung by hand; and all that anyone could notice of it."""

    def __init__(self, qtbot: QtBot, office: Office) -> None:
        self.bot, self.office = qtbot, office
        self.desk = Desk()
        self.desk.use(office.installation, office.actor)
        self.noticed: list[str] = []
        self.turns: list[Turn] = []
        desk = self.desk
        desk.began.connect(lambda *_about: self.noticed.append("began"))
        desk.storing.connect(lambda: self.noticed.append("storing"))
        desk.stored.connect(lambda: self.noticed.append("stored"))
        desk.said.connect(lambda *_about: self.noticed.append("said"))
        desk.told.connect(lambda _error: self.noticed.append("told"))
        self.timer = ExchangeTimer(desk)
        self.timer.told.connect(self.turns.append)
        self.rest()

    def ring(self) -> None:
        """It is as late as the alarm was set to."""
        self.timer.alarm.timeout.emit()
        self.rest()

    def rest(self) -> None:
        rest(self.bot, lambda: self.desk.busy)

    @property
    def runs(self) -> tuple[ExchangeRun, ...]:
        return runs(self.office.installation, self.office.actor)


@pytest.fixture
def timed(qtbot: QtBot, office: Office) -> Iterator[Timed]:
    made = Timed(qtbot, office)
    yield made
    made.timer.alarm.stop()
    made.desk.wait()


def test_what_waits_leaves_when_it_can_no_longer_be_taken_back(
    timed: Timed, office: Office, clock: Clock, served: Served
):
    timed.ring()
    assert [run.manner for run in timed.runs] == ["timer"]
    clock.turn(timedelta(minutes=1))
    give(office)
    timed.desk.stored.emit()  # as after an act
    timed.rest()
    assert LEAST < timed.timer.alarm.interval() <= 10_000
    timed.ring()
    assert not dump(served.data)["certificates"]
    clock.turn(SETTLED)
    timed.ring()
    assert len(dump(served.data)["certificates"]) == 1


def test_nobody_is_disturbed_and_pages_are_read_anew_only_when_something_came(
    timed: Timed, office: Office, clock: Clock
):
    timed.ring()
    assert timed.noticed == []
    give(office)
    clock.turn(SETTLED)
    timed.ring()
    assert timed.noticed == ["stored"]
    clock.turn(timedelta(minutes=16))
    timed.ring()
    assert len(timed.runs) == 3
    assert timed.noticed == ["stored"]


def test_a_region_that_does_not_answer_is_left_alone_for_a_while(
    timed: Timed, office: Office, clock: Clock, served: Served
):
    give(office)
    clock.turn(SETTLED)
    served.close()
    timed.ring()
    assert "told" not in timed.noticed
    assert timed.turns[-1].problem.startswith("region.")
    assert timed.turns[-1].due
    timed.ring()
    assert len(timed.runs) == 1
    clock.turn(timedelta(hours=3))
    timed.ring()
    assert len(timed.runs) == 2


def test_while_it_is_paused_nothing_begins(timed: Timed, office: Office, clock: Clock):
    pause(office.installation, office.actor)
    give(office)
    clock.turn(SETTLED)
    timed.ring()
    assert timed.turns[-1] == Turn(None, paused=True)
    assert timed.runs == ()
    assert timed.timer.alarm.isActive()  # others may lift it


def test_it_does_not_begin_beside_other_long_work(timed: Timed, office: Office, clock: Clock):
    give(office)
    clock.turn(SETTLED)
    may_end = threading.Event()
    timed.desk.run(timed.desk, "import", lambda *_about: may_end.wait(30), lambda _done: None)
    with timed.bot.waitSignal(timed.timer.told, timeout=PATIENCE):
        timed.timer.alarm.timeout.emit()
    assert timed.runs == ()
    may_end.set()
    timed.rest()
    timed.ring()
    assert len(timed.runs) == 1


def test_it_gives_way_to_what_somebody_asks_for(timed: Timed):
    desk, began = timed.desk, threading.Event()
    ends: list[object] = []

    def slow(_who: Installation, _actor: object, progress: object) -> None:
        began.set()
        while True:
            progress.step(0, None)  # type: ignore[attr-defined] # a Progress

    def failed(error: NtandError) -> None:
        ends.append(error.code)

    assert desk.run_quietly(desk, slow, ends.append, failed=failed)
    assert began.wait(30)
    desk.run(desk, "import", lambda *_about: "imported", ends.append)
    timed.rest()
    assert ends == [Cancelled.default_code, "imported"]


def test_somebody_elses_exchange_is_waited_for(timed: Timed, office: Office, clock: Clock):
    from ntand.store.home_lock import home_lock

    give(office)
    clock.turn(SETTLED)
    with home_lock(office.installation.home, "sync"):
        timed.ring()
    assert timed.runs == ()
    assert timed.noticed == []
    assert timed.timer.alarm.interval() == AGAIN
    timed.ring()
    assert len(timed.runs) == 1


def test_the_window_tells_of_a_pause_and_of_the_next_attempt(
    qtbot: QtBot, sample_home: Path, our_style: None
):
    window = opened_window(qtbot, sample_home)
    workspace = window.workspace
    assert workspace.timer is not None
    before = workspace.status.exchanged.text()
    workspace.timer.told.emit(Turn(None, paused=True))
    paused = workspace.status.exchanged.text()
    workspace.timer.told.emit(Turn("2026-09-01T08:55:00+00:00", "region.unreachable"))
    failed = workspace.status.exchanged.text()
    assert len({before, paused, failed}) == 3
    assert "10:55" in failed
    workspace.timer.told.emit(Turn(None))
    assert workspace.status.exchanged.text() == before


def test_the_window_closes_while_it_exchanges(qtbot: QtBot, sample_home: Path, our_style: None):
    window = opened_window(qtbot, sample_home)
    desk, began = window.workspace.desk, threading.Event()

    def slow(_who: Installation, _actor: object, progress: object) -> None:
        began.set()
        while True:
            progress.step(0, None)  # type: ignore[attr-defined] # a Progress

    desk.run_quietly(desk, slow, lambda _done: None, failed=lambda _error: None)
    assert began.wait(30)
    assert window.close()
    rested(qtbot, window)


class Painted(QObject):
    """What a widget said each time it was painted."""

    def __init__(self, watched: Text) -> None:
        super().__init__(watched)
        self.texts: list[str] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and isinstance(watched, Text):
            self.texts.append(watched.text())
        return False


def test_one_click_closes_the_window_while_somebodys_exchange_runs(
    qtbot: QtBot, sample_home: Path, our_style: None
):
    window = opened_window(qtbot, sample_home)
    workspace, began = window.workspace, threading.Event()
    told: list[str] = []

    def slow(_who: Installation, _actor: object, progress: Progress) -> None:
        began.set()
        while True:
            progress.step(0, None)

    workspace.desk.run(
        workspace.desk,
        "Exchange",
        slow,
        lambda _done: None,
        failed=lambda error: told.append(error.code),
        resumable=True,
    )
    assert began.wait(30)
    painted = Painted(workspace.work.title)
    assert window.close()
    assert told == ["work.cancelled"]
    assert painted.texts  # what is waited for is told before the window stands still
    assert painted.texts[-1] != "Exchange"
