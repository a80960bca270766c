"""Vector icons in the colours of the palette (Lucide, resources/icons)."""

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap

from ntand.resources import resource_path
from ui.kit.colours import Tone, tone

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

_ENGINES: list[QIconEngine] = []  # the icons own them in C++; this keeps their Python half alive


def icon(name: str, colour: Tone | None = None, *, on_accent: bool = False) -> QIcon:
    """The icon of the name, in the colour of text or in a tone, drawn anew for each palette."""
    return _made(name, colour, on_accent)


@cache
def _made(name: str, colour: Tone | None, on_accent: bool) -> QIcon:
    engine = _Drawn(_source(name), colour, on_accent=on_accent)
    _ENGINES.append(engine)
    return QIcon(engine)


@cache
def _source(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text("utf-8")


@cache
def _renderer(source: str, colour: str) -> "QSvgRenderer":
    from PySide6.QtSvg import QSvgRenderer

    return QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))


class _Drawn(QIconEngine):
    """Draws an icon's lines in the palette's colour of the moment."""

    def __init__(self, source: str, colour: Tone | None, *, on_accent: bool) -> None:
        super().__init__()
        self._given = source, colour, on_accent

    def clone(self) -> QIconEngine:
        source, colour, on_accent = self._given
        engine = _Drawn(source, colour, on_accent=on_accent)
        _ENGINES.append(engine)
        return engine

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _renderer(self._given[0], self._colour(mode).name()).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        found = QPixmap(size)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return found

    def _colour(self, mode: QIcon.Mode) -> QColor:
        palette = QGuiApplication.palette()
        _source, colour, on_accent = self._given
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
        if mode == QIcon.Mode.Selected or on_accent:
            return palette.color(QPalette.ColorRole.HighlightedText)
        if colour is not None:
            return tone(colour)
        return palette.color(QPalette.ColorRole.WindowText)
