"""Every text on every page can be read, in light and in dark: at least 4.5:1 to its ground.

Measured twice: on the colours that a widget is given, and on the picture of the window, where
also what styles and delegates paint counts.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui.conftest import opened_page, rested
from ui.frame.main_window import MainWindow
from ui.frame.places import ENTRIES
from ui.kit.colours import Colours, Scheme, is_dark

PAGES = [entry.name for entry in ENTRIES]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_LEAST = 4.5
_ROWS = 12  # of a table: the others look like these
_R = QPalette.ColorRole


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest, window: MainWindow, qapp: QApplication) -> Iterator[str]:
    """The window open, and then turned light or dark."""
    colours = qapp.findChildren(Colours)[-1]
    colours.choose(request.param)
    assert is_dark(qapp.palette()) == (request.param == "dark")
    yield request.param
    colours.choose("light")


@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_out(qtbot: QtBot, window: MainWindow, scheme: str, name: str) -> None:
    page = opened_page(qtbot, window, name)
    rested(qtbot, window)
    given = [f"{told}: {ratio:.2f}" for told, ratio in of_palette(window) if ratio < _LEAST]
    assert given == []
    picture = window.grab().toImage()
    seen = list(of_picture(window, picture))
    assert len(seen) > 10
    assert page.isVisible()
    assert [f"{told}: {ratio:.2f}" for told, ratio in seen if ratio < _LEAST] == []


# --- What a widget is given -------------------------------------------------------------------


def of_palette(window: QWidget) -> Iterator[tuple[str, float]]:
    """Each text and the contrast of its colour to the ground it is given."""
    for widget in readable(window):
        text, ground = (widget.palette().color(role) for role in roles(widget))
        if isinstance(widget, QLabel):
            ground = ground_under(widget)
        yield told(widget), contrast(text, ground)
        if isinstance(widget, QAbstractItemView):
            palette = widget.palette()
            for role in (_R.Base, _R.AlternateBase):
                yield f"{told(widget)} {role.name}", contrast(text, palette.color(role))
            chosen = (_R.HighlightedText, _R.Highlight)
            yield f"{told(widget)} chosen", contrast(*map(palette.color, chosen))


def roles(widget: QWidget) -> tuple[QPalette.ColorRole, QPalette.ColorRole]:
    """The colours of a widget's text and ground."""
    if isinstance(widget, QLineEdit):
        return (_R.Text if widget.text() else _R.PlaceholderText), _R.Base
    if isinstance(widget, QPlainTextEdit | QAbstractItemView):
        return _R.Text, _R.Base
    on_a_button = isinstance(widget, QComboBox | QHeaderView | QAbstractButton)
    if on_a_button and widget.foregroundRole() == _R.ButtonText:
        return _R.ButtonText, _R.Button
    return widget.foregroundRole(), widget.backgroundRole()


def ground_under(widget: QWidget) -> QColor:
    """The colour that shows through a widget that paints no ground of its own."""
    at: QWidget | None = widget
    while at is not None and not at.autoFillBackground() and not at.isWindow():
        at = at.parentWidget()
    found = widget if at is None else at
    return found.palette().color(found.backgroundRole())


# --- What is seen -----------------------------------------------------------------------------


def of_picture(window: QWidget, picture: QImage) -> Iterator[tuple[str, float]]:
    """Each text and the strongest contrast that its letters have to the ground around them."""
    for widget in readable(window):
        if isinstance(widget, QHeaderView):
            continue  # its letters are those of the cells, on a button's ground: see above
        if isinstance(widget, QAbstractItemView):
            for at in range(min(widget.model().rowCount(QModelIndex()), _ROWS)):
                yield from of_row(window, picture, widget, at)
        else:
            area = QRect(widget.mapTo(window, QPoint()), widget.size())
            yield from measured(picture, area, told(widget))


def of_row(
    window: QWidget, picture: QImage, table: QAbstractItemView, at: int
) -> Iterator[tuple[str, float]]:
    model = table.model()
    columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
    for column in range(columns):
        index = model.index(at, column)
        rect = table.visualRect(index).intersected(table.viewport().rect())
        if rect.width() > 30 and rect.height() > 12 and index.data():
            area = QRect(table.viewport().mapTo(window, rect.topLeft()), rect.size())
            yield from measured(picture, area, f"{told(table)} {at}:{column}")


def measured(picture: QImage, area: QRect, name: str) -> Iterator[tuple[str, float]]:
    ratio = picture.devicePixelRatio()
    corner = QPoint(round(area.x() * ratio), round(area.y() * ratio))
    part = QRect(corner, QSize(round(area.width() * ratio), round(area.height() * ratio)))
    part = part.adjusted(3, 3, -3, -3).intersected(picture.rect())
    if part.isEmpty():
        return
    cut = picture.copy(part).convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(cut.constBits()).cast("I")
    colours = Counter(pixels.tolist())
    ((most, _count),) = colours.most_common(1)
    ground = QColor(most)
    letters = (contrast(QColor(one), ground) for one in colours)
    yield name, max(letters)


# --- Common -----------------------------------------------------------------------------------


def readable(window: QWidget) -> Iterator[QWidget]:
    """What shows text now and can be used; what is greyed out is free from the demand."""
    for widget in window.findChildren(QWidget):
        seen = widget.isVisible() and not widget.visibleRegion().isEmpty()
        if seen and widget.isEnabled() and shows_text(widget):
            yield widget


def shows_text(widget: QWidget) -> bool:
    if isinstance(widget, QLabel | QAbstractButton):
        return any(map(str.isalnum, widget.text()))
    if isinstance(widget, QLineEdit):
        return any(map(str.isalnum, widget.text() or widget.placeholderText()))
    if isinstance(widget, QComboBox):
        return bool(widget.currentText())
    if isinstance(widget, QPlainTextEdit):
        return bool(widget.toPlainText())
    return isinstance(widget, QAbstractItemView)


def told(widget: QWidget) -> str:
    name = getattr(widget, "text", widget.accessibleName)
    words = name() if callable(name) else ""
    return f"{type(widget).__name__} {str(words)[:40]!r}"


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_measure_itself() -> None:
    assert contrast(QColor("#ffffff"), QColor("#000000")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)
    picture = QImage(60, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ffffff"))
    picture.setPixelColor(20, 15, QColor("#949494"))
    ((_name, ratio),) = measured(picture, QRect(0, 0, 60, 30), "grey")
    assert ratio == pytest.approx(3.03, abs=0.01)
