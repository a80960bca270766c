"""The problems each operation may answer with, each with an example."""

from collections.abc import Iterable
from typing import Any

from ntand.mock_region.api.description import examples
from ntand.mock_region.api.description.schemas import Schema, ref
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.errors import problem
from ntand.mock_region.store.columns import CERTIFICATE, OFFER, Kind

Case = tuple[str, str | None]
"""A code, and the field it names."""

_BOUNDS = Settings()
_PAGE: tuple[Case, ...] = (("bad_parameter", "limit"), ("bad_cursor", "cursor"))
_BATCH: tuple[Case, ...] = (
    ("bad_json", "items"),
    ("bad_item", "items.3.kind"),
    ("bad_key", "items.3.key"),
    ("bad_text", "items.3.data"),
)
_RECORD: tuple[Case, ...] = (("bad_json", None), ("bad_key", "Idempotency-Key"), ("bad_text", None))
_TEXT_OF = {
    "401": "No access token, an unknown one or one that has expired.",
    "403": "The token lacks the scope.",
    "404": "There is no such record.",
    "405": "The method is not allowed here.",
    "413": f"More than {_BOUNDS.body_bytes >> 20} MiB (packed or unpacked)"
    f" or more than {_BOUNDS.batch_items} items.",
    "415": "The body is not application/json, or packed otherwise than with gzip.",
    "429": "Too many requests.",
    "500": "Something went wrong in the service.",
    "503": "The service is busy.",
}
_HEADERS = {
    "401": ("WWW-Authenticate", "The challenge (RFC 6750)."),
    "403": ("WWW-Authenticate", "The challenge (RFC 6750)."),
    "405": ("Allow", "The methods that are."),
    "429": ("Retry-After", "Seconds."),
    "503": ("Retry-After", "Seconds."),
}
_CODES = {
    "401": "not_signed_in",
    "403": "not_allowed",
    "404": "no_such_record",
    "405": "method_not_allowed",
    "415": "wrong_media_type",
    "429": "too_many_requests",
    "500": "internal",
    "503": "busy",
}
EVERYWHERE = ("405", "500")
SIGNED_IN = (*EVERYWHERE, "401", "403", "429", "503")
REQUEST_ID = {
    "description": "What the service's log calls the request.",
    "schema": {"type": "string"},
}


def common() -> dict[str, Schema]:
    """The responses that are the same wherever they are given, by status."""
    found = {status: _response(status, [(code, None)]) for status, code in _CODES.items()}
    return found | {"413": _response("413", [("body_too_large", None)])}


def shared(statuses: Iterable[str]) -> dict[str, Schema]:
    """References to responses that are the same everywhere."""
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def of_page() -> dict[str, Schema]:
    """What may go wrong in asking for a page."""
    return {"400": _told("A parameter is not allowed.", 400, _PAGE)}


def of_batch() -> dict[str, Schema]:
    """What may go wrong with a batch as a whole; the items have results of their own."""
    too_much: tuple[Case, ...] = (("body_too_large", None), ("too_many_items", "items"))
    return {
        "400": _told("The request cannot be read; nothing was stored.", 400, _BATCH),
        "413": _told(_TEXT_OF["413"], 413, too_much),
    }


def of_lookup() -> dict[str, Schema]:
    """What may go wrong in asking about a person."""
    number: list[Case] = [("bad_id_number", "personnummer")]
    return {
        "400": _told("The request cannot be read.", 400, [("bad_json", None)]),
        "422": _told("The number is none.", 422, number),
    }


def of_put(kind: Kind) -> dict[str, Schema]:
    """What may go wrong in putting a record of the kind."""
    found = {
        "400": _told("The request cannot be read; nothing was stored.", 400, _RECORD),
        "412": _changed(kind),
        "422": _told("The record cannot be stored; field names the column.", 422, refusals(kind)),
    }
    if "personnummer" in kind.columns:
        replaced: list[Case] = [("number_replaced", "personnummer")]
        found["409"] = _told("The person has another number now.", 409, replaced)
    return found


def refusals(kind: Kind) -> list[Case]:
    """A case of each code that a row of the kind may be refused with."""
    first = next(column for column in kind.columns if column in kind.required)
    found: list[Case] = [("missing_value", first), ("unknown_field", "farg"), ("bad_text", first)]
    sets = (
        ("bad_date", kind.dates),
        ("bad_code", kind.codes),
        ("bad_number", kind.numbers | kind.whole),
        ("bad_id_number", {"personnummer"}),
    )
    for code, columns in sets:
        found += [(code, column) for column in kind.columns if column in columns][:1]
    texts = [c for c in kind.columns if not any(c in columns for _, columns in sets) and c != "ar"]
    found += [("too_long", texts[-1])] if texts else []
    found += [("end_before_start", end) for end in kind.ends[:1]]
    begins = {CERTIFICATE.name: "fran", OFFER.name: "erbjuden"}.get(kind.name)
    found += [("person_deceased", begins)] if begins else []
    return [*found, ("key_reused", "key"), ("wrong_record", kind.key[0])]


def _changed(kind: Kind) -> Schema:
    made = _told("The record is not as the request takes for granted.", 412, [])
    shown = {"id": examples.ref(kind), "etag": '"3"', "data": examples.kept(kind)}
    [content] = made["content"].values()
    content["schema"] = ref("Conflict")
    value = problem(412, "changed_by_others") | {"current": shown}
    content["examples"] = {"changed_by_others": {"value": value}}
    made["headers"]["ETag"] = {"description": "Of what the region has.", "schema": ref("Etag")}
    return made


def _response(status: str, cases: Iterable[Case]) -> Schema:
    made = _told(_TEXT_OF[status], int(status), cases)
    if status in _HEADERS:
        name, meaning = _HEADERS[status]
        told = {"description": meaning, "required": True, "schema": {"type": "string"}}
        made["headers"][name] = told
    return made


def _told(text: str, status: int, cases: Iterable[Case]) -> Schema:
    shown: dict[str, Any] = {code: {"value": problem(status, code, field)} for code, field in cases}
    content = {"schema": ref("Problem"), "examples": shown}
    return {
        "description": text,
        "headers": {"Region-Request-Id": REQUEST_ID},
        "content": {"application/problem+json": content},
    }
