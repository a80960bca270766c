"""Faults of the answer: refusals nobody earned, and contents nobody agreed on."""

import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from ntand.mock_region.errors import problem
from ntand.mock_region.faults.strike import Answer, Strike, replayed
from ntand.mock_region.store.columns import STORED

_PROBLEMS = {
    400: "bad_parameter",
    401: "not_signed_in",
    403: "not_allowed",
    404: "no_such_record",
    409: "number_replaced",
    412: "changed_by_others",
    413: "body_too_large",
    415: "wrong_media_type",
    422: "bad_code",
    429: "too_many_requests",
    503: "busy",
}
_PAGE = (
    "<!DOCTYPE html><html><head><title>Proxy</title></head>"
    "<body><h1>The page cannot be shown</h1></body></html>"
)
_UNKNOWN_CODE = "ett_nytt_varde"
_NEW_FIELD = "ett_nytt_falt"
_LISTS = ("items", "changes", "results")
_ROW = "data"


async def status(strike: Strike) -> None:
    """Answer with an error of the plan's choice."""
    if strike.fields["carried_out"]:
        await strike.carried_out()
    code = strike.fields["status"]
    wait = strike.fields["retry_after"]
    headers = [] if wait is None else [(b"retry-after", b"%d" % wait)]
    await strike.deliver_problem(code, strike.fields["code"] or _code_of(code), *headers)


async def too_many(strike: Strike) -> None:
    """Answer 429 and say when to come again, in seconds or as a date."""
    wait = strike.fields["retry_after"]
    text = str(wait)
    if strike.fields["form"] == "date":
        text = format_datetime(datetime.now(UTC) + timedelta(seconds=wait), usegmt=True)
    await strike.deliver_problem(429, "too_many_requests", (b"retry-after", text.encode()))


def _code_of(code: int) -> str:
    return _PROBLEMS.get(code, "internal" if code >= 500 else "bad_parameter")


async def html(strike: Strike) -> None:
    """Answer with a page, as a proxy on the way does."""
    if strike.fields["carried_out"]:
        await strike.carried_out()
    headers = [(b"content-type", b"text/html; charset=utf-8")]
    await strike.deliver(Answer(strike.fields["status"], headers, _PAGE.encode()))


async def bad_json(strike: Strike) -> None:
    """Carry out, and answer with JSON that ends too early."""
    answer = await strike.carried_out()
    answer.body = answer.body[: len(answer.body) // 2]
    await strike.deliver(answer)


async def unknown_codes(strike: Strike) -> None:
    """Carry out, and answer with codes that nobody has heard of."""
    columns = {column for kind in STORED.values() for column in kind.codes}
    wanted = frozenset(strike.fields["fields"] or columns | {"code", "event", "kind", "status"})

    def change(name: str, value: object) -> object:
        known = name in wanted and isinstance(value, str) and value
        return _UNKNOWN_CODE if known else value

    await strike.deliver_changed(lambda found: _each_value(found, change))


def _each_value(found: Any, change: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(found, list):
        return [_each_value(one, change) for one in found]
    if isinstance(found, dict):
        return {name: _each_value(change(name, value), change) for name, value in found.items()}
    return found


async def missing_fields(strike: Strike) -> None:
    """Carry out, and leave fields out of the answer."""
    named = strike.fields["fields"]

    def change(found: Any) -> Any:  # noqa: ANN401 - any JSON
        for one in _objects(found) if named else _entries(found):
            for name in named or strike.random.choices(list(one), k=min(1, len(one))):
                one.pop(name, None)
        return found

    await strike.deliver_changed(change)


async def extra_fields(strike: Strike) -> None:
    """Carry out, and put a field into every object of the answer that nobody has heard of."""

    def change(found: Any) -> Any:  # noqa: ANN401 - any JSON
        for one in _objects(found):
            rows = [row for row in one.values() if isinstance(row, dict)]
            one[_NEW_FIELD] = {"lista": [1, None, "å"], "under": {}} if rows else "nytt"
        return found

    await strike.deliver_changed(change)


def _objects(found: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Every object of the answer, the innermost first."""
    if isinstance(found, list):
        return [one for part in found for one in _objects(part)]
    if isinstance(found, dict):
        return [one for part in found.values() for one in _objects(part)] + [found]
    return []


def _entries(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects of the answer's list; the answer itself when it has none."""
    lists = [found[name] for name in _LISTS if isinstance(found.get(name), list)]
    return lists[0] if lists and lists[0] else [found]


async def out_of_order(strike: Strike) -> None:
    """Tell the feed's changes, or a list's items, in another order."""

    def change(found: dict[str, Any]) -> dict[str, Any]:
        for name in _LISTS[:2]:
            former = found.get(name, [])
            if len(former) > 1:
                found[name] = strike.random.sample(former, len(former))
                if found[name] == former:
                    found[name].reverse()
        return found

    await strike.deliver_changed(change)


async def clock(strike: Strike) -> None:
    """Carry out, and tell the time as a clock that goes wrong."""
    off = timedelta(days=strike.fields["days"])

    def change(name: str, value: object) -> object:
        return _moved(value, off) if name in ("now", "at") and isinstance(value, str) else value

    date = format_datetime(datetime.now(UTC) + off, usegmt=True).encode()
    send = strike.send

    async def dated(message: Any) -> None:  # noqa: ANN401 - ASGI's own
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"date", date)]
        await send(message)

    strike.send = dated
    await strike.deliver_changed(lambda found: _each_value(found, change))


def _moved(instant: str, off: timedelta) -> str:
    moved = (datetime.fromisoformat(instant) + off).isoformat()
    return moved.replace("+00:00", "Z") if instant.endswith("Z") else moved


async def item_status(strike: Strike) -> None:
    """Refuse one item of a batch without looking at it; the others are carried out."""
    found = _batch(strike, await strike.read_body())
    if found is None:
        await strike.app(strike.scope, strike.receive, strike.send)
        return
    left = found["items"]
    place = min(strike.fields["item"], len(left)) - 1
    item = left.pop(place)
    _send_instead(strike, json.dumps(found).encode())
    answer = await strike.carried_out()
    # A batch left empty is sent too: who may not send at all shall hear that
    if answer.status == (200 if left else 400):
        results = json.loads(answer.body)["results"] if left else []
        results.insert(place, _refused(strike, item))
        kind = (b"content-type", b"application/json")
        body = json.dumps({"results": results}, ensure_ascii=False).encode()
        answer = Answer(200, [*answer.without(b"content-type"), kind], body)
    await strike.deliver(answer)


def _batch(strike: Strike, body: bytes) -> dict[str, list[dict[str, object]]] | None:
    """The batch that the request carries, or nothing when it is something else."""
    try:
        packed = (b"content-encoding", b"gzip") in strike.scope["headers"]
        found = json.loads(gzip.decompress(body) if packed else body)
    except (ValueError, EOFError, OSError, zlib.error):
        return None
    items = found.get("items") if isinstance(found, dict) else None
    good = isinstance(items, list) and items and all(isinstance(one, dict) for one in items)
    return found if good else None


def _send_instead(strike: Strike, body: bytes) -> None:
    about = (b"content-encoding", b"content-length")
    kept = [header for header in strike.scope["headers"] if header[0] not in about]
    strike.scope["headers"] = [*kept, (b"content-length", b"%d" % len(body))]
    strike.receive = replayed(body, strike.receive)


def _refused(strike: Strike, item: dict[str, object]) -> dict[str, object]:
    code = strike.fields["status"]
    told = problem(code, strike.fields["code"] or _code_of(code))
    return {"key": item.get("key"), "status": code, "etag": None, "problem": told}
