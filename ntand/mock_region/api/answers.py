"""Errors as problem details."""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ntand.mock_region.errors import Refusal


def refuse(refusal: Refusal) -> Response:
    """The refusal as a response."""
    return JSONResponse(
        refusal.body(),
        status_code=refusal.status,
        headers=refusal.headers,
        media_type="application/problem+json",
    )


async def _on_refusal(request: Request, error: Refusal) -> Response:
    return refuse(error)


async def _on_http(request: Request, error: HTTPException) -> Response:
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return refuse(Refusal(405, "method_not_allowed", headers=error.headers))
    return refuse(Refusal(404, "no_such_path"))


async def _on_busy(request: Request, error: sqlite3.OperationalError) -> Response:
    request.scope["trouble"] = error.sqlite_errorname
    return refuse(Refusal(503, "busy", headers={"Retry-After": "5"}))


async def _on_unforeseen(request: Request, error: Exception) -> Response:
    return refuse(Refusal(500, "internal"))


def handlers() -> Mapping[Any, Callable[[Request, Any], Awaitable[Response]]]:
    """Which error becomes which response."""
    return {
        Refusal: _on_refusal,
        HTTPException: _on_http,
        sqlite3.OperationalError: _on_busy,
        Exception: _on_unforeseen,
    }
