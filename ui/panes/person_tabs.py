"""The parts of a person's pane, each written when it is first looked at."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.sentences.people import action
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.look import GAP, subheading
from ui.kit.split import scrolling
from ui.kit.table import Table
from ui.panes.explanation import ExplanationView
from ui.panes.person_overview import write_overview
from ui.panes.person_parts import write_certificates, write_decisions, write_past, write_years
from ui.panes.person_words import when
from ui.panes.sheet import Sheet

if TYPE_CHECKING:
    from ntand.services.people.past_view import AccessLine
    from ntand.services.people.view import PersonView


class PersonTabs(QTabWidget):
    """``began`` tells an act and what it is about, ``reveal`` that hidden facts are wanted."""

    began = Signal(str, str)
    reveal = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Parts"))
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self._view: PersonView | None = None
        self._stale: set[int] = set()
        self._writers: list[Callable[[PersonView], None]] = []
        begin = self.began.emit
        self._add(_("Overview"), lambda sheet, view: write_overview(sheet, view, self.reveal.emit))
        self._add(_("Certificates"), lambda sheet, view: write_certificates(sheet, view, begin))
        self._add(_("Offers"), lambda sheet, view: write_years(sheet, view, begin))
        self._add(_("Decisions"), write_decisions)
        self.explanation = ExplanationView(desk)
        self._explained_at = self._add_widget(
            _("Assessment"),
            scrolling(self.explanation, _("Assessment")),
            lambda view: self.explanation.show_person(view.card.person),
        )
        self.log = _log_table()
        self._add_past()
        self.currentChanged.connect(lambda _at: self._write())

    def show_view(self, view: "PersonView") -> None:
        """Show another person, or the same anew."""
        if self._view is None or self._view.card.person != view.card.person:
            self.explanation.clear()
        self._view = view
        self._stale = set(range(self.count()))
        self._write()

    def show_explanation(self) -> None:
        """Show the part that tells what is missing, with the keyboard there."""
        self.setCurrentIndex(self._explained_at)
        self.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self) -> None:
        at = self.currentIndex()
        if self._view is not None and at in self._stale:
            self._stale.discard(at)
            self._writers[at](self._view)

    def _add(self, title: str, write: "Callable[[Sheet, PersonView], None]") -> None:
        sheet = Sheet()

        def write_anew(view: "PersonView") -> None:
            sheet.clear()
            write(sheet, view)

        self._add_widget(title, _scrolled(sheet, title), write_anew)

    def _add_past(self) -> None:
        sheet, inside = Sheet(), QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(_scrolled(sheet, _("History")), 1)
        column.addWidget(subheading(_("Who has looked or changed")))
        column.addWidget(self.log, 2)

        def write(view: "PersonView") -> None:
            sheet.clear()
            write_past(sheet, view)
            keyed = {id(one): str(at) for at, one in enumerate(view.lines)}
            self.log.show_rows(view.lines, key=lambda one: keyed.get(id(one), ""))

        self._add_widget(_("History"), inside, write)

    def _add_widget(
        self, title: str, widget: QWidget, write: "Callable[[PersonView], None]"
    ) -> int:
        self._writers.append(write)
        return self.addTab(widget, title)


def _scrolled(sheet: Sheet, title: str) -> QWidget:
    area = scrolling(sheet, title)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows scroll
    return area


def _log_table() -> "Table[AccessLine]":
    columns: list[Column[AccessLine]] = [
        Column("at", _("When"), lambda one: when(one.at), 130),
        Column("what", _("What"), _what, 220),
        Column("by", _("Who"), lambda one: one.by, 120),
    ]
    table = Table("person-log", _("Who has looked or changed"), columns)
    table.empty_text = _("Nobody has looked or changed.")
    return table


def _what(one: "AccessLine") -> str:
    text = action(one.action)
    return text if one.allowed else _("{what} – refused").format(what=text)
