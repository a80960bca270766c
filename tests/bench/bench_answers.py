"""Answers typed in the window, against the same service calls alone.

    python -m tests.bench.bench_answers

A municipality of 12 000 persons; 50 answers a round, the keys pressed at once. What a person
feels is the time a key takes; the answers are stored behind, in order.
"""

import os
from itertools import cycle, islice
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ntand.domain.codes import Answer, AnswerChannel
from ntand.services.installation import Installation
from ntand.services.round_view import round_rows
from ntand.services.yearly_round import NewAnswer, offer
from tests.bench.municipality import ACTOR, TODAY, filled_installation
from ui.frame.main_window import MainWindow
from ui.kit.colours import Colours
from ui.kit.desk import Place
from ui.pages.round import RoundPage

PERSONS, ANSWERS, ROUNDS = 12_000, 50, 5
VALUES = {"j": Answer.YES, "n": Answer.NO, "i": Answer.NONE}


def main() -> None:
    """Print what an answer takes in the window and alone, and the ratio."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with TemporaryDirectory() as folder:
        os.environ["HOME"] = folder  # the window remembers its columns there
        app = QApplication([])
        app.setStyle("Fusion")
        Colours(app)
        with filled_installation(PERSONS, PERSONS * 2, certificates=True) as installation:
            _measure(installation)


def _measure(installation: Installation) -> None:
    window = MainWindow(installation.home, lambda: (installation, ACTOR))
    window.show()
    _rest(window)
    window.workspace.go(Place("round"))
    _rest(window)
    page = window.workspace.pages.page
    assert isinstance(page, RoundPage)
    page.units.choose("all")
    _rest(window)
    typed, bare, keys = list[float](), list[float](), list[float]()
    for at in range(ROUNDS):
        typed.append(_type(window, page, at * 2 * ANSWERS, keys))
        bare.append(_bare(installation, at * 2 * ANSWERS + ANSWERS))
    _check(installation)
    window.workspace.desk.wait()
    window.close()
    ratio = median(mine / theirs for mine, theirs in zip(typed, bare, strict=True))
    print(f"{PERSONS} persons, {ANSWERS} answers a round, {ROUNDS} rounds")
    print(
        f"a key pressed            {median(keys) * 1000:8.2f} ms   slowest {max(keys) * 1000:.1f}"
    )
    print(f"an answer, service alone {median(bare) / ANSWERS * 1000:8.2f} ms")
    print(f"an answer, in the window {median(typed) / ANSWERS * 1000:8.2f} ms   ratio {ratio:.2f}")


def _type(window: MainWindow, page: RoundPage, first: int, keys: list[float]) -> float:
    """Seconds from the first key until the last answer is stored."""
    page.work.begin()
    page.work.grid.choose_at(first)
    started = perf_counter()
    for key in islice(cycle(VALUES), ANSWERS):
        pressed = perf_counter()
        QTest.keyClicks(page.work.grid, key)
        keys.append(perf_counter() - pressed)
    while page.work.typing.pending:
        QApplication.processEvents()
    took = perf_counter() - started
    QTest.qWait(1000)  # what the page reads anew after typing belongs to no answer
    _rest(window)
    return took


def _bare(installation: Installation, first: int) -> float:
    rows = round_rows(installation, ACTOR, TODAY.year)[first : first + ANSWERS]
    started = perf_counter()
    for row, value in zip(rows, cycle(VALUES.values()), strict=False):
        new = NewAnswer(value, TODAY, None, AnswerChannel.FORM)
        offer(installation, ACTOR, row.person, TODAY.year, answer=new)
    return perf_counter() - started


def _check(installation: Installation) -> None:
    """Both ways stored the same answers."""
    rows = round_rows(installation, ACTOR, TODAY.year)
    wanted = list(islice(cycle(VALUES.values()), ANSWERS)) * 2 * ROUNDS
    assert [row.answer for row in rows[: len(wanted)]] == wanted


def _rest(window: MainWindow) -> None:
    """Let the window read what it wants to read."""
    QTest.qWait(50)
    while window.reading:
        QTest.qWait(20)


if __name__ == "__main__":
    main()
