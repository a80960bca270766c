"""The window while something else goes on: a database that is slow, a unit with much to type."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QObject

from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk

BIG, YEAR = "E010", 2028


@contextmanager
def held_up(desk: Desk) -> Iterator[None]:
    """The database is slow: what is asked meanwhile is answered afterwards."""
    owner, go = QObject(), threading.Event()
    desk.ask(owner, lambda _i, _a: go.wait(30), lambda _done: None)
    try:
        yield
    finally:
        go.set()


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    return window.workspace.desk
