"""A real region in a thread, and a tiny server that answers whatever a test wants."""

import asyncio
import json
import threading
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from ntand.exchange.api import RegionApi
from ntand.mock_region import register
from ntand.mock_region.api.app import create_app
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.faults.plan import read_plan
from ntand.mock_region.faults.serving import prepare
from ntand.mock_region.server import _config, _listener
from ntand.mock_region.store.database import Database
from ntand.mock_region.tls import context_of
from tests.installations import new_sqlite_desk, sqlite_desk

__all__ = ["new_sqlite_desk", "sqlite_desk"]

Answer = tuple[int, dict[str, str], bytes]


class Scripted:
    """Answers in turn, the last one for ever; remembers what was asked."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.asked: list[str] = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                script.asked.append(self.path)
                status, headers, body = script.next_answer(self.path)
                self.send_response(status)
                # Said aloud, or a client that keeps the connection meets its end at the next call
                told = {"Content-Length": str(len(body)), "Connection": "close", **headers}
                for name, value in told.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST  # noqa: N815 - the server's own name

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def next_answer(self, path: str) -> Answer:
        if path == "/oauth2/token":
            return json_answer(b'{"access_token": "a", "token_type": "Bearer"}')
        return self.answers.popleft() if len(self.answers) > 1 else self.answers[0]

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def written(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), "utf-8")
    return path


def json_answer(body: bytes, headers: dict[str, str] | None = None) -> Answer:
    return 200, {"Content-Type": "application/json", **(headers or {})}, body


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    yield server
    server.close()


@pytest.fixture
def api(scripted: Scripted) -> Iterator[RegionApi]:
    with RegionApi(scripted.url, "c", "s", waits=False, timeout=2) as connected:
        yield connected


class Served:
    """The mock of the region in a thread of this process, told to misbehave by the plan."""

    def __init__(
        self,
        data: Path,
        settings: Settings | None = None,
        *,
        plan: list[dict[str, Any]] | None = None,
        tls: tuple[Path, Path] | None = None,
    ) -> None:
        self.data = data
        self.database = Database(data, create=True)
        self.credentials = register(data, "1489")
        rules = None if plan is None else read_plan(written(data / "plan.json", plan))
        app = create_app(self.database, settings or Settings(), rules)
        config = _config(app, context_of(*tls) if tls else None)
        config.timeout_graceful_shutdown = 1
        if rules is not None:
            prepare(config, rules)
        listener = _listener(0)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}"
        self.server = uvicorn.Server(config)
        coroutine = self.server.serve(sockets=[listener])
        self.thread = threading.Thread(target=asyncio.run, args=(coroutine,))
        self.thread.start()

    def api(self) -> RegionApi:
        return RegionApi(self.url, *self.credentials.values(), waits=False)

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.database.close()


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    """Settings may be given by ``@pytest.mark.parametrize("served", [...], indirect=True)``."""
    region = Served(tmp_path / "region", getattr(request, "param", Settings()))
    yield region
    region.close()
