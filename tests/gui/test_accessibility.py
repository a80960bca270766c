"""Everyone can use every page: names and roles for a screen reader, a way on for the keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import invalidate

from tests.gui.conftest import opened_page
from ui.frame.main_window import MainWindow
from ui.frame.places import ENTRIES
from ui.kit.page import Page

PAGES = [entry.name for entry in ENTRIES]
_MOST_CHILDREN = 60  # of one table or list: the rest are rows like those
_R = QAccessible.Role
_SPOKEN = {  # what is used, not only seen
    *(_R.Button, _R.CheckBox, _R.RadioButton, _R.ComboBox, _R.EditableText, _R.SpinBox),
    *(_R.Slider, _R.List, _R.Table, _R.Tree, _R.PageTab, _R.MenuItem, _R.Link, _R.ListItem),
    *(_R.ProgressBar, _R.ButtonMenu, _R.ColumnHeader),
}
# Parts of larger controls, which carry the name themselves.
_PARTS = {_R.ScrollBar, _R.Grip, _R.Client, _R.Pane, _R.Border, _R.Separator}


@contextmanager
def seen_by_a_screen_reader(window: QWidget) -> Iterator[list[QAccessibleInterface]]:
    """All a screen reader finds in the window that can be seen."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    found = [root, *everything(root)]
    yield found[1:]
    # Qt frees these by itself: their Python halves must not outlive them.
    for one in found:
        invalidate(one)


def everything(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What is under the root."""
    for at in range(min(root.childCount(), _MOST_CHILDREN)):
        child = root.child(at)
        if not child.isValid() or child.state().invisible:
            continue
        yield child
        if child.role() not in (_R.ScrollBar, _R.ComboBox):
            yield from everything(child)


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name_and_a_role(qtbot: QtBot, window: MainWindow, name: str) -> None:
    opened_page(qtbot, window, name)
    with seen_by_a_screen_reader(window) as found:
        count = len(found)
        nameless = [f"{one.role().name} {_path(one)}" for one in found if _needs_a_name(one)]
        roleless = [_path(one) for one in found if one.role() == _R.NoRole]
    assert count > 25
    assert nameless == []
    assert roleless == []


@pytest.mark.parametrize("name", PAGES)
def test_tab_leads_to_every_control_and_round_again(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    page = opened_page(qtbot, window, name)
    window.activateWindow()
    window.workspace.top.search.setFocus()
    reached: list[QWidget] = []
    for _press in range(150):
        within = QApplication.focusWidget()
        assert within is not None
        if within in reached:
            break
        reached.append(within)
        qtbot.keyClick(within, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is reached[0], "a keyboard trap, or too long a way"
    left_out = [one for one in _wanted(page) if not _reached(one, reached)]
    assert [f"{type(one).__name__} {one.accessibleName()}" for one in left_out] == []


def _needs_a_name(one: QAccessibleInterface) -> bool:
    used = one.role() in _SPOKEN or bool(one.state().focusable)
    named = bool(one.text(QAccessible.Text.Name).strip())
    return used and one.role() not in _PARTS and not named


def _wanted(page: Page) -> list[QWidget]:
    """What Tab must lead to: visible, enabled, made to be used."""
    return [
        one
        for one in page.findChildren(QWidget)
        if (one.isVisible() and one.isEnabled() and _by_tab(one))
        # A viewport, an editor in a spin box: parts of what has the keyboard
        and one.focusProxy() is None
        and not one.objectName().startswith("qt_")
    ]


def _by_tab(one: QWidget) -> bool:
    tabbed = one.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    # An area that scrolls is a stop only where nothing in it is.
    inside = one.widget() if isinstance(one, QScrollArea) else None
    within = inside is not None and any(map(_by_tab, inside.findChildren(QWidget)))
    return tabbed and not within


def _reached(one: QWidget, reached: list[QWidget]) -> bool:
    # Of a group of radio buttons Tab reaches the chosen one, arrows the others.
    alike = type(one).__name__ == "QRadioButton"
    return one in reached or (
        alike and any(type(o) is type(one) and o.parent() is one.parent() for o in reached)
    )


def _path(one: QAccessibleInterface) -> str:
    names: list[str] = []
    step: QObject | None = one.object()
    while step is not None and len(names) < 5:
        names.append(f"{type(step).__name__} {step.objectName()}".strip())
        step = step.parent()
    return " < ".join(names)
