"""Every fault by name: what it does, its fields, and when a rule may strike.

Plans are checked against this table, the help text is written from it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ntand.mock_region.faults import fields as f
from ntand.mock_region.faults import on_access, on_answers, on_connection
from ntand.mock_region.faults.fields import N_, Field
from ntand.mock_region.faults.strike import Strike


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave; without an ``effect`` it strikes connections, not requests."""

    name: str
    text: str
    effect: Callable[[Strike], Awaitable[None]] | None
    fields: tuple[Field, ...] = ()


_CARRIED_OUT = Field("carried_out", f.TRUTH, N_("the request is carried out first"), False)
_CODE = Field("code", f.PROBLEM, N_("the problem's code; if left out, one that suits the status"))
_NAMES = Field("fields", f.NAMES, N_("only these fields"))

_FAULTS = (
    Fault(
        "status",
        N_("an error with problem details"),
        on_answers.status,
        (
            Field("status", f.STATUS, N_("the status"), 503),
            _CODE,
            Field("retry_after", f.WHOLE_SECONDS, N_("also says when to come again")),
            _CARRIED_OUT,
        ),
    ),
    Fault(
        "too_many",
        N_("429 with Retry-After"),
        on_answers.too_many,
        (
            Field("retry_after", f.WHOLE_SECONDS, N_("when to come again"), 1),
            Field("form", f.one_of(["seconds", "date"]), N_("how that is written"), "seconds"),
        ),
    ),
    Fault(
        "delay",
        N_("the answer comes later"),
        on_connection.delay,
        (Field("seconds", f.SECONDS, N_("how much later"), required=True),),
    ),
    Fault(
        "hang",
        N_("no answer until the client leaves or the server stops"),
        on_connection.hang,
        (_CARRIED_OUT,),
    ),
    Fault(
        "lost_answer",
        N_("carried out and stored; then the connection closes without an answer"),
        on_connection.lost_answer,
    ),
    Fault(
        "duplicate",
        N_("carried out twice, answered once; the change feed tells each change twice"),
        on_connection.duplicate,
    ),
    Fault(
        "out_of_order",
        N_("changes of the feed, and items of a list, in another order"),
        on_answers.out_of_order,
    ),
    Fault(
        "cut_body",
        N_("the connection closes in the middle of the answer"),
        on_connection.cut_body,
        (Field("after", f.WHOLE, N_("bytes of the body that arrive; if left out, half of it")),),
    ),
    Fault(
        "html",
        N_("a web page instead of JSON"),
        on_answers.html,
        (Field("status", f.PAGE_STATUS, N_("its status"), 200), _CARRIED_OUT),
    ),
    Fault("bad_json", N_("JSON that ends too early"), on_answers.bad_json),
    Fault(
        "unknown_codes",
        N_("events, kinds, statuses and code columns hold values nobody knows"),
        on_answers.unknown_codes,
        (_NAMES,),
    ),
    Fault(
        "missing_fields",
        N_("one field is left out of every entry, by chance"),
        on_answers.missing_fields,
        (Field("fields", f.NAMES, N_("these fields instead, wherever they stand")),),
    ),
    Fault("extra_fields", N_("every object has a field nobody knows"), on_answers.extra_fields),
    Fault(
        "clock",
        N_("the header Date, now and at are off"),
        on_answers.clock,
        (Field("days", f.DAYS, N_("how much; below 0: behind"), 1),),
    ),
    Fault(
        "token_revoked",
        N_("the access token is dropped: 401 until one signs in again"),
        on_access.token_revoked,
    ),
    Fault("sign_in_refused", N_("signing in is refused with 401"), on_access.sign_in_refused),
    Fault(
        "item_status",
        N_("one item of a batch is refused, not carried out; the others are"),
        on_answers.item_status,
        (
            Field("status", f.one_of([429, 503, 409, 422]), N_("its status"), 503),
            _CODE,
            Field("item", f.COUNT, N_("which item, from 1; beyond the last: the last"), 1),
        ),
    ),
    Fault(
        "wrong_host",
        N_(
            "TLS shows the certificate of another host; only nth, every, from, to, times,"
            " probability and seed say when, counting connections; not in the header"
        ),
        None,
        (
            Field("certificate", f.TEXT, N_("its PEM file"), required=True),
            Field("key", f.TEXT, N_("the key's PEM file"), required=True),
        ),
    ),
)
FAULTS = {one.name: one for one in _FAULTS}

_WHERE = (
    Field("method", f.one_of(["GET", "POST", "PUT"]), N_("requests with this method")),
    Field("operation", f.TEXT, N_("this operationId of /openapi.json, such as batch")),
    Field("path", f.TEXT, N_("this path; * stands for anything, such as /v1/units*")),
    Field("municipality", f.MUNICIPALITY, N_("requests of this municipality")),
)
COUNTED = (
    Field("nth", f.COUNT, N_("only the nth request that fits")),
    Field("every", f.COUNT, N_("each nth request that fits")),
    Field("from", f.COUNT, N_("from the nth request that fits")),
    Field("to", f.COUNT, N_("to the nth request that fits")),
    Field("times", f.COUNT, N_("at most so many times")),
    Field("probability", f.PROBABILITY, N_("by chance")),
    Field("seed", f.WHOLE, N_("the same seed and order of requests: the same chance"), 0),
)
WHEN = _WHERE + COUNTED
