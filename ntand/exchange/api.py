"""The region's service over HTTP. Here, and only here, its errors become ours.

Importing this module loads httpx: do it where the exchange begins, not at start.
"""

import gzip
import itertools
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NoReturn, TypeVar

import httpx

from ntand.errors import Cancelled, Refused, RegionRefused, SignInNeeded, TemporaryFailure
from ntand.exchange import evidence, wire
from ntand.exchange.line import LOOPBACK, Answer, Line

_PASSING = frozenset((408, 425, 429))
_BUSY = frozenset((429, 503))
_ATTEMPTS = 4
_WAIT_INITIAL = 0.2
_WAIT_MAX = 5.0
_LONGEST_RETRY_AFTER = 20.0  # a longer one is for the next sync, not for someone who waits
_SILENCE = 30.0  # seconds the other side may be silent
_DEADLINE = 120.0  # seconds one answer may take in all
_TOO_LARGE = 413
_SMALL = 1_000  # bytes: not worth packing
_TURNS = 2  # once for the token, once for the packing
_LOOK_UP = 0.1  # seconds between two chances to be given up while an attempt waits

_T = TypeVar("_T")

log = logging.getLogger(__name__)


class TurnedAwayError(TemporaryFailure):
    """A request was turned away unread, for its token or its packing; it may leave at once."""


class RegionApi:
    """One conversation with the region's service, as one client; several threads may share it.

    Every call raises TemporaryFailure (try later), SignInNeeded or RegionRefused, and nothing
    else; Cancelled within a second or two of ``given_up`` saying that nobody waits for it any
    more: whichever thread waits asks it, often. What only reads has tried a few times itself; what
    carries data about people out leaves once: whether it still may is asked before it leaves
    again, see ``pause_before``. Sending the same item twice is harmless.
    ``ca_file`` is trusted beside the system's list; ``home`` is where answers that nobody agreed
    on are kept for the support; ``transport`` takes the network's place.
    ``waits=False`` tries again without a pause (tests).
    """

    def __init__(  # noqa: PLR0913 - all but three are named, and most calls leave them
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        ca_file: Path | None = None,
        home: Path | None = None,
        transport: httpx.BaseTransport | None = None,
        timeout: float = _SILENCE,
        deadline: float = _DEADLINE,
        attempts: int | None = None,
        waits: bool = True,
        given_up: Callable[[], bool] = bool,
    ) -> None:
        url = checked_url(base_url)
        self._credentials = (client_id, client_secret)
        self._token: wire.Token | None = None
        self._doubted: wire.Token | None = None  # got for one refused, not yet proved
        self._signing_in = threading.Lock()
        self._packs = url.host not in LOOPBACK
        self._home = home
        self._waits = waits
        self._attempts = attempts or _ATTEMPTS
        self._given_up = given_up
        self._line = Line(
            url,
            timeout=timeout,
            deadline=deadline,
            ca_file=ca_file,
            transport=transport,
            given_up=given_up,
        )

    def __enter__(self) -> "RegionApi":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation."""
        self._line.close()

    def sign_in(self) -> wire.Token:
        """Get a new access token."""
        return self._retry(lambda: self._renewed(self._token))

    def health(self) -> wire.Health:
        """What the service says of itself to anyone; ``now`` by the clock its answers carry."""
        return self._retry(self._health)

    def send(self, items: Sequence[wire.BatchItem]) -> list[wire.ItemResult]:
        """Send at most ``wire.BATCH_LIMIT`` items; one result each, in the same order."""
        if len(items) > wire.BATCH_LIMIT:
            raise ValueError(f"more than {wire.BATCH_LIMIT} items")
        if not items:
            return []
        body = f'{{"items": [{", ".join(item.as_json() for item in items)}]}}'.encode()
        return self._post("batches", body, lambda found: wire.item_results(found, items))

    def pause_before(self, attempt: int, error: TemporaryFailure) -> float | None:
        """Seconds to wait before the attempt (2, 3 …) at a send that failed so; None: give up."""
        if isinstance(error, TurnedAwayError) and attempt <= self._attempts + _TURNS:
            return 0.0
        again = self._again(error)
        if again is False or attempt > self._attempts:
            return None
        if again is not True:
            return again
        doubled: float = _WAIT_INITIAL * 2 ** (attempt - 2)
        return min(doubled, _WAIT_MAX) + random.random() if self._waits else 0.0  # noqa: S311 - not a secret

    def changes(self, cursor: str | None, limit: int = 500) -> wire.ChangePage:
        """What others changed after the cursor (from the beginning without one)."""
        return self._page("changes", cursor, limit, wire.change_page)

    def certificates(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The municipality's certificates as the region has them."""
        return self._page("certificates", cursor, limit, wire.record_page)

    def offers(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The municipality's offers as the region has them."""
        return self._page("offers", cursor, limit, wire.record_page)

    def units(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The municipality's units as the region has them."""
        return self._page("units", cursor, limit, wire.record_page)

    def providers(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The region's dental providers."""
        return self._page("providers", cursor, limit, wire.record_page)

    def messages(self, cursor: str | None = None, limit: int = 500) -> wire.RecordPage:
        """The region's messages to issuers."""
        return self._page("messages", cursor, limit, wire.record_page)

    def holds_certificate(self, number: str) -> bool:
        """Whether anyone in the region has given the person (12 characters) a certificate."""
        body = json.dumps({"personnummer": number}).encode()
        while True:  # whoever asks has only just been allowed to
            with suppress(TurnedAwayError):
                return self._post("lookups", body, wire.certificate_found)

    def _again(self, error: Exception) -> bool | float:
        """Whether to try once more within this call, or after how many seconds."""
        if not isinstance(error, TemporaryFailure):
            return False
        if error.retry_after is None:
            return True
        if error.retry_after > _LONGEST_RETRY_AFTER:
            return False
        return error.retry_after if self._waits else True

    def _retry(self, call: Callable[[], _T]) -> _T:
        """The answer to what only reads, asked for a few times."""
        for attempt in itertools.count(2):
            try:
                return call()
            except TemporaryFailure as error:
                pause = self.pause_before(attempt, error)
                if pause is None:
                    raise
                log.info("%r, again in %.1f s", error, pause)
            self._wait(pause)
        raise AssertionError  # the count has no end

    def _wait(self, seconds: float) -> None:
        """Let the time pass, unless nobody waits for the answer any more."""
        until = time.monotonic() + seconds
        while not self._given_up() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_UP))
        if self._given_up():
            raise Cancelled

    def _page(
        self, name: str, cursor: str | None, limit: int, understand: Callable[[object], _T]
    ) -> _T:
        asked = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})

        def ask() -> _T:
            answer = self._signed(lambda: self._line.request("GET", f"v1/{name}", params=asked))
            return self._understood(name, answer, understand)

        return self._retry(ask)

    def _post(self, name: str, body: bytes, understand: Callable[[object], _T]) -> _T:
        answer = self._signed(lambda: self._posting(name, body))
        return self._understood(name, answer, understand)

    def _posting(self, name: str, body: bytes) -> httpx.Request:
        headers = {"Content-Type": "application/json"}
        if self._packs and len(body) > _SMALL:
            body = gzip.compress(body, compresslevel=1)
            headers["Content-Encoding"] = "gzip"
        return self._line.request("POST", f"v1/{name}", content=body, headers=headers)

    def _signed(self, make: Callable[[], httpx.Request]) -> Answer:
        """The answer to a request with a token.

        Raises:
            TurnedAwayError: once for a token that is no longer valid, and then has been renewed;
                once for all if packed bodies are not read: they go plain from now on.
        """
        token = self._token or self._renewed(None)
        request = make()
        request.headers["Authorization"] = f"Bearer {token.text}"
        answer = self._answer(request)
        if answer.status == httpx.codes.UNSUPPORTED_MEDIA_TYPE and self._packs:
            self._packs = False
            raise TurnedAwayError
        if answer.status == httpx.codes.UNAUTHORIZED:
            if token is self._doubted:
                self._doubted = None  # whoever calls the next time begins anew
                raise SignInNeeded("region.sign_in")
            self._renewed(token, refused=True)
            raise TurnedAwayError
        if token is self._doubted:
            self._doubted = None
        return answer

    def _renewed(self, spent: wire.Token | None, *, refused: bool = False) -> wire.Token:
        """A token that is not the spent one; threads that lost the same one sign in once."""
        with self._signing_in:
            if self._token is None or self._token is spent:
                self._token = self._sign_in()
                self._doubted = self._token if refused else None
            return self._token

    def _sign_in(self) -> wire.Token:
        client_id, secret = self._credentials
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
        }
        answer = self._answer(self._line.request("POST", "oauth2/token", data=form))
        refused = answer.status in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED)
        if refused and answer.media == "application/json":  # RFC 6749, 5.2; others did not say it
            raise SignInNeeded("region.sign_in")
        return self._understood("token", answer, wire.token)

    def _health(self) -> wire.Health:
        answer = self._answer(self._line.request("GET", "health"))
        found = self._understood("health", answer, wire.health)
        told = _date(answer.headers.get("date", ""))
        return found if told is None else wire.Health(found.version, told)

    def _answer(self, request: httpx.Request) -> Answer:
        """The answer, unless it says or is that the service is out of order."""
        answer = self._line.answer(request)
        if answer.status in _PASSING or answer.status >= 500:
            code = "region.busy" if answer.status in _BUSY else "region.out_of_order"
            wait = _retry_after(answer.headers)
            raise TemporaryFailure(code, retry_after=wait, status=answer.status)
        return answer

    def _understood(self, name: str, answer: Answer, understand: Callable[[object], _T]) -> _T:
        """What the answer says; one that says nothing agreed on is kept for the support."""
        try:
            return understand(_body(answer))
        except TemporaryFailure as strange:
            why = str(strange.facts["why"])
            kept = evidence.keep(self._home, name, answer, why) if self._home else None
            raise TemporaryFailure("region.nonsense", why=why, kept=kept or "–") from None


def checked_url(text: str) -> httpx.URL:
    """The address, when credentials may be sent there.

    Raises:
        Refused: ``region.bad_url`` or ``region.insecure_url``.
    """
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError) as e:
        raise Refused("region.bad_url") from e
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise Refused("region.bad_url")
    if url.scheme == "http" and url.host not in LOOPBACK:
        raise Refused("region.insecure_url")
    return url


def _body(answer: Answer) -> object:
    """The JSON of a good answer; a refusal of the whole call is raised with its code."""
    if answer.fault:
        wire.nonsense(answer.fault)
    if 400 <= answer.status < 500:
        _refused(answer)
    if answer.status != httpx.codes.OK:
        wire.nonsense("status")
    if answer.media != "application/json":
        wire.nonsense("media_type")
    return _json(answer)


def _refused(answer: Answer) -> NoReturn:
    if answer.media != "application/problem+json":
        if answer.status == _TOO_LARGE:  # something on the way says it in words of its own
            raise RegionRefused(
                "region.refused", status=_TOO_LARGE, problem="body_too_large", field=""
            )
        wire.nonsense("media_type")  # something else on the way said it
    why = wire.problem(_json(answer))
    raise RegionRefused(
        "region.refused", status=answer.status, problem=why.code, field=why.field or ""
    )


def _json(answer: Answer) -> object:
    try:
        found: object = json.loads(answer.body)
    except (ValueError, RecursionError):
        wire.nonsense("json")
    return found


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, given as seconds or as a date (RFC 9110, 10.2.3)."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    until = _date(given)
    if until is None:
        return None
    # By the service's own clock, where it tells: ours may be wrong
    date = _date(headers.get("date", ""))
    return max(0.0, until.timestamp() - (date.timestamp() if date else time.time()))


def _date(text: str) -> datetime | None:
    """The moment a header tells, if it tells one."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
