"""The desk: what is asked is answered once, to whoever still waits for it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ntand.errors import Cancelled, NtandError, Refused, StoreError
from ntand.ports import Progress
from ntand.services.actor import Actor
from ntand.services.installation import Installation
from tests.gui.conftest import PATIENCE, rest
from ui.app import open_home
from ui.kit.desk import Desk


@pytest.fixture
def desk(qtbot: QtBot, sample_home: Path) -> Desk:
    opened = open_home(sample_home)
    assert opened is not None
    desk = Desk()
    desk.use(*opened)
    return desk


def giving(number: int) -> Callable[[Installation, Actor], int]:
    return lambda _installation, _actor: number


def rested(qtbot: QtBot, desk: Desk) -> None:
    rest(qtbot, lambda: desk.busy)


def test_the_answer_arrives_in_the_windows_thread(qtbot: QtBot, desk: Desk) -> None:
    threads: list[QThread] = []

    def work(_installation: Installation, actor: Actor) -> str:
        threads.append(QThread.currentThread())
        return actor.user

    users: list[str] = []

    def arrived(user: str) -> None:
        users.append(user)
        threads.append(QThread.currentThread())

    desk.ask(desk, work, arrived)
    rested(qtbot, desk)
    app = QApplication.instance()
    assert app is not None
    assert users == ["anna"]
    assert [thread is app.thread() for thread in threads] == [False, True]


def test_only_the_newest_question_of_a_topic_is_answered(qtbot: QtBot, desk: Desk) -> None:
    owner, answers = QObject(), list[int]()
    for number in range(5):
        desk.ask(owner, giving(number), answers.append)
    for number in (10, 11):
        desk.ask(owner, giving(number), answers.append, topic="other")
    rested(qtbot, desk)
    assert answers == [4, 11]


def test_nothing_arrives_where_nobody_waits_any_more(qtbot: QtBot, desk: Desk) -> None:
    owner, answers, go = QObject(), list[int](), threading.Event()
    desk.ask(owner, lambda _i, _a: go.wait(5), lambda _found: answers.append(1))
    owner.deleteLater()
    del owner
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    go.set()
    rested(qtbot, desk)
    assert answers == []


def test_an_act_is_told_to_all_and_always_answered(qtbot: QtBot, desk: Desk) -> None:
    answers: list[int] = []
    with qtbot.waitSignals([desk.stored] * 3, timeout=PATIENCE):
        for number in range(3):
            desk.act(desk, giving(number), answers.append)
    assert answers == [0, 1, 2]


def test_an_error_goes_to_whoever_asked_or_to_the_frame(qtbot: QtBot, desk: Desk) -> None:
    def refuse(_installation: Installation, _actor: Actor) -> None:
        raise Refused("certificate.voided")

    heard: list[NtandError] = []
    with qtbot.waitSignal(desk.told, timeout=PATIENCE) as told:
        desk.ask(desk, refuse, lambda _none: None)
    desk.ask(desk, refuse, lambda _none: None, failed=heard.append)
    rested(qtbot, desk)
    assert told.args[0].code == heard[0].code == "certificate.voided"


def test_long_work_is_cancelled_at_its_next_step(qtbot: QtBot, desk: Desk) -> None:
    begun, heard = threading.Event(), list[NtandError]()

    def count(_installation: Installation, _actor: Actor, progress: Progress) -> None:
        for number in range(10**9):
            progress.step(number, None)
            begun.set()

    jobs: list[object] = []
    desk.began.connect(lambda _title, job: jobs.append(job))
    desk.run(desk, "Räknar", count, lambda _none: None, failed=heard.append)
    qtbot.waitUntil(begun.is_set, timeout=PATIENCE)
    jobs[0].cancel()  # type: ignore[attr-defined]
    rested(qtbot, desk)
    assert [type(error) for error in heard] == [Cancelled]


def test_a_page_is_read_while_long_work_runs(qtbot: QtBot, desk: Desk) -> None:
    go, answers = threading.Event(), list[str]()
    desk.run(desk, "Väntar", lambda _i, _a, _p: go.wait(10), lambda _done: answers.append("long"))
    desk.ask(desk, lambda _i, _a: "short", answers.append)
    qtbot.waitUntil(lambda: answers == ["short"], timeout=PATIENCE)
    go.set()
    rested(qtbot, desk)
    assert answers == ["short", "long"]


def test_what_our_own_long_work_kept_waiting_is_asked_again(qtbot: QtBot, desk: Desk) -> None:
    go, answers, tries = threading.Event(), list[str](), list[int]()

    def busy_at_first(_installation: Installation, _actor: Actor) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise StoreError("store.busy")
        go.set()
        return "done"

    desk.run(desk, "Läser in", lambda _i, _a, _p: go.wait(10), lambda _done: None)
    desk.act(desk, busy_at_first, answers.append)
    rested(qtbot, desk)
    assert answers == ["done"]
    assert len(tries) == 2


def test_a_database_that_others_keep_is_told(qtbot: QtBot, desk: Desk) -> None:
    def busy(_installation: Installation, _actor: Actor) -> None:
        raise StoreError("store.busy")

    with qtbot.waitSignal(desk.told, timeout=PATIENCE) as told:
        desk.act(desk, busy, lambda _none: None)
    assert told.args[0].code == "store.busy"
