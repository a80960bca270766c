"""A PDF to look at: pages, zoom, and its text for those who listen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPalette
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from ntand.i18n import _
from ui.kit.icons import icon
from ui.kit.look import GAP, EmptyState, Text
from ui.kit.pdf_source import PdfSource

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPdfWidgets import QPdfView

_STEP = 1.25
_LEAST, _MOST = 0.2, 5.0  # times the size on paper
_GROUND = {False: QColor("#d5d9dc"), True: QColor("#3a3f43")}  # neutral, so that paper is white


class PdfView(QWidget):
    """Shows a PDF given as bytes, its width fitted until someone zooms."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._title = title or _("Preview")
        self._source = PdfSource()
        self.destroyed.connect(self._source.close)
        self._document: QPdfDocument | None = None
        self._view: QPdfView | None = None
        self._page_told = Text()
        self._page_told.setWordWrap(False)
        self._empty = EmptyState("")
        self._shown = QWidget()
        self._pages = QVBoxLayout(self._shown)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.setSpacing(GAP)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._shown)
        self._make_actions()
        self.clear()

    def show_pdf(self, data: bytes) -> None:
        """Show these pages, from the first."""
        document, view = self._made()
        self._let_go()
        self._source.load(document, data)
        self._stack.setCurrentWidget(self._shown)
        view.pageNavigator().jump(0, QPointF())
        self._tell()

    def clear(self, title: str = "", text: str = "") -> None:
        """Show no pages, but why there are none."""
        self._let_go()
        self._empty.say(title, text)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(f"{title} {text}".strip())
        self._stack.setCurrentWidget(self._empty)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        # The view turns a page when its document goes, which is also how a window ends.
        there = self._document is not None and isValid(self._document) and self._source
        return self._document.pageCount() if self._document is not None and there else 0

    @property
    def page(self) -> int:
        """The page looked at, from 1; 0 without pages."""
        view = self._view
        return view.pageNavigator().currentPage() + 1 if view and self.page_count else 0

    def text(self) -> str:
        """What stands on the page looked at."""
        if self._document is None or not self.page:
            return ""
        return str(self._document.getAllText(self.page - 1).text())

    def zoom(self, times: float) -> None:
        """Make the pages larger or smaller."""
        view = self._view
        if view is None:
            return
        view.setZoomFactor(min(_MOST, max(_LEAST, self._scale() * times)))
        view.setZoomMode(type(view).ZoomMode.Custom)

    def fit_width(self) -> None:
        """Make the pages as wide as there is room for."""
        if self._view is not None:
            self._view.setZoomMode(type(self._view).ZoomMode.FitToWidth)

    def turn(self, pages: int) -> None:
        """Go so many pages on, or back."""
        wanted = min(max(1, self.page + pages), self.page_count)
        if self._view is not None and wanted:
            navigator = self._view.pageNavigator()
            navigator.jump(wanted - 1, QPointF(), navigator.currentZoom())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._view is not None:
            self._lay_ground(self._view)

    # --- Inside ---------------------------------------------------------------------------

    def _made(self) -> "tuple[QPdfDocument, QPdfView]":
        """The document and its view; their library is loaded when the first PDF comes."""
        if self._document is None or self._view is None:
            from PySide6.QtPdf import QPdfDocument
            from PySide6.QtPdfWidgets import QPdfView

            self._document, self._view = QPdfDocument(self), QPdfView(self._shown)
            self._view.setPageMode(QPdfView.PageMode.MultiPage)
            self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
            # Always there: a bar that came would make a page smaller that then needed no bar, which
            # would make it larger again, without end.
            self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
            self._view.pageNavigator().currentPageChanged.connect(lambda _page: self._tell())
            self._view.setDocument(self._document)
            self._lay_ground(self._view)
            self._pages.addWidget(self._view, 1)
            self.setFocusProxy(self._view)
        return self._document, self._view

    def _let_go(self) -> None:
        if self._document is not None:
            self._document.close()
        self._source.close()

    def _lay_ground(self, view: "QPdfView") -> None:
        window = self.palette().color(QPalette.ColorRole.Window)
        palette = QPalette(self.palette())
        palette.setBrush(QPalette.ColorRole.Dark, _GROUND[window.lightness() < 128])
        if view.palette() != palette:
            view.setPalette(palette)

    def _scale(self) -> float:
        """How large the pages are now, whichever way it was chosen."""
        view, document = self._view, self._document
        assert view is not None
        assert document is not None
        if view.zoomMode() == type(view).ZoomMode.Custom or not self.page:
            return float(view.zoomFactor())
        margins = view.documentMargins()
        room = view.viewport().width() - margins.left() - margins.right()
        wide = document.pagePointSize(self.page - 1).width() * view.logicalDpiX() / 72
        return float(room / wide)

    def _tell(self) -> None:
        """Say which page this is, in sight and to a screen reader."""
        view = self._view
        if view is None or not self.page_count:
            return
        place = _("Page {page} of {pages}").format(page=self.page, pages=self.page_count)
        self._page_told.setText(place)
        for told in (self, view):
            told.setAccessibleName(f"{self._title}. {place}")
            told.setAccessibleDescription(self.text())
        self._back.setEnabled(self.page > 1)
        self._on.setEnabled(self.page < self.page_count)

    def _make_actions(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        self._back = self._tool(row, _("Previous page"), "chevron-left", "Ctrl+PgUp")
        row.addWidget(self._page_told)
        self._on = self._tool(row, _("Next page"), "chevron-right", "Ctrl+PgDown")
        row.addStretch(1)
        out = self._tool(row, _("Zoom out"), "zoom-out", "Ctrl+-")
        into = self._tool(row, _("Zoom in"), "zoom-in", "Ctrl++", "Ctrl+=")
        fit = self._tool(row, _("Fit to width"), "move-horizontal", "Ctrl+0")
        self._back.triggered.connect(lambda: self.turn(-1))
        self._on.triggered.connect(lambda: self.turn(1))
        out.triggered.connect(lambda: self.zoom(1 / _STEP))
        into.triggered.connect(lambda: self.zoom(_STEP))
        fit.triggered.connect(self.fit_width)
        self._pages.addLayout(row)

    def _tool(self, row: QHBoxLayout, text: str, picture: str, *keys: str) -> QAction:
        """A button with its keys, which work while the focus is in this view."""
        action = QAction(QIcon(icon(picture)), text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(_("{act} ({key})").format(act=text, key=key))
        self.addAction(action)
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setAccessibleName(text)
        row.addWidget(button)
        return action
