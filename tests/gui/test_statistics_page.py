"""The statistics by keyboard: years, breakdown, the persons behind a figure, files."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ntand.bootstrap import open_installation
from ntand.services.actor import Actor, Role
from ntand.services.installation import Installation
from ntand.services.statistics import Figure
from tests.gui.conftest import rest
from tests.installations import CLOCK, COORDINATOR
from ui.kit.desk import Desk, Place
from ui.pages.statistics import StatisticsPage
from ui.pages.statistics.lines import Line


@pytest.fixture
def installation(sample_home: Path, our_style: None) -> Iterator[Installation]:
    found = open_installation(sample_home, CLOCK)
    yield found
    found.engine.dispose()


@pytest.fixture
def page(qtbot: QtBot, installation: Installation) -> Iterator[StatisticsPage]:
    yield from opened(qtbot, installation, COORDINATOR)


def opened(qtbot: QtBot, installation: Installation, actor: Actor) -> Iterator[StatisticsPage]:
    desk = Desk()
    desk.use(installation, actor)
    page = StatisticsPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.enter(Place("statistics"))
    qtbot.waitUntil(lambda: page.figures.model().rowCount() > 0)
    yield page
    desk.wait()


def settled(qtbot: QtBot, page: StatisticsPage) -> None:
    rest(qtbot, lambda: page.desk.busy)


def test_years_stand_beside_each_other(qtbot: QtBot, page: StatisticsPage):
    page.indicators.choose("K3")
    assert {line.year for line in lines(page)} == {2026}
    page.beside.setFocus()
    qtbot.keyClick(page.beside, Qt.Key.Key_Down)
    qtbot.keyClick(page.beside, Qt.Key.Key_Down)
    settled(qtbot, page)
    assert {line.year for line in lines(page)} == {2026, 2025, 2024}
    groups = [(line.group, line.year) for line in lines(page)]
    assert [year for group, year in groups if group == groups[0][0]] == [2026, 2025, 2024]


def lines(page: StatisticsPage) -> list[Line]:
    model = page.figures.model()
    return [line for at in range(model.rowCount()) if (line := model.row_at(at))]


def figure(page: StatisticsPage) -> Figure:
    line = page.figures.current_row()
    assert line is not None
    return line.figure


def test_a_figure_leads_to_the_persons_and_on_to_one_of_them(qtbot: QtBot, page: StatisticsPage):
    page.indicators.setFocus()
    qtbot.keyClick(page.indicators, Qt.Key.Key_Return)
    assert page.figures.hasFocus()
    qtbot.keyClick(page.figures, Qt.Key.Key_Return)
    settled(qtbot, page)
    table = page.persons.table
    assert table.hasFocus()
    assert table.model().rowCount() == figure(page).numerator
    chosen = table.current_row()
    assert chosen is not None
    went: list[Place] = []
    page.desk.went.connect(went.append)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert went == [Place("people", person=chosen.person)]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert page.figures.hasFocus()
    assert not page.persons.isVisible()


def test_numerator_and_the_others_together_are_all(qtbot: QtBot, page: StatisticsPage):
    page.indicators.choose("K12")
    page.figures.choose_at(0)
    qtbot.keyClick(page.figures, Qt.Key.Key_Return)
    settled(qtbot, page)
    counts = []
    for part in ("numerator", "difference", "denominator"):
        page.persons.parts.set_value(part)
        settled(qtbot, page)
        counts.append(page.persons.table.model().rowCount())
    above, below = figure(page).numerator, figure(page).denominator
    assert below is not None
    assert counts == [above, below - above, below]


def test_protected_persons_are_not_named_under_their_unit(qtbot: QtBot, page: StatisticsPage):
    page.indicators.choose("K1")
    page.breakdown.set_value("unit_type")
    groups = [line for line in lines(page) if line.figure.breakdown == "unit_type"]
    page.figures.choose(max(groups, key=lambda line: line.figure.numerator).key)
    qtbot.keyClick(page.figures, Qt.Key.Key_Return)
    settled(qtbot, page)
    shown = page.persons.table.model().rowCount()
    hidden = figure(page).numerator - shown
    assert hidden > 0
    assert str(hidden) in page.persons.note.text()
    assert page.persons.note.isVisible()


def test_a_bar_leads_to_the_same_persons_as_its_row(qtbot: QtBot, page: StatisticsPage):
    page.indicators.choose("K3")
    plot = page.chart._plot
    assert plot is not None
    line = page.chart._rows()[1]
    assert line is not None
    qtbot.waitUntil(lambda: plot.isVisible() and plot.width() > 100)
    spot = plot.getPlotItem().vb.mapViewToScene(QPoint(5, -1))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.mapFromScene(spot))
    settled(qtbot, page)
    assert page.figures.current_row() == line
    assert page.persons.table.model().rowCount() == line.figure.numerator


def test_a_file_for_others_is_made_safe(
    qtbot: QtBot, page: StatisticsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = choose(monkeypatch, tmp_path / "siffror", "(*.csv)")
    qtbot.keyClick(page.saving.safe, Qt.Key.Key_Space)
    settled(qtbot, page)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert "unit" not in {row["breakdown"] for row in rows}
    assert "<5" in {row["numerator"] for row in rows}


def choose(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str) -> Path:
    """The file chooser is the system's: it answers with the path and the kind."""

    def chosen(*args: object) -> tuple[str, str]:
        kinds = str(args[-1]).split(";;")
        return str(path), next(one for one in kinds if kind in one)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    return path.with_name(path.name + kind[2:-1])


def test_exact_figures_are_saved_only_after_the_warning(
    qtbot: QtBot, page: StatisticsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = choose(monkeypatch, tmp_path / "exakt", "(*.csv)")
    qtbot.keyClick(page.saving.exact, Qt.Key.Key_Space)
    assert page.saving.warning.isVisible()
    assert page.saving.keep.hasFocus()
    assert not out.exists()
    qtbot.keyClick(page.saving.confirm, Qt.Key.Key_Space)
    settled(qtbot, page)
    assert ";unit;" in out.read_text("utf-8-sig")
    assert not page.saving.warning.isVisible()


def test_who_may_not_save_exact_figures_is_not_asked(qtbot: QtBot, installation: Installation):
    for page in opened(qtbot, installation, Actor("eva", Role.ISSUER)):
        assert not page.saving.exact.isVisible()
        assert page.saving.safe.isVisible()


def test_every_number_of_the_chart_stands_in_the_table(qtbot: QtBot, page: StatisticsPage):
    page.beside.set_value("2")
    settled(qtbot, page)
    for at in range(page.indicators.model().rowCount()):
        page.indicators.choose_at(at)
        drawn = [line for line in page.chart._rows() if line is not None]
        assert drawn
        assert set(drawn) <= set(lines(page))
