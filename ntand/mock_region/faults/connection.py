"""The connection itself, for faults that no answer can show."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.types import Receive, Scope
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_STATE = "region.connection"


class Connection:
    """One client's connection: it can be broken off, and knows when the server wants to stop."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.stopping = asyncio.Event()

    async def break_off(self, receive: Receive) -> None:
        """Close it at once; what was not yet written is lost."""
        self._transport.abort()
        await _gone(receive)

    async def close(self, receive: Receive) -> None:
        """Close it after what was written."""
        self._transport.close()
        await _gone(receive)


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed: returning earlier would make it answer 500."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Protocol(H11Protocol):
    """HTTP/1.1 whose requests can reach their connection, through the state of their scope."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: Mapping[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, dict(app_state), _loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the connection for the requests that come on it."""
        self.app_state[_STATE] = Connection(transport)
        super().connection_made(transport)

    def shutdown(self) -> None:
        """Let what hangs or waits on this connection know that the server stops."""
        self.app_state[_STATE].stopping.set()
        super().shutdown()


def connection_of(scope: Scope) -> Connection:
    """The connection a request came on; the server must use :class:`Protocol`."""
    found: Connection = scope["state"][_STATE]
    return found
