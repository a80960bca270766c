"""How the region says no: to a program over HTTP, and to whoever runs the mock."""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "bad_code": "The value is not one of the allowed codes.",
    "bad_cursor": "The cursor was not given out by this service.",
    "bad_date": "The value is not a date written YYYY-MM-DD.",
    "bad_id_number": "The identity number is not twelve characters of a known form.",
    "bad_item": "An item lacks something every item must have.",
    "bad_json": "The body is not the JSON this operation expects.",
    "bad_key": "The idempotency key is not a UUID.",
    "bad_number": "The value is not a number in the allowed range.",
    "bad_parameter": "A parameter of the request has a value that is not allowed.",
    "bad_text": "A text holds signs that cannot be stored.",
    "body_too_large": "The body is larger than this operation accepts.",
    "busy": "The service is busy. Try again shortly.",
    "changed_by_others": "The record has changed since the version the request names.",
    "end_before_start": "The last day lies before the first.",
    "internal": "Something went wrong in the service.",
    "key_reused": "The idempotency key has been used for something else.",
    "method_not_allowed": "The method is not allowed here.",
    "missing_value": "A value that must be given is missing.",
    "no_such_path": "There is nothing at this address.",
    "no_such_record": "There is no such record.",
    "not_allowed": "The access token does not allow this.",
    "not_signed_in": "A valid access token is needed.",
    "number_replaced": "The person has another identity number now.",
    "person_deceased": "The person had died before that day.",
    "too_long": "The value is longer than allowed.",
    "too_many_items": "The batch holds more items than allowed.",
    "too_many_requests": "Too many requests. Wait as long as Retry-After says.",
    "unknown_field": "The record has no such field.",
    "wrong_media_type": "The body has a media type or encoding this operation does not read.",
    "wrong_record": "The body names another record than the address.",
}


def problem(status: int, code: str, field: str | None = None) -> dict[str, object]:
    """Problem details (RFC 9457); they never repeat a value that was sent."""
    found: dict[str, object] = {
        "type": f"urn:ntand-region:problem:{code}",
        "title": TITLES[code],
        "status": status,
        "code": code,
    }
    if field is not None:
        found["field"] = field
    return found


class Refusal(Exception):
    """A request, or one item of it, that the region answers with a problem."""

    def __init__(
        self,
        status: int,
        code: str,
        field: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.field = field
        self.headers = dict(headers or {})

    def body(self) -> dict[str, object]:
        """The problem as a JSON object."""
        return problem(self.status, self.code, self.field)


class RegionError(Exception):
    """What whoever runs the mock did cannot be done; nothing was changed.

    ``code`` begins with ``mock.``; ``facts`` hold no personal data; ``message`` is English.
    """

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.code = f"mock.{code}"
        self.message = message
        self.facts: Mapping[str, object] = facts
