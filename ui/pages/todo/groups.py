"""The groups of the work list with how much is in each."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ntand.i18n import _
from ntand.sentences.todo import groups
from ui.pages.todo.words import group_title

_NAME = Qt.ItemDataRole.UserRole
_INWARDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right)
_PADDING = 12  # pixels over and under the text of an item, together
_MARGIN = 48  # pixels beside the longest text


class GroupList(QListWidget):
    """Arrows choose a group; ``entered_group`` when the keyboard is to go into its rows."""

    group_chosen = Signal(str)
    entered_group = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("What is to be done"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(lambda now, _before: self._tell(now))

    @property
    def group(self) -> str:
        """The group chosen; empty for none."""
        at = self.currentRow()
        return str(self.item(at).data(_NAME)) if at >= 0 else ""

    def show_counts(self, counts: Mapping[str, int], chosen: str) -> None:
        """Show the groups with anything in them, and the one chosen."""
        shown = [group for group, count in counts.items() if count or group == chosen]
        self.blockSignals(True)
        self.clear()
        for group in shown:
            item = QListWidgetItem(group_title(group, counts[group]), self)
            item.setData(_NAME, group)
            item.setToolTip(groups()[group][1])
            item.setSizeHint(QSize(0, self.fontMetrics().height() + _PADDING))
            if group == chosen:
                self.setCurrentItem(item)
        self.blockSignals(False)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        texts = [self.item(at).text() for at in range(self.count())]
        longest = max((self.fontMetrics().horizontalAdvance(text) for text in texts), default=120)
        return QSize(longest + _MARGIN, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _INWARDS and not event.modifiers():
            self.entered_group.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.group_chosen.emit(str(item.data(_NAME)))
