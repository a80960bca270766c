"""Random clicks, keys and texts over the whole window: nothing is raised, nothing is damaged.

``NTAND_RANDOM_SECONDS`` says for how long (15), ``NTAND_RANDOM_SEED`` which use it is.
"""

import os
import random
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ntand.errors import NtandError
from ntand.services.actor import Actor, Role
from ntand.services.installing import check
from tests.gui.conftest import rested
from tests.installations import SAMPLE
from ui.frame.main_window import MainWindow
from ui.frame.places import ENTRIES
from ui.kit.desk import Place

SECONDS = float(os.environ.get("NTAND_RANDOM_SECONDS", "15"))
SEED = int(os.environ.get("NTAND_RANDOM_SEED", "2027"))
CARETAKER = Actor("it", Role.ADMINISTRATOR)
KEY, HELD = Qt.Key, Qt.KeyboardModifier
_USED = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
_KEYS = (
    *(KEY.Key_Tab, KEY.Key_Backtab, KEY.Key_Return, KEY.Key_Escape, KEY.Key_Space) * 3,
    *(KEY.Key_Up, KEY.Key_Down, KEY.Key_Left, KEY.Key_Right) * 3,
    *(KEY.Key_Home, KEY.Key_End, KEY.Key_PageUp, KEY.Key_PageDown, KEY.Key_Delete),
    *(KEY.Key_Backspace, KEY.Key_F5, KEY.Key_F6, KEY.Key_J, KEY.Key_N, KEY.Key_I, KEY.Key_T),
)
_WITH_CONTROL = (KEY.Key_K, KEY.Key_Z, KEY.Key_A, KEY.Key_C, KEY.Key_V, KEY.Key_Return)
_TEXTS = (
    *("", "a", "öberg", "Åsa Ö", "linden", "1489-", "2027-01-01", "20261301", "idag", "-5"),
    *("99999999", "ja", "; DROP TABLE person; --", "x" * 600, "\u202eomvänt", "🦷", "%s {n}"),
    *("http://127.0.0.1:9", "rad\nrad", "<b>fet</b>", "=1+1", "0", "3"),
)


class Somebody:
    """Does whatever comes to mind in a window."""

    def __init__(self, qtbot: QtBot, window: MainWindow, chance: random.Random) -> None:
        self._qtbot, self._window, self._chance = qtbot, window, chance
        self.done: deque[str] = deque(maxlen=60)
        self._acts: list[tuple[int, Callable[[], None]]] = [
            (8, self._press),
            (8, self._click),
            (2, self._write),
            (1, self._choose),
            (1, self._go),
            (1, self._resize),
        ]

    def act(self) -> None:
        """Do one thing, then wait for the window or, as often, not."""
        popup = QApplication.activePopupWidget()
        if popup is not None and self._chance.random() < 0.3:
            popup.close()
        weights = [weight for weight, _act in self._acts]
        ((_weight, act),) = self._chance.choices(self._acts, weights)
        act()
        if self._chance.random() < 0.5:
            QApplication.processEvents()
        else:
            rested(self._qtbot, self._window)
        if not self._window.isVisible():  # left with its own key: someone starts it again
            self._window.show()

    def leave(self) -> None:
        """Close what is open above the window, and let it come to rest."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        rested(self._qtbot, self._window)

    def _press(self) -> None:
        within = QApplication.activePopupWidget() or QApplication.focusWidget() or self._window
        if self._chance.random() < 0.15:
            key, held = self._chance.choice(_WITH_CONTROL), HELD.ControlModifier
        else:
            key = self._chance.choice(_KEYS)
            often = self._chance.random() < 0.1
            held = HELD.ShiftModifier if often else HELD.NoModifier
        self._note(f"{held.name} {key.name}", within)
        self._qtbot.keyClick(within, key, held)

    def _click(self) -> None:
        within = self._somewhere(_USED if self._chance.random() < 0.8 else (QWidget,))
        if within is None:
            return
        if isinstance(within, QAbstractItemView):
            within = within.viewport()
        at = QPoint(
            self._chance.randrange(max(1, within.width())),
            self._chance.randrange(max(1, within.height())),
        )
        twice = self._chance.random() < 0.15
        self._note("double click" if twice else "click", within)
        click = self._qtbot.mouseDClick if twice else self._qtbot.mouseClick
        click(within, Qt.MouseButton.LeftButton, pos=at)

    def _write(self) -> None:
        within = self._somewhere((QLineEdit, QPlainTextEdit))
        if within is None:
            return
        text = self._chance.choice(_TEXTS)
        self._note(f"write {text[:20]!r}", within)
        within.setFocus()
        QGuiApplication.clipboard().setText(text)
        self._qtbot.keyClick(within, KEY.Key_A, HELD.ControlModifier)
        self._qtbot.keyClick(within, KEY.Key_V, HELD.ControlModifier)

    def _choose(self) -> None:
        within = self._somewhere((QComboBox,))
        if isinstance(within, QComboBox) and within.count():
            at = self._chance.randrange(within.count())
            self._note(f"choose {at}", within)
            within.setCurrentIndex(at)

    def _go(self) -> None:
        name = self._chance.choice(ENTRIES).name
        self._note(f"go to {name}", self._window)
        self._window.workspace.go(Place(name))

    def _resize(self) -> None:
        width, height = self._chance.choice([(1280, 800), (900, 600), (640, 480), (1920, 1080)])
        self._note(f"resize {width}", self._window)
        self._window.resize(width, height)

    def _somewhere(self, kinds: tuple[type[QWidget], ...]) -> QWidget | None:
        top = QApplication.activePopupWidget() or self._window
        found = [
            one
            for one in top.findChildren(QWidget)
            # A list of choices that was taken down may leave its Python half behind.
            if isValid(one) and isinstance(one, kinds) and one.isVisible() and one.isEnabled()
        ]
        return self._chance.choice(found) if found else None

    def _note(self, what: str, where: QWidget) -> None:
        path: list[str] = []
        one: QWidget | None = where
        while one is not None and len(path) < 4 and isValid(one):
            path.append(type(one).__name__)
            one = one.parentWidget()
        self.done.append(f"{what} in {' < '.join(path)} {where.accessibleName()!r}")


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> random.Random:
    """What is beyond the window: dialogs of the system answer at once, by chance."""
    chance = random.Random(SEED + 1)
    broken = tmp_path / "trasig.csv"
    broken.write_text('personnummer;"fornamn\n1;2;3', "utf-8")
    files = ["", str(broken), *(str(path) for path in sorted(SAMPLE.glob("*.csv")))]
    saved = ["", str(tmp_path / "ut.xlsx"), str(tmp_path / "ut.pdf"), str(tmp_path / "ut.csv")]
    folders = ["", str(tmp_path)]
    answers: dict[str, Callable[..., object]] = {
        "getOpenFileName": lambda *_args, **_named: (chance.choice(files), ""),
        "getSaveFileName": lambda *_args, **_named: (chance.choice(saved), ""),
        "getExistingDirectory": lambda *_args, **_named: chance.choice(folders),
    }
    for name, answer in answers.items():
        monkeypatch.setattr(QFileDialog, name, answer)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: 0)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    return chance


@pytest.mark.timeout(SECONDS + 300)
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen: no keyboard
def test_random_use_raises_nothing_and_leaves_all_sound(
    qtbot: QtBot, window: MainWindow, outside: random.Random
) -> None:
    told: list[NtandError] = []
    window.workspace.desk.told.connect(told.append)
    someone = Somebody(qtbot, window, random.Random(SEED))
    until, steps = monotonic() + SECONDS, 0
    try:
        while monotonic() < until:
            with qtbot.captureExceptions() as raised:
                someone.act()
            steps += 1
            assert raised == [], "".join(traceback.format_exception(*raised[0]))
            unexpected = [error for error in told if error.code.startswith("unexpected")]
            assert unexpected == []
        someone.leave()
        found = check(window.workspace.desk.installation, CARETAKER).found
        assert [one.code for one in found if one.serious] == []
    except BaseException as error:
        error.add_note("\n  ".join([f"seed {SEED}, {steps} steps; the last:", *someone.done]))
        raise
    assert steps > 10 * min(SECONDS, 1)
