"""Trying the way to the region's service link by link, so that the one that fails can be told."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore

from ntand.errors import RegionRefused, TemporaryFailure
from ntand.exchange import wire
from ntand.exchange.api import RegionApi, checked_url
from ntand.exchange.line import certificate_fault, proxy_of

_PATIENCE = 10.0  # seconds: someone looks on
_CLOCKS_MAY_DIFFER = timedelta(minutes=5)
_NO_CONNECTION = (ssl.SSLError, httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.ProxyError)
_CERTIFICATE = {
    9: "region.tls_not_yet",
    10: "region.tls_expired",
    62: "region.tls_other_host",
    64: "region.tls_other_host",
}  # OpenSSL's X509_V_ERR_*; every other fault is of the issuer


class Probe:
    """One try of the way, in the order of the methods; each raises NtandError where it breaks.

    Raises:
        Refused: the address cannot be used at all.
    """

    def __init__(
        self, url: str, client_id: str, secret: str, *, ca_file: Path | None, home: Path
    ) -> None:
        self._url = checked_url(url)
        self._access = (url, client_id, secret)
        self._ca_file, self._home = ca_file, home
        met = proxy_of(self._url)
        first = self._url if met is None else met.url
        self._host = first.host
        self._port = first.port or (443 if first.scheme == "https" else 80)
        self._health: wire.Health | TemporaryFailure | RegionRefused | None = None

    def name(self) -> None:
        """The name leads to an address."""
        try:
            socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as e:
            raise TemporaryFailure("region.no_such_name", host=self._host) from e

    def reach(self) -> None:
        """Something answers there; with a proxy that is asked for instead, the proxy."""
        place: dict[str, Any] = {"host": self._host, "port": self._port}
        try:
            socket.create_connection((self._host, self._port), _PATIENCE).close()
        except TimeoutError as e:
            raise TemporaryFailure("region.silent", **place) from e
        except ConnectionRefusedError as e:
            raise TemporaryFailure("region.nobody_there", **place) from e
        except OSError as e:
            raise TemporaryFailure("region.no_way", **place) from e

    @property
    def plain(self) -> bool:
        """Whether nothing is encrypted: the service is on this computer."""
        return self._url.scheme == "http"

    def tls(self) -> None:
        """The connection is encrypted, and the service is who it says."""
        with self._api() as api:
            try:
                self._health = api.health()
            except (TemporaryFailure, RegionRefused) as e:
                self._refuse_broken(e)
                self._health = e  # an answer of some kind: the connection itself holds

    def token(self) -> None:
        """The credentials are accepted, and allow all that an exchange needs."""
        with self._api() as api:
            missing = wire.SCOPES - api.sign_in().scopes
        if missing:
            raise RegionRefused("region.scopes_missing", scopes=", ".join(sorted(missing)))

    def version(self) -> None:
        """The service speaks the version that this program knows."""
        found = self._health
        if not isinstance(found, wire.Health):
            assert found is not None
            raise found
        if found.major != wire.MAJOR:
            raise RegionRefused("region.other_version", version=found.version, known=wire.MAJOR)

    def clock(self) -> timedelta | None:
        """How far the clocks are apart, where it is too much."""
        assert isinstance(self._health, wire.Health)
        apart = abs(datetime.now(UTC) - self._health.now)
        return apart if apart > _CLOCKS_MAY_DIFFER else None

    def _api(self) -> RegionApi:
        return RegionApi(
            *self._access, ca_file=self._ca_file, home=self._home, timeout=_PATIENCE, attempts=1
        )

    def _refuse_broken(self, error: TemporaryFailure | RegionRefused) -> None:
        """Go on only when the connection was made."""
        fault = certificate_fault(error)
        if fault is not None:
            code = _CERTIFICATE.get(fault.verify_code, "region.tls_unknown_issuer")
            raise TemporaryFailure(code, host=self._url.host) from error
        if isinstance(error.__cause__, _NO_CONNECTION):
            raise TemporaryFailure("region.tls_broken", host=self._url.host) from error
