"""The page of the region on a desk that is connected to a region that really serves."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ntand.services.actor import Actor
from tests.exchange.conftest import Served
from tests.gui.conftest import rest
from tests.installations import SOMEONE, SOMEONE_ELSE
from tests.installations import Desk as Office
from tests.one_attempt import one_attempt
from tests.quick_region import joined
from tests.services.acting import settle
from ui.kit.desk import Desk, Place
from ui.pages.region import RegionPage


@pytest.fixture(autouse=True)
def no_waiting(our_style: None) -> Iterator[None]:
    with one_attempt():
        yield


@pytest.fixture
def office(sqlite_desk: Office) -> Office:
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    return sqlite_desk


@pytest.fixture
def connected(office: Office, served: Served) -> Office:
    return joined(office, served)


class Opened:
    """The page, with what it asked for answered."""

    def __init__(self, qtbot: QtBot, office: Office, actor: Actor | None = None) -> None:
        self.bot = qtbot
        self.desk = Desk()
        self.desk.use(office.installation, actor or office.actor)
        self.said: list[str] = []
        self.went: list[Place] = []
        self.desk.said.connect(lambda text, _undo: self.said.append(text))
        self.desk.went.connect(self.went.append)
        self.page = RegionPage(self.desk)
        qtbot.addWidget(self.page, before_close_func=lambda _page: self.desk.wait())
        self.desk.stored.connect(self.page.refresh)
        self.page.resize(1200, 800)
        self.page.show()
        self.enter()

    def enter(self, **target: str) -> None:
        self.page.enter(Place("region", **target))
        self.rest()

    def rest(self) -> None:
        rest(self.bot, lambda: self.desk.busy)

    def press(self, widget: QWidget, key: Qt.Key = Qt.Key.Key_Return) -> None:
        self.bot.keyClick(widget, key)
        self.rest()

    def show_list(self, name: str) -> None:
        self.page.show_section(name)
        self.rest()

    def is_connected(self) -> bool:
        return self.desk.installation.settings.connected

    def count(self) -> int:
        return int(self.page.queue.table.model().rowCount())
