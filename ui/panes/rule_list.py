"""The rules of an explanation as a list: one stop for Tab, arrows between the rules."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.icons import icon
from ui.kit.look import GAP, Text, muted
from ui.panes.rule_words import RuleWords

_PICTURE = 20  # pixels at 100 %
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class RuleItem(QFrame):
    """One rule: what became of it as picture and word, the rule, its facts and their source."""

    def __init__(self, words: RuleWords) -> None:
        super().__init__()
        self.words = words
        self.setAccessibleName(words.spoken)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        grid = QGridLayout(self)
        indent = 3 * GAP if words.deeper else 0
        grid.setContentsMargins(GAP + indent, GAP // 2, GAP, GAP // 2)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        picture = QLabel()
        picture.setPixmap(icon(words.icon, words.tone).pixmap(_PICTURE, _PICTURE))
        grid.addWidget(picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        state = Text(words.state, words.tone)
        font = state.font()
        font.setBold(True)
        state.setFont(font)
        grid.addWidget(state, 0, 1)
        parts: list[QWidget] = [Text(words.sentence, None if words.applies else "muted")]
        for fact, source in words.facts:
            parts.append(Text(fact))
            if source:
                parts.append(muted(source))
        for row, part in enumerate(parts, 1):
            grid.addWidget(part, row, 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class RuleList(QWidget):
    """The rules under each other."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("The rules, one by one"))
        self.items: list[RuleItem] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)

    def show_rules(self, rules: Sequence[RuleWords]) -> None:
        """Show these; the keyboard stays at its place in the list."""
        held = next((at for at, item in enumerate(self.items) if item.hasFocus()), None)
        for item in self.items:
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        self.items = [RuleItem(words) for words in rules]
        for item in self.items:
            self._column.addWidget(item)
        if self.items:
            self._make_stop(0)
        if held is not None and self.items:
            self.go_to(min(held, len(self.items) - 1))

    def go_to(self, at: int) -> None:
        """Put the keyboard on the rule at the place."""
        self._make_stop(at)
        self.items[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        here = next((at for at, item in enumerate(self.items) if item.hasFocus()), None)
        if not step or here is None:
            super().keyPressEvent(event)
            return
        self.go_to(min(max(0, here + step), len(self.items) - 1))

    def _make_stop(self, at: int) -> None:
        """Tab stops at this rule alone; the arrows lead to the others."""
        for place, item in enumerate(self.items):
            tab = Qt.FocusPolicy.StrongFocus if place == at else Qt.FocusPolicy.ClickFocus
            item.setFocusPolicy(tab)
