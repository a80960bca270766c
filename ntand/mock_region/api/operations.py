"""What the service does with the region's records, over one database."""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ntand.mock_region.api import tokens
from ntand.mock_region.api.bodies import json_object, only, read_json
from ntand.mock_region.api.gate import Gate, Paging
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.clock import today
from ntand.mock_region.errors import Refusal
from ntand.mock_region.store.columns import CERTIFICATE, PERSON, STORED, Kind, is_id_number
from ntand.mock_region.store.database import Database
from ntand.mock_region.store.feed import Cursors, changes_after
from ntand.mock_region.store.items import Item, made_item, read_item, read_key, take
from ntand.mock_region.store.persons import known_of, page_of_persons, present_number
from ntand.mock_region.store.records import Record, find_by_ref, of_person, page

Noted = Callable[[str, Sequence[Item], Sequence[str]], None]
"""Is told of a municipality's items when they are kept, with the result of each as JSON."""

Endpoint = Callable[[Request], Awaitable[Response]]
_Page = Callable[[sqlite3.Connection, str, int, int], list[Record]]
_T = TypeVar("_T")


class Service:
    """The operations behind the sign-in."""

    def __init__(self, database: Database, settings: Settings, noted: Noted | None) -> None:
        self.database = database
        self.settings = settings
        self.noted = noted
        self.gate = Gate(settings)

    def routes(self) -> list[Route]:
        """Every address of the service."""
        routes = [
            Route("/oauth2/token", self.token, methods=["POST"]),
            Route("/v1/batches", self.batch, methods=["POST"]),
            Route("/v1/changes", self.changes, methods=["GET"]),
            Route("/v1/lookups", self.lookup, methods=["POST"]),
            Route(f"/v1/{PERSON.plural}", self._list_of(PERSON, page_of_persons), methods=["GET"]),
        ]
        for kind in STORED.values():
            listed = self._list_of(kind, _page_of(kind))
            routes.append(Route(f"/v1/{kind.plural}", listed, methods=["GET"]))
            methods = ["GET", "PUT"] if kind.writable else ["GET"]
            one = f"/v1/{kind.plural}/{{id:path}}"
            routes.append(Route(one, self._one_of(kind), methods=methods))
        return routes

    async def token(self, request: Request) -> Response:
        """Sign in."""
        self.gate.count("sign-in " + (request.client.host if request.client else ""))
        return await tokens.give_token(request, self.database, self.settings)

    async def batch(self, request: Request) -> Response:
        """Take many items, each with a result of its own."""
        municipality = await self._admitted(request, "records:write")
        raw = await read_json(request, self.settings.body_bytes)

        def work() -> str:
            items = self._items(raw)
            request.scope["items"] = len(items)
            return f'{{"results": [{", ".join(self._take(municipality, items))}]}}'

        return _json(await run_in_threadpool(work))

    def _items(self, raw: bytes) -> list[Item]:
        body = json_object(raw)
        only(body, ["items"])
        items = body.get("items")
        if not isinstance(items, list) or not items:
            raise Refusal(400, "bad_json", "items")
        if len(items) > self.settings.batch_items:
            raise Refusal(413, "too_many_items", "items")
        return [read_item(one, f"items.{place}") for place, one in enumerate(items)]

    async def changes(self, request: Request) -> Response:
        """What others did since the cursor."""
        paging = Paging(request, self.settings.page_items)

        def read(connection: sqlite3.Connection, municipality: str) -> str:
            cursors = Cursors.of(connection, municipality, "changes")
            after = paging.after(cursors)
            found, place, more = changes_after(connection, municipality, after, paging.limit)
            return _page_text("changes", found, cursors.write(place), more)

        return _json(await self._read(request, "changes:read", read))

    async def lookup(self, request: Request) -> Response:
        """Whether anybody in the region holds a certificate for the person."""
        await self._admitted(request, "lookups")
        body = json_object(await read_json(request, self.settings.body_bytes))
        only(body, ["personnummer"])
        number = body.get("personnummer")
        if not isinstance(number, str) or not is_id_number(number):
            raise Refusal(422, "bad_id_number", "personnummer")
        return JSONResponse({"certificate": await run_in_threadpool(self._held, number)})

    def _held(self, number: str) -> bool:
        day = today().isoformat()
        with self.database.reading() as connection:
            number = present_number(connection, number)
            return bool(known_of(connection, number).elsewhere) or any(
                row["makulerat"] != "J"
                and (row["till"] or day) >= day
                and (row["avslutat"] or day) >= day
                for _, row in of_person(connection, CERTIFICATE, number)
            )

    def _list_of(self, kind: Kind, page_after: _Page) -> Endpoint:
        async def records(request: Request) -> Response:
            paging = Paging(request, self.settings.page_items)

            def read(connection: sqlite3.Connection, municipality: str) -> str:
                cursors = Cursors.of(connection, municipality, kind.plural)
                after = paging.after(cursors)
                found = page_after(connection, municipality, after, paging.limit + 1)
                shown = found[: paging.limit]
                place = cursors.write(shown[-1].id if shown else after)
                texts = [one.shown() for one in shown]
                return _page_text("items", texts, place, len(found) > paging.limit)

            return _json(await self._read(request, "records:read", read))

        records.__name__ = kind.operation("list")
        return records

    def _one_of(self, kind: Kind) -> Endpoint:
        async def record(request: Request) -> Response:
            act, named = (self._put, "put") if request.method == "PUT" else (self._get, "get")
            request.scope["operation"] = kind.operation(named)
            return await act(request, kind)

        return record

    async def _get(self, request: Request, kind: Kind) -> Response:
        ref = request.path_params["id"]

        def read(connection: sqlite3.Connection, municipality: str) -> Record | None:
            return find_by_ref(connection, municipality, kind, ref)

        found = await self._read(request, "records:read", read)
        if found is None:
            raise Refusal(404, "no_such_record")
        return _json(found.shown(), headers={"ETag": found.etag})

    async def _put(self, request: Request, kind: Kind) -> Response:
        municipality = await self._admitted(request, "records:write")
        key = read_key(request.headers.get("idempotency-key"), "Idempotency-Key")
        data = json_object(await read_json(request, self.settings.body_bytes))
        base = request.headers.get("if-match")
        raw = {"kind": kind.name, "op": "put", "if_match": base, "data": data}
        items = [made_item(raw, key, "")]
        request.scope["items"] = 1
        ref = request.path_params["id"]
        [result] = await run_in_threadpool(self._take, municipality, items, ref)
        return _answer(json.loads(result))

    def _take(self, municipality: str, items: list[Item], ref: str | None = None) -> list[str]:
        with self.database.writing() as connection:
            results = take(connection, municipality, items, ref)
        if self.noted is not None:
            self.noted(municipality, items, results)
        return results

    async def _admitted(self, request: Request, scope: str) -> str:
        """The municipality, before its body is read."""
        return await self._read(request, scope, lambda _, municipality: municipality)

    async def _read(
        self, request: Request, scope: str, read: Callable[[sqlite3.Connection, str], _T]
    ) -> _T:
        """What ``read`` finds for the municipality, in one view of the database."""

        def work() -> _T:
            with self.database.reading() as connection:
                return read(connection, self.gate.admit(connection, request, scope))

        return await run_in_threadpool(work)


def _page_of(kind: Kind) -> _Page:
    return lambda connection, municipality, after, limit: page(
        connection, municipality, kind, after, limit
    )


def _page_text(name: str, texts: list[str], cursor: str, more: bool) -> str:
    tail = json.dumps({"cursor": cursor, "more": more})
    return f'{{"{name}": [{", ".join(texts)}], {tail[1:]}'


def _json(text: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(text, media_type="application/json", headers=headers)


def _answer(result: Mapping[str, Any]) -> Response:
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
