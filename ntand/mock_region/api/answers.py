"""Errors as problem details, and an access log that holds no personal data."""

import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ntand.mock_region.errors import Refusal

log = logging.getLogger(__name__)


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


async def _on_busy(request: Request, error: Exception) -> Response:
    log.warning("the database could not be used: %s", type(error).__name__)
    return refuse(Refusal(503, "busy", headers={"Retry-After": "5"}))


def handlers() -> Mapping[Any, Callable[[Request, Any], Awaitable[Response]]]:
    """Which error becomes which response."""
    return {
        Refusal: _on_refusal,
        HTTPException: _on_http,
        sqlite3.OperationalError: _on_busy,
    }


class AccessLog:
    """Log one line a request, and answer what nobody foresaw.

    The line holds the operation, never the address: what people put there is not known.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began, status = time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # the last resort of the service: a bug must not end it
            log.error("unforeseen: %s", _where(error))
            if not status:
                await refuse(Refusal(500, "internal"))(scope, receive, watch)
        _write_line(scope, status, time.perf_counter() - began)


def _where(error: Exception) -> str:
    """The kind and the place of an error, without its text, which may quote what was sent."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else "?"
    return f"{type(error).__name__} at {place}"


def _write_line(scope: Scope, status: int, seconds: float) -> None:
    operation = getattr(scope.get("endpoint"), "__name__", "-")
    municipality = scope.get("municipality", "-")
    method = scope.get("method", "-")
    log.info("%s %s %s %d %.1f ms", municipality, method, operation, status, seconds * 1000)
