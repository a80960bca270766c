"""The region's service as an ASGI program; ``openapi.json`` beside it is what it promises."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ntand.mock_region.api import tokens
from ntand.mock_region.api.answers import AccessLog, handlers
from ntand.mock_region.api.bodies import only, read_json
from ntand.mock_region.api.limits import RateLimit, Settings
from ntand.mock_region.clock import today
from ntand.mock_region.errors import Refusal
from ntand.mock_region.store import accounts
from ntand.mock_region.store.columns import CERTIFICATE, KINDS, Kind, is_id_number
from ntand.mock_region.store.database import Database
from ntand.mock_region.store.feed import START, Cursors, changes_after
from ntand.mock_region.store.items import Item, Result, Sending, read_item, take
from ntand.mock_region.store.records import Record, find_by_ref, of_person, page

_OPENAPI = Path(__file__).with_name("openapi.json")

Endpoint = Callable[[Request], Awaitable[Response]]


class Service:
    """The operations over one database."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.limit = RateLimit(settings.requests_per_second, settings.burst)

    def routes(self) -> list[Route]:
        """Every address of the service."""
        routes = [
            Route("/health", _health, methods=["GET"]),
            Route("/openapi.json", _openapi, methods=["GET"]),
            Route("/oauth2/token", self.token, methods=["POST"]),
            Route("/v1/batches", self.batch, methods=["POST"]),
            Route("/v1/changes", self.changes, methods=["GET"]),
            Route("/v1/lookups", self.lookup, methods=["POST"]),
        ]
        for kind in KINDS.values():
            routes.append(Route(f"/v1/{kind.plural}", self._list_of(kind), methods=["GET"]))
            one = f"/v1/{kind.plural}/{{id:path}}"
            routes.append(Route(one, self._one_of(kind), methods=["GET", "PUT"]))
        return routes

    async def token(self, request: Request) -> Response:
        """Sign in."""
        self._count("sign-in " + (request.client.host if request.client else ""))
        return await tokens.give_token(request, self.database, self.settings)

    async def batch(self, request: Request) -> Response:
        """Take many items, each with a result of its own."""
        municipality = await self._allowed(request, "records:write")
        body = await read_json(request, self.settings.body_bytes)
        only(body, ["items"])
        raw = body.get("items")
        if not isinstance(raw, list) or not raw:
            raise Refusal(400, "bad_json")
        if len(raw) > self.settings.batch_items:
            raise Refusal(413, "too_many_items")
        items = [read_item(one, f"items.{place}") for place, one in enumerate(raw)]
        return JSONResponse({"results": await run_in_threadpool(self._take, municipality, items)})

    async def changes(self, request: Request) -> Response:
        """What others did since the cursor."""
        municipality = await self._allowed(request, "changes:read")
        cursor, limit = self._paging(request)

        def read() -> dict[str, object]:
            with self.database.reading() as connection:
                cursors = Cursors.of(connection, municipality, "changes")
                after = cursors.read(cursor) if cursor else START
                found, place, more = changes_after(connection, municipality, after, limit)
                return {"changes": found, "cursor": cursors.write(place), "more": more}

        return JSONResponse(await run_in_threadpool(read))

    async def lookup(self, request: Request) -> Response:
        """Whether anybody in the region holds a certificate for the person."""
        await self._allowed(request, "lookups")
        body = await read_json(request, self.settings.body_bytes)
        only(body, ["personnummer"])
        number = body.get("personnummer")
        if not isinstance(number, str) or not is_id_number(number):
            raise Refusal(422, "bad_id_number", "personnummer")
        return JSONResponse({"certificate": await run_in_threadpool(self._held, number)})

    def _held(self, number: str) -> bool:
        day = today().isoformat()
        with self.database.reading() as connection:
            return any(
                row["makulerat"] != "J"
                and (row["till"] or day) >= day
                and (row["avslutat"] or day) >= day
                for _, row in of_person(connection, CERTIFICATE, number)
            )

    def _list_of(self, kind: Kind) -> Endpoint:
        async def records(request: Request) -> Response:
            municipality = await self._allowed(request, "records:read")
            cursor, limit = self._paging(request)

            def read() -> dict[str, object]:
                with self.database.reading() as connection:
                    cursors = Cursors.of(connection, municipality, kind.plural)
                    after = cursors.read(cursor) if cursor else START
                    found = page(connection, municipality, kind, after, limit + 1)
                shown, more = found[:limit], len(found) > limit
                place = cursors.write(shown[-1].id if shown else after)
                return {"items": [one.shown() for one in shown], "cursor": place, "more": more}

            return JSONResponse(await run_in_threadpool(read))

        return records

    def _one_of(self, kind: Kind) -> Endpoint:
        async def record(request: Request) -> Response:
            if request.method == "PUT":
                return await self._put(request, kind)
            return await self._get(request, kind)

        return record

    async def _get(self, request: Request, kind: Kind) -> Response:
        municipality = await self._allowed(request, "records:read")
        ref = request.path_params["id"]

        def read() -> Record | None:
            with self.database.reading() as connection:
                return find_by_ref(connection, municipality, kind, ref)

        found = await run_in_threadpool(read)
        if found is None:
            raise Refusal(404, "no_such_record")
        return JSONResponse(found.shown(), headers={"ETag": found.etag})

    async def _put(self, request: Request, kind: Kind) -> Response:
        municipality = await self._allowed(request, "records:write")
        data = await read_json(request, self.settings.body_bytes)
        key, base = (request.headers.get(name) for name in ("idempotency-key", "if-match"))
        raw = {"key": key, "kind": kind.name, "op": "put", "if_match": base, "data": data}
        item = read_item(raw, "Idempotency-Key")
        ref = request.path_params["id"]
        [result] = await run_in_threadpool(self._take, municipality, [item], ref)
        return _answer(result)

    def _take(self, municipality: str, items: list[Item], ref: str | None = None) -> list[Result]:
        sending = Sending(municipality)
        with self.database.writing() as connection:
            return [take(connection, sending, item, ref=ref) for item in items]

    async def _allowed(self, request: Request, scope: str) -> str:
        """The municipality whose token came with the request, if it may do this now."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        access = (
            await run_in_threadpool(self._access, token) if scheme.lower() == "bearer" else None
        )
        if access is None:
            challenge = 'Bearer realm="region", error="invalid_token"'
            raise Refusal(401, "not_signed_in", headers={"WWW-Authenticate": challenge})
        request.scope["municipality"] = access.municipality
        self._count(access.municipality)
        if scope not in access.scopes:
            challenge = f'Bearer realm="region", error="insufficient_scope", scope="{scope}"'
            raise Refusal(403, "not_allowed", headers={"WWW-Authenticate": challenge})
        return access.municipality

    def _access(self, token: str) -> accounts.Access | None:
        with self.database.reading() as connection:
            return accounts.access_of(connection, token, time.time())

    def _count(self, who: str) -> None:
        seconds = self.limit.wait(who)
        if seconds:
            raise Refusal(429, "too_many_requests", headers={"Retry-After": str(seconds)})

    def _paging(self, request: Request) -> tuple[str, int]:
        cursor = request.query_params.get("cursor", "")
        limit = request.query_params.get("limit", str(self.settings.page_items))
        if not limit.isascii() or not limit.isdigit() or len(limit) > 4:
            raise Refusal(400, "bad_parameter", "limit")
        if not 1 <= int(limit) <= self.settings.page_items:
            raise Refusal(400, "bad_parameter", "limit")
        return cursor, int(limit)


def _answer(result: Result) -> Response:
    """The result of one item as the response to a request of its own."""
    status, tag = result["status"], result["etag"]
    headers = {"ETag": tag} if tag else {}
    if "problem" not in result:
        answer = {"id": result["id"], "etag": tag}
        return JSONResponse(answer, status_code=status, headers=headers)
    trouble = dict(result["problem"])
    if "data" in result:
        trouble["current"] = {"id": result.get("id"), "etag": tag, "data": result["data"]}
    media = "application/problem+json"
    return JSONResponse(trouble, status_code=status, headers=headers, media_type=media)


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _openapi(request: Request) -> Response:
    return Response(_OPENAPI.read_bytes(), media_type="application/json")


def create_app(database: Database, settings: Settings | None = None) -> AccessLog:
    """The service over the database."""
    service = Service(database, settings or Settings())
    app = Starlette(routes=service.routes(), exception_handlers=handlers())
    app.router.redirect_slashes = False
    return AccessLog(app)
