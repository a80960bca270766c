"""The region's service as an ASGI program; ``openapi.json`` beside it is what it promises."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ntand.mock_region.api.answers import AccessLog, handlers
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.api.operations import Service
from ntand.mock_region.store.database import Database

VERSION = "1.1.0"
"""Of the service's promises: a client relies on the first number."""

if TYPE_CHECKING:
    from ntand.mock_region.faults.rules import Rule

_OPENAPI = Path(__file__).with_name("openapi.json")


async def health(request: Request) -> Response:
    """That the service answers, which version it has, and what its clock shows."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return JSONResponse({"status": "ok", "version": VERSION, "now": now})


async def _openapi(request: Request) -> Response:
    return Response(_OPENAPI.read_bytes(), media_type="application/json")


def create_app(
    database: Database, settings: Settings | None = None, rules: "list[Rule] | None" = None
) -> AccessLog:
    """The service over the database; with the ``rules`` of a plan it misbehaves."""
    service = Service(database, settings or Settings())
    routes = [
        Route("/health", health, methods=["GET"]),
        Route("/openapi.json", _openapi, methods=["GET"]),
        *service.routes(),
    ]
    app = Starlette(routes=routes, exception_handlers=handlers())
    app.router.redirect_slashes = False
    if rules is None:
        return AccessLog(app)
    from ntand.mock_region.faults.misbehaving import Misbehaving

    return AccessLog(Misbehaving(app, rules, database))
