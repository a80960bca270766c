"""Reading what a request carries, within bounds and never trusting it."""

import json
import zlib
from collections.abc import Iterable
from urllib.parse import parse_qs

from starlette.requests import Request

from ntand.mock_region.errors import Refusal

# A client that is still sending would not see the answer, so this much more is read and dropped
_PATIENCE = 8


async def read_json(request: Request, most: int) -> bytes:
    """The body of at most ``most`` bytes, said to be JSON, unpacked when it came packed."""
    if _media_type(request) != "application/json":
        raise Refusal(415, "wrong_media_type")
    return _unpacked(request, await _read(request, most), most)


def json_object(raw: bytes) -> dict[str, object]:
    """The object a body holds."""
    try:
        found = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as e:
        raise Refusal(400, "bad_json") from e
    if not isinstance(found, dict):
        raise Refusal(400, "bad_json")
    return found


async def read_form(request: Request, most: int) -> dict[str, str] | None:
    """The fields of a form, or nothing when the body is no form or repeats a field."""
    if _media_type(request) != "application/x-www-form-urlencoded":
        return None
    raw = await _read(request, most)
    try:
        fields = parse_qs(raw.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None
    if any(len(values) > 1 for values in fields.values()):
        return None
    return {name: values[0] for name, values in fields.items()}


def only(found: dict[str, object], allowed: Iterable[str]) -> None:
    """Refuse a body with members this operation does not know."""
    if set(found) - set(allowed):
        raise Refusal(400, "bad_json")


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _no_constant(name: str) -> object:
    raise ValueError(name)


async def _read(request: Request, most: int) -> bytes:
    raw, length = bytearray(), 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= most:
            raw += chunk
        elif length > most * _PATIENCE:
            break
    if length > most:
        raise Refusal(413, "body_too_large", headers={"Connection": "close"})
    return bytes(raw)


def _unpacked(request: Request, raw: bytes, most: int) -> bytes:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return raw
    if encoding != "gzip":
        raise Refusal(415, "wrong_media_type")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(raw, most)
    except zlib.error as e:
        raise Refusal(400, "bad_json") from e
    if unpacker.unconsumed_tail:
        raise Refusal(413, "body_too_large")
    if not unpacker.eof:
        raise Refusal(400, "bad_json")
    return plain
