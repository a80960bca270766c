"""The search, always on top of the window: persons, units and certificates as you type."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget

from ntand.i18n import _, ngettext
from ui.frame.search_hits import HitList, lines_of
from ui.kit.desk import Desk
from ui.kit.fields import clearable
from ui.kit.icons import icon

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation
    from ntand.services.search import Found, Search

_REST = 1000  # milliseconds without a key: what is shown then has been seen
_LIMIT = 20


class SearchField(QLineEdit):
    """Where persons, units and certificates are looked for.

    The keyboard stays in the field: the arrows choose among the hits under it, Enter goes there,
    Esc gives the keyboard back to where it was.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._search: Search | None = None
        self._searched: Installation | None = None
        self._came_from: QWidget | None = None
        self._enter = False  # Enter was pressed before the hits were there
        self._found_for = ""  # the text whose hits are shown
        self.setAccessibleName(_("Search"))
        self.setAccessibleDescription(
            _("Arrow down chooses among the hits, Enter goes there, Esc leaves the search.")
        )
        self.setPlaceholderText(_("Search person, identity number, unit or certificate (Ctrl+K)"))
        clearable(self)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        for tool in self.findChildren(QToolButton):
            tool.setAccessibleName(tool.accessibleName() or _("Search"))
        self.hits = HitList(self)
        self.hits.picked.connect(self._go)
        self._resting = QTimer(self, singleShot=True, interval=_REST)
        self._resting.timeout.connect(self.rest)
        self.textEdited.connect(lambda _text: self._ask())

    def begin(self) -> None:
        """Bring the keyboard here, and remember where it was."""
        focus = QApplication.focusWidget()
        if focus is not self:
            self._came_from = focus
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def rest(self) -> None:
        """What has been shown is seen: have it logged."""
        self._resting.stop()
        search = self._search
        if search is not None and self.desk.is_open:
            self.desk.ask(self, lambda *_who: search.rest(), _nothing, topic="rest")

    def leave(self) -> None:
        """Close the hits and give the keyboard back."""
        self.clear()
        self.hits.close_up()
        self.rest()
        target = self._came_from or self.window()
        try:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        except RuntimeError:  # it is gone, with its page
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.isVisible():
            self._say(self.hits.step(1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.desk.is_open:
            self.desk.ask(
                self, lambda *who: self._searching(*who).prepare(), _nothing, topic="prepare"
            )
        if self.text().strip():
            self._ask()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hits.close_up()
            self.rest()

    def _ask(self) -> None:
        text = self.text()
        self._enter = False
        if not text.strip() or not self.desk.is_open:
            self.hits.close_up()
            return
        self.desk.ask(
            self,
            lambda *who: self._searching(*who).find(text, _LIMIT),
            lambda found: self._show(text, found),
            topic="find",
        )

    def _show(self, text: str, found: "Found") -> None:
        if text != self.text() or not self.hasFocus():
            return
        self._found_for = text
        lines = lines_of(found)
        self.hits.show_lines(lines, _told(found, len(lines)))
        self._resting.start()
        if self._enter:
            self._pick()
        else:
            self._say(self.hits.told.text())

    def _pick(self) -> None:
        """Go to the hit chosen, or to the first; as soon as it is there."""
        if not self.hits.isVisible() or self._found_for != self.text():
            self._enter = bool(self.text().strip())
        elif not self.hits.pick():
            self._say(self.hits.told.text())

    def _go(self, line: object) -> None:
        from ui.frame.search_hits import Line

        assert isinstance(line, Line)
        self._enter = False
        self._came_from = None
        self.clear()
        self.hits.close_up()
        self.rest()
        self.desk.go(line.place)

    def _searching(self, installation: "Installation", actor: "Actor") -> "Search":
        """The search of the open installation; called in the desk's thread alone."""
        from ntand.services.search import Search

        if self._search is None or self._searched is not installation:
            self._search, self._searched = Search(installation, actor), installation
        return self._search

    def _say(self, text: str) -> None:
        """Tell a screen reader; the keyboard stays where it is."""
        if text:
            # On use: its many constants would delay the first sight of the window.
            from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def _told(found: "Found", shown: int) -> str:
    if not shown:
        return _("Nothing was found.")
    if found.more:
        return _("The first {n} hits; write more to find fewer.").format(n=shown)
    return ngettext("{n} hit", "{n} hits", shown).format(n=shown)


def _nothing(_answer: object) -> None:
    """Nothing to show."""
