"""Boxes to tick and buttons to choose among, with an outline that is seen in the dark.

Fusion draws it darker than the window, which on a dark window is next to nothing.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
)

from ui.kit.colours import is_dark, tone


class TickBox(QCheckBox):
    """A box to tick."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = _outlined(self, QStyle.SubElement.SE_CheckBoxIndicator)
        if place is not None:
            painter = _pencil(self)
            painter.drawRect(place)


class RadioButton(QRadioButton):
    """One of a few to choose among."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = _outlined(self, QStyle.SubElement.SE_RadioButtonIndicator)
        if place is not None:
            painter = _pencil(self)
            painter.drawEllipse(place)


def _outlined(button: QAbstractButton, part: QStyle.SubElement) -> QRectF | None:
    """Where the outline goes; None where the style's own is seen."""
    if not is_dark(button.palette()):
        return None
    option = QStyleOptionButton()
    option.initFrom(button)
    return QRectF(button.style().subElementRect(part, option, button)).adjusted(1, 1, -1, -1)


def _pencil(button: QAbstractButton) -> QPainter:
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tone("muted", button.palette()), 1.2))
    return painter
