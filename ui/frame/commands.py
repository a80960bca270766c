"""What the window can be told from menus and keys: one list for both, and for help."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do: its words, its keys, what it runs."""

    text: str
    keys: str
    run: Callable[[], object]


def fill(menu: QMenu, owner: QWidget, commands: Iterable[Command]) -> list[QAction]:
    """Put the commands into the menu, each with its keys."""
    actions = []
    for command in commands:
        action = QAction(command.text, owner)
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        menu.addAction(action)
        actions.append(action)
    return actions
