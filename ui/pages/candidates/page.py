"""Candidates: a table of everyone beside the explanation, and the acts."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ntand.domain.codes import Stance
from ntand.i18n import _, ngettext
from ntand.services.candidates import (
    CandidateRow,
    Candidates,
    Group,
    candidates,
    counted,
    narrowed,
)
from ntand.services.issuing import Draft, draft
from ui.kit.desk import Desk, Place
from ui.kit.look import GAP, banner, muted, primary_button
from ui.kit.page import Page
from ui.kit.split import ListAndPane
from ui.kit.table import Table
from ui.pages.candidates.filters import FilterBar
from ui.pages.candidates.person import CandidatePane
from ui.pages.candidates.words import columns, empty_words
from ui.panes.act_pane import ActPane
from ui.panes.decide import DecidePane
from ui.panes.end import EndPane
from ui.panes.issue import IssuePane
from ui.panes.issue_many import IssueManyPane


class CandidatesPage(Page):
    """Enter issues for the one chosen; an act done, the next one is chosen in the table."""

    name: ClassVar[str] = "candidates"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: Candidates | None = None
        self._wanted: str | None = None  # a person to choose when the answer comes
        self._acting: frozenset[str] = frozenset()  # whom the act under way is about
        self._filling = False  # rows are being shown anew: nobody has moved
        self.heading(_("Candidates"), _("Who can get a certificate, and why or why not."))
        self.filters = FilterBar(desk.today)
        self.other_day = banner("")
        self.table: Table[CandidateRow] = Table("candidates", _("Candidates"), columns(), many=True)
        self.shown = muted()
        self.many_button = primary_button("", "file-badge")
        self.person = CandidatePane(desk)
        self.issue, self.issue_many = IssuePane(desk), IssueManyPane(desk)
        self.decide, self.end = DecidePane(desk), EndPane(desk)
        self.panes = QStackedWidget()
        self._arrange()
        self._connect()

    def enter(self, place: Place) -> None:
        if place.item in {group.value for group in Group}:
            self.filters.show_group(str(place.item))
        self._wanted = place.person
        self.refresh()

    def refresh(self) -> None:
        self.filters.begin_day(self.desk.today)
        day = self.filters.day
        later = day != self.desk.today
        self.other_day.setVisible(later)
        if later:
            text = _("As it will stand on {day}, by what is known today.")
            self.other_day.show_text(text.format(day=day.isoformat()))
        self.desk.ask(
            self,
            lambda installation, actor: candidates(installation, actor, day),
            self._show,
            topic="rows",
        )

    def first_focus(self) -> QWidget | None:
        return self.table

    # --- Showing ----------------------------------------------------------------------------

    def _show(self, found: Candidates) -> None:
        self._found = found
        self.filters.offer(found)
        self._narrow()
        if self._wanted is not None:
            self._choose(self._wanted)
            self._wanted = None

    def _narrow(self) -> None:
        """Show those the filters let through; the row chosen stays chosen if it is there."""
        found = self._found
        if found is None:
            return
        filters = self.filters.filters()
        self.filters.count(counted(found, filters))
        rows = narrowed(found, filters)
        searched = bool(filters.text.strip())
        self.table.empty_text = (
            _("Nobody is found. Write less of the name.")
            if searched
            else empty_words(filters.group)
        )
        self._filling = True
        self.table.show_rows(rows, key=lambda row: row.person)
        self._filling = False
        self._keep_act()
        self._selected()
        text = ngettext("{n} person", "{n} persons", len(rows)).format(n=len(rows))
        if searched:
            text = _("{persons} among everyone").format(persons=text)
        self.shown.setText(text)
        self.person.show_row(self.table.current_row(), self.filters.day)

    def _keep_act(self) -> None:
        """An act goes on when the list is read anew, not when others than its own are chosen."""
        chosen = {row.person for row in self.table.selected_rows()}
        if self.panes.currentWidget() is not self.person and not self._acting <= chosen:
            self._leave_act()

    def _choose(self, person: str) -> None:
        """Choose the person, wherever that is."""
        if self.table.choose(person) or self._found is None:
            return
        row = next((row for row in self._found.rows if row.person == person), None)
        if row is not None:
            self.filters.show_group(row.groups[0])
            self.table.choose(person)

    def _chosen(self, row: CandidateRow | None) -> None:
        """Someone moved to another row: an act begun for the former is left."""
        if not self._filling:
            self._leave_act()
            self.person.show_row(row, self.filters.day)

    def _selected(self) -> None:
        """Many chosen: they can be issued for together, as far as they are candidates."""
        if self._filling:  # each row chosen again would be counted
            return
        count = len(self._many())
        self.many_button.setVisible(count > 1)
        self.person.let_act(alone=count < 2)
        text = _("Issue certificates for {n} chosen …").format(n=count)
        self.many_button.setText(text)
        self.many_button.setAccessibleName(text)

    def _many(self) -> list[str]:
        if self.filters.day != self.desk.today:  # many are issued for from today
            return []
        return [row.person for row in self.table.selected_rows() if row.proposal.candidate]

    # --- Acts -------------------------------------------------------------------------------

    def _opened(self, row: CandidateRow) -> None:
        """Enter: the act that the row calls for."""
        if len(self._many()) > 1:
            self._begin_many()
        elif row.proposal.candidate:
            self._begin_issue(row.person)
        elif (field := self.person.explanation.missing.first_field()) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif Group.TO_REVIEW in row.groups:
            self._begin_decide(row.person, Stance.KEEP.value)
        elif self.person.explanation.rules.items:
            self.person.explanation.rules.go_to(0)

    def _begin_issue(self, person: str) -> None:
        self.issue.show_for(person)
        if self.filters.day > self.desk.today:  # who will qualify then is issued for from then
            self.issue.form.first.set_day(self.filters.day)
        self._begin(self.issue)

    def _begin_decide(self, person: str, stance: str = "") -> None:
        self.decide.show_for(person, stance)
        self._begin(self.decide)

    def _begin_end(self, person: str) -> None:
        """Of the certificate that holds now, else of the next."""
        self.desk.ask(
            self,
            lambda installation, actor: draft(installation, actor, person),
            self._end_first,
            topic="held",
        )

    def _end_first(self, found: Draft) -> None:
        today = self.desk.today
        left = [one for one in found.held if one.last_day is None or one.last_day >= today]
        if left and found.card.person == self.person.person:
            self.end.show_for(left[0].intyg_id)
            self._begin(self.end)

    def _begin_many(self) -> None:
        self.issue_many.show_for(self._many())
        self._begin(self.issue_many)

    def _begin(self, pane: ActPane) -> None:
        chosen = (row.person for row in self.table.selected_rows())
        self._acting = frozenset(self._many() if pane is self.issue_many else chosen)
        self.panes.setCurrentWidget(pane)
        pane.begin()

    def _leave_act(self) -> None:
        self.panes.setCurrentWidget(self.person)

    def _back_to_table(self) -> None:
        self._leave_act()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- Building ---------------------------------------------------------------------------

    def _connect(self) -> None:
        self.filters.narrowed.connect(self._narrow)
        self.filters.day_chosen.connect(self.refresh)
        self.filters.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.many_button.clicked.connect(self._begin_many)
        self.person.issue.connect(self._begin_issue)
        self.person.decide.connect(self._begin_decide)
        self.person.end.connect(self._begin_end)
        for pane in (self.issue, self.decide, self.end, self.issue_many):
            pane.done.connect(self._back_to_table)
            pane.left.connect(self._back_to_table)

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.table, 1)
        below = QHBoxLayout()
        below.addWidget(self.shown, 1)
        below.addWidget(self.many_button)
        column.addLayout(below)
        self.many_button.hide()
        for pane in (self.person, self.issue, self.decide, self.end, self.issue_many):
            self.panes.addWidget(pane)
        self.column.addWidget(self.filters)
        self.column.addWidget(self.other_day)
        self.column.addWidget(ListAndPane("candidates", left, self.panes), 1)
