"""The region's service over HTTP. Here, and only here, its errors become ours.

Importing this module loads httpx: do it where the exchange begins, not at start.
"""

import json
import logging
import ssl
import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import NoReturn

import httpx
import stamina
import stamina.instrumentation

from ntand.errors import Refused, RegionRefused, SignInNeeded, TemporaryFailure
from ntand.exchange import wire

_PASSING = frozenset((408, 425, 429))
_BUSY = frozenset((429, 503))
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_ATTEMPTS = 4
_WAIT_INITIAL = 0.2
_WAIT_MAX = 5.0
_LONGEST_RETRY_AFTER = 20.0  # a longer one is for the next sync, not for someone who waits

log = logging.getLogger(__name__)


def _note_retry(details: stamina.instrumentation.RetryDetails) -> None:
    log.info("%r, again in %.1f s", details.caused_by, details.wait_for)


# The library's own note goes through structlog where that is installed, to stdout
stamina.instrumentation.set_on_retry_hooks([_note_retry])


class RegionApi:
    """One conversation with the region's service, as one client.

    Every call raises TemporaryFailure (try later; it has tried a few times itself), SignInNeeded
    or RegionRefused, and nothing else. Sending the same item twice is harmless.
    ``waits=False`` tries again without a pause (tests).
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        timeout: float = 30.0,
        attempts: int = _ATTEMPTS,
        waits: bool = True,
    ) -> None:
        url = _checked_url(base_url)
        self._credentials = (client_id, client_secret)
        self._token: str | None = None
        self._waits = waits
        self._retry = stamina.RetryingCaller(
            attempts=attempts,
            timeout=None,
            wait_initial=_WAIT_INITIAL if waits else 0,
            wait_max=_WAIT_MAX if waits else 0,
            wait_jitter=1.0 if waits else 0,
        ).on(self._again)
        self._http = httpx.Client(
            base_url=url,
            timeout=timeout,
            verify=_trusted(url),
            trust_env=url.host not in _LOOPBACK,
            headers={"Accept": "application/json, application/problem+json"},
        )

    def __enter__(self) -> "RegionApi":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation."""
        self._http.close()

    def sign_in(self) -> None:
        """Get a new access token."""
        self._retry(self._sign_in)

    def send(self, items: Sequence[wire.BatchItem]) -> list[wire.ItemResult]:
        """Send at most ``wire.BATCH_LIMIT`` items; one result each, in the same order."""
        if len(items) > wire.BATCH_LIMIT:
            raise ValueError(f"more than {wire.BATCH_LIMIT} items")
        if not items:
            return []
        body = f'{{"items": [{", ".join(item.as_json() for item in items)}]}}'.encode()
        return self._retry(lambda: wire.item_results(self._post("v1/batches", body), items))

    def changes(self, cursor: str | None, limit: int = 500) -> wire.ChangePage:
        """What others changed after the cursor (from the beginning without one)."""
        return self._retry(lambda: wire.change_page(self._page("v1/changes", cursor, limit)))

    def certificates(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The municipality's certificates as the region has them."""
        return self._retry(lambda: wire.record_page(self._page("v1/certificates", cursor, limit)))

    def offers(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The municipality's offers as the region has them."""
        return self._retry(lambda: wire.record_page(self._page("v1/offers", cursor, limit)))

    def units(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The municipality's units as the region has them."""
        return self._retry(lambda: wire.record_page(self._page("v1/units", cursor, limit)))

    def holds_certificate(self, number: str) -> bool:
        """Whether anyone in the region has given the person (12 characters) a certificate."""
        body = json.dumps({"personnummer": number}).encode()
        return self._retry(lambda: wire.certificate_found(self._post("v1/lookups", body)))

    def _again(self, error: Exception) -> bool | float:
        """Whether to try once more within this call, or after how many seconds."""
        if not isinstance(error, TemporaryFailure):
            return False
        if error.retry_after is None:
            return True
        if error.retry_after > _LONGEST_RETRY_AFTER:
            return False
        return error.retry_after if self._waits else True

    def _page(self, path: str, cursor: str | None, limit: int) -> object:
        asked = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        return self._signed("GET", path, params=asked)

    def _post(self, path: str, body: bytes) -> object:
        return self._signed("POST", path, content=body)

    def _signed(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> object:
        """The body of the answer; a token that is no longer valid is renewed once."""
        renewed = self._token is None
        token = self._token or self._sign_in()
        while True:
            headers = {"Authorization": f"Bearer {token}"}
            if content is not None:
                headers["Content-Type"] = "application/json"
            request = self._http.build_request(
                method, path, params=params, content=content, headers=headers
            )
            response = self._answer(request)
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return _body(response)
            self._token = None
            if renewed:
                raise SignInNeeded("region.sign_in")
            renewed, token = True, self._sign_in()

    def _sign_in(self) -> str:
        client_id, secret = self._credentials
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
        }
        response = self._answer(self._http.build_request("POST", "oauth2/token", data=form))
        if response.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
            raise SignInNeeded("region.sign_in")
        self._token = wire.access_token(_body(response))
        return self._token

    def _answer(self, request: httpx.Request) -> httpx.Response:
        """The answer, unless it says or is that the service is out of order."""
        try:
            response = self._http.send(request)
        except httpx.TimeoutException as e:
            raise TemporaryFailure("region.timeout") from e
        except httpx.DecodingError:
            wire.nonsense("encoding")
        except httpx.RequestError as e:
            untrusted = "CERTIFICATE_VERIFY_FAILED" in str(e)
            raise TemporaryFailure("region.untrusted" if untrusted else None) from e
        status = response.status_code
        if status in _PASSING or status >= 500:
            code = "region.busy" if status in _BUSY else "region.out_of_order"
            raise TemporaryFailure(code, retry_after=_retry_after(response), status=status)
        return response


def _trusted(url: httpx.URL) -> ssl.SSLContext:
    """Whose certificates are trusted: the system's list, where an employer's stands.

    A connection without TLS trusts nobody, and is spared reading the list.
    """
    if url.scheme == "https":
        return ssl.create_default_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _checked_url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError) as e:
        raise Refused("region.bad_url") from e
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise Refused("region.bad_url")
    if url.scheme == "http" and url.host not in _LOOPBACK:
        raise Refused("region.insecure_url")
    return url


def _body(response: httpx.Response) -> object:
    """The JSON of a good answer; a refusal of the whole call is raised with its code."""
    media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if 400 <= response.status_code < 500:
        _refused(response, media)
    if response.status_code != httpx.codes.OK:
        wire.nonsense("status")
    if media != "application/json":
        wire.nonsense("media_type")
    return _json(response)


def _refused(response: httpx.Response, media: str) -> NoReturn:
    why = wire.problem(_json(response) if media == "application/problem+json" else None)
    raise RegionRefused(
        "region.refused", status=response.status_code, problem=why.code, field=why.field or ""
    )


def _json(response: httpx.Response) -> object:
    try:
        found: object = json.loads(response.content)
    except (ValueError, RecursionError):
        wire.nonsense("json")
    return found


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait, given as seconds or as a date (RFC 9110, 10.2.3)."""
    given = response.headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        # By the service's own clock, where it tells: ours may be wrong
        date = response.headers.get("date")
        now = parsedate_to_datetime(date).timestamp() if date else time.time()
        return max(0.0, parsedate_to_datetime(given).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
