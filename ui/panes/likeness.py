"""Two who may be the same person, side by side."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ntand.i18n import _
from ui.kit.look import GAP, Text, body, muted
from ui.panes.person_words import number

if TYPE_CHECKING:
    from ntand.services.replaced_number import Likeness


class SideBySide(QWidget):
    """The person to the left, the one who has the number to the right; row by row."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, GAP // 2, 0, GAP)
        self._grid.setHorizontalSpacing(2 * GAP)
        self._grid.setVerticalSpacing(GAP // 2)
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)

    def compare(self, person: "Likeness", other: "Likeness") -> None:
        """Show these two."""
        self._clear()
        heads = (_("This person"), _("Has the new number"))
        for column, head in enumerate(heads, 1):
            self._put(0, column, _bold(head))
        rows = zip(_titles(), _cells(person), _cells(other), strict=True)
        shown = [(title, cells) for title, *cells in rows if any(cells)]
        for row, (title, cells) in enumerate(shown, 1):
            named = muted(title)
            named.setWordWrap(False)
            self._put(row, 0, named)
            for column, cell in enumerate(cells, 1):
                text = body(cell or "–")
                text.setAccessibleName(f"{heads[column - 1]}, {title}: {text.text()}")
                self._put(row, column, text)

    def _put(self, row: int, column: int, text: Text) -> None:
        self._grid.addWidget(text, row, column, Qt.AlignmentFlag.AlignTop)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _bold(text: str) -> Text:
    made = body(text)
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    return made


def _titles() -> tuple[str, ...]:
    return (
        *(_("Name"), _("Identity number"), _("Born"), _("Died"), _("Protection"), _("Unit")),
        *(_("Certificates"), _("Years with an offer")),
    )


def _cells(one: "Likeness") -> tuple[str, ...]:
    """What there is to tell; empty for what there is not."""
    return (
        one.name,
        number(one.id_number),
        one.born,
        one.deceased_on.isoformat() if one.deceased_on else "",
        _("PROTECTED") if one.protected else "",
        _("not shown") if one.protected else one.unit_name or "",
        str(one.certificates),
        ", ".join(map(str, one.years)),
    )
