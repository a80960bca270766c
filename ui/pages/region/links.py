"""The connection link by link: which holds, which fails and what to do, which was not tried."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ui.kit.icons import icon
from ui.kit.look import GAP, Text, body

if TYPE_CHECKING:
    from ntand.services.exchange.connection_test import Link
    from ui.kit.colours import Tone

_PICTURES: "dict[str, tuple[str, Tone]]" = {
    "ok": ("circle-check", "good"),
    "failed": ("circle-alert", "error"),
    "not_tried": ("circle-minus", "muted"),
}
_WARNS: "tuple[str, Tone]" = ("triangle-alert", "warning")  # works, but not as it should


class Links(QWidget):
    """One line for each link, in the order in which they are tried."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("The connection, link by link"))
        self.lines: list[QLabel] = []
        self._links: tuple[Link, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, GAP, 0, GAP)
        self._grid.setSpacing(GAP)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_links(self, links: "Sequence[Link]") -> None:
        """Show what became of each."""
        self.clear()
        self._links = tuple(links)
        for at, link in enumerate(links):
            told = _line(link)
            told.setAccessibleName(told.text())
            self._grid.addWidget(QLabel(), 2 * at, 0)
            self._grid.addWidget(told, 2 * at, 1)
            if link.code:
                self._grid.addWidget(body(_explained(link)), 2 * at + 1, 1)
            self.lines.append(told)
        self._draw()
        self.setVisible(bool(links))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        """The pictures, in the colours of now."""
        for at, link in enumerate(self._links):
            item = self._grid.itemAtPosition(2 * at, 0)
            picture = item.widget() if item is not None else None
            if isinstance(picture, QLabel):
                name, tone = _WARNS if link.code and link.state == "ok" else _PICTURES[link.state]
                picture.setPixmap(icon(name, tone).pixmap(20, 20))

    def clear(self) -> None:
        """Nothing has been tried."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines, self._links = [], ()
        self.hide()


def _line(link: "Link") -> Text:
    state = {"ok": _("works"), "failed": _("FAILS"), "not_tried": _("not tried")}[link.state]
    told = Text(f"{_titles()[link.name]}: {state}")
    if link.state == "not_tried":
        told.set_tone("muted")
    font = told.font()
    font.setBold(link.state == "failed")
    told.setFont(font)
    return told


def _titles() -> dict[str, str]:
    return {
        "name": _("The address is found"),
        "reach": _("The service answers there"),
        "tls": _("The connection is safe"),
        "token": _("The region accepts name and secret"),
        "version": _("The service speaks a version that the program knows"),
        "clock": _("The clocks agree"),
    }


def _explained(link: "Link") -> str:
    return " ".join(explain_in_window(NtandError(link.code, **dict(link.facts))))
