"""The parts of the page, one line for each, with how much stands in it."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy

from ntand.i18n import _

_NAME = Qt.ItemDataRole.UserRole
_INWARDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right)
_PADDING = 12  # pixels over and under the text of a line, together
_MARGIN = 32  # pixels beside the longest text


class SectionList(QListWidget):
    """Arrows choose a part; ``entered`` when the keyboard is to go into its rows."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        self._titles = dict(titles)
        self.setAccessibleName(_("Parts"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        for name, title in self._titles.items():
            item = QListWidgetItem(title, self)
            item.setData(_NAME, name)
        self.setCurrentRow(0)
        self._fit()
        self.currentItemChanged.connect(self._tell)

    @property
    def section(self) -> str:
        """The part chosen."""
        return str(self.currentItem().data(_NAME))

    def show_section(self, name: str) -> None:
        """Mark the part, without telling."""
        self.blockSignals(True)
        self.setCurrentItem(self._item(name))
        self.blockSignals(False)

    def count_on(self, name: str, number: int, *, strong: bool = False) -> None:
        """Say how much stands in the part; ``strong`` when someone has still to look at it."""
        item, title = self._item(name), self._titles[name]
        item.setText(f"{title} ({number})" if number else title)
        font = self.font()
        font.setBold(strong)
        item.setFont(font)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _INWARDS and not event.modifiers():
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _item(self, name: str) -> QListWidgetItem:
        items = (self.item(at) for at in range(self.count()))
        return next(item for item in items if item.data(_NAME) == name)

    def _fit(self) -> None:
        """As wide as the longest title with a count of three figures."""
        metrics = self.fontMetrics()
        for at in range(self.count()):
            self.item(at).setSizeHint(QSize(0, metrics.height() + _PADDING))
        widest = max(metrics.horizontalAdvance(title) for title in self._titles.values())
        self.setFixedWidth(widest + metrics.horizontalAdvance(" (999)") + _MARGIN)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(_NAME)))
