"""The first page: whose installation this is, how it stands, what to do next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ntand.i18n import _
from ui.next_steps import next_steps

if TYPE_CHECKING:
    from ntand.services.overview import Overview  # brings the database's library with it

_MARGIN, _GAP = 32, 16  # pixels, on the grid of eight
_NARROW = 720  # pixels under which the figures stand two and two


class Tile(QFrame):
    """One figure and what it counts, read as one by a screen reader."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._caption = caption
        self.figure = QLabel("–")
        self.figure.setFont(_larger(self.font(), 2.2))
        self.figure.setTextFormat(Qt.TextFormat.PlainText)
        below = QLabel(caption)
        below.setWordWrap(True)
        below.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(self.figure)
        column.addWidget(below)
        column.addStretch()
        self.setMinimumWidth(140)
        self.setAccessibleName(caption)

    def count(self, number: int) -> None:
        """Show the number."""
        self.figure.setText(QLocale().toString(number))
        self.setAccessibleName(f"{self._caption}: {number}")
        self.figure.setAccessibleName(f"{self._caption}: {number}")


class StartPage(QWidget):
    """Calm: a heading, four figures and the next steps."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = _label(_larger(self.font(), 1.8, bold=True))
        self.heading.setAccessibleName(_("Municipality"))
        self.under = _label()
        self.tiles = {
            "persons": Tile(_("Persons")),
            "candidates": Tile(_("Candidates for a certificate")),
            "active": Tile(_("Active certificates")),
            "waiting": Tile(_("Waiting to be sent")),
        }
        self._figures = QWidget()
        self._grid = QGridLayout(self._figures)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._figures.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._columns = 0
        self.next_heading = _label(_larger(self.font(), 1.25, bold=True), _("What to do next"))
        self._steps = QVBoxLayout()
        self._steps.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(8)
        for part in (self.heading, self.under):
            column.addWidget(part)
        column.addSpacing(16)
        column.addWidget(self._figures)
        column.addSpacing(16)
        column.addWidget(self.next_heading)
        column.addLayout(self._steps)
        column.addStretch(1)
        self._arrange(len(self.tiles))
        self.loading()

    def loading(self) -> None:
        """Nothing is known yet."""
        self._show(_("Reading the installation …"), "", [], figures=True)

    def empty(self, home: str) -> None:
        """The home holds no installation: say what to do."""
        steps = [
            _("Make an installation: ntand init --municipality CODE"),
            _("Or look around with made-up persons: ntand demo"),
            _("Then press F5 here."),
        ]
        under = _("There is no installation in {home}.").format(home=home)
        self._show(_("Welcome to N-tand"), under, steps, figures=False)

    def failed(self) -> None:
        """The installation could not be read; the message bar says why."""
        steps = [_("Do what the message says, and press F5 to read again.")]
        self._show(_("The installation could not be read"), "", steps, figures=False)

    def fill(self, now: "Overview") -> None:
        """Show how the installation stands."""
        under = _("{day} · criteria {criteria} · {user}").format(
            day=now.on.isoformat(), criteria=now.criteria, user=now.user
        )
        self._show(now.municipality, under, next_steps(now), figures=True)
        for name, number in (
            ("persons", now.persons),
            ("candidates", now.candidates),
            ("active", now.active_certificates),
            ("waiting", now.waiting),
        ):
            self.tiles[name].count(number)

    def steps(self) -> list[str]:
        """What is told to be done next."""
        return [label.text() for label in self._step_labels()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(2 if self.width() < _NARROW else len(self.tiles))

    def _show(self, heading: str, under: str, steps: Sequence[str], *, figures: bool) -> None:
        self.heading.setText(heading)
        self.under.setText(under)
        self.under.setVisible(bool(under))
        self._figures.setVisible(figures)
        self.next_heading.setVisible(bool(steps))
        for label in self._step_labels():
            self._steps.removeWidget(label)
            label.deleteLater()
        for step in steps:
            label = _label(text=step)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            label.setAccessibleName(step)
            self._steps.addWidget(label)

    def _step_labels(self) -> list[QLabel]:
        items = (self._steps.itemAt(place) for place in range(self._steps.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [label for label in widgets if isinstance(label, QLabel)]

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, *divmod(place, columns))
        for column in range(len(self.tiles)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def _label(font: QFont | None = None, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if font is not None:
        label.setFont(font)
    return label


def _larger(font: QFont, times: float, *, bold: bool = False) -> QFont:
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * times)
    larger.setBold(bold)
    return larger
