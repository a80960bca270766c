"""The first start, by keyboard alone: from nothing to an installation."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ntand.errors import NtandError
from ntand.services.installing import make_installation, restore
from ntand.settings import read_settings, settings_exist
from ntand.store import database
from tests.gui.conftest import PATIENCE, rested
from ui.app import open_home
from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk
from ui.pages.import_ import ImportPage
from ui.pages.start import StartPage

KEY = Qt.Key


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "new-home"


@pytest.fixture
def page(qtbot: QtBot, home: Path) -> Iterator[StartPage]:
    yield from opened(qtbot, home)


def opened(
    qtbot: QtBot, home: Path, start_practice: Callable[[], None] | None = None
) -> Iterator[StartPage]:
    page = StartPage(Desk(), home=home, open_home=lambda: None, start_practice=start_practice)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.first_focus().setFocus()
    yield page
    rest(qtbot, page)


def rest(qtbot: QtBot, page: StartPage) -> None:
    qtbot.waitUntil(lambda: not page.working, timeout=PATIENCE)


def focused(page: StartPage) -> QWidget:
    """The widget with the keyboard, whichever window the system holds for active."""
    found = page.window().focusWidget()
    assert found is not None
    return found


def key(qtbot: QtBot, page: StartPage, *keys: Qt.Key) -> None:
    for one in keys:
        qtbot.keyClick(focused(page), one)
        rest(qtbot, page)


def write(qtbot: QtBot, page: StartPage, text: str) -> None:
    qtbot.keyClicks(focused(page), text)


def to_the_key(qtbot: QtBot, page: StartPage, name: str = "alings") -> None:
    """From the welcome to the recovery key."""
    key(qtbot, page, KEY.Key_Return)
    write(qtbot, page, name)
    key(qtbot, page, KEY.Key_Return)
    assert shown(page) is page.place
    key(qtbot, page, KEY.Key_Return)


def shown(page: StartPage) -> QWidget:
    return page.step


def tab_to(qtbot: QtBot, page: StartPage, wanted: QWidget) -> None:
    for _step in range(30):
        if focused(page) is wanted:
            return
        key(qtbot, page, KEY.Key_Tab)
    raise AssertionError(f"Tab never comes to {wanted}")


def last_group(page: StartPage) -> str:
    return page.key.key.text().split("-")[-1]


def test_from_nothing_to_an_installation(qtbot: QtBot, page: StartPage, home: Path) -> None:
    to_the_key(qtbot, page)
    assert shown(page) is page.key
    assert not home.exists()
    told = "-".join(page.key.key.text().splitlines())
    tab_to(qtbot, page, page.key.typed)
    assert not page.key.go_on.isEnabled()
    write(qtbot, page, last_group(page).lower())
    key(qtbot, page, KEY.Key_Return)
    assert shown(page) is page.done
    assert read_settings(home).municipality == "1489"
    again = restore(home.parent / "other", home / "ntand.db", told)
    assert again.municipality == "1489"


def test_a_key_nobody_has_makes_nothing(qtbot: QtBot, page: StartPage, home: Path) -> None:
    to_the_key(qtbot, page)
    tab_to(qtbot, page, page.key.typed)
    write(qtbot, page, "0000" if last_group(page) != "0000" else "1111")
    key(qtbot, page, KEY.Key_Return)
    assert shown(page) is page.key
    assert focused(page) is page.key.typed
    assert not home.exists()


def test_a_saved_key_may_be_confirmed_instead(
    qtbot: QtBot, page: StartPage, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_key(qtbot, page)
    path = home.parent / "nyckel.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    assert not page.key.has_it.isVisible()
    tab_to(qtbot, page, page.key.save)
    key(qtbot, page, KEY.Key_Space)
    assert path.read_text().strip() == "-".join(page.key.key.text().splitlines())
    assert focused(page) is page.key.has_it
    key(qtbot, page, KEY.Key_Space)
    tab_to(qtbot, page, page.key.go_on)
    key(qtbot, page, KEY.Key_Return)
    assert shown(page) is page.done


def test_a_key_is_not_written_over_a_file(
    qtbot: QtBot, page: StartPage, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_key(qtbot, page)
    path = home.parent / "nyckel.txt"
    path.write_text("another's")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    tab_to(qtbot, page, page.key.save)
    key(qtbot, page, KEY.Key_Space)
    assert path.read_text() == "another's"
    assert page.key.trouble.isVisible()
    assert not page.key.has_it.isVisible()


def test_the_key_is_copied(qtbot: QtBot, page: StartPage) -> None:
    to_the_key(qtbot, page)
    tab_to(qtbot, page, page.key.copy)
    key(qtbot, page, KEY.Key_Space)
    copied = QApplication.clipboard().text()
    assert copied == "-".join(page.key.key.text().splitlines())


def test_back_is_possible_until_it_is_made_and_the_key_stays(
    qtbot: QtBot, page: StartPage, home: Path
) -> None:
    to_the_key(qtbot, page)
    told = page.key.key.text()
    key(qtbot, page, KEY.Key_Escape, KEY.Key_Escape)
    assert shown(page) is page.municipality
    focused(page).selectAll()  # type: ignore[attr-defined]
    write(qtbot, page, "1440")
    key(qtbot, page, KEY.Key_Return, KEY.Key_Return)
    assert page.key.key.text() == told
    tab_to(qtbot, page, page.key.typed)
    write(qtbot, page, last_group(page))
    key(qtbot, page, KEY.Key_Return)
    assert read_settings(home).municipality == "1440"
    key(qtbot, page, KEY.Key_Escape)
    assert shown(page) is page.done


@pytest.mark.parametrize(
    ("typed", "code"),
    [("ock", "1407"), ("Öck", "1407"), ("lilla", "1462"), ("edet", "1462"), ("1480", "1480")],
)
def test_a_municipality_is_found_by_typing(
    qtbot: QtBot, page: StartPage, typed: str, code: str
) -> None:
    key(qtbot, page, KEY.Key_Return)
    assert not page.municipality.go_on.isEnabled()
    write(qtbot, page, typed)
    assert page.municipality.code() == code


def test_the_list_is_walked_with_the_arrows(qtbot: QtBot, page: StartPage) -> None:
    key(qtbot, page, KEY.Key_Return, KEY.Key_Down, KEY.Key_Down, KEY.Key_Up)
    assert page.municipality.code() == "1440"
    write(qtbot, page, "zzz")
    assert page.municipality.code() == ""
    key(qtbot, page, KEY.Key_Return)
    assert shown(page) is page.municipality


def test_a_place_that_cannot_be_used_is_told_in_words(
    qtbot: QtBot, page: StartPage, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_on_network_drive", lambda _path: True)
    to_the_key(qtbot, page)
    assert shown(page) is page.place
    assert page.place.trouble.isVisible()
    assert not home.exists()


def test_a_shared_database_needs_an_address_that_answers(qtbot: QtBot, page: StartPage) -> None:
    key(qtbot, page, KEY.Key_Return)
    write(qtbot, page, "alings")
    key(qtbot, page, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.place.shared.y() > page.place.here.y())
    key(qtbot, page, KEY.Key_Down)
    assert page.place.shared.isChecked()
    key(qtbot, page, KEY.Key_Return)
    assert focused(page) is page.place.address
    write(qtbot, page, "postgresql+psycopg://a@127.0.0.1:1/b")
    key(qtbot, page, KEY.Key_Return)
    assert shown(page) is page.place
    assert page.place.trouble.isVisible()


def test_the_practice_is_started_off_the_windows_thread(qtbot: QtBot, home: Path) -> None:
    threads: list[threading.Thread] = []
    for page in opened(qtbot, home, lambda: threads.append(threading.current_thread())):
        tab_to(qtbot, page, page.welcome.practice)
        key(qtbot, page, KEY.Key_Space)
        assert threads
        assert threads[0] is not threading.main_thread()
        assert page.welcome.told.isVisible()


def test_a_practice_that_does_not_start_is_told(qtbot: QtBot, home: Path) -> None:
    def refuse() -> None:
        raise NtandError("client.practice_failed")

    for page in opened(qtbot, home, refuse):
        tab_to(qtbot, page, page.welcome.practice)
        key(qtbot, page, KEY.Key_Space)
        assert page.welcome.trouble.isVisible()
        assert page.welcome.practice.isEnabled()


def test_every_control_of_every_step_has_a_name(qtbot: QtBot, page: StartPage) -> None:
    for step in (page.welcome, page.municipality, page.place, page.key, page.done):
        page.steps.setCurrentWidget(step)
        assert step.accessibleName()
        for control in step.findChildren(QWidget):
            if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                named = control.accessibleName() or getattr(control, "text", lambda: "")()
                assert named, control


def test_an_interrupted_guide_leaves_nothing(qtbot: QtBot, home: Path) -> None:
    for page in opened(qtbot, home):
        to_the_key(qtbot, page)
    assert not settings_exist(home)
    make_installation(home, "1489")


def test_the_window_leads_from_the_guide_to_the_first_file(
    qtbot: QtBot, home: Path, our_style: None
) -> None:
    window = MainWindow(home, lambda: open_home(home))
    qtbot.addWidget(window, before_close_func=lambda _window: window.workspace.desk.wait())
    with qtbot.waitSignal(window.painted, timeout=PATIENCE):
        window.show()
    rested(qtbot, window)
    page = window.workspace.pages.page
    assert isinstance(page, StartPage)
    to_the_key(qtbot, page)
    tab_to(qtbot, page, page.key.typed)
    write(qtbot, page, last_group(page))
    key(qtbot, page, KEY.Key_Return)
    assert shown(page) is page.done
    key(qtbot, page, KEY.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.workspace.pages.page, ImportPage), timeout=PATIENCE)
    rested(qtbot, window)
