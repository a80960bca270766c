"""A desk connected to a region that really serves, and the door between them."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ntand.mock_region import act, dump
from ntand.services.exchange.sync import Synced, sync
from ntand.services.yearly_round import offer
from ntand.store.tables import Manner
from tests.exchange.conftest import Served
from tests.installations import SOMEONE, Desk
from tests.one_attempt import one_attempt
from tests.quick_region import joined
from tests.services.doorway import Doorway


@dataclass
class Line:
    """A desk and the region it is connected to."""

    desk: Desk
    door: Doorway
    data: Path

    def sync(self, manner: Manner = Manner.ASKED) -> Synced:
        return sync(self.desk.installation, self.desk.actor, manner=manner)

    def region(self, kind: str) -> list[dict[str, str]]:
        return [
            {name: value for name, value in row.items() if name != "municipality"}
            for row in dump(self.data)[kind]
        ]

    def reports(self, **fields: str) -> None:
        act(self.data, {"event": "assessment", "personnummer": SOMEONE, "ar": "2026", **fields})

    def offers(self, year: int = 2026, **options: Any) -> Any:
        return offer(self.desk.installation, self.desk.actor, SOMEONE, year, **options)

    def unsettled(self) -> list[tuple[str, str]]:
        return [
            (row[0], row[1])
            for row in self.desk.select(
                "SELECT state, problem FROM outbox_item"
                " WHERE state NOT IN ('delivered', 'stopped') ORDER BY sequence"
            )
        ]

    def agrees(self) -> bool:
        """Whether the region holds exactly what we show of persons who are not protected."""
        for kind, file in (("certificates", "intyg"), ("offers", "erbjudanden")):
            assert self.region(kind) == exported(self.desk, file)
        return True


def exported(desk: Desk, kind: str) -> list[dict[str, str]]:
    text = desk.export(kind, include_protected=False).decode("utf-8-sig")
    return [
        {name: re.sub(r"^'(?=[-=+@\t\r'])", "", value) for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    ]


@pytest.fixture
def no_waiting() -> Iterator[None]:
    with one_attempt():
        yield


@pytest.fixture
def new_line(
    served: Served, no_waiting: None, request: pytest.FixtureRequest
) -> Callable[[Desk], Line]:
    def connected(desk: Desk) -> Line:
        door = Doorway(served.url)
        request.addfinalizer(door.close)
        return Line(joined(desk, served, door.url), door, served.data)

    return connected


@pytest.fixture
def line(sqlite_desk: Desk, new_line: Callable[[Desk], Line]) -> Line:
    return new_line(sqlite_desk)


@pytest.fixture
def line_on_both(desk: Desk, new_line: Callable[[Desk], Line]) -> Line:
    return new_line(desk)
