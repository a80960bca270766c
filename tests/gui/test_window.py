"""The program around the pages: opening, errors, one window for each home."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QThread, QTimer, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ntand.errors import NtandError, StoreError
from tests.gui.conftest import PATIENCE, opened_page, rested
from ui.app import main, open_home
from ui.frame.faults import Faults
from ui.frame.main_window import MainWindow
from ui.frame.places import ENTRIES
from ui.frame.single_instance import SingleInstance
from ui.kit.colours import is_dark
from ui.kit.desk import Place

ROOT = Path(__file__).parents[2]


def opened(qtbot: QtBot, home: Path, open_it: Callable[[], object]) -> MainWindow:
    window = MainWindow(home, open_it)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted, timeout=PATIENCE):
        window.show()
    rested(qtbot, window)
    return window


def test_the_window_says_that_it_is_for_practice(window: MainWindow) -> None:
    assert "PROV" in window.windowTitle()
    assert "inga riktiga personer" in window.windowTitle()
    assert "PROV" in window.workspace.mark.text()
    assert "2026-09-01" in window.workspace.mark.text()


def test_the_status_line_tells_what_is_saved_what_waits_and_who_is_here(
    window: MainWindow,
) -> None:
    line = window.workspace.status
    assert "Sparat" in line.saved.text()
    assert line.waiting.text() == "Inget på väg till regionen"
    assert line.exchanged.text() == "Regionen: inte ansluten"
    assert line.backed_up.text() == "Ingen säkerhetskopia än"
    assert line.user.text() == "anna"


@pytest.mark.parametrize("at", range(len(ENTRIES)))
def test_every_page_opens_by_its_key(qtbot: QtBot, window: MainWindow, at: int) -> None:
    qtbot.keyClick(
        window, getattr(Qt.Key, f"Key_{(at + 1) % 10}"), Qt.KeyboardModifier.ControlModifier
    )
    rested(qtbot, window)
    page = window.workspace.pages.page
    assert page is not None
    assert page.name == ENTRIES[at].name
    assert window.workspace.navigation.currentRow() == at
    assert not window.workspace.message.isVisible()


def test_back_and_forward_lead_where_one_has_been(qtbot: QtBot, window: MainWindow) -> None:
    for name in ("people", "region", "preferences"):
        opened_page(qtbot, window, name)
    seen = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        rested(qtbot, window)
        seen.append(window.workspace.pages.page.name if window.workspace.pages.page else "")
    assert seen == ["region", "people", "region"]
    window.workspace.go(Place("round"))
    assert not window.workspace.top.forward_button.isEnabled()


def test_the_keyboard_reaches_search_navigation_and_page(qtbot: QtBot, window: MainWindow) -> None:
    opened_page(qtbot, window, "preferences")
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    reached = []
    for _turn in range(3):
        within = QApplication.focusWidget()
        assert within is not None
        parts = (window.workspace.top, window.workspace.navigation, window.workspace.pages)
        reached.append([part is within or part.isAncestorOf(within) for part in parts])
        qtbot.keyClick(window, Qt.Key.Key_F6)
    assert reached == [[True, False, False], [False, True, False], [False, False, True]]


def test_the_size_of_the_window_is_remembered(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(700, 641)  # within the screen of the tests, as far as its contents allow
    window.close()
    other = opened(qtbot, window.home, lambda: open_home(window.home))
    assert other.height() == 641


def test_a_choice_of_colours_is_seen_at_once(qtbot: QtBot, window: MainWindow) -> None:
    page = opened_page(qtbot, window, "preferences")
    page.scheme.set_value("dark")  # type: ignore[attr-defined]
    assert is_dark(QApplication.palette())
    page.scheme.set_value("light")  # type: ignore[attr-defined]
    assert not is_dark(QApplication.palette())


def test_what_papers_say_is_kept_by_preferences(qtbot: QtBot, window: MainWindow) -> None:
    page = opened_page(qtbot, window, "preferences")
    field = page.fields["contact_name"]  # type: ignore[attr-defined]
    field.setFocus()
    qtbot.keyClicks(field, "Gun Öberg")
    page.save.click()  # type: ignore[attr-defined]
    rested(qtbot, window)
    assert window.workspace.desk.installation.settings.contact_name == "Gun Öberg"
    assert window.workspace.message.text.text() == "Sparat."


def test_without_an_installation_the_guide_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(qtbot, tmp_path / "empty", lambda: open_home(tmp_path / "empty"))
    assert window.workspace.pages.page is not None
    assert window.workspace.pages.page.name == "start"
    assert not window.workspace.navigation.isVisible()
    assert not (tmp_path / "empty").exists()


def test_the_installation_is_opened_off_the_windows_thread(qtbot: QtBot, tmp_path: Path) -> None:
    threads: list[QThread] = []
    opened(qtbot, tmp_path, lambda: threads.append(QThread.currentThread()))
    assert len(threads) == 1
    assert threads[0] is not QApplication.instance().thread()  # type: ignore[union-attr]


def test_a_known_error_becomes_a_message(qtbot: QtBot, tmp_path: Path) -> None:
    def damaged() -> None:
        raise StoreError("home.damaged", file="installation.json")

    window = opened(qtbot, tmp_path, damaged)
    assert window.workspace.message.isVisible()
    assert "installation.json" in window.workspace.message.text.text()


def test_a_bug_becomes_a_message_with_the_logs_reference(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of someone")

    window = opened(qtbot, tmp_path, broken)
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    reference = record.getMessage().rpartition("=")[2]
    assert reference in window.workspace.message.text.text()
    assert "someone" not in window.workspace.message.text.text()


def test_a_message_can_be_closed_and_reading_again_takes_it_away(
    qtbot: QtBot, sample_home: Path
) -> None:
    answers = [StoreError("home.damaged", file="x"), None]

    def once() -> object:
        error = answers.pop(0)
        if error is not None:
            raise error
        return open_home(sample_home)

    window = opened(qtbot, sample_home, once)
    assert window.workspace.message.isVisible()
    window.workspace.reload()
    rested(qtbot, window)
    assert not window.workspace.message.isVisible()
    assert window.workspace.navigation.isVisible()


def test_the_program_ends_when_its_window_is_closed(
    qapp: QApplication, sample_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def close() -> None:
        for window in qapp.topLevelWidgets():
            if isinstance(window, MainWindow) and not window.reading:
                window.close()
                timer.stop()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(20)
    assert main(sample_home, practice=True) == 0
    assert (sample_home / "logs").is_dir()
    assert {one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING} <= {
        "This plugin does not support propagateSizeHints()"
    }
    # Qt's own dialogs speak Swedish.
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Avbryt"


def test_the_session_that_makes_the_home_logs_from_then_on(
    qapp: QApplication, sample_home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "made-home"

    def go_on() -> None:
        for window in qapp.topLevelWidgets():
            if not isinstance(window, MainWindow) or window.home != home or window.reading:
                continue
            if not home.exists():
                sample_home.rename(home)  # as the start guide does: made, then read
                window.workspace.reload()
            elif window.workspace.desk.is_open:
                logging.getLogger("ntand.exchange").info("tried")
                window.close()
                timer.stop()

    timer = QTimer()
    timer.timeout.connect(go_on)
    timer.start(20)
    assert main(home, practice=True) == 0
    assert '"message": "tried"' in (home / "logs" / "ntand.log").read_text()


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
    first.listen()
    with qtbot.waitSignal(first.asked, timeout=5000):
        assert not second.first()
    assert other.first()
    first.release()
    assert second.first()
    second.release()
    other.release()


def test_the_window_opens_before_the_databases_library_is_loaded() -> None:
    heavy = "{'sqlalchemy', 'sqlcipher3', 'httpx', 'reportlab', 'alembic', 'keyring'}"
    script = f"import sys, ui.app; print(sorted({heavy} & sys.modules.keys()))"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
