"""Someone who has only a keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import rest
from ui.kit.desk import Desk

KEY = Qt.Key


class Keyboard:
    """Presses keys wherever the keyboard is, and waits until the desk has done its work."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self._qtbot, self._desk = qtbot, desk

    @property
    def within(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def on(self, widget: QWidget) -> bool:
        """Whether the keyboard is on the widget."""
        return self.within is widget

    def press(self, *keys: Qt.Key, ctrl: bool = False, shift: bool = False) -> None:
        held = Qt.KeyboardModifier.NoModifier
        if ctrl:
            held |= Qt.KeyboardModifier.ControlModifier
        if shift:
            held |= Qt.KeyboardModifier.ShiftModifier
        for key in keys:
            self._qtbot.keyClick(self.within, key, held)
            self.rest()

    def write(self, text: str) -> None:  # letters of ASCII only: QTest knows no others
        self._qtbot.keyClicks(self.within, text)
        self.rest()

    def replace(self, text: str) -> None:
        """Write this in the place of what a field holds."""
        self.press(KEY.Key_A, ctrl=True)
        self.write(text)

    def tab_to(self, wanted: QWidget, *, most: int = 40) -> None:
        """Reach the widget with Tab."""
        for _ in range(most):
            if self.within is wanted:
                return
            self.press(KEY.Key_Tab)
        raise AssertionError(f"Tab never reached {wanted.accessibleName()}")

    def rest(self) -> None:
        rest(self._qtbot, lambda: self._desk.busy)
