"""Beside the grid: a person's answer and visit, one behind the other."""

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.look import GAP
from ui.panes.answer import AnswerPane
from ui.panes.round_pane import RoundPane
from ui.panes.visit import VisitPane


class Details(QWidget):
    """Two panes about one person; the tabs change between them."""

    def __init__(self, answer: AnswerPane, visit: VisitPane) -> None:
        super().__init__()
        self._panes: tuple[RoundPane, ...] = (answer, visit)
        self.setAccessibleName(_("Details"))
        self.tabs, self._stack = QTabBar(), QStackedWidget()
        self.tabs.setAccessibleName(_("Details"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for pane, title in zip(self._panes, (_("Ans&wer"), _("&Visit")), strict=True):
            self.tabs.addTab(title)
            self._stack.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._turn)
        self.hide()

    @property
    def pane(self) -> RoundPane:
        """The pane seen."""
        return self._panes[self._stack.currentIndex()]

    def open(self, person: str, year: int, pane: RoundPane) -> None:
        """Show the person in both panes, and begin in one of them."""
        self.show()
        for one in self._panes:
            one.show_for(person, year)
        self.tabs.setCurrentIndex(self._panes.index(pane))
        self._turn(self._panes.index(pane))
        pane.begin()

    def _turn(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
