"""Items: one put each, with a key that makes sending it twice harmless."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, cast

from ntand.mock_region.errors import Refusal
from ntand.mock_region.store.checks import checked_row
from ntand.mock_region.store.columns import CERTIFICATE, OFFER, WRITABLE, Kind
from ntand.mock_region.store.persons import NOTHING, Known, known_among
from ntand.mock_region.store.records import REFUSED, Record, as_text, find, find_by_ref, save

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_FIELDS = frozenset(("key", "kind", "op", "if_match", "replaces", "data"))
_FITS: Mapping[str, Callable[[object], bool]] = {
    "kind": lambda raw: isinstance(raw, str) and raw in WRITABLE,
    "op": lambda raw: raw == "put",
    "if_match": lambda raw: raw is None or isinstance(raw, str),
    "data": lambda raw: isinstance(raw, dict),
}
_BEGINS = {CERTIFICATE.name: "fran", OFFER.name: "erbjuden"}
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """What the municipality wants stored; ``base`` is the entity tag it knew, if any."""

    key: str
    kind: Kind
    base: str | None
    replaces: str | None
    data: Mapping[str, object]
    body_hash: bytes


class Result(TypedDict):
    """What became of an item; ``data`` is what the region has when it refuses with 412."""

    key: str
    status: int
    etag: str | None
    id: NotRequired[str]
    data: NotRequired[Mapping[str, str] | None]
    problem: NotRequired[Mapping[str, object]]


class Conflict(Refusal):
    """The region has something else, or nothing, where the item took a version for granted."""

    def __init__(self, former: Record | None) -> None:
        super().__init__(412, "changed_by_others")
        self.former = former


@dataclass(frozen=True, slots=True)
class Sending:
    """Items that came together: all of them may name the version known before the first.

    ``results``: the content and the result of each key that is taken; ``known``: what the region
    knows of the persons named.
    """

    municipality: str
    results: dict[str, tuple[bytes, str]]
    known: Mapping[str, Known]
    known_before: dict[tuple[str, str], str] = field(default_factory=dict)


def read_item(raw: object, place: str) -> Item:
    """The item at ``place``, or a refusal of the whole request: it could not be answered by key."""
    if not isinstance(raw, dict):
        raise Refusal(400, "bad_item", place)
    if set(raw) - _FIELDS:
        raise Refusal(400, "bad_item", place)
    for name, fits in _FITS.items():
        if not fits(raw.get(name)):
            raise Refusal(400, "bad_item", f"{place}.{name}")
    return made_item(raw, read_key(raw.get("key"), f"{place}.key"), place)


def made_item(raw: Mapping[str, Any], key: str, place: str) -> Item:
    """The item of members that fit; one with a text that cannot be stored is refused."""
    replaces = raw.get("replaces")
    return Item(
        key,
        WRITABLE[raw["kind"]],
        raw.get("if_match"),
        None if replaces is None else read_key(replaces, f"{place}.replaces"),
        raw["data"],
        _hash(raw, place),
    )


def read_key(raw: object, field_name: str) -> str:
    """An idempotency key in its one writing."""
    if not isinstance(raw, str) or not _KEY.fullmatch(raw.lower()):
        raise Refusal(400, "bad_key", field_name)
    return raw.lower()


def _hash(raw: Mapping[str, object], place: str) -> bytes:
    meant = {"if_match": None, "replaces": None, **raw}
    meant.pop("key", None)
    try:
        return hashlib.sha256(_CANONICAL(meant).encode()).digest()
    except UnicodeEncodeError as e:  # half a surrogate pair
        raise Refusal(400, "bad_text", f"{place}.data".lstrip(".")) from e


def take(
    connection: sqlite3.Connection, municipality: str, items: Sequence[Item], ref: str | None = None
) -> list[str]:
    """Store the items in order, each with its result; gives the results as JSON.

    An item whose key was taken before gets the result it once got. ``ref`` is the record that the
    address names, where there is one.
    """
    numbers = {str(item.data.get("personnummer", "")) for item in items}
    sending = Sending(
        municipality,
        _taken_before(connection, municipality, {item.key for item in items}),
        known_among(connection, numbers),
    )
    new: list[tuple[Item, str]] = []
    results = [_taken(connection, sending, item, ref, new) for item in items]
    connection.executemany(
        "INSERT INTO item VALUES (?, ?, ?, ?, ?)",
        [(municipality, item.key, item.body_hash, text, item.replaces) for item, text in new],
    )
    return results


def _taken_before(
    connection: sqlite3.Connection, municipality: str, keys: Collection[str]
) -> dict[str, tuple[bytes, str]]:
    rows = connection.execute(
        "SELECT key, body_hash, result FROM item WHERE municipality = ?"
        " AND key IN (SELECT value FROM json_each(?))",
        (municipality, json.dumps(list(keys))),
    )
    return {key: (body_hash, result) for key, body_hash, result in rows}


def _taken(
    connection: sqlite3.Connection,
    sending: Sending,
    item: Item,
    ref: str | None,
    new: list[tuple[Item, str]],
) -> str:
    if item.key in sending.results:
        body_hash, text = sending.results[item.key]
        return text if body_hash == item.body_hash else _ENCODE(_reused(item))
    try:
        result = _put(connection, sending, item, ref)
    except Refusal as e:
        result = _refused(item, e)
    text = _ENCODE(result)
    sending.results[item.key] = item.body_hash, text
    new.append((item, text))
    return text


def _reused(item: Item) -> Result:
    return _refused(item, Refusal(422, "key_reused", "key"))


def _refused(item: Item, refusal: Refusal) -> Result:
    result = Result(key=item.key, status=refusal.status, etag=None, problem=refusal.body())
    if isinstance(refusal, Conflict):
        former = refusal.former
        result["data"] = former.data if former else None
        if former:
            result["id"], result["etag"] = former.ref, former.etag
    return result


def _put(connection: sqlite3.Connection, sending: Sending, item: Item, ref: str | None) -> Result:
    row = checked_row(item.kind, item.data)
    key = item.kind.key_of(row)
    former = find(connection, sending.municipality, item.kind, key)
    if ref is not None:
        _check_address(connection, sending, item, ref, key)
    if "personnummer" in row:
        _check_person(sending, item.kind, row, former)
    if _says_nothing_new(item.kind, row, former):
        return _done(item, 200, cast(Record, former))
    _check_version(sending, item, key, former)
    saved = save(connection, sending.municipality, item.kind, row, former=former)
    sending.known_before.setdefault((item.kind.name, key), former.etag if former else "")
    return _done(item, 200 if former else 201, saved)


def _says_nothing_new(kind: Kind, row: Mapping[str, str], former: Record | None) -> bool:
    if former is None or former.status == REFUSED:  # a refused unit is proposed again
        return False
    return former.text == as_text(kind, row)


def _check_person(
    sending: Sending, kind: Kind, row: Mapping[str, str], former: Record | None
) -> None:
    known = sending.known.get(row["personnummer"], NOTHING)
    if known.replaced_by:
        raise Refusal(409, "number_replaced", "personnummer")
    column = _BEGINS.get(kind.name)
    if not known.deceased or column is None or row[column] <= known.deceased:
        return
    # What was stored before the death became known may still be corrected, or voided
    stands = former is not None and former.data[column] == row[column]
    if not stands and row.get("makulerat") != "J":
        raise Refusal(422, "person_deceased", column)


def _done(item: Item, status: int, record: Record) -> Result:
    return Result(key=item.key, status=status, etag=record.etag, id=record.ref)


def _check_address(
    connection: sqlite3.Connection, sending: Sending, item: Item, ref: str, key: str
) -> None:
    if item.kind.has_open_key:
        if ref != key:
            raise Refusal(422, "wrong_record", item.kind.key[0])
        return
    named = find_by_ref(connection, sending.municipality, item.kind, ref)
    if named is None:
        raise Refusal(404, "no_such_record")
    if item.kind.key_of(named.data) != key:
        raise Refusal(422, "wrong_record", item.kind.key[0])


def _check_version(sending: Sending, item: Item, key: str, former: Record | None) -> None:
    """Refuse to write over what the municipality has not seen.

    Without a version the item stands unless somebody else changed the record last.
    """
    if item.base is None:
        fits = former is None or former.version != former.foreign_version
    elif item.base == "*":
        fits = former is not None
    else:
        fits = former is not None and item.base == former.etag
    if not fits and item.base is not None:
        fits = sending.known_before.get((item.kind.name, key)) == item.base
    if not fits:
        raise Conflict(former)
