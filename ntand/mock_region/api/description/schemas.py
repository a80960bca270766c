"""Schemas of what is sent and answered, made from the columns of each kind."""

from collections.abc import Mapping
from typing import Any

from ntand.mock_region.api.description import examples
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.errors import TITLES
from ntand.mock_region.store.accounts import SCOPES
from ntand.mock_region.store.checks import longest
from ntand.mock_region.store.columns import (
    DATE,
    ID_NUMBER,
    NUMBER,
    STORED,
    WHOLE,
    WRITABLE,
    YEARS,
    Kind,
)
from ntand.mock_region.store.records import STANDINGS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_BOUNDS = Settings()
_NUMBER_OF_PERSON: Schema = {
    "type": "string",
    "pattern": f"^{ID_NUMBER.pattern}$",
    "description": "Twelve characters: personnummer, samordningsnummer or the region's number.",
}
_ABOUT: Mapping[str, str] = {
    "certificate": "a certificate of necessary dental care",
    "offer": "the yearly offer to one person, with the latest answer and visit",
    "unit": "a unit of the municipality; the region activates or refuses it",
    "training": "an occasion when staff were trained",
    "letter": "a letter or a copy ordered for a certificate",
    "indicator_report": "one figure of a yearly report; without namnare a count",
    "assessment": "an assessment reported by a dental provider, performed or not and why",
    "provider": "a dental provider in the region's register, the same for everyone",
    "message": "a message to those who issue certificates, to everyone or one municipality",
    "person": "someone the municipality holds records about, with what the region knows beside;"
    " tidigare: the numbers before, the latest first, with a space between",
}


def title(kind: Kind) -> str:
    """The kind's name among the schemas."""
    return kind.operation("")


def ref(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def every_schema() -> dict[str, Schema]:
    """The schemas of the document, by name."""
    found: dict[str, Schema] = {}
    for kind in examples.KINDS:
        found |= {title(kind): _row(kind), f"{title(kind)}Record": _record(kind)}
        found[f"{title(kind)}Page"] = _page("items", ref(f"{title(kind)}Record"))
    for kind in WRITABLE.values():
        found[f"{title(kind)}Item"] = _item(kind)
    return found | _of_batches() | _of_others()


def _row(kind: Kind) -> Schema:
    sent = "An absent column is empty; all values are strings." if kind.writable else "Read only."
    return {
        "type": "object",
        "description": f"A row: {_ABOUT[kind.name]}. {sent}",
        "properties": {column: _column(kind, column) for column in kind.columns},
        "required": [column for column in kind.columns if column in kind.required],
        "additionalProperties": False,
        "examples": [examples.sent(kind)],
    }


def _column(kind: Kind, column: str) -> Schema:
    required = column in kind.required
    if column in kind.codes:
        return _TEXT | {"enum": [*sorted(kind.codes[column]), *([] if required else [""])]}
    if column == "personnummer":
        return _NUMBER_OF_PERSON
    if column == "ar":
        pattern = f"{YEARS[0] // 10}[0-9]|20[0-9]{{2}}|{YEARS[-1]}"
    elif column in kind.dates:
        pattern = DATE.pattern
    elif column in kind.numbers | kind.whole:
        pattern = (NUMBER if column in kind.numbers else WHOLE).pattern
    else:
        most = {"maxLength": longest(kind, column)}
        return _TEXT | most | ({"minLength": 1, "pattern": r"\S"} if required else {})
    return _TEXT | {"pattern": f"^({pattern}){'' if required else '?'}$"}


def _object(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    members = {**required, **(optional or {})}
    return {"type": "object", "properties": members, "required": list(required)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _record(kind: Kind) -> Schema:
    whole = {"allOf": [ref(title(kind)), {"required": list(kind.columns)}]}
    standing = {
        "status": {**_TEXT, "enum": list(STANDINGS), "description": "The region's word on it."},
        "reason": {"type": ["string", "null"], "description": "Why it was refused."},
    }
    named = {"id": {**_TEXT, "description": "Names it in addresses."}, "etag": ref("Etag")}
    shown = _object(named | (standing if kind.judged else {}) | {"data": whole})
    return shown | {"examples": [examples.record(kind)]}


def _page(member: str, of: Schema) -> Schema:
    listed = {"type": "array", "items": of}
    more = {"type": "boolean", "description": "Whether there is another page after this one."}
    return _object({member: listed, "cursor": ref("Cursor"), "more": more})


def _item(kind: Kind) -> Schema:
    members = {
        "key": ref("Key"),
        "kind": {"const": kind.name},
        "op": {"const": "put"},
        "data": ref(title(kind)),
    }
    optional: dict[str, Schema] = {
        "if_match": {
            "type": ["string", "null"],
            "description": "The etag last known, or * for any. Without one the item is refused"
            " only when somebody else changed the record last.",
        },
        "replaces": {
            "anyOf": [ref("Key"), {"type": "null"}],
            "description": "The key of an item that this one corrects.",
        },
    }
    made = _object(members, optional) | {"additionalProperties": False}
    return made | {"examples": [examples.item(kind)]}


def _of_batches() -> dict[str, Schema]:
    names = {kind.name: f"{title(kind)}Item" for kind in WRITABLE.values()}
    listed = {
        "type": "array",
        "minItems": 1,
        "maxItems": _BOUNDS.batch_items,
        "items": ref("Item"),
    }
    result = _object(
        {
            "key": ref("Key"),
            "status": {"type": "integer", "enum": [200, 201, 409, 412, 422]},
            "etag": _or_null(ref("Etag")),
        },
        {
            "id": _TEXT,
            "problem": ref("Problem"),
            "data": {"type": ["object", "null"], "additionalProperties": _TEXT},
        },
    )
    result["description"] = (
        "200 stored or unchanged, 201 stored as new, 409 the number has been replaced,"
        " 412 changed by others (etag and data are the region's), 422 refused."
    )
    return {
        "Item": {
            "oneOf": [ref(name) for name in names.values()],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {kind: ref(name)["$ref"] for kind, name in names.items()},
            },
        },
        "Batch": _object({"items": listed}) | {"additionalProperties": False},
        "Result": result,
        "Results": _object({"results": {"type": "array", "items": ref("Result")}}),
        "Stored": _object({"id": _TEXT, "etag": ref("Etag")}),
    }


def _of_others() -> dict[str, Schema]:
    health = {
        "status": {"const": "ok"},
        "version": {**_TEXT, "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
        "now": {**_TEXT, "format": "date-time", "description": "What its clock shows."},
    }
    held = {
        "type": "boolean",
        "description": "Somebody in the region holds a certificate for the person that is not"
        " voided and not past its last day.",
    }
    return {
        "Etag": {**_TEXT, "pattern": '^"[0-9]+"$', "description": "A version's entity tag."},
        "Key": {**_TEXT, "format": "uuid", "description": "A key is never used for two things."},
        "Cursor": {**_TEXT, "description": "Opaque; belongs to one list of one municipality."},
        "Problem": _problem(),
        "Conflict": _conflict(),
        "Change": _change(),
        "Changes": _page("changes", ref("Change")),
        "Health": _object(health),
        "Lookup": _object({"personnummer": _NUMBER_OF_PERSON}) | {"additionalProperties": False},
        "LookupAnswer": _object({"certificate": held}),
        **_of_signing_in(),
    }


def _of_signing_in() -> dict[str, Schema]:
    client = _TEXT | {"description": "Left out with HTTP Basic."}
    one = "|".join(SCOPES)
    scope = {
        **_TEXT,
        "description": "Some of the scopes, with a space between; all when left out.",
        "pattern": f"^({one})( ({one}))*$",
    }
    asked = {"client_id": client, "client_secret": client, "scope": scope}
    given = {
        "access_token": _TEXT,
        "token_type": {"const": "Bearer"},
        "expires_in": {"type": "integer", "description": "Seconds."},
        "scope": _TEXT,
    }
    errors = ["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    return {
        "TokenRequest": _object({"grant_type": {"const": "client_credentials"}}, asked),
        "Token": _object(given),
        "TokenError": _object({"error": {**_TEXT, "enum": errors}}),
    }


def _problem() -> Schema:
    members = {
        "type": {**_TEXT, "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {**_TEXT, "enum": sorted(TITLES)},
    }
    field = {**_TEXT, "description": "What is at fault: a column, a parameter, items.3.kind."}
    made = _object(members, {"field": field})
    return made | {"description": "Problem details (RFC 9457); no value is ever repeated."}


def _conflict() -> Schema:
    has = _object(
        {
            "id": {"type": ["string", "null"]},
            "etag": _or_null(ref("Etag")),
            "data": {"type": ["object", "null"], "additionalProperties": _TEXT},
        }
    )
    return {"allOf": [ref("Problem"), _object({"current": has})]}


def _change() -> Schema:
    known = ", ".join(name.replace("_", "/", 1) for name in examples.changes())
    kinds = ", ".join(sorted({*STORED, "person"}))
    members = {
        "seq": {
            "type": "integer",
            "minimum": 1,
            "description": "Rises in the order of commit: of what comes twice or late, the"
            " higher one counts.",
        },
        "kind": {**_TEXT, "description": f"One of {kinds}; more may come."},
        "event": {
            **_TEXT,
            "description": f"With its kind: {known}. More may come; keep what is unknown.",
        },
        "id": {"type": ["string", "null"], "description": "The record it is about."},
        "etag": _or_null(ref("Etag")),
        "at": {**_TEXT, "format": "date-time"},
        "data": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "The whole row after the change, or what became known of a person.",
        },
    }
    standing = {
        "status": {**_TEXT, "description": "Of a unit, as in its record."},
        "reason": {"type": ["string", "null"]},
    }
    return _object(members, standing)
