"""What is to be done: groups at the left, rows in the middle, who and why at the right."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ntand.i18n import _
from ntand.sentences.todo import groups
from ntand.services.worklist.reading import (
    WorkChoices,
    WorkFilter,
    WorkList,
    WorkRow,
    work_choices,
    work_list,
)
from ui.kit.desk import Desk, Place
from ui.kit.look import GAP, EmptyState, muted
from ui.kit.page import Page
from ui.kit.split import ListAndPane
from ui.kit.table import Table
from ui.pages.todo.acts import Act, acts_for, fill_pane, make_pane
from ui.pages.todo.filters import FilterBar
from ui.pages.todo.groups import GroupList
from ui.pages.todo.row_pane import RowPane
from ui.pages.todo.words import columns, key_of

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation
    from ui.pages.todo.acts import Pane


class TodoPage(Page):
    """Opens with what is stored, and has it renewed meanwhile when something has happened.

    Enter on a row does what it calls for; then the next row is chosen. A place's item is a group.
    """

    name: ClassVar[str] = "todo"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: WorkList | None = None
        self._group: str | None = None
        self._panes: dict[str, Pane] = {}
        self._acting = ""  # the row that the pane shown is about
        self._filling = False  # rows are being shown anew: nobody has moved
        self.heading(_("To do"))
        self.filters = FilterBar()
        self.groups = GroupList()
        self.hint, self.renewing = muted(), muted(_("Something has happened: renewing the list …"))
        self.table: Table[WorkRow] = Table("todo", _("To do"), columns())
        self.row = RowPane(desk)
        self.beside = QStackedWidget()
        self.body = QStackedWidget()
        self._arrange()
        self._connect()

    def enter(self, place: Place) -> None:
        if place.item in groups():
            self._group = place.item
            self.leave_pane()
        self.refresh()

    def refresh(self) -> None:
        """Read the stored list at once when nothing is shown yet; later with what is new in it."""
        self._ask(renewed=self._found is not None)

    def first_focus(self) -> QWidget | None:
        shown = self.body.currentWidget()
        return shown.action if isinstance(shown, EmptyState) else self.table

    @property
    def pane(self) -> "Pane | None":
        """The act under way, if one is."""
        shown = self.beside.currentWidget()
        return next((one for one in self._panes.values() if one is shown), None)

    def leave_pane(self) -> None:
        """Back to the row."""
        within: QWidget | None = QApplication.focusWidget()
        had_keyboard = within is not None and self.beside.isAncestorOf(within)
        self.beside.setCurrentWidget(self.row)
        if had_keyboard:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- Asking -----------------------------------------------------------------------------

    def _ask(self, *, renewed: bool = False) -> None:
        group, only = self._group, self.filters.chosen()

        def work(installation: "Installation", actor: "Actor") -> WorkList:
            if renewed:
                from ntand.services.worklist.renewal import renew

                renew(installation, actor)
            return work_list(installation, actor, group, only)

        self.desk.ask(self, work, self._show, topic="list")

    def _show(self, found: WorkList) -> None:
        first = self._found is None
        other_group = self._found is not None and self._found.group != found.group
        self._found = found
        if not found.stale or self._group is not None:  # else more may come before this group
            self._group = found.group
        self.groups.show_counts(found.counts, found.group)
        self.hint.setText(groups()[found.group][1])
        self._filling = True
        self.table.show_rows(found.rows, key=key_of)
        if other_group:
            self.table.choose_at(0)
        self._filling = False
        self.row.show_row(self.table.current_row())
        self._show_body(found)
        self.renewing.setVisible(found.stale)
        if found.stale:
            self._ask(renewed=True)
        elif first or not self.filters.unit.count() > 1:
            self.desk.ask(self, work_choices, self._offer, topic="choices")

    def _show_body(self, found: WorkList) -> None:
        anything = any(found.counts.values())
        if anything or self.pane is not None:
            shown: QWidget = self._work
        elif found.empty and not found.stale:
            shown = self.unread
        elif self.filters.chosen() != WorkFilter():
            shown = self.filtered
        else:
            shown = self.done
        self.body.setCurrentWidget(shown)
        self.filters.setVisible(shown is not self.unread)

    def _offer(self, found: WorkChoices) -> None:
        self.filters.offer(found)

    def _choose_group(self, group: str) -> None:
        self._group = group
        self.leave_pane()
        self._ask()

    # --- Acts -------------------------------------------------------------------------------

    def _row_chosen(self, row: WorkRow | None) -> None:
        # The list may be renewed while someone writes in the pane: it stays with its row, also
        # when that is gone from the list.
        if self._filling:
            return
        if row is None or key_of(row) != self._acting:
            self.beside.setCurrentWidget(self.row)
        self.row.show_row(row)

    def _row_opened(self, row: WorkRow) -> None:
        self.begin(acts_for(row)[0])

    def begin(self, act: Act) -> None:
        """Begin an act about the row chosen: in its pane, or on its page."""
        row = self.table.current_row()
        if row is None:
            return
        if act.place is not None:
            self.desk.go(act.place)
            return
        pane = self._panes.get(act.opens) or self._made(act.opens)
        self._acting = key_of(row)
        fill_pane(act.opens, pane, row)
        self.beside.setCurrentWidget(pane)
        pane.begin()

    def _made(self, name: str) -> "Pane":
        pane = self._panes[name] = make_pane(name, self.desk)
        pane.done.connect(self.leave_pane)
        pane.left.connect(self.leave_pane)
        self.beside.addWidget(pane)
        return pane

    # --- Building ---------------------------------------------------------------------------

    def _connect(self) -> None:
        self.filters.narrowed.connect(self._ask)
        self.filters.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.groups.group_chosen.connect(self._choose_group)
        self.groups.entered_group.connect(
            lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        )
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(self._row_opened)
        self.row.act.connect(self.begin)

    def _arrange(self) -> None:
        self.table.empty_text = _("All of this is done.")
        self.renewing.hide()
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.hint)
        column.addWidget(self.table, 1)
        self.groups.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        left = QWidget()
        line = QHBoxLayout(left)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2 * GAP)
        line.addWidget(self.groups)
        line.addWidget(rows, 1)
        self.beside.addWidget(self.row)
        self._work = ListAndPane("todo", left, self.beside, (2, 1))
        self._empty_states()
        for one in (self._work, self.done, self.filtered, self.unread):
            self.body.addWidget(one)
        self.column.addWidget(self.filters)
        self.column.addWidget(self.renewing)
        self.column.addWidget(self.body, 1)

    def _empty_states(self) -> None:
        self.done = EmptyState(
            _("Everything is done"), _("Nothing waits for anyone. It is renewed by itself.")
        )
        self.filtered = EmptyState(
            _("Nothing here"),
            _("Nothing waits for those you have chosen to see."),
            _("Show everyone's"),
            self.filters.clear,
        )
        self.unread = EmptyState(
            _("Begin with a file"),
            _("There is nobody here yet. Read in the care system's units and decisions."),
            _("Read in a file"),
            lambda: self.desk.go(Place("import")),
        )
