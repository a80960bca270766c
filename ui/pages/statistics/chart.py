"""The figures as bars: one bar for each group and year, its number written beside it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QPalette, QPen
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.colours import tone
from ui.kit.look import GAP

if TYPE_CHECKING:
    import pyqtgraph  # type: ignore[import-untyped]

    from ui.pages.statistics.lines import Line

# Told apart by pattern and by the year beside each bar as well; never by colour alone.
_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
)
_ROOM_FOR_WORDS = 0.75  # of the widest bar, at the right
_NAME_LETTERS = 26
_LINE = 1.5  # heights of a letter that a bar takes


def load_drawing() -> None:
    """Load what draws the chart, which takes its time: not in the window's thread."""
    import pyqtgraph  # noqa: F401 - loaded for later


class Chart(QScrollArea):
    """Bars from an axis that begins at zero. ``pressed`` tells the line of a bar clicked."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the table is the same with the keyboard
        self.setAccessibleName(_("Chart; the same figures stand in the table"))
        self._inside = QWidget()
        self._inside.setBackgroundRole(QPalette.ColorRole.Base)
        self._inside.setAutoFillBackground(True)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.setWidget(self._inside)
        self._plot: pyqtgraph.PlotWidget | None = None
        self._lines: list[Line] = []

    def show_lines(self, lines: "list[Line]") -> None:
        """Draw these, from the top."""
        self._lines = lines
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        drawn = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in drawn and self._plot is not None:
            self._draw()

    def line_at(self, place: QPointF) -> "Line | None":
        """The line whose bar or words are at the place in the chart's own coordinates."""
        at = round(-place.y())
        rows = self._rows()
        return rows[at] if 0 <= at < len(rows) else None

    def _draw(self) -> None:
        plot = self._canvas()
        plot.clear()
        rows = self._rows()
        letters = self.font()
        height = self.fontMetrics().height()
        plot.setFixedHeight(round(height * (_LINE * len(rows) + 3)))
        self._draw_axes(plot, rows, letters)
        for nth, year in enumerate(sorted({line.year for line in self._lines}, reverse=True)):
            bars = [(-at, line) for at, line in enumerate(rows) if line and line.year == year]
            self._draw_bars(plot, bars, _PATTERNS[nth % len(_PATTERNS)])

    def _rows(self) -> "list[Line | None]":
        """The lines from the top, with an empty row between the groups when there are years."""
        rows: list[Line | None] = []
        several = len({line.year for line in self._lines}) > 1
        for line in self._lines:
            if several and rows and rows[-1] is not None and rows[-1].group != line.group:
                rows.append(None)
            rows.append(line)
        return rows

    def _draw_axes(
        self, plot: "pyqtgraph.PlotWidget", rows: "list[Line | None]", letters: QFont
    ) -> None:
        ink = plot.palette().color(plot.foregroundRole())
        left, bottom = plot.getAxis("left"), plot.getAxis("bottom")
        for axis in (left, bottom):
            axis.setTickFont(letters)
            axis.setTextPen(ink)
            axis.setStyle(hideOverlappingLabels=False)
        left.setPen(QPen(Qt.PenStyle.NoPen))
        bottom.setPen(tone("muted"))
        several = len({line.year for line in self._lines}) > 1
        names = [
            (-at, _name(line, several=several)) for at, line in enumerate(rows) if line is not None
        ]
        left.setTicks([names])
        widest = max((self.fontMetrics().horizontalAdvance(text) for _at, text in names), default=0)
        left.setWidth(widest + 16)
        bottom.setHeight(round(self.fontMetrics().height() * 1.6))
        top = self._top()
        bottom.setTicks([[(value, text) for value, text in _ticks(top, per_cent=self._per_cent())]])
        plot.setXRange(0, top * (1 + _ROOM_FOR_WORDS), padding=0)
        plot.setYRange(0.6 - max(1, len(rows)), 0.6, padding=0)

    def _draw_bars(
        self,
        plot: "pyqtgraph.PlotWidget",
        bars: "list[tuple[int, Line]]",
        pattern: Qt.BrushStyle,
    ) -> None:
        """The bars of a year, each with its number beside it."""
        import pyqtgraph

        colour, ink = tone("accent"), plot.palette().color(plot.foregroundRole())
        lengths = [self._length(line) for _y, line in bars]
        plot.addItem(
            pyqtgraph.BarGraphItem(
                x0=0,
                width=lengths,
                y=[y for y, _line in bars],
                height=0.72,
                brush=QBrush(colour, pattern),
                pen=QPen(colour, 0),
            )
        )
        for (y, line), length in zip(bars, lengths, strict=True):
            words = pyqtgraph.TextItem(line.told, color=ink, anchor=(0, 0.5))
            words.setFont(self.font())
            words.setPos(length + self._top() * 0.01, y)
            plot.addItem(words)

    def _length(self, line: "Line") -> float:
        return (line.share or 0.0) if self._per_cent() else float(line.figure.numerator)

    def _per_cent(self) -> bool:
        return any(line.figure.denominator is not None for line in self._lines)

    def _top(self) -> float:
        if self._per_cent():
            return max(100.0, *(line.share or 0.0 for line in self._lines))
        return max((float(line.figure.numerator) for line in self._lines), default=0.0) or 1.0

    def _canvas(self) -> "pyqtgraph.PlotWidget":
        import pyqtgraph

        if self._plot is None:
            self._plot = pyqtgraph.PlotWidget()
            self._plot.setMouseEnabled(x=False, y=False)
            self._plot.setMenuEnabled(False)
            self._plot.hideButtons()
            self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._plot.setFrameShape(QScrollArea.Shape.NoFrame)
            self._plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            self._plot.setAccessibleName(self.accessibleName())
            self._plot.scene().sigMouseClicked.connect(self._press)
            self._plot.viewport().installEventFilter(self)
            self._column.addWidget(self._plot)
            self._column.addStretch(1)
        self._plot.setBackground(self._paper())
        return self._plot

    def eventFilter(self, watched: Any, event: QEvent) -> bool:  # noqa: ANN401 - a QObject
        # The wheel scrolls the page of bars; the plot itself has nothing to zoom.
        if event.type() == QEvent.Type.Wheel:
            self.wheelEvent(event)  # type: ignore[arg-type] # a wheel's event
            return True
        return super().eventFilter(watched, event)

    def _paper(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Base)

    def _press(self, event: Any) -> None:  # noqa: ANN401 - pyqtgraph's own
        if self._plot is None:
            return
        line = self.line_at(self._plot.getPlotItem().vb.mapSceneToView(event.scenePos()))
        if line is not None:
            self.pressed.emit(line)


def _name(line: "Line", *, several: bool) -> str:
    """The group, and the year where there are more than one."""
    name = line.group
    if len(name) > _NAME_LETTERS:
        name = name[: _NAME_LETTERS - 1] + "…"
    return f"{name} {line.year}" if several else name


def _ticks(top: float, *, per_cent: bool) -> list[tuple[float, str]]:
    from ui.pages.statistics.lines import NBSP, number

    if per_cent:
        return [(value, f"{value}{NBSP}%") for value in (0, 25, 50, 75, 100)]
    step = _step(top)
    return [(step * at, number(step * at)) for at in range(int(top / step) + 1)]


def _step(top: float) -> float:
    """A round step with at most five up to the top."""
    size = 1.0
    while True:
        for times in (1, 2, 5):
            if top / (size * times) <= 5:
                return size * times
        size *= 10
