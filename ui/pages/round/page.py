"""The page: year, units with their progress, the answers of one unit, a person's details."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ntand.i18n import _, ngettext
from ntand.services.round_person import RoundOfPerson, round_of_person
from ntand.services.round_view import RoundOverview, RoundRow, Show, round_overview, round_rows
from ui.kit.desk import Desk, Place
from ui.kit.fields import ChoiceField
from ui.kit.look import GAP, muted
from ui.kit.page import Page
from ui.kit.split import ListAndPane, scrolling
from ui.pages.round.details import Details
from ui.pages.round.units import UnitLine, UnitTable, unit_lines
from ui.pages.round.work import UnitWork
from ui.panes.answer import AnswerPane
from ui.panes.round_pane import RoundPane
from ui.panes.visit import VisitPane

_YEARS_BACK = 5
_PAUSE = 600  # milliseconds without an answer, before what is shown is read anew


class RoundPage(Page):
    """Work through the round of a year, unit by unit.

    A place's item is ``unit:CODE`` or ``unit:CODE:YEAR``; a place's person is gone to.
    """

    name = "round"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._unit: UnitLine | None = None
        self._wanted: str | None = None  # the key of the line to choose when the units come
        self._person = ""  # whom to choose when the rows come
        self._home = ""  # the key of the line where that person is, once it is known
        self._filling = False
        self.heading(_("Oral-health assessment"))
        self.year = ChoiceField(_years(desk.today.year))
        self.year.set_value(str(desk.today.year))
        self.show_only = ChoiceField(_filters())
        self.units, self.work = UnitTable(), UnitWork(desk)
        self.hidden = muted()
        self.answer, self.visit = AnswerPane(desk), VisitPane(desk)
        self.details = Details(self.answer, self.visit)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._arrange()
        self._connect()

    def enter(self, place: Place) -> None:
        self._person = place.person or ""
        if place.item and place.item.startswith("unit:"):
            unit, year = _told(place.item)
            self._wanted = f"unit:{unit}"
            if year:
                self._choose_year(year)
        if self._person:
            self.show_only.set_value(Show.ALL.value)
            self._find(self._person)
        self.refresh()

    def refresh(self) -> None:
        if self.work.typing.lately:
            self._later.start()
        else:
            self._ask()

    def first_focus(self) -> QWidget:
        return self.work.grid if self._wanted or self._person else self.units

    @property
    def chosen_year(self) -> int:
        """The year of the round shown."""
        return int(self.year.value())

    # --- Asking ---------------------------------------------------------------------------

    def _ask(self) -> None:
        year = self.chosen_year
        self.desk.ask(
            self,
            lambda installation, actor: round_overview(installation, actor, year),
            self._show_units,
            topic="units",
        )
        self._ask_rows()
        if not self.details.isHidden():
            self.details.pane.refresh()

    def _ask_rows(self, *, quiet: bool = False) -> None:
        line, year, show = self._unit, self.chosen_year, Show(self.show_only.value())
        if line is None:
            return

        def arrived(rows: tuple[RoundRow, ...]) -> None:
            if self._unit and line.key == self._unit.key and year == self.work.year:
                self.work.show_rows(rows, quiet=quiet)
                self._go_to_person()
                if line.key == self._home:
                    self._person = ""  # gone meanwhile: the keyboard stays where it is

        self.desk.ask(
            self,
            lambda installation, actor: round_rows(installation, actor, year, line.unit, show),
            arrived,
            topic="rows",
        )

    def _renew(self) -> None:
        """After typing: the counts, and what stands in the rows shown."""
        if self.work.typing.lately:
            self._later.start()
            return
        year = self.chosen_year
        self.desk.ask(
            self,
            lambda installation, actor: round_overview(installation, actor, year),
            self._show_units,
            topic="units",
        )
        self._ask_rows(quiet=True)

    def _find(self, person: str) -> None:
        year = self.chosen_year
        self.desk.ask(
            self,
            lambda installation, actor: round_of_person(installation, actor, person, year),
            self._found,
            topic="person",
        )

    # --- Showing --------------------------------------------------------------------------

    def _show_units(self, found: RoundOverview) -> None:
        lines = unit_lines(found)
        self._filling = True
        self.units.show_rows(lines, key=lambda line: line.key)
        if self._wanted and self.units.choose(self._wanted):
            self._wanted = None
        self._filling = False
        text = ngettext(
            "{n} protected person is not shown to your role.",
            "{n} protected persons are not shown to your role.",
            found.hidden,
        )
        self.hidden.setText(text.format(n=found.hidden))
        self.hidden.setVisible(bool(found.hidden))
        self._choose_unit(self.units.current_row())

    def _choose_unit(self, line: UnitLine | None) -> None:
        if self._filling:
            return
        same = line is not None and self._unit is not None and line.key == self._unit.key
        moved = not same or self.work.year != self.chosen_year
        self._unit = line
        self.work.show_sum(line.counted if line else None)
        if moved:
            self.work.show_unit(line.title if line else "", self.chosen_year)
            self.work.show_rows(())
            self._ask_rows()

    def _found(self, found: RoundOfPerson) -> None:
        if found.unit is None:
            self._person = ""
            text = _("{name} is not in the round of {year}: no certificate, moved or dead.")
            self.desk.say(text.format(name=found.card.name, year=found.year))
            return
        key = f"unit:{found.unit}"
        if not self.units.choose(key):
            self._wanted = key
        self._home = key
        self._go_to_person()

    def _go_to_person(self) -> None:
        if self._person and self.work.choose(self._person):
            self._person = ""
            self.work.begin()

    def _choose_year(self, year: int) -> None:
        if self.year.findData(str(year)) < 0:
            self.year.addItem(str(year), str(year))
        self.year.set_value(str(year))

    # --- Details --------------------------------------------------------------------------

    def _open(self, person: str, pane: RoundPane) -> None:
        self.left.hide()
        self.details.open(person, self.chosen_year, pane)

    def _done(self) -> None:
        self.work.close_typing()
        self._close()

    def _close(self) -> None:
        self.details.hide()
        self.left.show()
        self.work.begin()

    # --- Building -------------------------------------------------------------------------

    def _arrange(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(GAP)
        for title, field in ((_("Y&ear"), self.year), (_("&Show"), self.show_only)):
            label = QLabel(title)
            label.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            choices.addWidget(label)
            choices.addWidget(field)
            choices.addSpacing(GAP)
        choices.addStretch(1)
        self.column.addLayout(choices)
        self.left = QWidget()
        side = QVBoxLayout(self.left)
        side.setContentsMargins(0, 0, GAP, 0)
        side.setSpacing(GAP)
        side.addWidget(self.units, 1)
        side.addWidget(self.hidden)
        answers = scrolling(self.work, _("Answers"))
        inner = ListAndPane("round", self.left, answers, (2, 3))
        self.column.addWidget(ListAndPane("round-details", inner, self.details, (4, 3)), 1)

    def _connect(self) -> None:
        self.units.chosen.connect(self._choose_unit)
        self.units.opened.connect(lambda _line: self.work.begin())
        self.year.currentIndexChanged.connect(self.refresh)
        self.show_only.currentIndexChanged.connect(lambda _at: self._ask_rows())
        self.work.opened.connect(lambda person: self._open(person, self.answer))
        self.work.visit_asked.connect(lambda person: self._open(person, self.visit))
        for pane in (self.answer, self.visit):
            pane.left.connect(self._close)
            pane.done.connect(self._done)
        self._later.timeout.connect(self._renew)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.work.grid.search_asked)


def _years(this: int) -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(this + 1, this - _YEARS_BACK - 1, -1)]


def _filters() -> list[tuple[str, str]]:
    return [
        (Show.ALL.value, _("Everyone")),
        (Show.NOT_OFFERED.value, _("Not offered")),
        (Show.UNANSWERED.value, _("Neither yes nor no")),
        (Show.NO_BEFORE.value, _("Said no last year")),
        (Show.NOT_PERFORMED.value, _("Said yes, not assessed")),
    ]


def _told(item: str) -> tuple[str, int | None]:
    """The unit's key and the year, if any, that a place's item tells."""
    told = item.removeprefix("unit:")
    unit, colon, year = told.rpartition(":")
    if colon and len(year) == 4 and year.isdecimal():
        return unit, int(year)
    return told, None
