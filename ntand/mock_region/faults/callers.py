"""Who sends a request and what for, before the service has looked at it."""

import base64
import binascii
import re
import time
from urllib.parse import parse_qs, unquote_plus

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope

from ntand.mock_region.api.description.document import described
from ntand.mock_region.faults.strike import read_all
from ntand.mock_region.store import accounts
from ntand.mock_region.store.database import Database

_FORM_BYTES = 8 * 1024


class Operations:
    """The published operations, found by a request's method and path."""

    def __init__(self) -> None:
        paths = described()["paths"]
        self._by_method: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        # Addresses without a parameter first: one with a parameter may fit them too
        for path in sorted(paths, key=lambda path: path.count("{")):
            pattern = re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(path)))
            for method, told in paths[path].items():
                if isinstance(told, dict) and "operationId" in told:
                    known = self._by_method.setdefault(method.upper(), [])
                    known.append((pattern, told["operationId"]))

    @property
    def names(self) -> list[str]:
        """Every operation's name."""
        return sorted(name for known in self._by_method.values() for _, name in known)

    def of(self, scope: Scope) -> str | None:
        """The operation a request asks for, if it is a published one."""
        known = self._by_method.get(scope["method"], [])
        return next((name for path, name in known if path.fullmatch(scope["path"])), None)


def token_of(scope: Scope) -> str:
    """The access token that came with the request, or an empty text."""
    scheme, _, token = _authorization(scope).partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _authorization(scope: Scope) -> str:
    return header(scope, b"authorization")


def header(scope: Scope, name: bytes) -> str:
    """A header of the request, empty when it is not there."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def municipality_of(
    scope: Scope, receive: Receive, database: Database
) -> tuple[str | None, Receive]:
    """The municipality behind a token or signing in, and the way to receive from now on."""
    token = token_of(scope)
    client_id = ""
    if not token and scope["method"] == "POST":
        client_id = _client_in_header(_authorization(scope))
        if not client_id:
            body, receive = await read_all(receive)
            client_id = parse_qs(body[:_FORM_BYTES].decode("latin-1")).get("client_id", [""])[0]

    def look() -> str | None:
        with database.reading() as connection:
            if token:
                access = accounts.access_of(connection, token, time.time())
                return access.municipality if access else None
            return accounts.municipality_of_client(connection, client_id)

    return await run_in_threadpool(look), receive


def _client_in_header(authorization: str) -> str:
    scheme, _, given = authorization.partition(" ")
    try:
        text = base64.b64decode(given).decode("ascii") if scheme.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        return ""
    return unquote_plus(text.partition(":")[0])
