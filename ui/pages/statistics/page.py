"""The page: which indicator, which years, which breakdown; the figures, and who is behind them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ntand.i18n import _
from ntand.services.statistics import (
    IndicatorWords,
    StatisticsWords,
    YearsBeside,
    statistics_words,
    statistics_years,
)
from ui.kit.columns import Column
from ui.kit.desk import Desk, Place
from ui.kit.fields import ChoiceField
from ui.kit.look import GAP, Text, body, button, muted, subheading
from ui.kit.page import Page
from ui.kit.split import ListAndPane
from ui.kit.table import Table
from ui.pages.statistics.chart import Chart, load_drawing
from ui.pages.statistics.lines import (
    NOTHING,
    Line,
    breakdowns_of,
    lines_of,
    number,
    per_cent,
    total_of,
)
from ui.pages.statistics.persons import PersonsPane
from ui.pages.statistics.saving import SaveBar

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_MOST_YEARS = 3


class StatisticsPage(Page):
    """Exact figures with numerator and denominator, by group and year."""

    name = "statistics"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._words: StatisticsWords = statistics_words()
        self._found: YearsBeside | None = None
        self.heading(_("Statistics"))
        self._make_parts()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        return self.indicators

    def enter(self, place: Place) -> None:
        if place.item in self._words.indicators:
            self.indicators.choose(str(place.item))
        self.refresh()

    def refresh(self) -> None:
        years = self._years()

        def work(installation: "Installation", actor: "Actor") -> YearsBeside:
            load_drawing()
            return statistics_years(installation, actor, years)

        self.desk.ask(self, work, self._show)

    # --- Parts ------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.year = ChoiceField([])
        self.beside = ChoiceField([])
        self.breakdown = ChoiceField([])
        self.indicators: Table[IndicatorWords] = Table(
            "indicators", _("Indicators"), self._indicator_columns()
        )
        self.indicators.show_rows(list(self._words.indicators.values()), key=lambda one: one.id)
        self.title = subheading()
        self.explain = button(_("&How it is counted"), "circle-help")
        self.explain.setCheckable(True)
        self.definition = body()
        self.definition.hide()
        self.chart = Chart()
        self.figures: Table[Line] = Table("figures", _("Figures"), _figure_columns())
        self.figures.empty_text = _("Counting …")
        self.persons = PersonsPane(self.desk)
        self.persons.hide()
        self.saving = SaveBar(self.desk)
        self.note = muted(
            _(
                "Figures on the screen are exact and may point out single persons: do not "
                "photograph the screen or pass them on. Files saved for others are made safe."
            )
        )

    def _lay_out(self) -> None:
        years = ((_("&Year"), self.year), (_("&Compare with"), self.beside))
        self.column.addLayout(_named(years))
        self.column.addWidget(self.note)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.chart)
        both.addWidget(self.figures)
        both.setSizes([320, 240])
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(GAP, 0, 0, 0)
        column.setSpacing(GAP)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.explain, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.definition)
        column.addLayout(_named([(_("&Broken down by"), self.breakdown)]))
        column.addWidget(both, 1)
        self.right = ListAndPane("statistics-right", shown, self.persons)
        parts = ListAndPane("statistics", self.indicators, self.right, (2, 3))
        self.column.addWidget(parts, 1)
        self.column.addWidget(self.saving)

        for table in (self.indicators, self.figures):
            _widen_first(table)

    def _connect(self) -> None:
        self.year.currentIndexChanged.connect(self._choose_year)
        self.beside.currentIndexChanged.connect(self.refresh)
        self.breakdown.currentIndexChanged.connect(self._show_figures)
        self.indicators.chosen.connect(self._choose_indicator)
        self.indicators.opened.connect(lambda _row: self.figures.setFocus())
        self.explain.toggled.connect(self.definition.setVisible)
        self.figures.opened.connect(self._show_persons)
        self.chart.pressed.connect(self._press_bar)
        self.persons.left.connect(self._leave_persons)

    # --- Years ------------------------------------------------------------------------------

    def _years(self) -> tuple[int, ...]:
        """The year chosen and those to stand beside it, the latest first."""
        year = int(self.year.value() or self.desk.today.year)
        beside = int(self.beside.value() or 0)
        return tuple(range(year, year - 1 - beside, -1))

    def _choose_year(self) -> None:
        self._offer_beside()
        self.refresh()

    def _offer_years(self, found: YearsBeside) -> None:
        if not self.year.count():
            self.year.offer([(str(year), str(year)) for year in found.available])
            self._offer_beside()

    def _offer_beside(self) -> None:
        year = int(self.year.value())
        offered = []
        for count in range(1, _MOST_YEARS):
            before = [str(year - back) for back in range(1, count + 1)]
            offered.append((str(count), ", ".join(before)))
        self.beside.offer(offered, _("no other year"))

    # --- What is shown ----------------------------------------------------------------------

    def _show(self, found: YearsBeside) -> None:
        self._found = found
        self._offer_years(found)
        self.saving.show_year(found.years[0].year)
        chosen = self.indicators.current_row()
        self.indicators.show_rows(list(self._words.indicators.values()), key=lambda one: one.id)
        if chosen is None:
            self.indicators.choose_at(0)
        self._show_figures()

    def _choose_indicator(self, words: IndicatorWords | None) -> None:
        if words is None:
            return
        self.title.setText(words.name)
        self.definition.setText(_definition(words))
        self._show_figures()

    def _show_figures(self) -> None:
        chosen = self.indicators.current_row()
        if self._found is None or chosen is None:
            return
        offered = breakdowns_of(self._found, self._words, chosen.id)
        first = not self.breakdown.count()
        self.breakdown.offer([(name, self._words.breakdowns[name]) for name in offered])
        if first:
            self.breakdown.set_value("sex")
        lines = lines_of(self._found, self._words, chosen.id, self.breakdown.value())
        self.figures.empty_text = _("There is nothing to count.")
        self.figures.show_rows(lines, key=lambda line: line.key)
        self.chart.show_lines(_drawn(lines))
        if self.persons.isVisible():
            self._show_persons_again(lines)

    def _show_persons(self, line: Line) -> None:
        chosen = self.indicators.current_row()
        if chosen is None:
            return
        self.persons.show()
        # Where the pane stands below, the table keeps the figure in sight and the chart makes room.
        self.chart.setVisible(self.right.orientation() == Qt.Orientation.Horizontal)
        self.persons.show_line(line, chosen.name)
        self.persons.table.setFocus()

    def _show_persons_again(self, lines: list[Line]) -> None:
        """What is shown beside follows the figure chosen."""
        at = self.figures.current_row()
        chosen = self.indicators.current_row()
        if at is None or chosen is None or at not in lines:
            self._leave_persons()
        else:
            self.persons.show_line(at, chosen.name)

    def _press_bar(self, line: Line) -> None:
        self.figures.choose(line.key)
        self._show_persons(line)

    def _leave_persons(self) -> None:
        focus = QApplication.focusWidget()
        inside = focus is not None and self.persons.isAncestorOf(focus)
        self.persons.hide()
        self.chart.show()
        if inside:
            self.figures.setFocus()

    def _indicator_columns(self) -> list[Column[IndicatorWords]]:
        return [
            Column("name", _("Indicator"), lambda one: one.name, 220),
            Column("total", _("Everybody"), self._total, 72, right=True),
            Column("id", _("Code"), lambda one: one.id, 56),
        ]

    def _total(self, words: IndicatorWords) -> str:
        if self._found is None:
            return ""
        figure = total_of(self._found, words.id, self._found.years[0].year)
        if figure is None:
            return ""
        if figure.denominator is None:
            return number(figure.numerator)
        share = Line(self._found.years[0].year, "", figure).share
        return NOTHING if share is None else per_cent(share)


def _figure_columns() -> list[Column[Line]]:
    return [
        Column("group", _("Group"), lambda line: line.group, 170),
        Column("year", _("Year"), lambda line: str(line.year), 56, right=True),
        Column(
            "numerator",
            _("Numerator"),
            lambda line: number(line.figure.numerator),
            88,
            sort=lambda line: line.figure.numerator,
            right=True,
        ),
        Column(
            "denominator",
            _("Denominator"),
            _denominator,
            88,
            sort=lambda line: line.figure.denominator or 0,
            right=True,
        ),
        Column("share", _("Share"), _share, 88, sort=lambda line: line.share or 0.0, right=True),
    ]


def _denominator(line: Line) -> str:
    below = line.figure.denominator
    return NOTHING if below is None else number(below)


def _share(line: Line) -> str:
    return NOTHING if line.share is None else per_cent(line.share)


def _drawn(lines: list[Line]) -> list[Line]:
    """What the chart shows: the total would dwarf the groups where things are counted."""
    groups = [line for line in lines if line.figure.breakdown != "total"]
    counts = any(line.figure.denominator is None for line in lines)
    return groups if groups and counts else lines


def _definition(words: IndicatorWords) -> str:
    lines = [_("Numerator: {text}.").format(text=words.numerator)]
    if words.denominator:
        lines.append(_("Denominator: {text}.").format(text=words.denominator))
    lines.append(_("Source: {text}.").format(text=words.source))
    return "\n".join(lines)


def _widen_first(table: QTableView) -> None:
    """Let the words take the room that the numbers leave."""
    header = table.horizontalHeader()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


def _named(fields: Iterable[tuple[str, QWidget]]) -> QHBoxLayout:
    """Fields in a row, each after its name."""
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for words, field in fields:
        label = Text(words)
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setWordWrap(False)
        label.setBuddy(field)
        field.setAccessibleName(words.replace("&", ""))
        row.addWidget(label)
        row.addWidget(field)
    row.addStretch(1)
    return row
