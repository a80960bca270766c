"""A region that serves with a plan, and a socket that hides nothing of what comes back."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from ntand.mock_region.faults.table import FAULTS
from tests.mock_region.conftest import Region

SERVE = """
import sys
from pathlib import Path
from ntand.mock_region import serve
tls = tuple(map(Path, sys.argv[3:])) or None
serve(Path(sys.argv[1]), 0, lambda url: print(url, flush=True), faults=Path(sys.argv[2]), tls=tls)
"""


class Misbehaving(Region):
    """A server process over a folder, with the plan beside it."""

    def __init__(self, data: Path, *rules: dict[str, Any], tls: tuple[Path, ...] = ()) -> None:
        self.tls = tls
        self.plan = data.with_suffix(".json")
        self.plan.write_text(json.dumps(rules), encoding="utf-8")
        super().__init__(data)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self.data), str(self.plan), *map(str, self.tls)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith(("http://127.0.0.1:", "https://127.0.0.1:")), (
            self.process.communicate()[1]
        )

    def connection(self) -> socket.socket:
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        return socket.create_connection((parts.hostname, parts.port or 0), timeout=10)

    def log(self) -> str:
        return (self.data / "access.log").read_text(encoding="utf-8")


def told(fault: str, **fields: Any) -> dict[str, str]:
    """The header that asks for a fault."""
    assert fault in FAULTS
    return {"Region-Fault": json.dumps({"fault": fault, **fields}) if fields else fault}


def raw(client: httpx.Client, method: str, path: str, body: Any = None, **headers: str) -> bytes:
    """A request as it goes over the wire."""
    packed = b"" if body is None else json.dumps(body).encode()
    request = client.build_request(
        method, path, content=packed, headers={"Content-Type": "application/json", **headers}
    )
    lines = [f"{method} {path} HTTP/1.1".encode()]
    lines += [name + b": " + value for name, value in request.headers.raw]
    return b"\r\n".join(lines) + b"\r\n\r\n" + packed


def all_that_comes(connection: socket.socket) -> bytes:
    """Every byte until the other side closes."""
    found = b""
    while chunk := connection.recv(65536):
        found += chunk
    return found
