"""The page's addresses: only for this computer, only to look at."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ntand.mock_region.errors import Refusal
from ntand.mock_region.page.arrivals import Arrivals
from ntand.mock_region.page.state import mark, state
from ntand.mock_region.store.database import Database

_FOLDER = Path(__file__).parent
_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/page/icon.svg": ("icon.svg", "image/svg+xml"),
}
_OURSELVES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(slots=True)
class Page:
    """The page over the service's database.

    ``simulated`` is the simulation's seed while it runs; ``faults`` names those it may have.
    """

    database: Database
    arrivals: Arrivals = field(default_factory=Arrivals)
    simulated: int | None = None
    faults: Sequence[str] = ()
    _served: str = field(default_factory=lambda: secrets.token_hex(4))

    def routes(self) -> list[Route]:
        """Every address of the page."""
        files = [Route(path, _file(*file), methods=["GET"]) for path, file in _FILES.items()]
        return [*files, Route("/page/state", self.page_state, methods=["GET"])]

    async def page_state(self, request: Request) -> Response:
        """What there is to see, or only that nothing changed since the tag the request names."""
        _only_here(request)
        known = request.headers.get("if-none-match")
        tag, found = await run_in_threadpool(self._state, known)
        headers = _HEADERS | {"ETag": tag}
        if found is None:
            return Response(status_code=304, headers=headers)
        return JSONResponse(found, headers=headers)

    def _state(self, known: str | None) -> tuple[str, dict[str, object] | None]:
        faults = self.faults
        with self.database.reading() as connection:
            tag = f'"{self._served}-{mark(connection)}-{self.arrivals.count}"'
            if tag == known:
                return tag, None
            simulated = self.simulated
            return tag, state(connection, self.arrivals, simulated=simulated, faults=faults)


def _file(name: str, media: str) -> Callable[[Request], Awaitable[Response]]:
    async def page_file(request: Request) -> Response:
        _only_here(request)
        return Response((_FOLDER / name).read_bytes(), media_type=media, headers=_HEADERS)

    return page_file


def _only_here(request: Request) -> None:
    """Refuse whoever asks from elsewhere, or by a name that only pretends to be this computer."""
    name = request.headers.get("host", "").lower()
    host = name.rpartition(":")[0] if not name.endswith("]") and ":" in name else name
    client = request.client.host if request.client else ""
    if host not in _OURSELVES or not (client.startswith("127.") or client == "::1"):
        raise Refusal(404, "no_such_path")
