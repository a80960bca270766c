"""Faults of the way: the answer comes late, not at all, twice or in half."""

import asyncio
from contextlib import suppress

from starlette.types import Receive

from ntand.mock_region.faults.connection import connection_of
from ntand.mock_region.faults.strike import Strike, replayed


async def delay(strike: Strike) -> None:
    """Carry out and answer, but later; at once when the server stops."""
    with suppress(TimeoutError):
        stopping = connection_of(strike.scope).stopping.wait()
        await asyncio.wait_for(stopping, strike.fields["seconds"])
    await strike.app(strike.scope, strike.receive, strike.send)


async def hang(strike: Strike) -> None:
    """Say nothing until the client leaves or the server stops."""
    if strike.fields["carried_out"]:
        await strike.carried_out()
    connection = connection_of(strike.scope)
    waiting = [
        asyncio.ensure_future(_left(strike.receive)),
        asyncio.ensure_future(connection.stopping.wait()),
    ]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()
    await connection.break_off(strike.receive)


async def _left(receive: Receive) -> bool:
    while (await receive())["type"] != "http.disconnect":
        pass
    return True


async def lost_answer(strike: Strike) -> None:
    """Carry out, then close the connection without a word."""
    await strike.carried_out()
    await connection_of(strike.scope).break_off(strike.receive)


async def cut_body(strike: Strike) -> None:
    """Carry out, promise the whole answer, and close in the middle of it."""
    answer = await strike.carried_out(packed=True)
    whole = len(answer.body)
    after = strike.fields["after"]
    cut = max(min(whole // 2 if after is None else after, whole - 1), 0)
    headers = [*answer.without(b"content-length"), (b"content-length", b"%d" % max(whole, 1))]
    start = {"type": "http.response.start", "status": answer.status, "headers": headers}
    await strike.send(start)
    await strike.send({"type": "http.response.body", "body": answer.body[:cut], "more_body": True})
    await connection_of(strike.scope).close(strike.receive)


async def duplicate(strike: Strike) -> None:
    """Carry out twice and answer once; the feed tells each change twice instead."""
    if strike.scope["path"] == "/v1/changes":
        await strike.deliver_changed(_told_twice)
        return
    body = await strike.read_body()
    rest = strike.receive
    strike.receive = replayed(body, rest)
    await strike.carried_out(packed=True)
    await strike.app(strike.scope, replayed(body, rest), strike.send)


def _told_twice(found: dict[str, list[object]]) -> dict[str, list[object]]:
    if "changes" in found:
        found["changes"] = found["changes"] * 2
    return found
