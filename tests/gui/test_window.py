import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QThread, QTimer, qWarning
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ntand.bootstrap import open_installation, this_user
from ntand.demo.municipality import practice_municipality, write_files
from ntand.errors import NtandError, StoreError
from ntand.ports import clock_from_environment
from ntand.services.importing import ImportOptions, import_file
from ntand.services.installing import make_installation
from ui.app import load, main
from ui.faults import Faults
from ui.main_window import MainWindow
from ui.single_instance import SingleInstance

ROOT = Path(__file__).parents[2]
# The offscreen platform says so of every window.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("window")
    practice = practice_municipality(clock_from_environment().today())
    make_installation(folder / "home", practice.code)
    installation = open_installation(folder / "home")
    for kind, path in write_files(practice, folder / "files").items():
        import_file(installation, this_user(), path, ImportOptions(kind=kind))
    installation.engine.dispose()
    return folder / "home"


def opened(qtbot: QtBot, home: Path, load_home: object = None) -> MainWindow:
    """The window, shown and done reading."""
    window = MainWindow(home, load_home or (lambda: load(home)), practice=True)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted, timeout=5000):
        window.show()
    qtbot.waitUntil(lambda: not window.reading, timeout=10000)
    return window


def test_the_window_shows_the_municipality_and_its_figures(qtbot: QtBot, home: Path) -> None:
    window = opened(qtbot, home)
    assert "PROV" in window.windowTitle()
    assert "inga riktiga personer" in window.windowTitle()
    assert "PROV" in window.mark.text()
    now = load(home)
    assert now is not None
    assert window.page.heading.text() == now.municipality
    shown = {name: tile.figure.text() for name, tile in window.page.tiles.items()}
    assert shown == {
        "persons": str(now.persons),
        "candidates": str(now.candidates),
        "active": str(now.active_certificates),
        "waiting": "0",
    }
    assert now.persons > now.candidates > 0
    assert any(str(now.candidates) in step for step in window.page.steps())
    assert window.close()


def test_everything_a_person_meets_has_a_name(qtbot: QtBot, home: Path) -> None:
    window = opened(qtbot, home)
    nameless = [
        type(one).__name__
        for one in window.findChildren(QWidget)
        if isinstance(one, QLabel | QPushButton)
        and one.isVisible()
        and not (one.accessibleName() or one.text())
    ]
    assert nameless == []
    assert "256" in window.page.tiles["persons"].accessibleName()


def test_the_window_opens_without_an_installation(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(qtbot, tmp_path / "empty")
    assert str(tmp_path / "empty") in window.page.under.text()
    assert any("ntand init" in step for step in window.page.steps())
    assert any("ntand demo" in step for step in window.page.steps())
    assert not any(tile.isVisible() for tile in window.page.tiles.values())
    assert not (tmp_path / "empty").exists()


def test_the_installation_is_read_off_the_windows_thread(qtbot: QtBot, tmp_path: Path) -> None:
    threads: list[QThread] = []
    opened(qtbot, tmp_path, lambda: threads.append(QThread.currentThread()))
    assert len(threads) == 1
    assert threads[0] is not QApplication.instance().thread()  # type: ignore[union-attr]


def test_a_known_error_becomes_a_message(qtbot: QtBot, tmp_path: Path) -> None:
    def damaged() -> None:
        raise StoreError("home.damaged", file="installation.json")

    window = opened(qtbot, tmp_path, damaged)
    assert window.message.isVisible()
    assert "installation.json" in window.message.text.text()
    assert window.page.steps()


def test_a_bug_becomes_a_message_with_the_logs_reference(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of someone")

    window = opened(qtbot, tmp_path, broken)
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    reference = record.getMessage().rpartition("=")[2]
    assert reference in window.message.text.text()
    assert "someone" not in window.message.text.text()


def test_a_message_can_be_closed_and_reading_again_takes_it_away(
    qtbot: QtBot, home: Path, tmp_path: Path
) -> None:
    answers = [StoreError("home.damaged", file="x"), None]

    def once() -> object:
        error = answers.pop(0)
        if error is not None:
            raise error
        return load(home)

    window = opened(qtbot, tmp_path, once)
    assert window.message.isVisible()
    window.reload()
    qtbot.waitUntil(lambda: not window.reading, timeout=10000)
    assert not window.message.isVisible()
    assert window.page.tiles["persons"].isVisible()


def test_the_program_ends_when_its_window_is_closed(
    qapp: QApplication, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def close() -> None:
        for window in qapp.topLevelWidgets():
            if isinstance(window, MainWindow) and not window.reading:
                window.close()
                timer.stop()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(20)
    assert main(home, practice=True) == 0
    assert (home / "logs").is_dir()
    assert {one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING} <= {
        "This plugin does not support propagateSizeHints()"
    }
    # Qt's own dialogs speak Swedish.
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Avbryt"


@pytest.fixture
def faults(qapp: QApplication) -> Iterator[Faults]:
    hooks = sys.excepthook, threading.excepthook
    found = Faults()
    with found.watching():
        yield found
    assert (sys.excepthook, threading.excepthook) == hooks


def test_an_uncaught_error_of_any_thread_is_logged_and_shown(
    qtbot: QtBot, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(faults.told, timeout=5000) as got:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert isinstance(got.args[0], NtandError)
    with qtbot.waitSignal(faults.told, timeout=5000) as got:
        sys.excepthook(ValueError, ValueError("x"), None)
    references = [one.getMessage()[-8:] for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(references) == 2
    assert got.args[0].facts["ref"] == references[1]


def test_qts_own_warnings_reach_the_log(faults: Faults, caplog: pytest.LogCaptureFixture) -> None:
    qWarning("from Qt")
    assert "from Qt" in caplog.text


def test_a_second_start_raises_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    other = SingleInstance(tmp_path / "other")
    assert first.first()
    with qtbot.waitSignal(first.asked, timeout=5000):
        assert not second.first()
    assert other.first()
    first.release()
    assert second.first()
    second.release()
    other.release()


def test_a_day_chosen_for_practice_is_shown(
    qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NTAND_TODAY", "2027-03-01")
    window = opened(qtbot, home)
    assert "2027-03-01" in window.mark.text()
    assert "2027-03-01" in window.page.under.text()
    monkeypatch.setenv("NTAND_TODAY", "soon")
    assert opened(qtbot, home).message.isVisible()


def test_the_colours_follow_the_system(qtbot: QtBot, home: Path, qapp: QApplication) -> None:
    former = qapp.palette()
    try:
        qapp.setPalette(QPalette(QColor(40, 40, 40)))
        window = opened(qtbot, home)
        picture = window.grab().toImage()
        assert picture.pixelColor(8, picture.height() // 2).lightness() < 100
    finally:
        qapp.setPalette(former)


def test_the_window_opens_before_the_databases_library_is_loaded() -> None:
    heavy = "{'sqlalchemy', 'sqlcipher3', 'httpx', 'reportlab', 'alembic', 'keyring'}"
    script = f"import sys, ui.app; print(sorted({heavy} & sys.modules.keys()))"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
