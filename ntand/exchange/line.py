"""One question and its answer over HTTP, within bounds of time and size."""

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from ntand.errors import Cancelled, Refused, TemporaryFailure

LARGEST_ANSWER = 64 * 1024 * 1024  # bytes, unpacked
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_CONNECT = 10.0  # seconds
_WRITTEN_AT_ONCE = 64 * 1024
_LOOK_UP = 0.5  # seconds between two chances to be given up while the other side is silent


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer read to its end; ``fault`` says why the body could not be, "" when it was."""

    status: int
    headers: httpx.Headers
    body: bytes
    fault: str = ""

    @property
    def media(self) -> str:
        """The media type alone, in lower case."""
        given: str = self.headers.get("content-type", "")
        return given.partition(";")[0].strip().lower()


class Line:
    """The way to one service. Several threads may ask at once.

    ``timeout`` (seconds) is how long the other side may be silent, ``deadline`` how long one
    answer may take in all. ``given_up`` is asked now and then, by whichever thread waits: once it
    says so, nobody waits any more. ``transport`` takes the network's place.
    """

    def __init__(
        self,
        url: httpx.URL,
        *,
        timeout: float,
        deadline: float,
        ca_file: Path | None = None,
        transport: httpx.BaseTransport | None = None,
        given_up: Callable[[], bool] = bool,
    ) -> None:
        self._deadline = deadline
        self._until = _Until(given_up)
        self._http = httpx.Client(
            base_url=url,
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT)),
            transport=transport or _Network(url, trusted(url, ca_file), self._until),
            headers={"Accept": "application/json, application/problem+json"},
            trust_env=False,  # the proxy is chosen below, where its connections are timed too
        )
        self.request = self._http.build_request

    def close(self) -> None:
        """End the conversation."""
        self._http.close()

    def answer(self, request: httpx.Request) -> Answer:
        """The answer, whatever it says.

        Raises:
            TemporaryFailure: there is none, or not in time.
            Cancelled: nobody waits for it any more.
        """
        self._until.at = time.monotonic() + self._deadline
        self._until.left()
        try:
            return self._read(self._http.send(request, stream=True))
        except (httpx.TimeoutException, httpcore.TimeoutException) as e:
            raise TemporaryFailure("region.timeout") from e
        except (httpx.RequestError, *_BROKEN) as e:
            untrusted = certificate_fault(e) is not None
            raise TemporaryFailure("region.untrusted" if untrusted else None) from e

    def _read(self, response: httpx.Response) -> Answer:
        body = bytearray()
        fault = ""
        try:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    fault = "too_large"
                    break
                self._until.left()
        except httpx.DecodingError:
            fault = "encoding"
        finally:
            response.close()
        return Answer(response.status_code, response.headers, bytes(body), fault)


_BROKEN = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


def certificate_fault(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """What was wrong with the certificate, where that is what broke the connection."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, ssl.SSLCertVerificationError):
            return link
        link = link.__cause__ or link.__context__
    return None


def trusted(url: httpx.URL, ca_file: Path | None) -> ssl.SSLContext:
    """Whose certificates are trusted: the system's list, and those of an employer's own file.

    A connection without TLS trusts nobody, and is spared reading the list.

    Raises:
        Refused: ``region.bad_ca``.
    """
    if url.scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as e:  # also what is no certificate: SSLError is one
            raise Refused("region.bad_ca", name=ca_file.name) from e
    return context


def proxy_of(url: httpx.URL) -> httpx.Proxy | None:
    """The proxy this computer is told to use for the address, if any.

    Raises:
        Refused: ``region.bad_proxy``.
    """
    if url.host in LOOPBACK or proxy_bypass(url.host):
        return None
    known = getproxies()
    found = known.get(url.scheme) or known.get("all")
    if not found:
        return None
    try:
        proxy = httpx.Proxy(found if "://" in found else f"http://{found}")
    except (ValueError, httpx.InvalidURL) as e:
        raise Refused("region.bad_proxy") from e
    if proxy.url.scheme not in ("http", "https") or not proxy.url.host:
        raise Refused("region.bad_proxy")
    return proxy


class _Until(threading.local):
    """When the answer a thread waits for must have been read (monotonic seconds)."""

    at = float("inf")

    def __init__(self, given_up: Callable[[], bool]) -> None:
        self._given_up = given_up

    def left(self, wanted: float | None = None) -> float:
        """How long the next step may take: as wanted, while the time lasts and anyone waits."""
        if self._given_up():
            raise Cancelled
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if wanted is None else min(wanted, left)


class _Network(httpx.BaseTransport):
    """Real connections, each step of which keeps to the deadline.

    The library times every read by itself: a service that drips one byte now and then would
    hold an exchange for ever.
    """

    def __init__(self, url: httpx.URL, context: ssl.SSLContext, until: _Until) -> None:
        backend, proxy = _TimedBackend(until), proxy_of(url)
        if proxy is None:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
        else:
            self._pool = httpcore.HTTPProxy(
                str(proxy.url),
                proxy_auth=proxy.raw_auth,
                ssl_context=context,
                network_backend=backend,
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The beginning of an answer."""
        url = request.url
        assert isinstance(request.stream, httpx.SyncByteStream)
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(response.stream, Iterable)
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        """Give the connection back, or end it when it was not read out."""
        self._response.close()


class _TimedBackend(httpcore.SyncBackend):
    def __init__(self, until: _Until) -> None:
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._until.left(timeout)
        stream = super().connect_tcp(host, port, left, local_address, socket_options)
        return _TimedStream(stream, self._until)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, until: _Until) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; a silence is listened to in short pieces."""
        silent_at = time.monotonic() + self._until.left(timeout)
        while (left := silent_at - time.monotonic()) > _LOOK_UP:
            try:
                return self._stream.read(max_bytes, _LOOK_UP)
            except httpcore.ReadTimeout:
                self._until.left()
        return self._stream.read(max_bytes, max(left, 0.0))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _WRITTEN_AT_ONCE):
            piece = buffer[start : start + _WRITTEN_AT_ONCE]
            self._stream.write(piece, self._until.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._until.left(timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
