"""The whole document: what may be asked, by whom, and every answer."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from ntand.mock_region.api.description import VERSION, errors, examples
from ntand.mock_region.api.description.schemas import Schema, every_schema, ref, title
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.errors import problem
from ntand.mock_region.store.accounts import SCOPES
from ntand.mock_region.store.columns import PERSON, UNIT, WRITABLE, Kind

_BOUNDS = Settings()
_ABOUT = (
    "A stand-in for the service of the region: no public document describes the real one. Rows have"
    " the columns of the file formats intyg, erbjudanden, enheter and utbildningar. Every"
    " municipality sees its own records only, and what is the same for all. Request bodies may be"
    " packed with gzip (Content-Encoding), answers are when that is accepted. Times are UTC; days"
    " are Stockholm's. A service told to misbehave also reads the header Region-Fault."
)
_SCOPE_TEXTS = {
    "records:read": "Read the municipality's records",
    "records:write": "Store records",
    "changes:read": "Follow what others do",
    "lookups": "Ask about a person",
}
_JSON = "application/json"


@cache
def document() -> str:
    """The description as it is served."""
    return json.dumps(described(), ensure_ascii=False, indent=1)


@cache
def described() -> dict[str, Any]:
    """The description as an object, not to be changed."""
    everything = list(SCOPES)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The region's service (mock)", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"oauth": everything}],
        "paths": _of_service() | _of_exchange() | _of_records(),
        "components": {
            "securitySchemes": _security(),
            "schemas": every_schema(),
            "responses": {f"Problem{key}": made for key, made in errors.common().items()},
            "parameters": _parameters(),
        },
    }


def _security() -> Schema:
    flow = {"tokenUrl": "/oauth2/token", "scopes": {scope: _SCOPE_TEXTS[scope] for scope in SCOPES}}
    return {
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "client": {"type": "http", "scheme": "basic"},
    }


def _parameters() -> dict[str, Schema]:
    most = _BOUNDS.page_items
    return {
        "cursor": {
            "name": "cursor",
            "in": "query",
            "description": "The cursor of the page before; empty or left out: from the beginning.",
            "schema": ref("Cursor"),
        },
        "limit": {
            "name": "limit",
            "in": "query",
            "description": "At most this many.",
            "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": most},
            "example": 100,
        },
        "Idempotency-Key": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Kept for good: the same request again has no second effect.",
            "schema": ref("Key"),
            "example": examples.KEY,
        },
        "If-Match": {
            "name": "If-Match",
            "in": "header",
            "description": "As if_match of a batch's item.",
            "schema": {"type": "string"},
            "example": '"1"',
        },
    }


def _parameter(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def _answer(text: str, schema: Schema, shown: Mapping[str, Any]) -> Schema:
    values = {name: {"value": value} for name, value in shown.items()}
    return {
        "description": text,
        "headers": {"Region-Request-Id": errors.REQUEST_ID},
        "content": {_JSON: {"schema": schema, "examples": values}},
    }


def _body(schema: Schema, shown: object, media: str = _JSON) -> Schema:
    return {
        "required": True,
        "content": {media: {"schema": schema, "examples": {"example": {"value": shown}}}},
    }


def _operation(
    name: str, summary: str, scope: str | None, responses: Mapping[str, Schema], **more: object
) -> Schema:
    security = [{"oauth": [scope]}] if scope else []
    found = {"operationId": name, "summary": summary, "security": security, **more}
    return found | {"responses": dict(sorted(responses.items()))}


def _of_service() -> dict[str, Schema]:
    now = {"status": "ok", "version": VERSION, "now": "2027-03-02T09:15:00+00:00"}
    alive = {"200": _answer("It does.", ref("Health"), {"example": now})}
    itself = {"200": _answer("OpenAPI 3.1.", {"type": "object"}, {"example": {"openapi": "3.1.0"}})}
    anyone = errors.shared(errors.EVERYWHERE)
    return {
        "/health": {
            "get": _operation("health", "Whether the service answers", None, alive | anyone)
        },
        "/openapi.json": {"get": _operation("openapi", "This description", None, itself | anyone)},
        "/oauth2/token": {"post": _signing_in()},
    }


def _signing_in() -> Schema:
    given = {
        "access_token": "…",
        "token_type": "Bearer",
        "expires_in": _BOUNDS.token_seconds,
        "scope": " ".join(SCOPES),
    }
    asked = {"grant_type": "client_credentials", "client_id": "kommun-1489", "client_secret": "…"}
    wrong = {code: {"error": code} for code in ("invalid_request", "unsupported_grant_type")}
    refused = {"invalid_client": {"error": "invalid_client"}}
    responses = {
        "200": _answer("An access token.", ref("Token"), {"example": given}),
        "400": _answer(
            "The request is not one (RFC 6749, 5.2).",
            ref("TokenError"),
            wrong | {"invalid_scope": {"error": "invalid_scope"}},
        ),
        "401": _answer("The credentials are not accepted.", ref("TokenError"), refused),
    }
    challenge = {"description": "Basic.", "required": True, "schema": {"type": "string"}}
    responses["401"]["headers"]["WWW-Authenticate"] = challenge
    found = _operation(
        "token",
        "Sign in: OAuth 2.0 client credentials (RFC 6749, 4.4)",
        None,
        responses | errors.shared((*errors.EVERYWHERE, "413", "429", "503")),
        requestBody=_body(ref("TokenRequest"), asked, "application/x-www-form-urlencoded"),
    )
    return found | {"security": [{}, {"client": []}]}


def _of_exchange() -> dict[str, Schema]:
    signed_in = errors.shared(errors.SIGNED_IN)
    with_body = signed_in | errors.shared(("413", "415"))
    return {
        "/v1/batches": {"post": _batch(with_body)},
        "/v1/changes": {"get": _changes(signed_in)},
        "/v1/lookups": {"post": _lookup(with_body)},
    }


def _batch(common: Mapping[str, Schema]) -> Schema:
    done = {"key": examples.KEY, "status": 201, "etag": '"1"', "id": "E001"}
    not_done = {"key": examples.OTHER_KEY, "status": 422, "etag": None}
    not_done |= {"problem": problem(422, "missing_value", "fran")}
    return _operation(
        "batch",
        "Store many records, each with a result of its own",
        "records:write",
        {
            "200": _answer(
                "One result for each item, in order.",
                ref("Results"),
                {"example": {"results": [done, not_done]}},
            ),
            **common,
            **errors.of_batch(),
        },
        description="Items are applied in order, each together with its key. One refused item does"
        " not stop the others.",
        requestBody=_body(ref("Batch"), {"items": [examples.item(UNIT)]}),
    )


def _changes(common: Mapping[str, Schema]) -> Schema:
    shown = {
        name: {"changes": [change], "cursor": examples.CURSOR, "more": False}
        for name, change in examples.changes().items()
    }
    return _operation(
        "changes",
        "What others did with the municipality's records, in the order it was committed",
        "changes:read",
        {"200": _answer("A page.", ref("Changes"), shown), **common, **errors.of_page()},
        description="The client's own writes are not repeated here. The cursor of the last page is"
        " where the next call begins. A reader must bear changes that come twice or late.",
        parameters=[_parameter("cursor"), _parameter("limit")],
    )


def _lookup(common: Mapping[str, Schema]) -> Schema:
    answers = {"held": {"certificate": True}, "not_held": {"certificate": False}}
    return _operation(
        "lookup",
        "Whether a person holds a certificate anywhere in the region",
        "lookups",
        {
            "200": _answer("The answer, and nothing more.", ref("LookupAnswer"), answers),
            **common,
            **errors.of_lookup(),
        },
        description="A POST, because an identity number must not stand in an address.",
        requestBody=_body(ref("Lookup"), {"personnummer": examples.NUMBER}),
    )


def _of_records() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for kind in examples.KINDS:
        found[f"/v1/{kind.plural}"] = {"get": _list(kind)}
        if kind is not PERSON:
            found[f"/v1/{kind.plural}/{{id}}"] = _one(kind)
    return found


def _many(kind: Kind) -> str:
    whose = "Everyone's" if kind.shared else "The municipality's"
    return f"{whose} {kind.plural.replace('-', ' ')}"


def _list(kind: Kind) -> Schema:
    shown = {"items": [examples.record(kind)], "cursor": examples.CURSOR, "more": False}
    page = _answer("A page.", ref(f"{title(kind)}Page"), {"example": shown})
    return _operation(
        kind.operation("list"),
        f"{_many(kind)}, in the order they were first stored",
        "records:read",
        {"200": page, **errors.shared(errors.SIGNED_IN), **errors.of_page()},
        parameters=[_parameter("cursor"), _parameter("limit")],
    )


def _one(kind: Kind) -> Schema:
    meaning = f"The record's {kind.key[0]}." if kind.has_open_key else "The region gave it this id."
    found: Schema = {
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": meaning,
                "schema": {"type": "string", "minLength": 1},
                "example": examples.ref(kind),
            }
        ],
        "get": _get(kind),
    }
    return found | ({"put": _put(kind)} if kind.name in WRITABLE else {})


def _tagged(answer: Schema) -> Schema:
    tag = {"description": "The record's version.", "required": True, "schema": ref("Etag")}
    return answer | {"headers": answer["headers"] | {"ETag": tag}}


def _get(kind: Kind) -> Schema:
    record = ref(f"{title(kind)}Record")
    shown = _tagged(_answer("The record.", record, {"example": examples.record(kind)}))
    return _operation(
        kind.operation("get"),
        f"One of {_many(kind)[0].lower()}{_many(kind)[1:]}",
        "records:read",
        {"200": shown, **errors.shared((*errors.SIGNED_IN, "404"))},
    )


def _put(kind: Kind) -> Schema:
    stored = {"id": examples.ref(kind), "etag": '"1"'}
    new = "" if kind.has_open_key else " A new one comes through /v1/batches."
    return _operation(
        kind.operation("put"),
        f"Store one of {_many(kind)[0].lower()}{_many(kind)[1:]}.{new}",
        "records:write",
        {
            "200": _tagged(_answer("Stored, or unchanged.", ref("Stored"), {"example": stored})),
            "201": _tagged(_answer("Stored as new.", ref("Stored"), {"example": stored})),
            **errors.shared((*errors.SIGNED_IN, "404", "413", "415")),
            **errors.of_put(kind),
        },
        parameters=[_parameter("Idempotency-Key"), _parameter("If-Match")],
        requestBody=_body(ref(title(kind)), examples.sent(kind)),
    )
