"""The real window on a real installation with the sample municipality in it."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ntand.bootstrap import open_installation
from ntand.services.installing import make_installation
from tests.installations import CLOCK, KINDS, SAMPLE, TODAY, Desk
from ui.app import open_home
from ui.frame.main_window import MainWindow
from ui.kit.colours import Colours
from ui.kit.desk import Place
from ui.kit.memory import memory
from ui.kit.page import Page

PATIENCE = 20_000  # milliseconds: for a busy machine; nothing waits so long


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # The offscreen platform says so of every window.
            item.add_marker(
                pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
            )


@pytest.fixture(autouse=True)
def garbage_in_this_thread() -> Iterator[None]:
    """As in the program: no worker's thread collects what Qt made here."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True, scope="module")
def garbage_of_windows() -> Iterator[None]:
    """What was there before is not looked through after each test, nor kept for ever.

    A window lets what its start has made stay: here many start in one process.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.collect()


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the sample municipality, made once."""
    folder = tmp_path_factory.mktemp("sample")
    make_installation(folder / "home", "1489")
    installation = open_installation(folder / "home", CLOCK)
    desk = Desk(installation, folder)
    for kind in KINDS:
        desk.load_file(kind, SAMPLE / f"{kind}.csv")
    installation.engine.dispose()
    return folder / "home"


@pytest.fixture
def sample_home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, on the day of the tests."""
    monkeypatch.setenv("NTAND_TODAY", TODAY.isoformat())
    monkeypatch.setenv("NTAND_USER", "anna")
    shutil.copytree(filled_home, tmp_path / "sample-home")
    return tmp_path / "sample-home"


@pytest.fixture
def our_style(qapp: QApplication) -> Iterator[None]:
    """Our style and colours, and nothing remembered from other windows."""
    qapp.setStyle("Fusion")
    colours = Colours(qapp, "light")
    memory().clear()
    yield
    colours.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, sample_home: Path, our_style: None) -> MainWindow:
    """The window, open on the sample and done reading."""
    return opened_window(qtbot, sample_home)


def opened_window(qtbot: QtBot, home: Path) -> MainWindow:
    """The window of a home, shown and done reading."""
    window = MainWindow(home, lambda: open_home(home), practice=True)
    qtbot.addWidget(window, before_close_func=lambda _window: window.workspace.desk.wait())
    with qtbot.waitSignal(window.painted, timeout=PATIENCE):
        window.show()
    rested(qtbot, window)
    return window


def rested(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the window has read and stored what it was asked to."""
    rest(qtbot, lambda: window.reading)


def rest(qtbot: QtBot, busy: Callable[[], bool]) -> None:
    """Wait until nothing is under way and what came of it is seen."""
    while True:
        qtbot.waitUntil(lambda: not busy(), timeout=PATIENCE)
        # What is put into a shown window is itself shown by an event of its own
        QApplication.processEvents()
        if not busy():
            return


def opened_page(qtbot: QtBot, window: MainWindow, name: str, **target: str) -> Page:
    """The page of the name, shown and done reading."""
    window.workspace.go(Place(name, **target))
    rested(qtbot, window)
    page = window.workspace.pages.page
    assert page is not None
    assert page.name == name
    return page
