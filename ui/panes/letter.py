"""The letter to the holder, folded away until someone wants to see it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ui.kit.desk import Desk
from ui.panes.fold import Fold

if TYPE_CHECKING:  # the services bring the database's library, the view brings QtPdf
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

Preview = Callable[["Installation", "Actor"], bytes]
_HEIGHT = 420  # pixels: the upper half of a page can be read


class LetterFold(Fold["_Letter"]):
    """Shows the letter that ``preview`` makes, or why there is none."""

    def __init__(self, desk: Desk, preview: Callable[[], Preview | None]) -> None:
        super().__init__(_("Letter"), lambda: _Letter(desk), lambda letter: letter.show_of(preview))

    def fold(self) -> None:
        """Hide it, and hold none: the next may be somebody else's."""
        super().fold()
        if self.inside is not None:
            self.inside.forget()


class _Letter(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        from ui.kit.pdf_view import PdfView

        self._desk = desk
        self.view = PdfView(_("Letter"))
        self.view.setMinimumHeight(_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)

    def show_of(self, preview: Callable[[], Preview | None]) -> None:
        """Make the letter and show it."""
        work = preview()
        if work is None:
            self._say(_("Mend the fields first."))
            return
        self._desk.ask(self, work, self._show, failed=self._failed)

    def forget(self) -> None:
        """Show no letter, nor one that is being made."""
        self._desk.drop(self)
        self.view.clear()

    def _show(self, data: bytes) -> None:
        self.view.show_pdf(data)

    def _failed(self, error: NtandError) -> None:
        self._say(explain_in_window(error)[0])

    def _say(self, text: str) -> None:
        self.view.clear(_("No letter"), text)
