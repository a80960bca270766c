"""One of a few values, all of them seen at once, each with what it means."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from ui.kit.look import GAP, muted
from ui.kit.ticks import RadioButton


class RadioChoice(QWidget):
    """Radio buttons under each other; the arrows move between them."""

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)
        self._blocks: dict[str, list[QWidget]] = {}
        for value, words, meaning in choices:
            self._add(value, words, meaning)
        self.choose("")

    def offer(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Let only these of the first choices be chosen."""
        offered = {value for value, _words, _meaning in choices}
        for value, parts in self._blocks.items():
            for part in parts:
                part.setVisible(value in offered)

    def value(self) -> str:
        """The value chosen; empty for none."""
        return next((value for value, one in self.buttons.items() if one.isChecked()), "")

    def choose(self, value: str) -> None:
        """Choose the value, or nothing; the keyboard will begin there."""
        self._group.setExclusive(False)
        for name, one in self.buttons.items():
            one.setChecked(name == value)
        self._group.setExclusive(True)
        self.setFocusProxy(self.buttons.get(value) or next(iter(self.buttons.values())))

    def _add(self, value: str, words: str, meaning: str) -> None:
        one = RadioButton(words)
        one.setAccessibleDescription(meaning)
        one.toggled.connect(self.changed)
        told = muted(meaning)
        told.setIndent(3 * GAP)
        self._group.addButton(one)
        self._column.addWidget(one)
        self._column.addWidget(told)
        self.buttons[value], self._blocks[value] = one, [one, told]
