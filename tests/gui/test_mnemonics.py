"""Alt and a letter: one control of a page, never two."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenuBar
from pytestqt.qtbot import QtBot

from tests.gui.conftest import opened_page
from ui.frame.main_window import MainWindow
from ui.frame.places import ENTRIES


def letters(window: MainWindow) -> Counter[str]:
    """The letters that mean something now, and to how many."""
    texts = [action.text() for bar in window.findChildren(QMenuBar) for action in bar.actions()]
    texts += [
        one.text()
        for one in window.findChildren(QLabel)
        if one.isVisible() and one.buddy() is not None
    ]
    texts += [one.text() for one in window.findChildren(QAbstractButton) if one.isVisible()]
    keys = (QKeySequence.mnemonic(text).toString() for text in texts)
    return Counter(key for key in keys if key)


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES])
def test_a_letter_leads_to_one_place(qtbot: QtBot, window: MainWindow, name: str):
    opened_page(qtbot, window, name)
    found = letters(window)
    assert found
    assert {key for key, count in found.items() if count > 1} == set()
