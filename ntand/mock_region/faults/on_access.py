"""Faults of signing in: a token dropped, credentials not accepted."""

import json

from starlette.concurrency import run_in_threadpool

from ntand.mock_region.faults.callers import token_of
from ntand.mock_region.faults.strike import Answer, Strike
from ntand.mock_region.store import accounts

SIGN_IN = "/oauth2/token"


async def token_revoked(strike: Strike) -> None:
    """Drop the request's token for good, then let the service look at it."""
    token = token_of(strike.scope)

    def forget() -> None:
        with strike.database.writing() as connection:
            accounts.forget_token(connection, token)

    await run_in_threadpool(forget)
    await strike.app(strike.scope, strike.receive, strike.send)


async def sign_in_refused(strike: Strike) -> None:
    """Accept no credentials; everything but signing in goes on as usual."""
    if strike.scope["path"] != SIGN_IN:
        await strike.app(strike.scope, strike.receive, strike.send)
        return
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"www-authenticate", b'Basic realm="region"'),
    ]
    await strike.deliver(Answer(401, headers, json.dumps({"error": "invalid_client"}).encode()))
