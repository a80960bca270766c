"""The navigation at the left: the pages, with what waits on them."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from ntand.i18n import _
from ui.frame.places import ENTRIES
from ui.kit.icons import icon

_PADDING = 14  # pixels over and under a line, together
_NAME = Qt.ItemDataRole.UserRole


class Navigation(QListWidget):
    """One line for each page; arrows move, and the page follows."""

    asked = Signal(str)  # a page's name

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(20, 20))
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._colour()
        for at, entry in enumerate(ENTRIES):
            item = QListWidgetItem(icon(entry.icon), entry.title())
            item.setData(_NAME, entry.name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.title())
            item.setToolTip(f"{entry.title()} (Ctrl+{(at + 1) % 10})")
            self.addItem(item)
        self.currentItemChanged.connect(self._tell)
        self.fit()

    def show_page(self, name: str) -> None:
        """Mark the page, without asking for it."""
        self.blockSignals(True)
        for at in range(self.count()):
            if self.item(at).data(_NAME) == name:
                self.setCurrentRow(at)
        self.blockSignals(False)

    def count_on(self, name: str, number: int) -> None:
        """Say how much waits on the page."""
        for at, entry in enumerate(ENTRIES):
            if entry.name == name:
                text = f"{entry.title()}  {number}" if number else entry.title()
                self.item(at).setText(text)
                told = _("{page}, {number} waiting").format(page=entry.title(), number=number)
                self.item(at).setData(
                    Qt.ItemDataRole.AccessibleTextRole, told if number else entry.title()
                )
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def fit(self) -> None:
        """As wide as the longest name, and as high as is easy to hit."""
        height = max(self.fontMetrics().height(), self.iconSize().height()) + _PADDING
        for at in range(self.count()):
            self.item(at).setSizeHint(QSize(0, height))
        self.setFixedWidth(self._widest() + self.iconSize().width() + 40)

    def _colour(self) -> None:
        """The window's colour instead of a list's."""
        # Not through the viewport: asking for it makes PySide look through all widget classes.
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, palette.color(QPalette.ColorRole.Window))
        self.setPalette(palette)

    def _widest(self) -> int:
        texts = (self.item(at).text() for at in range(self.count()))
        return max(self.fontMetrics().horizontalAdvance(text) for text in texts)

    def _tell(self, now: QListWidgetItem | None) -> None:
        if now is not None:
            self.asked.emit(now.data(_NAME))
