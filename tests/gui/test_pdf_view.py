from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ntand.documents import render_letters
from tests.documents.samples import letter, pdf
from ui.kit import pdf_source
from ui.kit.pdf_view import PdfView

THREE = pdf(render_letters, [letter(name=name) for name in ("Åsa Öst", "Per Ek", "Eva Alm")])


@pytest.fixture
def view(qtbot: QtBot) -> PdfView:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(500, 600)
    view.show()
    view.show_pdf(THREE)
    view.setFocus()
    return view


def pages_of(view: PdfView) -> QWidget:
    """The pages themselves, where the keyboard is."""
    inner = view.focusProxy()
    assert inner is not None
    return inner


def test_pages_are_counted_and_turned_by_keys(qtbot: QtBot, view: PdfView) -> None:
    assert (view.page, view.page_count) == (1, 3)
    inner = pages_of(view)
    for _turn in range(3):
        qtbot.keyClick(inner, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert view.page == 3
    qtbot.keyClick(inner, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert view.page == 2


def test_a_screen_reader_is_told_the_page_and_its_text(view: PdfView) -> None:
    inner = pages_of(view)
    assert "1" in inner.accessibleName()
    assert "3" in inner.accessibleName()
    assert "Åsa Öst" in inner.accessibleDescription()
    view.turn(1)
    assert "Per Ek" in inner.accessibleDescription()
    assert "Åsa Öst" not in inner.accessibleDescription()


def test_zoom_by_keys_and_back_to_the_width(qtbot: QtBot, view: PdfView) -> None:
    inner = pages_of(view)
    control = Qt.KeyboardModifier.ControlModifier
    fitted = view._scale()
    qtbot.keyClick(inner, Qt.Key.Key_Plus, control)
    assert view._scale() == pytest.approx(fitted * 1.25)
    qtbot.keyClick(inner, Qt.Key.Key_Minus, control)
    qtbot.keyClick(inner, Qt.Key.Key_Minus, control)
    assert view._scale() == pytest.approx(fitted / 1.25)
    qtbot.keyClick(inner, Qt.Key.Key_0, control)
    assert view._scale() == pytest.approx(fitted)
    for _press in range(30):
        view.zoom(1.25)
    assert view._scale() == 5.0


def test_every_button_has_a_name_and_tells_its_key(view: PdfView) -> None:
    buttons = [one for one in view.findChildren(QToolButton) if one.isVisible()]
    assert len(buttons) == 5
    assert all(one.accessibleName() for one in buttons)
    assert all("Ctrl+" in one.toolTip() for one in buttons)


def test_another_pdf_takes_the_place_and_none_says_why(view: PdfView) -> None:
    view.turn(2)
    view.show_pdf(pdf(render_letters, [letter(name="Bo By")]))
    assert (view.page, view.page_count) == (1, 1)
    assert "Bo By" in view.text()
    view.clear("Ingen har sagt ja", "Välj ett annat år.")
    assert (view.page, view.page_count, view.text()) == (0, 0, "")
    assert "Ingen har sagt ja" in view.accessibleDescription()
    view.show_pdf(THREE)
    assert view.page_count == 3


def test_paper_stays_white_on_a_dark_ground(
    qtbot: QtBot, qapp: QApplication, view: PdfView
) -> None:
    former = qapp.palette()
    try:
        qapp.setPalette(QPalette(QColor(40, 40, 40)))

        def white_on_dark() -> bool:
            picture = pages_of(view).grab().toImage()
            middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
            edge = picture.pixelColor(1, picture.height() // 2)
            return middle.lightness() > 240 and edge.lightness() < 120

        qtbot.waitUntil(white_on_dark)
    finally:
        qapp.setPalette(former)


def test_what_is_no_pdf_shows_no_pages(view: PdfView, tmp_path: Path) -> None:
    view.show_pdf(b"nothing of the kind")
    assert view.page_count == 0


def test_a_pdf_leaves_the_memory_with_the_view_or_the_next_one(qtbot: QtBot) -> None:
    view = PdfView()
    names = []
    for shown in range(3):
        view.show_pdf(THREE)
        names.append(view._source._name)
        assert [name in pdf_source._kept for name in names] == [False] * shown + [True]
    view.clear()
    assert pdf_source._kept.keys().isdisjoint(names)
    view.show_pdf(THREE)
    last = view._source._name
    view.deleteLater()
    qtbot.waitUntil(lambda: last not in pdf_source._kept)


@pytest.mark.timeout(60)
def test_a_page_that_just_fits_does_not_go_round_in_circles(qtbot: QtBot) -> None:
    """A scroll bar that comes makes the page smaller, which needs no scroll bar, which …"""
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    view.show_pdf(pdf(render_letters, [letter(name="Åsa Öst")]))
    for height in range(430, 480):
        view.resize(300, height)
        QApplication.processEvents()
    assert view.height() == 479
