"""Nothing is cut off: neither with texts twice as long nor with letters twice as large."""

import gettext
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ntand import i18n
from tests.gui.conftest import opened_page
from ui.frame.main_window import MainWindow
from ui.frame.places import ENTRIES

PAGES = [entry.name for entry in ENTRIES]
_SLACK = 2  # pixels of rounding


class _Twice(gettext.NullTranslations):
    """Swedish, each sentence said twice."""

    def __init__(self, swedish: gettext.NullTranslations) -> None:
        super().__init__()
        self._swedish = swedish

    def gettext(self, message: str) -> str:
        return _twice(self._swedish.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _twice(self._swedish.ngettext(msgid1, msgid2, n))


def _twice(text: str) -> str:
    # One mark of a key is enough; a format with its own punctuation stays readable.
    return f"{text} {text.replace('&', '')}"


@pytest.fixture
def texts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = _Twice(i18n._catalogue("sv"))
    monkeypatch.setattr(i18n, "_catalogue", lambda _language: twice)


@pytest.fixture
def letters_twice(qapp: QApplication) -> Iterator[None]:
    former = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(former.pointSizeF() * 2)
    qapp.setFont(larger)
    yield
    qapp.setFont(former)


@pytest.mark.parametrize("name", PAGES)
def test_texts_twice_as_long_are_not_cut_off(
    qtbot: QtBot, texts_twice: None, window: MainWindow, name: str
) -> None:
    window.resize(1280, 900)
    opened_page(qtbot, window, name)
    assert cut_off(window) == []


@pytest.mark.parametrize("name", PAGES)
def test_letters_twice_as_large_are_not_cut_off(
    qtbot: QtBot, letters_twice: None, window: MainWindow, name: str
) -> None:
    window.resize(1280, 900)
    opened_page(qtbot, window, name)
    assert cut_off(window) == []


def cut_off(window: QWidget) -> list[str]:
    """The texts that do not fit where they stand."""
    QApplication.sendPostedEvents()
    return [
        f"{type(one).__name__} {one.width()}x{one.height()} {_text(one)[:60]!r}"
        for one in window.findChildren(QWidget)
        if one.isVisible() and _text(one) and not _fits(one)
    ]


def _text(one: QWidget) -> str:
    if isinstance(one, QLabel | QAbstractButton):
        return one.text()
    return one.currentText() if isinstance(one, QComboBox) else ""


def _fits(one: QWidget) -> bool:
    if isinstance(one, QLabel):
        if one.wordWrap():
            return one.heightForWidth(one.width()) <= one.height() + _SLACK and _longest_word_fits(
                one
            )
        return one.sizeHint().width() <= one.width() + _SLACK
    if isinstance(one, QPushButton | QCheckBox | QRadioButton):
        hint = one.sizeHint()
        return hint.width() <= one.width() + _SLACK and hint.height() <= one.height() + _SLACK
    if isinstance(one, QComboBox):
        arrow = 24
        wide = one.fontMetrics().horizontalAdvance(one.currentText())
        return wide + arrow <= one.width() + _SLACK or bool(one.toolTip())
    return True


def _longest_word_fits(label: QLabel) -> bool:
    metrics: QFontMetrics = label.fontMetrics()
    inside = label.contentsRect().width()
    return all(metrics.horizontalAdvance(word) <= inside + _SLACK for word in label.text().split())
