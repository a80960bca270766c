"""The hits under the search field: one line each, complete as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from ntand.i18n import _
from ui.kit.desk import Place
from ui.kit.icons import icon
from ui.kit.look import GAP, muted

if TYPE_CHECKING:
    from ntand.services.search import Found, Hit

_MOST = 12  # lines seen at once; the others by the arrows
_WIDTH = 56  # letters at least


@dataclass(frozen=True, slots=True)
class Line:
    """A hit: what it says and where it leads."""

    text: str
    picture: str
    place: Place


def lines_of(found: "Found") -> list[Line]:
    """Persons first, then units, then certificates; what kind it is stands in the text."""
    lines = [_person(hit, found.unit_names) for hit in found.hits]
    for unit in found.units:
        text = _("Unit {name} ({code})").format(name=unit.name, code=unit.code)
        lines.append(Line(text, "house", Place("round", item=f"unit:{unit.code}")))
    for one in found.certificates:
        whose = f"{one.family_name}, {one.given_name}"
        text = _("Certificate {number}: {who}").format(number=one.intyg_id, who=whose)
        if one.protected:
            text = _marked(text)
        lines.append(Line(text, "file-badge", Place("certificates", item=one.intyg_id)))
    return lines


class HitList(QFrame):
    """Lies over the window under its field and never takes the keyboard."""

    picked = Signal(object)  # a Line

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self._lines: Sequence[Line] = ()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Hits"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        side = self.fontMetrics().height()
        self.list.setIconSize(QSize(side, side))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.itemClicked.connect(lambda item: self.pick(self.list.row(item)))
        self.told = muted()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP // 2)
        column.addWidget(self.list)
        column.addWidget(self.told)
        self.hide()

    def show_lines(self, lines: Sequence[Line], told: str) -> None:
        """Show these hits; ``told`` says how many there are."""
        self._lines = lines
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(icon(line.picture), line.text)
            item.setToolTip(line.text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, line.text)
            self.list.addItem(item)
        self.list.setVisible(bool(lines))
        self.told.setText(told)
        window = self._field.window()
        if self.parent() is not window:
            self.setParent(window)
            window.installEventFilter(self)
        self._lay()
        self.show()
        self.raise_()

    def close_up(self) -> None:
        """Show nothing any more."""
        self._lines = ()
        self.hide()

    def step(self, by: int) -> str:
        """Choose the next or the former hit; returns what it says."""
        if not self._lines:
            return ""
        count = len(self._lines)
        at = self.list.currentRow()
        at = (at + by) % count if at >= 0 else (0 if by > 0 else count - 1)
        self.list.setCurrentRow(at)
        return self._lines[at].text

    def pick(self, at: int | None = None) -> bool:
        """Take the hit at the place, the one chosen, or the first; whether there was one."""
        if not self._lines:
            return False
        chosen = max(0, self.list.currentRow()) if at is None else at
        self.picked.emit(self._lines[chosen])
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._lay()
        return super().eventFilter(watched, event)

    def _lay(self) -> None:
        """Under the field, as wide as it, within the window."""
        window = self._field.window()
        corner = self._field.mapTo(window, QPoint(0, self._field.height()))
        letters = self.fontMetrics().averageCharWidth() * _WIDTH
        width = min(max(self._field.width(), letters), window.width() - 2 * GAP)
        left = min(corner.x(), window.width() - GAP - width)
        row = max(self.list.sizeHintForRow(0), self.fontMetrics().height())
        self.list.setFixedHeight(row * min(_MOST, max(1, len(self._lines))) + 4)
        self.setFixedWidth(width)
        self.adjustSize()
        self.resize(width, min(self.sizeHint().height(), window.height() - corner.y() - GAP))
        self.move(left, corner.y())


def _person(hit: "Hit", units: dict[str, str]) -> Line:
    number = f"{hit.id_number[:8]}-{hit.id_number[8:]}"
    parts = [f"{hit.family_name}, {hit.given_name}", number]
    if hit.unit:
        parts.append(units.get(hit.unit, hit.unit))
    text = " · ".join(parts)
    place = Place("people", person=hit.person)
    return Line(_marked(text), "shield", place) if hit.protection else Line(text, "users", place)


def _marked(text: str) -> str:
    return _("{text} · PROTECTED").format(text=text)
