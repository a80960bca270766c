"""A proxy that knows bytes and connections and nothing of HTTP; and what may befall a connection.

Threads of this process: one that accepts, two for each connection.
"""

import random
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

_CHUNK = 65536
_LONGEST_SPLIT = 3000  # bytes sent one by one before the rest goes as it comes


class Way(StrEnum):
    """A direction."""

    THERE = "there"  # from the client to the server
    BACK = "back"


@dataclass(frozen=True)
class Mishap:
    """What befalls one connection; ``after``: so many bytes in that direction are well."""

    name: str = "well"
    way: Way = Way.THERE
    after: int = 0
    seconds: float = 0.0


WELL = Mishap()


class Choose(Protocol):
    """Gives the next connection its mishap."""

    def __call__(self) -> Mishap: ...


def chosen_by(chance: random.Random, share: float = 0.7) -> Choose:
    """Mishaps by chance: most connections meet one."""

    def choose() -> Mishap:
        if chance.random() >= share:
            return WELL
        name = chance.choice(
            ["refuse", "cut", "cut", "reset", "delay", "stall", "split", "again", "mirror"]
        )
        way = chance.choice(list(Way))
        # A sign-in is some 300 bytes, a batch some thousands
        after = int(chance.choice([0, 1, 1]) * chance.expovariate(1 / 2500))
        return Mishap(name, way, after, chance.uniform(0.01, 0.15))

    return choose


class Proxy:
    """Stands between a client and the server at ``port`` until it is closed."""

    def __init__(self, port: int, choose: Choose) -> None:
        self._server, self._choose = ("127.0.0.1", port), choose
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.met: list[Mishap] = []
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._begin(self._accept)

    def close(self) -> None:
        """End everything and wait for it."""
        self._closed.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for one in self._open:
                _shut(one)
        for thread in self._threads:
            thread.join()

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            mishap = self._choose()
            self.met.append(mishap)
            self._begin(self._serve, client, mishap)

    def _serve(self, client: socket.socket, mishap: Mishap) -> None:
        with client:
            if mishap.name == "refuse":
                _linger_not(client)
                return
            heard = bytearray()
            with socket.create_connection(self._server) as server, self._kept(client, server):
                if mishap.name == "mirror":
                    with socket.create_connection(self._server) as twin, self._kept(twin):
                        self._carry(client, server, mishap, heard, twin)
                else:
                    self._carry(client, server, mishap, heard)
        if mishap.name == "again":
            self._say_again(bytes(heard))

    def _carry(
        self,
        client: socket.socket,
        server: socket.socket,
        mishap: Mishap,
        heard: bytearray,
        twin: socket.socket | None = None,
    ) -> None:
        """Both ways until both have ended; what the client said is heard, and told the twin."""
        there = mishap if mishap.way is Way.THERE else WELL
        back = mishap if mishap.way is Way.BACK else WELL
        threads = [threading.Thread(target=_Pump(server, client, back, self._closed).run)]
        if twin is not None:
            threads.append(threading.Thread(target=_drain, args=(twin,)))
        for thread in threads:
            thread.start()
        _Pump(client, server, there, self._closed, heard, twin).run()
        for thread in threads:
            thread.join()

    def _say_again(self, heard: bytes) -> None:
        """The client's bytes on a connection of their own; nobody hears the answer."""
        try:
            with socket.create_connection(self._server) as again, self._kept(again):
                again.sendall(heard)
                again.shutdown(socket.SHUT_WR)
                _drain(again)
        except OSError:
            pass  # the server is being stopped

    def _kept(self, *sockets: socket.socket) -> "_Kept":
        return _Kept(self._open, self._lock, sockets)


class _Kept:
    """Lets the proxy end the connections while they last."""

    def __init__(
        self, kept: set[socket.socket], lock: threading.Lock, own: tuple[socket.socket, ...]
    ) -> None:
        self._kept, self._lock, self._own = kept, lock, own

    def __enter__(self) -> None:
        with self._lock:
            self._kept.update(self._own)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._kept.difference_update(self._own)


class _Pump:
    """One way of one connection; from the client's side it is heard, and told the twin."""

    def __init__(
        self,
        source: socket.socket,
        target: socket.socket,
        mishap: Mishap,
        closed: threading.Event,
        heard: bytearray | None = None,
        twin: socket.socket | None = None,
    ) -> None:
        self._source, self._target, self._mishap = source, target, mishap
        self._closed, self._heard, self._twin = closed, heard, twin
        self._passed = 0
        target.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self) -> None:
        """Carry everything until one side ends or the mishap does."""
        try:
            while piece := self._source.recv(_CHUNK):
                self._overheard(piece)
                if not self._pass_on(piece):
                    break
            else:
                self._target.shutdown(socket.SHUT_WR)
                if self._twin is not None:
                    self._twin.shutdown(socket.SHUT_WR)
                return
        except OSError:
            pass  # the other side has gone
        _shut(self._source)
        if self._twin is not None:
            _shut(self._twin)
        if self._mishap.name == "reset":
            _linger_not(self._target)
        else:
            _shut(self._target)

    def _overheard(self, piece: bytes) -> None:
        if self._heard is not None:
            self._heard += piece
        if self._twin is not None:
            self._twin.sendall(piece)

    def _pass_on(self, piece: bytes) -> bool:
        """Whether the connection goes on."""
        name, left = self._mishap.name, max(0, self._mishap.after - self._passed)
        self._passed += len(piece)
        if name in ("cut", "reset", "stall") and len(piece) > left:
            self._target.sendall(piece[:left])
            if name == "stall":
                self._wait_for_the_end()
            return False
        if name == "delay":
            self._closed.wait(self._mishap.seconds)
        if name == "split":
            self._split(piece)
        else:
            self._target.sendall(piece)
        return True

    def _split(self, piece: bytes) -> None:
        for place in range(min(len(piece), _LONGEST_SPLIT)):
            self._target.sendall(piece[place : place + 1])
        self._target.sendall(piece[_LONGEST_SPLIT:])

    def _wait_for_the_end(self) -> None:
        """Say nothing more until the one who waits gives up."""
        _drain(self._target if self._heard is None else self._source)


def _drain(one: socket.socket) -> None:
    """Read and forget until it ends."""
    try:
        while one.recv(_CHUNK):
            pass
    except OSError:
        pass  # it ended without a word


def _linger_not(one: socket.socket) -> None:
    """Let closing it end it at once and without a word; whoever reads it wakes up."""
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.shutdown(socket.SHUT_RD)
    except OSError:
        pass  # it has ended already


def _shut(one: socket.socket) -> None:
    with suppress(OSError):  # it has ended already
        one.shutdown(socket.SHUT_RDWR)
