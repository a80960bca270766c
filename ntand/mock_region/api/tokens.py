"""OAuth 2.0 client credentials (RFC 6749, sections 4.4 and 5): its errors have their own form."""

import base64
import binascii
import time
from urllib.parse import unquote_plus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from ntand.mock_region.api.bodies import read_form
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.store import accounts
from ntand.mock_region.store.database import Database

_FORM_BYTES = 8 * 1024
_NOT_STORED = {"Cache-Control": "no-store"}


async def give_token(request: Request, database: Database, settings: Settings) -> JSONResponse:
    """A new access token for good credentials."""
    form = await read_form(request, _FORM_BYTES)
    if form is None:
        return _error(400, "invalid_request")
    if form.get("grant_type") != "client_credentials":
        return _error(400, "unsupported_grant_type" if "grant_type" in form else "invalid_request")
    scopes = form.get("scope", " ".join(accounts.SCOPES)).split()
    if not scopes or set(scopes) - set(accounts.SCOPES):
        return _error(400, "invalid_scope")
    credentials = _credentials(request, form)
    if credentials is None:
        return _refused()
    token = await run_in_threadpool(_made, database, settings, credentials, scopes)
    if token is None:
        return _refused()
    answer = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": settings.token_seconds,
        "scope": " ".join(scopes),
    }
    return JSONResponse(answer, headers=_NOT_STORED)


def _made(
    database: Database, settings: Settings, credentials: tuple[str, str], scopes: list[str]
) -> str | None:
    now = time.time()
    with database.writing() as connection:
        accounts.forget_expired(connection, now)
        municipality = accounts.signed_in(connection, *credentials)
        if municipality is None:
            return None
        return accounts.give_token(connection, municipality, scopes, now + settings.token_seconds)


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str] | None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        found = form.get("client_id", ""), form.get("client_secret", "")
        return found if all(found) else None
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(given, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    client_id, _, secret = text.partition(":")
    return _printable(unquote_plus(client_id), unquote_plus(secret))


def _printable(client_id: str, secret: str) -> tuple[str, str] | None:
    return (client_id, secret) if client_id.isprintable() and secret.isprintable() else None


def _error(status: int, code: str) -> JSONResponse:
    return JSONResponse({"error": code}, status_code=status, headers=_NOT_STORED)


def _refused() -> JSONResponse:
    answer = _error(401, "invalid_client")
    answer.headers["WWW-Authenticate"] = 'Basic realm="region"'
    return answer
