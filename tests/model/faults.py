"""What can happen to a request on its way, and a way that makes it happen."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

Deliver = Callable[[httpx.Request], httpx.Response]


def _unsent(_deliver: Deliver, request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there", request=request)


def _lost(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    deliver(request)
    raise httpx.ReadError("connection closed", request=request)


def _twice(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    deliver(request)
    return deliver(request)


def _down(_deliver: Deliver, request: httpx.Request) -> httpx.Response:
    return httpx.Response(503, request=request)


def _broken_after(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    deliver(request)
    return httpx.Response(500, request=request)


def _busy(_deliver: Deliver, request: httpx.Request) -> httpx.Response:
    return httpx.Response(429, headers={"Retry-After": "1"}, request=request)


def _cut(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    content = deliver(request).content
    return _json(request, content[: len(content) // 2])


def _page(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    deliver(request)
    return httpx.Response(200, html="<h1>Underhåll pågår</h1>", request=request)


def _missing(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    return _edited(deliver(request), request, _forget)


def _shuffled(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    return _edited(deliver(request), request, _shuffle)


def _extra(deliver: Deliver, request: httpx.Request) -> httpx.Response:
    return _edited(deliver(request), request, _enrich)


FAULTS: dict[str, Callable[[Deliver, httpx.Request], httpx.Response]] = {
    "unsent": _unsent,
    "lost": _lost,
    "twice": _twice,
    "down": _down,
    "broken after": _broken_after,
    "busy": _busy,
    "cut": _cut,
    "page": _page,
    "missing": _missing,
    "shuffled": _shuffled,
    "extra": _extra,
}


# What the region itself is asked to do, by name or as JSON; some only a real connection can show
ASKED = {
    "item": '{"fault": "item_status", "status": 503}',
    "token": "token_revoked",
}
ASKED_OVER_HTTP = ASKED | {
    "lost": "lost_answer",
    "twice": "duplicate",
    "down": "status",
    "broken after": '{"fault": "status", "status": 500, "carried_out": true}',
    "busy": "too_many",
    "cut": "cut_body",
    "page": "html",
    "missing": "missing_fields",
    "shuffled": "out_of_order",
    "extra": "extra_fields",
}
NAMES = (*FAULTS, *ASKED)


class Way(httpx.BaseTransport):
    """Carries requests to the region.

    ``on_batches`` names what happens to the next batches, ``on_others`` to other requests;
    ``watch`` sees each before it leaves; ``meanwhile`` holds what happens once ``before`` or
    ``after`` a batch has reached the region.
    """

    def __init__(
        self,
        inner: httpx.BaseTransport,
        asked: Mapping[str, str],
        watch: Callable[[httpx.Request], None],
    ) -> None:
        self.inner, self.asked, self.watch = inner, asked, watch
        self.meanwhile: dict[str, Callable[[], None]] = {}
        self.on_batches: Iterator[str] = iter(())
        self.on_others: Iterator[str] = iter(())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.watch(request)
        batch = request.url.path.endswith("/v1/batches")
        what = next(self.on_batches if batch else self.on_others, "")
        if batch:
            self._happen("before")
        answer = self._met(what, request)
        if batch:
            self._happen("after")
        return answer

    def _met(self, what: str, request: httpx.Request) -> httpx.Response:
        if what in self.asked:
            request.headers["Region-Fault"] = self.asked[what]
            return self._deliver(request)
        return FAULTS[what](self._deliver, request) if what else self._deliver(request)

    def _deliver(self, request: httpx.Request) -> httpx.Response:
        answer = self.inner.handle_request(request)
        answer.request = request
        answer.read()
        return answer

    def _happen(self, when: str) -> None:
        action = self.meanwhile.pop(when, None)
        if action is not None:
            action()

    def close(self) -> None:
        self.inner.close()


def _json(request: httpx.Request, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return httpx.Response(200, headers=headers, content=content, request=request)


def _edited(
    answer: httpx.Response, request: httpx.Request, edit: Callable[[Any], None]
) -> httpx.Response:
    if answer.status_code != httpx.codes.OK:
        return answer
    body = answer.json()
    edit(body)
    return _json(request, json.dumps(body).encode())


def _forget(body: dict[str, Any]) -> None:
    for name in ("results", "changes", "items"):
        for one in body.get(name, ())[:1]:
            one.pop("key", None)
            one.pop("data", None)
            return
    body.popitem()


def _shuffle(body: dict[str, Any]) -> None:
    """Changes in disorder, the last of them twice."""
    if body.get("changes"):
        body["changes"] = [body["changes"][-1], *reversed(body["changes"])]


def _enrich(body: dict[str, Any]) -> None:
    body["månfas"] = "ny"
    for name in ("results", "changes", "items"):
        for one in body.get(name, ()):
            one["månfas"] = ["ny"]
