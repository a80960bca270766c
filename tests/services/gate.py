"""A gate on the way to a region: it sees what is under way, and may answer batches itself."""

import json
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import httpx
import pytest

from ntand.exchange.api import RegionApi
from ntand.services.exchange.outbox import waiting
from ntand.services.exchange.sync import Synced, exchange
from tests.exchange.conftest import Served
from tests.installations import Desk, certificate, numbers
from tests.services.acting import settle
from tests.services.region_line import Line

Item = dict[str, Any]
Answering = Callable[[list[Item]], "httpx.Response | None"]


class Gate(httpx.BaseTransport):
    """Lets requests through to the region, or answers a batch itself; sees what is under way."""

    def __init__(self) -> None:
        self.through = httpx.HTTPTransport()
        self.answers: Answering = lambda items: None
        self.batches: list[list[str]] = []
        self.most = 0
        self.together: list[set[str]] = []  # persons of two batches that were under way at once
        self._under_way: list[set[str]] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        self.through.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/batches"):
            return self.through.handle_request(request)
        items = json.loads(request.read())["items"]
        persons = {str(item["data"]["personnummer"]) for item in items}
        with self._lock:
            self.together += [persons & others for others in self._under_way]
            self._under_way.append(persons)
            self.most = max(self.most, len(self._under_way))
            self.batches.append([str(item["key"]) for item in items])
        try:
            answer = self.answers(items)
            if answer is None:
                answer = self.through.handle_request(request)
                answer.read()
            return answer
        finally:
            with self._lock:
                self._under_way.remove(persons)


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    told = {"Content-Type": "application/problem+json", **headers}
    return httpx.Response(status, headers=told, content=json.dumps({"code": code}))


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def run(line: Line, served: Served, gate: Gate) -> Iterator[Callable[..., Synced]]:
    """An exchange through the gate."""
    who = served.credentials["client_id"], served.credentials["client_secret"]
    with RegionApi(served.url, *who, transport=gate, attempts=1, waits=False) as api:
        yield lambda *rest: exchange(line.desk.installation, line.desk.actor, api, *rest)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of four, so that few items make many."""
    monkeypatch.setattr(waiting, "BATCH", 4)


def announce(desk: Desk, persons: int, each: int = 1) -> list[str]:
    """Certificates of so many persons, each years apart; all wait with a basis."""
    who = list(islice(numbers(), persons))
    settle(desk, *who)
    rows = [
        certificate(
            personnummer=number,
            intyg_id=f"1489-{at}-{year}",
            fran=f"{2010 + year}-01-01",
            till=f"{2010 + year}-12-31",
            utfardad=f"{2010 + year}-01-01",
        )
        for at, number in enumerate(who)
        for year in range(each)
    ]
    assert not desk.load("intyg", *rows, announce=True).rejected
    return who


def in_states(desk: Desk) -> dict[str, int]:
    return dict(desk.select("SELECT state, COUNT(*) FROM outbox_item GROUP BY state"))
