"""The region's service as an ASGI program; ``description`` beside it is what it promises."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ntand.mock_region.api.access_log import AccessLog
from ntand.mock_region.api.answers import handlers
from ntand.mock_region.api.description import VERSION
from ntand.mock_region.api.description.document import document
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.api.operations import Noted, Service
from ntand.mock_region.store.database import Database

if TYPE_CHECKING:
    from ntand.mock_region.faults.rules import Rule

# Most records go alone into one packet as they are; the cheapest level packs rows nearly as well
_PACKED_FROM, _PACKING = 2048, 1


async def health(request: Request) -> Response:
    """That the service answers, which version it has, and what its clock shows."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return JSONResponse({"status": "ok", "version": VERSION, "now": now})


async def openapi(request: Request) -> Response:
    """The description of the service."""
    return Response(document(), media_type="application/json")


def create_app(
    database: Database,
    settings: Settings | None = None,
    rules: "Iterable[Rule] | None" = None,
    noted: Noted | None = None,
    more_routes: Iterable[Route] = (),
) -> AccessLog:
    """The service over the database.

    With ``rules`` it can be told to misbehave; ``noted`` is told of the items taken.
    """
    service = Service(database, settings or Settings(), noted)
    routes = [
        Route("/health", health, methods=["GET"]),
        Route("/openapi.json", openapi, methods=["GET"]),
        *service.routes(),
        *more_routes,
    ]
    app = Starlette(routes=routes, exception_handlers=handlers())
    app.router.redirect_slashes = False
    packing = GZipMiddleware(app, minimum_size=_PACKED_FROM, compresslevel=_PACKING)
    if rules is None:
        return AccessLog(packing)
    from ntand.mock_region.faults.misbehaving import Misbehaving

    return AccessLog(Misbehaving(packing, rules, database))
