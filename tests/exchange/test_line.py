"""One call: bounded in time and size, packed, shared by threads, through a proxy or not."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ntand.errors import Cancelled, Refused, TemporaryFailure
from ntand.exchange import line
from ntand.exchange.api import RegionApi, TurnedAwayError
from tests.exchange.conftest import Scripted, Served, json_answer
from tests.exchange.test_api import certificate, fresh

PAGE = json.dumps({"changes": [], "cursor": "a", "more": False}).encode()


@contextmanager
def raw_server(speak: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A server that says what it wants on each connection, until the test is over."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    speakers: list[threading.Thread] = []

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            speakers.append(threading.Thread(target=serve, args=(connection,)))
            speakers[-1].start()

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                speak(connection, over)
            except OSError:
                pass  # the client has gone, as it should

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for one in speakers:
            one.join()


def drips_the_head(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.wait(0.05):
        connection.sendall(b"X-A: b\r\n")


def drips_the_body(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n"
    )
    while not over.wait(0.05):
        connection.sendall(b" ")


def says_nothing(_connection: socket.socket, over: threading.Event) -> None:
    over.wait()


@pytest.mark.parametrize("speak", [drips_the_head, drips_the_body, says_nothing])
def test_no_call_outlives_its_deadline_however_the_other_side_drips(speak) -> None:
    with (
        raw_server(speak) as url,
        RegionApi(url, "c", "s", attempts=1, timeout=5, deadline=0.4) as api,
    ):
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match=r"region\.timeout"):
            api.sign_in()
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("speak", [drips_the_head, drips_the_body, says_nothing])
def test_a_call_that_nobody_waits_for_ends_soon(speak) -> None:
    began = time.monotonic()
    with (
        raw_server(speak) as url,
        RegionApi(url, "c", "s", given_up=lambda: time.monotonic() > began + 0.3) as api,
    ):
        with pytest.raises(Cancelled):
            api.sign_in()
        assert time.monotonic() - began < 2


def test_nobody_waits_for_the_next_attempt_either(scripted: Scripted) -> None:
    scripted.answers.append((503, {"Retry-After": "15"}, b""))
    began = time.monotonic()
    with RegionApi(scripted.url, "c", "s", given_up=lambda: bool(scripted.asked[1:])) as api:
        with pytest.raises(Cancelled):
            api.changes(None)
        assert time.monotonic() - began < 2
    assert scripted.asked == ["/oauth2/token", "/v1/changes?limit=500"]


def test_a_pause_within_an_answer_is_no_silence() -> None:
    def speak(connection: socket.socket, over: threading.Event) -> None:
        body = b'{"status": "ok", "version": "1.1.0", "now": "2027-01-01T00:00:00+00:00"}'
        over.wait(0.8)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(body)
        )
        over.wait(0.8)
        connection.sendall(body)

    with raw_server(speak) as url, RegionApi(url, "c", "s", attempts=1, timeout=5) as api:
        assert api.health().major == 1


def test_an_answer_beyond_the_bound_is_dropped(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(line, "LARGEST_ANSWER", 10_000)
    packed = gzip.compress(b" " * 1_000_000 + PAGE)
    scripted.answers.append(json_answer(packed, {"Content-Encoding": "gzip"}))
    with (
        RegionApi(scripted.url, "c", "s", waits=False, home=tmp_path) as api,
        pytest.raises(TemporaryFailure) as caught,
    ):
        api.changes(None)
    assert caught.value.facts["why"] == "too_large"
    assert (tmp_path / str(caught.value.facts["kept"])).is_file()


def test_a_packed_answer_is_read(scripted: Scripted, api: RegionApi) -> None:
    scripted.answers.append(json_answer(gzip.compress(PAGE), {"Content-Encoding": "gzip"}))
    assert api.changes(None).cursor == "a"


class Far(httpx.BaseTransport):
    """The way to a service on another machine, which is the one served here."""

    def __init__(self, url: str, *, unpacks: bool = True) -> None:
        self.there, self.unpacks = httpx.HTTPTransport(), unpacks
        self.place = httpx.URL(url)
        self.encodings: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        encoding = request.headers.get("content-encoding")
        if request.url.path == "/v1/batches":
            self.encodings.append(encoding)
            if encoding and not self.unpacks:
                return httpx.Response(415, headers={"Content-Type": "application/problem+json"})
        request.url = request.url.copy_with(
            scheme="http", host=self.place.host, port=self.place.port
        )
        return self.there.handle_request(request)

    def close(self) -> None:
        self.there.close()


@pytest.mark.parametrize(
    ("unpacks", "met"), [(True, ["gzip", "gzip"]), (False, ["gzip", None, None])]
)
def test_what_leaves_the_machine_is_packed_when_it_may_be(
    served: Served, unpacks: bool, met: list[str | None]
) -> None:
    far = Far(served.url, unpacks=unpacks)
    credentials = tuple(served.credentials.values())
    with RegionApi("https://region.example", *credentials, transport=far, waits=False) as api:
        for batch in range(2):
            items = [fresh("certificate", certificate(f"1489-{batch}-{n}")) for n in range(20)]
            if not (unpacks or batch):
                with pytest.raises(TurnedAwayError):
                    api.send(items)
            assert all(one.accepted for one in api.send(items))
        assert len(api.certificates().records) == 40
    assert far.encodings == met


def test_threads_that_lose_the_same_token_sign_in_once(served: Served) -> None:
    with served.api() as api, ThreadPoolExecutor(3) as pool:
        for _round in range(5):
            former = api.sign_in()
            with served.database.writing() as connection:
                connection.execute("DELETE FROM token")
            start = threading.Barrier(3)

            def ask(_place: int, start: threading.Barrier = start) -> str:
                start.wait()
                return api.changes(None).cursor

            assert len(set(pool.map(ask, range(3)))) == 1
            with served.database.reading() as connection:
                [(tokens,)] = connection.execute("SELECT count(*) FROM token").fetchall()
            assert tokens == 1
            assert api.sign_in() != former


def test_what_three_threads_send_arrives_once(served: Served) -> None:
    batches = [
        [fresh("certificate", certificate(f"1489-{batch}-{n}")) for n in range(10)]
        for batch in range(9)
    ]

    with served.api() as api, ThreadPoolExecutor(3) as pool:
        results = list(pool.map(api.send, batches))
        assert all(one.accepted for batch in results for one in batch)
        assert len(api.certificates().records) == 90


def test_the_machines_proxy_is_asked_in_the_services_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bytes] = []

    def speak(connection: socket.socket, _over: threading.Event) -> None:
        asked.append(b"")
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with raw_server(speak) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        with (
            RegionApi("https://region.example", "c", "s", attempts=1) as api,
            pytest.raises(TemporaryFailure, match=r"region\.unreachable"),
        ):
            api.sign_in()
        assert len(asked) == 1
        monkeypatch.setenv("no_proxy", "region.example")
        assert line.proxy_of(httpx.URL("https://region.example")) is None


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1", "http://", "://"])
def test_a_proxy_that_cannot_be_used_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", address)
    with pytest.raises(Refused) as caught:
        RegionApi("https://region.example", "c", "s")
    assert caught.value.code == "region.bad_proxy"


def test_a_file_that_holds_no_issuer_is_said(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("not a certificate")
    with pytest.raises(Refused) as caught:
        RegionApi("https://region.example", "c", "s", ca_file=tmp_path / "ca.pem")
    assert caught.value.code == "region.bad_ca"


def test_health_is_told_to_anyone(served: Served) -> None:
    with RegionApi(served.url, "nobody", "knows") as api:
        found = api.health()
    assert found.major == 1
    assert abs(found.now.timestamp() - time.time()) < 60


@pytest.mark.parametrize(
    "body",
    [
        {"status": "ill", "version": "1.0", "now": "2027-01-01T00:00:00+00:00"},
        {"status": "ok", "version": "one", "now": "2027-01-01T00:00:00+00:00"},
        {"status": "ok", "version": "1.0", "now": "2027-01-01T00:00:00"},
        {"status": "ok", "version": "1.0", "now": "today"},
        {"status": "ok", "version": "1.0"},
    ],
)
def test_nonsense_about_its_health_too(scripted: Scripted, api: RegionApi, body: object) -> None:
    scripted.answers.append(json_answer(json.dumps(body).encode()))
    with pytest.raises(TemporaryFailure, match=r"region\.nonsense"):
        api.health()


def test_pages_of_the_regions_own_are_read(served: Served) -> None:
    with served.api() as api:
        assert {"kod", "namn"} <= set(api.providers(limit=1).records[0].data)
        assert api.messages().more is False
