"""Reading files in: dropped or chosen, understood, tried, stopped, stored."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ntand.services.actor import Actor, Role
from ntand.services.importing.rehearsal import Rehearsal
from tests.gui.conftest import opened_page, rest, rested
from tests.installations import (
    SAMPLE,
    SOMEONE,
    csv_text,
    decision,
    new_sqlite_desk,
    number,
    sqlite_desk,
    unit,
    without,
)
from tests.installations import (
    Desk as Office,
)
from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk, Place
from ui.pages.import_ import ImportPage

__all__ = ["new_sqlite_desk", "sqlite_desk"]


@pytest.fixture
def office(sqlite_desk: Office) -> Office:
    sqlite_desk.load_units()
    sqlite_desk.load("insatser", *some(20))
    return sqlite_desk


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> Iterator[ImportPage]:
    yield from opened(qtbot, office, office.actor)


def opened(qtbot: QtBot, office: Office, actor: Actor) -> Iterator[ImportPage]:
    desk = Desk()
    desk.use(office.installation, actor)
    page = ImportPage(desk)
    qtbot.addWidget(page)
    page.resize(1000, 800)
    page.show()
    page.enter(Place("import"))
    yield page
    desk.wait()


def some(count: int, **cells: str) -> list[dict[str, str]]:
    """Decisions of as many persons."""
    return [
        decision(personnummer=number(f"194001{at + 1:02}"), beslut_id=f"B{at:02}", **cells)
        for at in range(count)
    ]


def write(office: Office, rows: list[dict[str, str]], name: str = "utdrag.csv") -> Path:
    path = office.folder / name
    path.write_text(csv_text(rows), "utf-8", newline="")
    return path


def drop(page: ImportPage, *paths: Path) -> bool:
    """Drop files on the page; whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    places = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    entering = QDragEnterEvent(QPointF(9, 9).toPoint(), *places, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page, entering)
    if not entering.isAccepted():
        return False
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), *places, Qt.KeyboardModifier.NoModifier))
    return True


def settled(qtbot: QtBot, page: ImportPage) -> None:
    rest(qtbot, lambda: page.desk.busy or page.working)


def take(qtbot: QtBot, page: ImportPage, path: Path) -> None:
    assert drop(page, path)
    settled(qtbot, page)


def press(qtbot: QtBot, page: ImportPage, keys: Qt.Key = Qt.Key.Key_Return) -> None:
    """Ctrl+Enter, the main act of the step reached."""
    within: QWidget | None = page.window().focusWidget()
    qtbot.keyClick(page if within is None else within, keys, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)


def tried(page: ImportPage) -> Rehearsal | None:
    """What the page has previewed, as it stands now."""
    return page.rehearsed


def group_titles(page: ImportPage) -> dict[str, int]:
    model = page.preview.groups.model()
    rows = [model.row_at(at) for at in range(model.rowCount())]
    return {row.title: row.count for row in rows if row is not None}


def shown_texts(page: QWidget) -> str:
    """All that can be read on the page, tables too."""
    from PySide6.QtWidgets import QLabel, QTableView

    texts = [label.text() for label in page.findChildren(QLabel)]
    for table in page.findChildren(QTableView):
        model = table.model()
        for row in range(model.rowCount()):
            texts += [str(model.index(row, column).data()) for column in range(model.columnCount())]
    return "\n".join(texts)


# --- From the file to what is stored --------------------------------------------------------


def test_a_dropped_file_is_understood_tried_and_stored(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    rows = [*some(20)[1:], decision(beslut_id="N1", personnummer=number("19500101"))]
    rows[0]["rum"] = "7"
    before = office.counts()
    take(qtbot, page, write(office, rows))
    assert page.file.kind.value() == "insatser"
    assert page.try_it.isEnabled()
    press(qtbot, page)
    assert tried(page) is not None
    assert set(group_titles(page).values()) == {1}
    assert office.counts()["decision"] == before["decision"]
    assert page.window().focusWidget() is page.preview.groups
    press(qtbot, page)
    assert office.counts()["decision"] == before["decision"] + 1
    assert office.select("SELECT room FROM decision WHERE external_id = 'B01'") == [("7",)]
    assert page.result.isVisible()
    gone: list[Place] = []
    page.desk.went.connect(gone.append)
    qtbot.mouseClick(page.result.next, Qt.MouseButton.LeftButton)
    assert gone == [Place("candidates")]


def test_the_kind_can_be_chosen(qtbot: QtBot, page: ImportPage, office: Office) -> None:
    take(qtbot, page, write(office, [unit(kod="E9")]))
    assert page.file.kind.value() == "enheter"
    assert page.try_it.isEnabled()
    page.file.kind.setFocus()
    qtbot.keyClick(page.file.kind, Qt.Key.Key_Down)
    settled(qtbot, page)
    assert page.found is not None
    assert page.found.kind == page.file.kind.value() == "insatser"
    assert page.found.faults.missing
    assert not page.try_it.isEnabled()
    qtbot.keyClick(page.file.kind, Qt.Key.Key_Up)
    settled(qtbot, page)
    press(qtbot, page)
    press(qtbot, page)
    assert office.select("SELECT 1 FROM care_unit WHERE code = 'E9'")


def test_a_file_is_chosen_with_the_keyboard(
    qtbot: QtBot, page: ImportPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(office, some(3))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.file.zone.choose.setFocus()
    press(qtbot, page, Qt.Key.Key_O)
    assert page.path == path


def test_one_file_at_a_time_is_taken(page: ImportPage, office: Office) -> None:
    path = write(office, some(1))
    assert not drop(page, path, path)


def test_missing_columns_are_asked_for_first(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    rows = [{("Vem" if name == "efternamn" else name): text for name, text in row.items()}
            for row in some(2, rum="9")]  # fmt: skip
    take(qtbot, page, write(office, rows))
    assert not page.try_it.isEnabled()
    assert page.columns.trouble.isVisible()
    field = page.columns.fields["Vem"]
    assert page.window().focusWidget() is field
    assert not page.columns.fields["rum"].isVisible()
    field.set_value("efternamn")
    assert page.try_it.isEnabled()
    assert not page.columns.trouble.isVisible()
    page.columns.all.click()
    page.columns.fields["rum"].set_value("")
    page.columns.name.setText("vård")
    qtbot.mouseClick(page.columns.save, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert (office.installation.home / "mappings" / "vård.json").is_file()
    press(qtbot, page)
    press(qtbot, page)
    assert office.select("SELECT DISTINCT room FROM decision") == [(None,)]
    take(qtbot, page, write(office, rows))
    assert page.columns.profile.value() == "vård"
    assert page.try_it.isEnabled()


def test_what_is_said_anew_has_to_be_previewed_anew(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    take(qtbot, page, write(office, some(20)))
    press(qtbot, page)
    assert tried(page) is not None
    page.file.complete.click()
    assert tried(page) is None
    assert not page.store.isVisible()


# --- Questions ------------------------------------------------------------------------------


def test_an_extract_that_lacks_much_asks_in_the_page(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    take(qtbot, page, write(office, some(10)))
    page.file.complete.click()
    press(qtbot, page)
    assert tried(page) is None
    assert page.confirm.isVisible()
    assert page.window().focusWidget() is page.confirm
    assert "10" in page.confirm.text()
    press(qtbot, page)
    assert tried(page) is None
    qtbot.keyClick(page.confirm, Qt.Key.Key_Space)
    press(qtbot, page)
    assert page.rehearsed is not None
    assert page.rehearsed.differences.missing.count == 10
    press(qtbot, page)
    marked = office.select("SELECT COUNT(*) FROM decision WHERE missing_from IS NOT NULL")
    assert marked == [(10,)]


def test_protection_is_asked_about_when_the_file_is_silent(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    take(qtbot, page, write(office, some(2)))
    assert not page.file.protection.isVisible()
    row = without(decision(beslut_id="N1", personnummer=number("19500101")), "skydd")
    path = write(office, [row])
    take(qtbot, page, path)
    assert page.file.protection.isVisible()
    assert not page.options().unprotected
    press(qtbot, page)
    assert page.rehearsed is not None
    assert page.rehearsed.differences.newly_protected.count == 1
    page.file.protection.setCurrentIndex(1)
    assert tried(page) is None
    press(qtbot, page)
    assert page.rehearsed is not None
    assert page.rehearsed.differences.newly_protected.count == 0


def test_a_changed_file_is_shown_again_before_it_is_stored(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    path = write(office, some(21))
    take(qtbot, page, path)
    press(qtbot, page)
    write(office, some(22))
    press(qtbot, page)
    assert office.counts()["decision"] == 20
    assert page.news.isVisible()
    assert page.rehearsed is not None
    assert page.rehearsed.report.created == 2
    press(qtbot, page)
    assert office.counts()["decision"] == 22


# --- What goes wrong ------------------------------------------------------------------------


def test_a_stop_in_the_middle_leaves_nothing(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    take(qtbot, page, SAMPLE / "insatser.csv")
    press(qtbot, page)
    assert tried(page) is not None
    before = office.counts()
    page.desk.began.connect(lambda _title, job: job.cancel())
    press(qtbot, page)
    assert office.counts() == before
    assert page.news.isVisible()
    assert tried(page) is not None
    assert page.store.isEnabled()


def test_an_unreadable_file_is_told_in_the_page(
    qtbot: QtBot, page: ImportPage, office: Office
) -> None:
    told: list[object] = []
    page.desk.told.connect(told.append)
    path = office.folder / "utdrag.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    take(qtbot, page, path)
    assert page.trouble.isVisible()
    assert "utdrag.xlsx" in page.trouble.text.text()
    assert page.file.zone.isVisible()
    assert told == []
    take(qtbot, page, write(office, some(1)))
    assert not page.trouble.isVisible()


def test_refusals_are_shown_and_saved_without_a_number(
    qtbot: QtBot, page: ImportPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = SOMEONE[:11] + str((int(SOMEONE[11]) + 1) % 10)
    rows = [decision(personnummer=wrong), decision(beslut_id="B2", fran="x"), *some(1)]
    take(qtbot, page, write(office, rows))
    page.columns.all.setChecked(False)
    press(qtbot, page)
    assert page.preview.notes.isVisible()
    assert page.preview.notes.model().rowCount() == 2
    assert wrong not in shown_texts(page.preview)
    saved = office.folder / "nej.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    qtbot.mouseClick(page.preview.save, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    lines = list(csv.reader(io.StringIO(saved.read_text("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines[1:]] == ["1", "2"]


def test_who_may_not_import_is_told(qtbot: QtBot, office: Office) -> None:
    for page in opened(qtbot, office, Actor("bo", Role.REVIEWER)):
        take(qtbot, page, write(office, some(1)))
        assert page.trouble.isVisible()
        assert page.found is None


# --- In the window --------------------------------------------------------------------------


def test_every_control_has_a_name(qtbot: QtBot, page: ImportPage, office: Office) -> None:
    take(qtbot, page, write(office, [row | {"X": "1"} for row in some(21, rum="1")]))
    page.columns.all.click()
    press(qtbot, page)
    for control in page.findChildren(QWidget):
        if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = control.accessibleName() or getattr(control, "text", lambda: "")()
            assert named, control


def test_the_work_shows_in_the_frame_and_the_page_stays(qtbot: QtBot, window: MainWindow) -> None:
    page = opened_page(qtbot, window, "import")
    assert isinstance(page, ImportPage)
    began: list[str] = []
    window.workspace.desk.began.connect(lambda title, _job: began.append(title))
    page.take(SAMPLE / "insatser.csv")
    rested(qtbot, window)
    page.rehearse()
    rested(qtbot, window)
    assert page.rehearsed is not None
    assert page.rehearsed.differences.none
    assert "insatser.csv" in began[0]
    page.read_in()
    rested(qtbot, window)
    assert page.result.isVisible()
