"""Answers nobody agreed on, kept for the support as their shape alone.

A file holds what a developer needs to see what went wrong, and nothing of what was told: every
value is replaced by its kind and size, every name that the agreement does not know by a mark.
"""

import json
import os
import re
import secrets
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ntand.exchange.line import Answer
from ntand.exchange.vocabulary import HTML_TAGS, MEDIA_TYPES, NAMES

FOLDER = "support/answers"
MOST = 20
_KINDS = 10  # different shapes shown of one list
_DEPTH = 12
_MOST_RUNS = 12
_SHORT = 200  # characters: of a longer text only its length is told
_LARGEST_READ = 4 * 1024 * 1024  # bytes
_TAG = re.compile(rb"<\s*([A-Za-z][A-Za-z0-9]{0,15})")
_RUN = re.compile(r"[0-9]+|[^\W\d_]+|\s+|.", re.DOTALL)
_SIGNS = frozenset("-:.,;/+\"'@<>()[]{}%&=?_")
# What the region names its requests by; whatever looks otherwise is no such name
_REQUEST_ID = re.compile(r"[a-z]{16}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_ENCODINGS = frozenset(("", "gzip", "deflate", "br", "zstd", "identity", "chunked"))
_CHARSET = re.compile(r"charset=\"?(utf-8|iso-8859-1|windows-1252|us-ascii)\"?", re.IGNORECASE)
_keeping = threading.Lock()


def keep(home: Path, operation: str, answer: Answer, why: str) -> str | None:
    """Keep the answer's shape; the file's place under the home, none when it cannot be written.

    At most ``MOST`` files, the oldest go. The same shape coming again is counted in its file.
    """
    told = {"status": answer.status, "headers": _headers(answer.headers), "body": _body(answer)}
    return _kept(home, {"operation": operation, "why": why} | told)


def keep_row(home: Path, operation: str, row: Mapping[str, str], why: str) -> None:
    """Keep the shape of one row in an answer that is otherwise as agreed."""
    _kept(home, {"operation": operation, "why": why, "row": skeleton(dict(row))})


def _kept(home: Path, told: Mapping[str, object]) -> str | None:
    folder = home.joinpath(*FOLDER.split("/"))
    with _keeping:
        try:
            return f"{FOLDER}/{_written(folder, told)}"
        except OSError:
            return None  # the exchange's own error says more than a full disk


def _written(folder: Path, told: Mapping[str, object]) -> str:
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    files = sorted(folder.glob("*.json"))
    now = datetime.now(UTC)
    former = _read(files[-1]) if files else {}
    if all(former.get(name) == value for name, value in told.items() if name != "headers"):
        path, first = files[-1], former.get("first")
        times = int(str(former.get("times", 0)))
    else:
        path = folder / f"{now:%Y%m%dT%H%M%S%f}-{told['operation']}.json"
        first, times = now.isoformat(timespec="seconds"), 0
        for old in files[: max(0, len(files) + 1 - MOST)]:
            old.unlink(missing_ok=True)
    last = {"first": first, "last": now.isoformat(timespec="seconds"), "times": times + 1}
    _write(path, last | dict(told))
    return path.name


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and str(found.get("times")).isdigit() else {}


def _write(path: Path, told: Mapping[str, object]) -> None:
    fresh = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.new")
    try:
        with open(fresh, "w", encoding="utf-8", opener=_private) as file:
            json.dump(told, file, indent=1, ensure_ascii=True)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)


def _headers(headers: Mapping[str, str]) -> dict[str, object]:
    """Those that help; of what others write freely only that it is there."""
    media, _sign, rest = headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(rest)
    told: dict[str, object] = {
        "content-type": _one_of(media.strip().lower(), MEDIA_TYPES),
        "charset": charset[1].lower() if charset else "",
        "content-encoding": _one_of(headers.get("content-encoding", ""), _ENCODINGS),
        "transfer-encoding": _one_of(headers.get("transfer-encoding", ""), _ENCODINGS),
    }
    request_id = headers.get("region-request-id", "")
    told["region-request-id"] = (
        request_id if _REQUEST_ID.fullmatch(request_id) else shape(request_id)
    )
    for name in ("content-length", "date", "retry-after", "server", "via", "location"):
        if name in headers:
            told[name] = shape(headers[name])
    return told


def _one_of(value: str, known: frozenset[str]) -> str:
    return value if value in known else shape(value)


def _body(answer: Answer) -> object:
    """The shape of the body: JSON as a skeleton, anything else as its size and tags."""
    raw = answer.body[:_LARGEST_READ]
    size = {"bytes": len(answer.body)}
    if len(raw) == len(answer.body):
        try:
            return size | {"json": skeleton(json.loads(raw))}
        except (ValueError, RecursionError):
            pass
    tags = Counter(found.decode().lower() for found in _TAG.findall(raw))
    known = {name: count for name, count in sorted(tags.items()) if name in HTML_TAGS}
    return size | {"tags": known, "other tags": tags.total() - sum(known.values())}


def skeleton(value: object, depth: int = _DEPTH) -> object:
    """The structure of a JSON value without anything it told."""
    if isinstance(value, (dict, list)) and not depth:
        return "deeper"
    if isinstance(value, dict):
        return _object(value, depth - 1)
    if isinstance(value, list):
        return _list(value, depth - 1)
    if isinstance(value, str):
        return f"text {shape(value)}".rstrip()
    if isinstance(value, bool) or value is None:
        return "boolean" if value is not None else None
    return f"number {shape(str(value))}"


def _object(value: Mapping[str, object], depth: int) -> dict[str, object]:
    strange = (name for name in value if name not in NAMES)
    marks = {name: f"unknown {place}" for place, name in zip(range(_KINDS), strange, strict=False)}
    told = {
        name if name in NAMES else marks[name]: skeleton(one, depth)
        for name, one in value.items()
        if name in NAMES or name in marks
    }
    if len(told) < len(value):
        told["more unknown"] = size(len(value) - len(told))
    return told


def _list(value: list[object], depth: int) -> list[object]:
    """The different shapes, each with how often it came."""
    shapes = Counter(json.dumps(skeleton(one, depth)) for one in value)
    told: list[object] = [
        {"times": size(count), "of": json.loads(text)} for text, count in shapes.most_common(_KINDS)
    ]
    if len(shapes) > _KINDS:
        told.append(f"{size(len(shapes) - _KINDS)} other shapes")
    return told


def shape(text: str) -> str:
    """What signs a text is made of, in runs: ``9x4`` four digits, ``ax7`` seven letters.

    A run tells at most that it is long, and a text of many runs only its length: nothing of the
    text itself can be read out of it.
    """
    runs = _RUN.findall(text[:_SHORT])
    if len(text) > _SHORT or len(runs) > _MOST_RUNS:
        return f"mixed {size(len(text))}"
    return " ".join(map(_run, runs))


def _run(run: str) -> str:
    if run[0] in _SIGNS:
        return run
    kind = "9" if run[0].isdigit() else "a" if run[0].isalpha() else "_" if run.isspace() else "*"
    return f"{kind}x{size(len(run))}"


def size(count: int) -> str:
    """A count of at most three digits."""
    return str(count) if count < 1000 else "999+"
