"""The coordinator's desk on the sample, with a keyboard alone, and panes opened for someone."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ntand.bootstrap import open_installation
from ntand.services.installation import Installation
from ntand.services.issuing import Draft, draft_many
from ntand.services.proposals import identify
from ntand.services.undoing import Undo
from tests.gui.keyboard import Keyboard
from tests.installations import CLOCK, COORDINATOR
from ui.kit.desk import Desk
from ui.panes.act_pane import ActPane

Pane = TypeVar("Pane", bound=ActPane)


@pytest.fixture
def installation(sample_home: object, our_style: None) -> Iterator[Installation]:
    found = open_installation(sample_home, CLOCK)  # type: ignore[arg-type] # a path
    yield found
    found.engine.dispose()


@pytest.fixture
def desk(installation: Installation) -> Iterator[Desk]:
    desk = Desk()
    desk.use(installation, COORDINATOR)
    yield desk
    desk.wait()


@pytest.fixture
def keyboard(qtbot: QtBot, desk: Desk) -> Keyboard:
    return Keyboard(qtbot, desk)


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk, keyboard: Keyboard) -> Callable[..., Pane]:
    """Opens a pane for someone in a window of its own, among other things."""

    def open_pane(kind: type[Pane], *target: object) -> Pane:
        pane = kind(desk)  # type: ignore[call-arg] # every pane takes its desk alone
        window = QWidget()
        column = QVBoxLayout(window)
        for one in (QPushButton("before"), pane, QPushButton("after")):
            column.addWidget(one)
        qtbot.addWidget(window)
        window.resize(700, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        pane.show_for(*target)  # type: ignore[attr-defined] # each has its own
        keyboard.rest()
        pane.begin()
        pane.window_kept = window  # type: ignore[attr-defined] # as long as the pane
        return pane

    return open_pane


@pytest.fixture
def said(desk: Desk) -> list[tuple[str, Undo | None]]:
    found: list[tuple[str, Undo | None]] = []
    desk.said.connect(lambda text, back: found.append((text, back)))
    return found


def candidates(desk: Desk) -> list[Draft]:
    found = identify(desk.installation, COORDINATOR).persons
    persons = [one.person for one in found if one.candidate]
    return list(draft_many(desk.installation, COORDINATOR, persons))


def usual(desk: Desk) -> Draft:
    return next(one for one in candidates(desk) if not one.unusual)
