"""The answer grid: one key for each answer, and on to the next row."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from ntand.domain.codes import Answer
from ntand.i18n import _
from ui.kit.columns import Column
from ui.kit.table import Table
from ui.pages.round.entries import Entry, columns

# The letters of the Swedish answers, in every language: the forms are Swedish.
_ANSWERS = {"j": Answer.YES, "n": Answer.NO, "i": Answer.NONE}
_FEWEST = 5  # rows and heading that are seen; where there is less room the page scrolls
_UNDO = QKeySequence.StandardKey.Undo
_BACK = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class AnswerGrid(Table[Entry]):
    """The persons of a unit. Keys are told, the page acts on them."""

    answered = Signal(object, str)  # the entry and its answer; the next row is chosen already
    taken_back = Signal(object)  # the answer typed last in the entry
    last_taken_back = Signal()
    reason_asked = Signal(object)
    visit_asked = Signal(object)
    search_asked = Signal()
    answerer_chosen = Signal(int)  # the number of who answered, from 1
    lost = Signal()  # a key that means nothing here

    def __init__(self, parent: QWidget | None = None) -> None:
        shown: tuple[Column[Entry], ...] = columns()
        super().__init__("round-answers", _("Answers"), shown, parent=parent)
        self.writable = True
        self._empty = True  # before the rows shown now
        self.undoable = False  # whether something was typed here that Ctrl+Z takes back

    def show_changed(self, entry: Entry) -> None:
        """Paint the entry's row anew."""
        model = self.model()
        for at in range(model.rowCount()):
            if model.row_at(at) is entry:
                model.dataChanged.emit(model.index(at, 0), model.index(at, model.columnCount() - 1))
                return

    def show_all_changed(self) -> None:
        """Paint every row anew."""
        model = self.model()
        if model.rowCount():
            last = model.index(model.rowCount() - 1, model.columnCount() - 1)
            model.dataChanged.emit(model.index(0, 0), last)

    def _fit_rows(self) -> None:
        super()._fit_rows()
        self.setMinimumHeight(_FEWEST * self.verticalHeader().defaultSectionSize())

    def event(self, event: QEvent) -> bool:
        # Ctrl+Z belongs to the window, unless something was typed here last.
        asked = event.type() == QEvent.Type.ShortcutOverride and self.undoable
        if asked and isinstance(event, QKeyEvent) and event.matches(_UNDO):
            event.accept()
            return True
        return super().event(event)

    def show_rows(self, rows: Sequence[Entry], *, key: Callable[[Entry], str]) -> None:
        self._empty = not self.model().rowCount()
        super().show_rows(rows, key=key)

    def _choose_again(self, current: str | None, chosen: set[str], place: int) -> None:
        # No neighbour takes the place of one who left: the next key is meant for that one.
        if self._empty or current in self._keys():
            super()._choose_again(current, chosen, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if self.undoable and event.matches(_UNDO):
            self.last_taken_back.emit()
        elif held:
            super().keyPressEvent(event)
        elif event.text() and event.text().isprintable() and event.text() != " ":
            self._typed(event)
        else:
            self._pressed(event)

    def _typed(self, event: QKeyEvent) -> None:
        text, entry = event.text().lower(), self.current_row()
        if text == "/":
            self.search_asked.emit()
        elif entry is None or not self.writable or event.isAutoRepeat():
            self.lost.emit()
        elif text in _ANSWERS:
            self.choose_at(self.currentIndex().row() + 1)
            self.answered.emit(entry, _ANSWERS[text].value)
        elif text == "r":
            self.reason_asked.emit(entry)
        elif text == "b":
            self.visit_asked.emit(entry)
        elif text.isdecimal() and int(text) > 0:
            self.answerer_chosen.emit(int(text))
        else:
            self.lost.emit()

    def _pressed(self, event: QKeyEvent) -> None:
        entry = self.current_row()
        if entry is None:
            super().keyPressEvent(event)
        elif event.key() in _BACK:
            self.taken_back.emit(entry)
        elif event.key() == Qt.Key.Key_F2:
            self.opened.emit(entry)
        else:
            super().keyPressEvent(event)
