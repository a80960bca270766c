"""Lists and letters by keyboard: seen, saved, printed; what has changed since."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ntand.bootstrap import open_installation
from ntand.domain.codes import Answer
from ntand.errors import NtandError, StoreError
from ntand.services.actor import Actor, Role
from ntand.services.papers import (
    LetterKind,
    PaperKind,
    print_letters,
    print_lists,
    remember_papers,
)
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.gui.conftest import rest
from tests.installations import CLOCK, COORDINATOR, TODAY
from tests.installations import Desk as Office
from tests.installations import unit as unit_row
from tests.services.acting import change
from ui.kit.desk import Desk, Place
from ui.pages.papers import PapersPage

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(sample_home: Path, our_style: None, tmp_path: Path) -> Iterator[Office]:
    """The same installation, worked on beside the window."""
    installation = open_installation(sample_home, CLOCK)
    yield Office(installation, tmp_path)
    installation.engine.dispose()


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> Iterator[PapersPage]:
    yield from opened(qtbot, office)


def opened(qtbot: QtBot, office: Office, actor: Actor = COORDINATOR) -> Iterator[PapersPage]:
    desk = Desk()
    desk.use(office.installation, actor)
    page = PapersPage(desk)
    desk.stored.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1300, 850)
    page.show()
    go(qtbot, page)
    yield page
    desk.wait()


def go(qtbot: QtBot, page: PapersPage, **target: str) -> None:
    page.enter(Place("papers", **target))
    rested(qtbot, page)
    focus = page.first_focus()
    assert focus is not None
    focus.setFocus()


def rested(qtbot: QtBot, page: PapersPage) -> None:
    rest(qtbot, lambda: page.desk.busy)


def press(qtbot: QtBot, page: PapersPage, key: Qt.Key, **more: Qt.KeyboardModifier) -> None:
    """Press a key where the keyboard is."""
    at: QWidget | None = page.focusWidget()
    qtbot.keyClick(page if at is None else at, key, **more)
    rested(qtbot, page)


def choose(qtbot: QtBot, page: PapersPage, kind: PaperKind) -> None:
    page.kind_field.set_value(kind)
    rested(qtbot, page)


def row(page: PapersPage):
    found = page.units.table.current_row()
    assert found is not None
    return found


def printed(office: Office) -> list:
    return office.select("SELECT kind, unit_code, year FROM printout")


def save_in(page: PapersPage, folder: Path) -> None:
    page.output.folder.setText(str(folder))


def test_the_list_of_a_unit_is_seen_and_saved_by_keyboard(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    save_in(page, tmp_path / "window")
    assert row(page).persons > 0
    assert "Munhälsobedömning 2026" in page.preview.text()
    press(qtbot, page, Qt.Key.Key_Down)
    unit = row(page)
    assert unit.name in page.preview.text()
    assert printed(office) == []
    press(qtbot, page, Qt.Key.Key_S, modifier=CONTROL)
    (file,) = (tmp_path / "window").iterdir()
    assert file.name == f"{unit.unit}-2026.pdf"
    assert printed(office) == [("lista", unit.unit, 2026)]
    print_lists(office.installation, COORDINATOR, 2026, tmp_path / "command", unit=unit.unit)
    assert file.read_bytes() == (tmp_path / "command" / file.name).read_bytes()
    assert page.output.saved.isVisible()
    assert str(tmp_path / "window") in page.output.saved.text()
    assert row(page).unit == unit.unit
    assert row(page).printed_by == "anna"


def test_units_are_ticked_with_space_and_all_at_once(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    save_in(page, tmp_path / "out")
    first = row(page).unit
    press(qtbot, page, Qt.Key.Key_Space)
    press(qtbot, page, Qt.Key.Key_Down)
    second = row(page).unit
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.units.all.checkState() == Qt.CheckState.PartiallyChecked
    press(qtbot, page, Qt.Key.Key_S, modifier=CONTROL)
    assert {unit for _kind, unit, _year in printed(office)} == {first, second}
    for _turn in range(2):
        qtbot.keyClick(page.units.all, Qt.Key.Key_Space)
    assert page.units.all.checkState() in (Qt.CheckState.Checked, Qt.CheckState.Unchecked)
    qtbot.keyClick(page.units.all, Qt.Key.Key_Space)
    if page.units.all.checkState() != Qt.CheckState.Checked:
        qtbot.keyClick(page.units.all, Qt.Key.Key_Space)
    press(qtbot, page, Qt.Key.Key_S, modifier=CONTROL)
    by_command = print_lists(office.installation, COORDINATOR, 2026, tmp_path / "command")
    names = {Path(file.path).name for file in by_command.files}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names


def to_pdf(path: Path):
    """A printer that prints into a file."""

    def ask(_parent: QWidget) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return printer

    return ask


def test_enter_prints_and_what_the_printer_took_is_remembered(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    page.output.ask_printer = to_pdf(tmp_path / "printed.pdf")
    unit = row(page)
    press(qtbot, page, Qt.Key.Key_Return)
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) == page.preview.page_count
    assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)
    assert printed(office) == [("lista", None if unit.unit == "-" else unit.unit, 2026)]
    assert row(page).printed_at


def test_what_is_on_paper_is_remembered_though_others_have_the_database_just_then(
    qtbot: QtBot,
    page: PapersPage,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    tries: list[int] = []

    def busy_at_first(*told: Any) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise StoreError("store.busy")
        remember_papers(*told)

    monkeypatch.setattr("ui.pages.papers.output.remember_papers", busy_at_first)
    page.output.ask_printer = to_pdf(tmp_path / "printed.pdf")
    press(qtbot, page, Qt.Key.Key_Return)
    assert len(printed(office)) == 1


def test_leaving_the_printers_dialog_remembers_nothing(
    qtbot: QtBot, page: PapersPage, office: Office
):
    page.output.ask_printer = lambda _parent: None
    press(qtbot, page, Qt.Key.Key_Return)
    assert printed(office) == []


@pytest.mark.qt_log_ignore("QPainter::begin", "does not support propagateSizeHints", extend=True)
def test_a_printer_that_takes_nothing_remembers_nothing(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    told: list[NtandError] = []
    page.desk.told.connect(told.append)
    page.output.ask_printer = to_pdf(tmp_path / "no-such-folder" / "printed.pdf")
    press(qtbot, page, Qt.Key.Key_Return)
    assert [error.code for error in told] == ["papers.printer"]
    assert printed(office) == []


def test_a_cancelled_print_remembers_nothing(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    said: list[str] = []
    page.desk.said.connect(lambda text, _undo: said.append(text))
    page.desk.began.connect(lambda _title, job: job.cancel())
    page.output.ask_printer = to_pdf(tmp_path / "printed.pdf")
    press(qtbot, page, Qt.Key.Key_Return)
    save_in(page, tmp_path / "out")
    press(qtbot, page, Qt.Key.Key_S, modifier=CONTROL)
    assert len(said) == 2
    assert printed(office) == []
    assert not (tmp_path / "out").exists()


def someone_listed(office: Office, unit: str) -> str:
    """A person on the unit's printed list."""
    ((person, *_),) = office.select(
        "SELECT s.person_id FROM printout_subject s JOIN printout p ON p.id = s.printout_id"
        " WHERE p.unit_code = ? LIMIT 1",
        unit,
    )
    return str(person)


def test_a_death_after_the_print_shows_and_has_a_sheet_of_its_own(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    unit = next(one.unit for one in page.units._rows if one.unit != "-")
    print_lists(office.installation, COORDINATOR, 2026, tmp_path, unit=unit)
    person = someone_listed(office, unit)
    change(office, "UPDATE decision SET deceased_on = ? WHERE person_id = ?", "2026-08-30", person)
    page.refresh()
    rested(qtbot, page)
    page.units.choose(unit)
    assert row(page).changed == 1
    go(qtbot, page, item=f"changes:{unit}")
    assert page.kind is PaperKind.CHANGES
    assert row(page).unit == unit
    assert "har avlidit" in page.preview.text()
    save_in(page, tmp_path / "sheets")
    press(qtbot, page, Qt.Key.Key_S, modifier=CONTROL)
    (file,) = (tmp_path / "sheets").iterdir()
    assert file.name == f"andringar-{unit}-2026-2026-09-01.pdf"
    assert page.units.table.current_row() is None


def test_protected_since_a_print_is_a_warning_with_names_on_demand(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    assert not page.since.isVisible()
    unit = next(one.unit for one in page.units._rows if one.unit != "-")
    print_lists(office.installation, COORDINATOR, 2026, tmp_path, unit=unit)
    person = someone_listed(office, unit)
    change(office, "UPDATE decision SET protection = 'fingerade' WHERE person_id = ?", person)
    page.refresh()
    rested(qtbot, page)
    assert page.since.isVisible()
    assert "1 person" in page.since.banner.text.text()
    assert not page.since.table.isVisible()
    page.since.who.setFocus()
    press(qtbot, page, Qt.Key.Key_Space)
    went: list[Place] = []
    page.desk.went.connect(went.append)
    press(qtbot, page, Qt.Key.Key_Return)
    assert went == [Place("people", person=person)]


def test_a_unit_without_a_yes_says_so_and_what_to_do(
    qtbot: QtBot, page: PapersPage, office: Office
):
    office.load("enheter", unit_row(kod="NY", namn="Nybygget"))
    go(qtbot, page, item="unit:NY")
    assert "Nybygget" in page.preview.accessibleDescription()
    assert page.preview.page_count == 0
    choose(qtbot, page, PaperKind.LETTER)
    assert page.units.table.model().rowCount() == 0
    assert not page.output.printing.isEnabled()
    told = page.units.table.empty_text
    assert told.replace("\n\n", " ") == page.units.table.accessibleDescription()
    assert page.preview.page_count == 0


def test_offer_forms_and_letters_as_the_commands_make_them(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    choose(qtbot, page, PaperKind.OFFER)
    save_in(page, tmp_path / "out")
    unit = row(page)
    page.units.setFocus()
    press(qtbot, page, Qt.Key.Key_S, modifier=CONTROL)
    (file,) = (tmp_path / "out").iterdir()
    print_letters(
        office.installation, COORDINATOR, LetterKind.OFFER, tmp_path / "command", 2026, unit.unit
    )
    assert file.read_bytes() == (tmp_path / "command" / file.name).read_bytes()


def test_a_copy_for_someone_found_by_number(
    qtbot: QtBot, page: PapersPage, office: Office, tmp_path: Path
):
    choose(qtbot, page, PaperKind.COPY)
    page.finder.text.setFocus()
    ((number, certificate),) = office.select(
        "SELECT n.number, c.local_id FROM identity_number n"
        " JOIN certificate c ON c.person_id = n.person_id"
        " JOIN decision d ON d.person_id = n.person_id WHERE d.protection = '' AND NOT c.voided"
        " AND d.deceased_on IS NULL AND d.moved_on IS NULL AND c.ends_on IS NULL"
        " AND c.ended_on IS NULL ORDER BY n.number LIMIT 1"
    )
    qtbot.keyClicks(page.finder.text, number)
    press(qtbot, page, Qt.Key.Key_Return)
    assert certificate in page.preview.text()
    assert "KOPIA" in page.preview.text()
    save_in(page, tmp_path / "out")
    press(qtbot, page, Qt.Key.Key_S, modifier=CONTROL)
    assert printed(office)[0][0] == "kopia"


def test_a_place_with_a_person_shows_the_copy(qtbot: QtBot, page: PapersPage, office: Office):
    ((person,),) = office.select("SELECT id FROM person ORDER BY sort_key LIMIT 1")
    go(qtbot, page, person=person)
    qtbot.waitUntil(lambda: page.finder.person() == person)
    assert page.kind is PaperKind.COPY


def test_papers_of_protected_persons_are_offered_to_those_who_may(
    qtbot: QtBot, office: Office, page: PapersPage
):
    kinds = [page.kind_field.itemData(at) for at in range(page.kind_field.count())]
    assert PaperKind.PROTECTED in kinds
    choose(qtbot, page, PaperKind.PROTECTED)
    for issuer in opened(qtbot, office, Actor("eva", Role.ISSUER)):
        kinds = [issuer.kind_field.itemData(at) for at in range(issuer.kind_field.count())]
        assert PaperKind.PROTECTED not in kinds


def test_a_new_yes_and_a_visit_change_the_numbers(qtbot: QtBot, page: PapersPage, office: Office):
    before = {one.unit: one.persons for one in page.units._rows}
    ((person,),) = office.select(
        "SELECT o.person_id FROM offer o JOIN answer a ON a.offer_id = o.id"
        " WHERE o.year = 2026 AND a.value = 'ja' AND a.superseded_by IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.offer_id = o.id) LIMIT 1"
    )
    how = office.installation, COORDINATOR
    visit(*how, person, 2026, NewVisit(TODAY))
    page.refresh()
    rested(qtbot, page)
    assert sum(one.persons for one in page.units._rows) <= sum(before.values())
    offer(*how, person, 2026, answer=NewAnswer(Answer.YES))


def test_a_folder_that_is_only_a_word_is_asked_about(
    page: PapersPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    asked: list[str] = []
    monkeypatch.setattr(page.output, "_choose", lambda: asked.append("folder"))
    page.output.folder.setText("listor")
    page.output.save()
    assert asked == ["folder"]
    assert not (tmp_path / "listor").exists()
