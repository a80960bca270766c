"""One request that a fault strikes, and the answer it would have got."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ntand.mock_region.errors import problem
from ntand.mock_region.faults.fields import Values
from ntand.mock_region.store.database import Database

Headers = list[tuple[bytes, bytes]]
# More than the service reads of any body; what is beyond is dropped, and it refuses the rest
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class Answer:
    """A whole answer, kept back."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: bytes) -> bytes:
        """The value of a header, empty when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name), b"")

    def without(self, *names: bytes) -> Headers:
        """The headers but these."""
        return [(key, value) for key, value in self.headers if key.lower() not in names]


@dataclass(slots=True)
class Strike:
    """The request, the fault's fields, and chance that is the same for the same request."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    fields: Values
    random: Random
    database: Database

    async def carried_out(self, *, packed: bool = False) -> Answer:
        """Let the service do what was asked, and keep its answer back.

        The answer is never gzip unless ``packed``, so that it can be changed.
        """
        if not packed:
            unwanted = b"accept-encoding"
            self.scope["headers"] = [h for h in self.scope["headers"] if h[0] != unwanted]
        answer = Answer(500, [], b"")
        body = bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        await self.app(self.scope, self.receive, keep)
        answer.body = bytes(body)
        return answer

    async def deliver(self, answer: Answer) -> None:
        """Send an answer, its length made right."""
        headers = answer.without(b"content-length")
        headers.append((b"content-length", str(len(answer.body)).encode()))
        await self.send(
            {"type": "http.response.start", "status": answer.status, "headers": headers}
        )
        await self.send({"type": "http.response.body", "body": answer.body})

    async def deliver_problem(self, status: int, code: str, *headers: tuple[bytes, bytes]) -> None:
        """Send problem details."""
        body = json.dumps(problem(status, code)).encode()
        kind = (b"content-type", b"application/problem+json")
        await self.deliver(Answer(status, [kind, *headers], body))

    async def deliver_changed(self, change: Callable[[Any], Any]) -> None:
        """Send the service's own answer with its JSON changed; other answers as they are."""
        answer = await self.carried_out()
        if answer.header(b"content-type").startswith(b"application/json"):
            changed = change(json.loads(answer.body))
            answer.body = json.dumps(changed, ensure_ascii=False).encode()
        await self.deliver(answer)

    async def read_body(self) -> bytes:
        """The request's body, which can then be read again."""
        body, self.receive = await read_all(self.receive)
        return body


async def read_all(receive: Receive) -> tuple[bytes, Receive]:
    """The body of a request, and the way to receive it again."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        room = _MOST_BYTES - len(body)
        body += message.get("body", b"")[:room]
    return bytes(body), replayed(bytes(body), receive)


def replayed(body: bytes, receive: Receive) -> Receive:
    """A way to receive that begins with a body already read."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
