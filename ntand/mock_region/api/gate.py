"""Who may come in, to do what, and how often."""

import sqlite3
import time

from starlette.requests import Request

from ntand.mock_region.api.limits import RateLimit, Settings
from ntand.mock_region.errors import Refusal
from ntand.mock_region.store import accounts
from ntand.mock_region.store.feed import START, Cursors


class Gate:
    """Looks at each request before anything is done for it."""

    def __init__(self, settings: Settings) -> None:
        self._limit = RateLimit(settings.requests_per_second, settings.burst)

    def admit(self, connection: sqlite3.Connection, request: Request, scope: str) -> str:
        """The municipality whose token came with the request, if it may do this now."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        access = None
        if scheme.lower() == "bearer":
            access = accounts.access_of(connection, token, time.time())
        if access is None:
            challenge = 'Bearer realm="region", error="invalid_token"'
            raise Refusal(401, "not_signed_in", headers={"WWW-Authenticate": challenge})
        request.scope["municipality"] = access.municipality
        self.count(access.municipality)
        if scope not in access.scopes:
            challenge = f'Bearer realm="region", error="insufficient_scope", scope="{scope}"'
            raise Refusal(403, "not_allowed", headers={"WWW-Authenticate": challenge})
        return access.municipality

    def count(self, who: str) -> None:
        """Let one more request of this client through, or say when."""
        seconds = self._limit.wait(who)
        if seconds:
            raise Refusal(429, "too_many_requests", headers={"Retry-After": str(seconds)})


class Paging:
    """Which page of a list is asked for, and the cursor after it."""

    def __init__(self, request: Request, most: int) -> None:
        self._cursor = request.query_params.get("cursor", "")
        limit = request.query_params.get("limit", str(most))
        if not limit.isascii() or not limit.isdigit() or len(limit) > 4:
            raise Refusal(400, "bad_parameter", "limit")
        if not 1 <= int(limit) <= most:
            raise Refusal(400, "bad_parameter", "limit")
        self.limit = int(limit)

    def after(self, cursors: Cursors) -> int:
        """The place after which the page begins."""
        return cursors.read(self._cursor) if self._cursor else START
