"""The mock's throughput against a bare Starlette route: what keeping and checking costs.

The reference runs in the same server with the same settings. Its route parses the same JSON and
answers the same bytes; it signs nobody in, checks, keeps and logs nothing. The client is a socket
with requests made beforehand. Rounds alternate; medians.
Run with ``python -m tests.bench.bench_mock``.
"""

import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.mock_region.conftest import Region
from tests.mock_region.rows import certificate, unit

BATCH, BATCHES, SINGLES, ROUNDS = 500, 6, 300, 9
_BARE = """
import json, sys
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from ntand.mock_region.server import HOST, _config, _listener, _Server

answers = {}

async def answer(request):
    raw = await request.body()
    if request.method == "POST" and request.url.path == "/answers":
        answers.update(json.loads(raw))
        return Response()
    if raw:
        json.loads(raw)
    return Response(answers[request.method], media_type="application/json")

app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "PUT", "POST"])])
with _listener(0) as listener:
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    _Server(_config(app, None), lambda: print(url, flush=True)).run(sockets=[listener])
"""


class Connection:
    """One connection kept open, on which whole requests are sent and whole answers read."""

    def __init__(self, url: str, pid: int) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self.pid = pid
        self._socket = socket.create_connection((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        """The body of the answer."""
        self._socket.sendall(request)
        data = self._socket.recv(1 << 20)
        while b"\r\n\r\n" not in data:
            data += self._socket.recv(1 << 20)
        head, _, body = data.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 20"), head
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._socket.recv(1 << 20)
        return body

    def timed(self, requests: Sequence[bytes]) -> tuple[float, float]:
        """Milliseconds a request, by the clock and of the server's processor."""
        spent, began = self._processor(), perf_counter()
        for request in requests:
            self.ask(request)
        clock, processor = perf_counter() - began, self._processor() - spent
        return clock / len(requests) * 1000, processor / len(requests) * 1000

    def _processor(self) -> float:
        stat = Path(f"/proc/{self.pid}/stat")
        if not stat.exists():  # told only where the system does
            return 0.0
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print both servers' times and their ratio, for each sort of request."""
    with TemporaryDirectory() as folder, bare() as reference:
        region = Region(Path(folder) / "region", requests_per_second=1e9, burst=10**9)
        with region.client() as client:
            token = client.headers["authorization"]
        mock = Connection(region.url, region.process.pid)
        kinds = {"POST": batches, "GET": gets, "PUT": puts}
        mock.ask(puts(token)[0])  # what is read, and learns the answers
        learnt = {name: mock.ask(make(token)[0]).decode() for name, make in kinds.items()}
        reference.ask(_request("POST", "/answers", token, learnt))
        pairs: dict[str, list[tuple[tuple[float, float], ...]]] = {name: [] for name in kinds}
        for _ in range(ROUNDS):
            for name, make in kinds.items():
                requests = make(token)
                pairs[name].append((reference.timed(requests), mock.timed(requests)))
        region.stop()
    titles = {"POST": f"batch of {BATCH} puts", "GET": "get of one", "PUT": "put of one"}
    for name, rounds in pairs.items():
        for which, unit_of in ((0, "by the clock"), (1, "of processor")):
            ours, theirs = (median(pair[at][which] for pair in rounds) for at in (1, 0))
            if theirs:
                ratio = median(pair[1][which] / pair[0][which] for pair in rounds if pair[0][which])
                shown = f"{ours:8.2f} ms, bare {theirs:8.2f} ms, ratio {ratio:5.2f}"
                print(f"{titles[name]:20} {shown}  {unit_of}")


@contextmanager
def bare() -> Iterator[Connection]:
    """The reference, running."""
    server = subprocess.Popen([sys.executable, "-c", _BARE], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield Connection(server.stdout.readline().strip(), server.pid)
    finally:
        server.terminate()
        server.wait()


def _request(method: str, path: str, token: str, body: object = None) -> bytes:
    raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: region\r\nAuthorization: {token}\r\n"
    head += f"Content-Length: {len(raw)}\r\nContent-Type: application/json\r\n"
    return f"{head}Idempotency-Key: {uuid.uuid4()}\r\n\r\n".encode() + raw


def batches(token: str) -> list[bytes]:
    """Batches of certificates that are new."""
    return [_request("POST", "/v1/batches", token, {"items": _items()}) for _ in range(BATCHES)]


def _items() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for place in range(BATCH):
        row = certificate(f"1489-{uuid.uuid4()}", f"19{place % 80 + 10}010198{place % 20 + 10:02}")
        row |= {"fornamn": "Gun", "efternamn": "Öberg", "underlag": "samtycke", "makulerat": "N"}
        item = {"key": str(uuid.uuid4()), "kind": "certificate", "op": "put", "if_match": None}
        found.append(item | {"data": row})
    return found


def gets(token: str) -> list[bytes]:
    """The same unit again and again."""
    return [_request("GET", "/v1/units/E001", token)] * SINGLES


def puts(token: str) -> list[bytes]:
    """The same unit under another name each time."""
    named = (unit(namn=str(uuid.uuid4())) for _ in range(SINGLES))
    return [_request("PUT", "/v1/units/E001", token, row) for row in named]


if __name__ == "__main__":
    main()
