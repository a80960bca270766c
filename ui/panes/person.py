"""Everything about one person, and the way to every act."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.icons import icon
from ui.kit.look import GAP, Banner, EmptyState, button, primary_button
from ui.kit.person_header import PersonHeader
from ui.panes.person_acts import EXPLAIN, acts_for, first_act, make_pane, prepare
from ui.panes.person_tabs import PersonTabs
from ui.panes.person_words import number

if TYPE_CHECKING:
    from ntand.services.people.view import PersonView
    from ui.panes.act_pane import ActPane

_NOBODY, _PERSON = 0, 1


class PersonPane(QStackedWidget):
    """Shows one person, or the act under way about that person.

    ``left`` is told when Esc gives the keyboard back, ``shown`` with each PersonView.
    """

    left = Signal()
    shown = Signal(object)

    def __init__(self, desk: Desk, empty: EmptyState | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.person = ""
        self.view: PersonView | None = None
        self._panes: dict[str, ActPane] = {}
        self._back_to: QWidget | None = None
        self.setAccessibleName(_("Person"))
        self.empty = empty or EmptyState(
            _("Nobody chosen"), _("Choose a person in the list to see everything about the person.")
        )
        self.header = PersonHeader()
        self.revealed = Banner(kind="warning")
        self.first = primary_button("")
        self.more = button(_("&Acts"), "chevron-down")
        self.copy_number = button(_("Copy &number"), "copy")
        self.tabs = PersonTabs(desk)
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self._arrange()
        self.first.clicked.connect(self._begin_first)
        self.copy_number.clicked.connect(self._copy)
        self.tabs.began.connect(self.begin)
        self.tabs.reveal.connect(self._reveal)

    def show_person(self, person: str) -> None:
        """Show this person; an act under way about another is left."""
        if person != self.person:
            self.person = person
            self._leave_act()
        self.refresh()

    def show_overview(self) -> None:
        """Begin with the overview."""
        self.tabs.setCurrentIndex(0)

    def clear(self) -> None:
        """Show nobody."""
        self.person, self.view = "", None
        self.setCurrentIndex(_NOBODY)

    def refresh(self) -> None:
        """Ask anew; what was shown of a protected person is hidden again."""
        if self.person:
            self._ask(show_protected=False)

    @property
    def acting(self) -> "ActPane | None":
        """The pane of the act under way."""
        shown = self.currentWidget()
        return next((one for one in self._panes.values() if one is shown), None)

    def begin(self, act: str, key: str = "") -> None:
        """Begin an act; ``key`` names the certificate or the year it is about."""
        if act == EXPLAIN:
            self.tabs.show_explanation()
            return
        if self.view is None or self.view.card.person != self.person:
            return  # someone else is still seen: what was pressed was meant for that one
        pane = self._panes.get(act)
        if pane is None:
            pane = self._panes[act] = make_pane(act, self.desk)
            self.addWidget(pane)
            pane.done.connect(self._done)
            pane.left.connect(self._leave_act)
        self._back_to = self.focusWidget()
        prepare(pane, act, self.person, key or str(self.desk.today.year))
        self.setCurrentWidget(pane)
        pane.begin()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        if self.acting is not None:
            return self.acting.first_field()
        return self.tabs.tabBar() if self.first.isHidden() else self.first

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.acting is None:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            within = self.focusWidget()
            if isinstance(within, QPushButton):
                within.click()
        else:
            super().keyPressEvent(event)

    def _ask(self, *, show_protected: bool) -> None:
        from ntand.services.people.view import person_view

        person = self.person
        self.desk.ask(
            self,
            lambda who, actor: person_view(who, actor, person, show_protected=show_protected),
            self._show,
            topic="person",
        )

    def _show(self, view: "PersonView") -> None:
        if view.card.person != self.person:
            self.person = view.card.person  # asked for by number
        self.view = view
        self.header.show_person(view.card)
        open_to_see = view.card.protected and not view.hidden
        self.revealed.setVisible(open_to_see)
        self.header.warning.setHidden(open_to_see or not view.card.protected)
        first = first_act(view)
        self.first.setVisible(first is not None)
        if first is not None:
            self.first.setText(first.text.replace("&", ""))
            self.first.setAccessibleName(self.first.text())
            self.first.setIcon(icon(first.icon, on_accent=True))
        self._fill_menu(view)
        self.tabs.show_view(view)
        if self.acting is None:
            self.setCurrentIndex(_PERSON)
        self.shown.emit(view)

    def _fill_menu(self, view: "PersonView") -> None:
        self._menu.clear()
        for one in acts_for(view):
            action = self._menu.addAction(icon(one.icon), one.text)
            action.triggered.connect(lambda _checked=False, act=one.act: self.begin(act))

    def _begin_first(self) -> None:
        first = first_act(self.view) if self.view is not None else None
        if first is not None:
            self.begin(first.act, first.key)

    def _reveal(self) -> None:
        self._ask(show_protected=True)

    def _copy(self) -> None:
        if self.view is not None:
            self.desk.copy(number(self.view.card.id_number))

    def _done(self) -> None:
        self._leave_act()
        self.refresh()

    def _leave_act(self) -> None:
        if self.acting is None:
            return
        within = QApplication.focusWidget()
        had_keyboard = within is not None and self.acting.isAncestorOf(within)
        self.setCurrentIndex(_PERSON if self.view is not None else _NOBODY)
        if had_keyboard:
            back = self._back_to
            target = back if back is not None and back.isVisible() else self.first_focus()
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        self.revealed.show_text(
            _("Protected facts are shown. It is noted in the access log."), "warning"
        )
        self.revealed.hide()
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for one in (self.first, self.more, self.copy_number):
            row.addWidget(one)
        row.addStretch(1)
        person = QWidget()
        column = QVBoxLayout(person)
        column.setContentsMargins(2 * GAP, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.header)
        column.addWidget(self.revealed)
        column.addLayout(row)
        column.addWidget(self.tabs, 1)
        self.addWidget(self.empty)
        self.addWidget(person)
