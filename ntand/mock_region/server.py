"""Serving on this machine until told to stop."""

import logging
import logging.handlers
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from ntand.mock_region.acting.simulation import at_work
from ntand.mock_region.api.access_log import JsonLines
from ntand.mock_region.api.access_log import log as access_log
from ntand.mock_region.api.app import create_app
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.errors import RegionError
from ntand.mock_region.page.routes import Page
from ntand.mock_region.store.database import Database
from ntand.mock_region.tls import context_of

if TYPE_CHECKING:
    from ntand.mock_region.faults.rules import Rule

HOST = "127.0.0.1"
LOG_NAME = "access.log"
_LOG_BYTES = 5_000_000


class _Server(uvicorn.Server):
    """Tells when it really listens."""

    def __init__(self, config: uvicorn.Config, listens: Callable[[], None]) -> None:
        super().__init__(config)
        self._listens = listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._listens()


def serve(
    data: Path,
    port: int,
    ready: Callable[[str], None],
    settings: Settings | None = None,
    *,
    faults: Path | None = None,
    tls: tuple[Path, Path] | None = None,
    simulate: int | None = None,
) -> None:
    """Serve the region in ``data`` until SIGTERM or Ctrl+C, then return.

    ``port`` 0 takes any free one; ``ready`` gets the address when requests are answered.
    ``faults`` is a plan to misbehave by, ``tls`` a certificate and its key. The region
    acts by itself while it serves when ``simulate`` gives the seed.
    Raises :class:`RegionError` when the port, the folder, the plan or the key cannot be used.
    """
    rules, context = _rules(faults), context_of(*tls) if tls else None
    with Database(data, create=True) as database, _listener(port) as listener:
        url = f"http{'s' if context else ''}://{HOST}:{listener.getsockname()[1]}"
        page = Page(database, simulated=simulate, faults=[one.fault.name for one in rules or ()])
        app = create_app(database, settings, rules, page.arrivals.note, page.routes())
        config = _config(app, context)
        if rules is not None:
            from ntand.mock_region.faults.serving import prepare

            prepare(config, rules)
        server = _Server(config, lambda: ready(url))
        acting = nullcontext() if simulate is None else at_work(database, simulate)
        with _logging_to(data / LOG_NAME), _stopping_quietly(), acting:
            server.run(sockets=[listener])


def _rules(plan: Path | None) -> "list[Rule] | None":
    if plan is None:
        return None
    from ntand.mock_region.faults.plan import read_plan

    return read_plan(plan)


def _config(app: ASGIApp, context: ssl.SSLContext | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_context_factory=(lambda *_: context) if context else None,
    )


def _listener(port: int) -> socket.socket:
    try:
        made = socket.create_server((HOST, port), backlog=128)
    except (OSError, OverflowError) as e:
        raise RegionError("port", "The port cannot be used; it may be taken.", port=port) from e
    # asyncio turns Nagle's algorithm off only for sockets that say they are TCP; with it on,
    # every answer waits 40 ms for an acknowledgement
    return socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    try:
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8", delay=False
        )
    except OSError as e:
        raise RegionError("log", "The access log cannot be written.") from e
    handler.setFormatter(JsonLines())
    former = access_log.level, access_log.propagate
    access_log.addHandler(handler)
    access_log.setLevel(logging.INFO)
    access_log.propagate = False
    try:
        yield
    finally:
        access_log.removeHandler(handler)
        access_log.setLevel(former[0])
        access_log.propagate = former[1]
        handler.close()


@contextmanager
def _stopping_quietly() -> Iterator[None]:
    """Let the signals that end the server do only that.

    The server raises them again after it has stopped, for whoever listened before it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGBREAK"):
        signals.append(signal.SIGBREAK)
    former = {one: signal.signal(one, lambda *_: None) for one in signals}
    try:
        yield
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)
