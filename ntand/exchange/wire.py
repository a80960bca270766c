"""What goes to the region and what comes back, as values; nothing that comes back is trusted."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, TypeVar

from ntand.errors import TemporaryFailure

BATCH_LIMIT = 500
"""How many items one call may carry."""

MAJOR = 1
"""The version of the agreement this program speaks: its first number."""

SCOPES = frozenset(("changes:read", "lookups", "records:read", "records:write"))
"""What an exchange needs to be allowed."""

_T = TypeVar("_T")
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,59}", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # the databases keep no such signs
_MOST_ON_PAGE = 2 * BATCH_LIMIT  # a page as asked for, each thing on it told twice
_LARGEST_SEQ = 2**63 - 1
_LONGEST_TAG, _LONGEST_CURSOR = 64, 500
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One put: ``key`` is its permanent idempotency key, ``data`` a row of the file format as JSON.

    ``if_match`` is the entity tag last known; without one the item is refused (412) only when
    somebody else changed the record last. ``replaces`` names the key of an item it corrects.
    """

    key: str
    kind: str
    data: str
    if_match: str | None = None
    replaces: str | None = None

    def as_json(self) -> str:
        """The item as the region reads it; the same item always gives the same.

        Written around the row as it was stored: reading it to write it again would be half of
        the client's work in an exchange.
        """
        head = {"key": self.key, "kind": self.kind, "op": "put", "if_match": self.if_match}
        if self.replaces is not None:
            head["replaces"] = self.replaces
        return f'{json.dumps(head)[:-1]}, "data": {self.data}}}'


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the region refused: a code and the column at fault, never a value."""

    code: str
    field: str | None


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item; ``data`` is what the region has instead when it is a conflict."""

    key: str
    status: int
    etag: str | None
    problem: Problem | None = None
    data: Mapping[str, str] | None = None

    @property
    def accepted(self) -> bool:
        """The region has the item's row as its own now."""
        return self.problem is None

    @property
    def conflict(self) -> bool:
        """Somebody else changed the record meanwhile."""
        return self.status == 412

    @property
    def temporary(self) -> bool:
        """The same item may be sent again later."""
        return self.status == 429 or self.status >= 500


@dataclass(frozen=True, slots=True)
class Change:
    """Something others did; ``seq`` grows in the order it was committed in.

    ``id`` and ``etag`` name the record and its version after the change, where there is a record.
    ``status`` and ``reason`` are the region's word about a unit.
    """

    seq: int
    kind: str
    event: str
    id: str | None
    etag: str | None
    data: Mapping[str, str]
    status: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes in order, and the cursor to keep in the same commit as they are applied."""

    changes: tuple[Change, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A record as the region has it; ``status`` and ``reason`` are its word about a unit."""

    id: str
    etag: str
    data: Mapping[str, str]
    status: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Records in the order the region got them."""

    records: tuple[Record, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Token:
    """What a sign-in gave: the token, and what it allows."""

    text: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Health:
    """What the service says of itself: the contract's version, and the time by its clock."""

    version: str
    now: datetime

    @property
    def major(self) -> int:
        """The part of the version that changes with what was agreed."""
        return int(self.version.partition(".")[0])


def nonsense(why: str) -> NoReturn:
    """The answer is not what was agreed; something between us and the region may be broken."""
    raise TemporaryFailure("region.nonsense", why=why)


def item_results(body: object, sent: Sequence[BatchItem]) -> list[ItemResult]:
    """One result for each item sent, in the same order."""
    results = [_item_result(raw) for raw in _list(body, "results")]
    if [one.key for one in results] != [item.key for item in sent]:
        nonsense("results.keys")
    return results


def _item_result(raw: object) -> ItemResult:
    status = _member(raw, "status", int)
    trouble = _optional(raw, "problem", dict)
    if not 200 <= status < 600 or (status < 300) != (trouble is None):
        nonsense("results.status")
    tag = _tag(raw)
    if trouble is None and tag is None:
        nonsense("results.etag")
    data = _optional(raw, "data", dict)
    row = _row(data or {})
    return ItemResult(
        key=_member(raw, "key", str),
        status=status,
        etag=tag,
        problem=None if trouble is None else problem(trouble),
        data=row if data is not None and all(map(storable, row.values())) else None,
    )


def problem(raw: object) -> Problem:
    """The code and the field of problem details; what does not look like one is left out.

    Both end up in logs, so free text from outside must not slip in.
    """
    found = raw if isinstance(raw, dict) else {}
    return Problem(_safe(found.get("code")) or "unknown", _safe(found.get("field")))


def _safe(value: object) -> str | None:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def change_page(body: object) -> ChangePage:
    """A page of the change feed."""
    changes = tuple(
        Change(
            seq=_positive(raw, "seq"),
            kind=_member(raw, "kind", str),
            event=_member(raw, "event", str),
            id=_optional(raw, "id", str),
            etag=_tag(raw),
            data=_row(_member(raw, "data", dict)),
            status=_optional(raw, "status", str),
            reason=_optional(raw, "reason", str),
        )
        for raw in _page(body, "changes")
    )
    more = _member(body, "more", bool)
    if more and not changes:
        nonsense("changes.more")  # would be asked for without end
    return ChangePage(changes, _storable(body, "cursor", _LONGEST_CURSOR), more)


def record_page(body: object) -> RecordPage:
    """A page of records."""
    records = tuple(
        Record(
            id=_member(raw, "id", str),
            etag=_tag(raw) or nonsense("etag"),
            data=_row(_member(raw, "data", dict)),
            status=_optional(raw, "status", str),
            reason=_optional(raw, "reason", str),
        )
        for raw in _page(body, "items")
    )
    more = _member(body, "more", bool)
    if more and not records:
        nonsense("items.more")
    return RecordPage(records, _storable(body, "cursor", _LONGEST_CURSOR), more)


def certificate_found(body: object) -> bool:
    """The answer to a look-up."""
    return _member(body, "certificate", bool)


def health(body: object) -> Health:
    """What the service says of itself."""
    if _member(body, "status", str) != "ok":
        nonsense("status")
    version = _member(body, "version", str)
    if not _VERSION.fullmatch(version):
        nonsense("version")
    try:
        now = datetime.fromisoformat(_member(body, "now", str))
    except ValueError:
        nonsense("now")
    if now.tzinfo is None:
        nonsense("now")
    return Health(version, now)


def token(body: object) -> Token:
    """The token of a sign-in."""
    text = _member(body, "access_token", str)
    if _member(body, "token_type", str).lower() != "bearer" or not text.isascii():
        nonsense("access_token")
    if not text.isprintable() or " " in text:
        nonsense("access_token")
    scope = _optional(body, "scope", str)
    # Left out, it is what was asked for (RFC 6749, 5.1): everything
    return Token(text, SCOPES if scope is None else frozenset(scope.split()))


def _member(raw: object, name: str, kind: type[_T]) -> _T:
    value = raw.get(name) if isinstance(raw, dict) else None
    if type(value) is not kind:  # True is no number here
        nonsense(name)
    return value


def _positive(raw: object, name: str) -> int:
    value = _member(raw, name, int)
    if not 1 <= value <= _LARGEST_SEQ:
        nonsense(name)
    return value


def storable(text: str) -> bool:
    """Whether every database can keep the text."""
    return _UNSTORABLE.search(text) is None


def _storable(raw: object, name: str, longest: int) -> str:
    text = _member(raw, name, str)
    if len(text) > longest or not storable(text):
        nonsense(name)
    return text


def _tag(raw: object) -> str | None:
    if _optional(raw, "etag", str) is None:
        return None
    return _storable(raw, "etag", _LONGEST_TAG)


def _page(raw: object, name: str) -> list[object]:
    found = _list(raw, name)
    if len(found) > _MOST_ON_PAGE:  # it would hold the database for as long as it likes
        nonsense(name)
    return found


def _optional(raw: object, name: str, kind: type[_T]) -> _T | None:
    if isinstance(raw, dict) and raw.get(name) is None:
        return None
    return _member(raw, name, kind)


def _list(raw: object, name: str) -> list[object]:
    return _member(raw, name, list)


def _row(raw: Mapping[object, object]) -> Mapping[str, str]:
    row = {}
    for name, value in raw.items():
        if not isinstance(name, str) or not isinstance(value, str):
            nonsense("data")
        row[name] = value
    return row
