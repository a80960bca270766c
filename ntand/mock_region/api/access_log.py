"""A log of one JSON line a request, without anything that tells of a person."""

import json
import logging
import time
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ntand.mock_region.api.answers import refuse
from ntand.mock_region.errors import Refusal
from ntand.mock_region.naming import new_name

log = logging.getLogger(__name__)

REQUEST_ID = "Region-Request-Id"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class AccessLog:
    """Name each request, log what became of it, and answer what nobody foresaw.

    The line holds the operation, never the address, a query or a body: what people put there is
    not known.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = _Watched(scope, receive, send)
        try:
            await self.app(scope, request.receive, request.send)
        except ClientDisconnect:
            pass  # in the middle of its body: nobody is left to answer
        except Exception as error:  # the last resort of the service: a bug must not end it
            log.error("unforeseen", extra={"facts": request.named() | {"error": _where(error)}})
            if not request.status:
                await refuse(Refusal(500, "internal"))(scope, receive, request.send)
        # The page asks each second whether anything is new
        if request.status != HTTPStatus.NOT_MODIFIED:
            log.info("request", extra={"facts": request.facts()})


class _Watched:
    """One request on its way: named, and counted."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._began = time.perf_counter()
        self._id = new_name()
        self._read = self._sent = 0
        self.status = 0

    async def receive(self) -> Message:
        """What the client sends next."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        """Send on, the name of the request among the headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            named = (REQUEST_ID.lower().encode(), self._id.encode())
            message["headers"] = [*message.get("headers", ()), named]
        self._sent += len(message.get("body", b""))
        await self._send(message)

    def named(self) -> dict[str, object]:
        """What the client was told to call the request."""
        return {"request": self._id}

    def facts(self) -> dict[str, object]:
        """What the log tells; ``in`` and ``out`` are the bytes of the bodies as they came."""
        scope = self._scope
        method = scope.get("method", "")
        named = scope.get("operation") or getattr(scope.get("endpoint"), "__name__", None)
        return {
            **self.named(),
            "municipality": scope.get("municipality"),
            "method": method if method in _METHODS else "other",
            "operation": named,
            "status": self.status,
            "ms": round((time.perf_counter() - self._began) * 1000, 1),
            "in": self._read,
            "out": self._sent,
            "items": scope.get("items"),
            "fault": scope.get("fault"),
            "trouble": scope.get("trouble"),
        }


class JsonLines(logging.Formatter):
    """Each record as one line: time in UTC, level, what it is, and its facts that are known."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": at, "level": record.levelname, "what": record.getMessage()}
        facts = getattr(record, "facts", {})
        return json.dumps(line | {name: fact for name, fact in facts.items() if fact is not None})


def _where(error: Exception) -> str:
    """The kind and the place of an error, without its text, which may quote what was sent."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else "?"
    return f"{type(error).__name__} at {place}"
