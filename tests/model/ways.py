"""Two ways to one region: its program called in this process, or through a web server."""

import asyncio
import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from ntand.mock_region.faults.serving import prepare
from ntand.mock_region.server import _listener
from ntand.services.installation import Installation
from tests.model.faults import ASKED, ASKED_OVER_HTTP


def fast_folder() -> Path:
    """A new folder, in memory where the system has such a place."""
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="ntand-model-", dir=place))


class InProcess:
    """Calls the region's program on an event loop of its own."""

    url = "http://127.0.0.1"
    asked: Mapping[str, str] = ASKED

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.kept: Installation | None = None
        self.beginning: Any = None
        self.examples = itertools.count()
        self.folder = fast_folder()
        self.loop, self.turn = asyncio.new_event_loop(), threading.Lock()

    def transport(self) -> httpx.BaseTransport:
        return _Called(self)

    def close(self) -> None:
        self.loop.close()
        shutil.rmtree(self.folder)


class _Called(httpx.BaseTransport):
    def __init__(self, way: InProcess) -> None:
        self.way = way

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert self.way.app is not None
        body = request.read()
        told: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        with self.way.turn:  # the client asks from several threads
            self.way.loop.run_until_complete(self.way.app(_scope(request), receive, send))
        start, *parts = told
        content = b"".join(part.get("body", b"") for part in parts)
        return httpx.Response(start["status"], headers=start["headers"], content=content)


def _scope(request: httpx.Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


class OverHttp:
    """One web server for the whole run; which region stands behind it changes."""

    asked: Mapping[str, str] = ASKED_OVER_HTTP

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.kept: Installation | None = None
        self.beginning: Any = None
        self.examples = itertools.count()
        self.folder = fast_folder()
        listener = _listener(0)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            self._pass_on,
            interface="asgi3",
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        prepare(config, ())
        self.server = uvicorn.Server(config)
        serving = self.server.serve(sockets=[listener])
        self.thread = threading.Thread(target=asyncio.run, args=(serving,))
        self.thread.start()

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)

    def transport(self) -> httpx.BaseTransport:
        return httpx.HTTPTransport()

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        shutil.rmtree(self.folder)
