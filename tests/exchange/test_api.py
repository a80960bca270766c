"""The client against the region, and against answers nobody agreed on."""

import json
import time
import uuid
from email.utils import formatdate

import pytest

from ntand.errors import Refused, RegionRefused, SignInNeeded, TemporaryFailure
from ntand.exchange.api import RegionApi, TurnedAwayError
from ntand.exchange.wire import BATCH_LIMIT, BatchItem
from ntand.mock_region import act, dump, register
from ntand.mock_region.api.limits import Settings
from tests.exchange.conftest import Scripted, Served, json_answer

NUMBER = "194001019802"
KEY = "1f0a2c6e-9f5b-4d6a-8c53-7f3a1d2b4c5e"
UNIT = {"kod": "E001", "namn": "Östlyckan", "typ": "SABO"}
ITEM = BatchItem(KEY, "unit", json.dumps(UNIT))
FINE = json_answer(json.dumps({"results": [{"key": KEY, "status": 201, "etag": '"1"'}]}).encode())


def certificate(key: str) -> dict[str, str]:
    row = {"intyg_id": key, "personnummer": NUMBER, "grund": "G1", "kriterier": "VGR-N 2027"}
    return row | {"fran": "2027-01-01", "utfardad": "2027-01-01", "utfardare": "Gun Öberg"}


def fresh(kind: str, data: dict[str, str], if_match: str | None = None) -> BatchItem:
    return BatchItem(str(uuid.uuid4()), kind, json.dumps(data), if_match)


def test_what_is_sent_stands_in_the_region_once(served: Served) -> None:
    with served.api() as api:
        api.sign_in()
        items = [ITEM, fresh("certificate", certificate("1489-a"))]
        first = api.send(items)
        assert [(one.key, one.accepted) for one in first] == [(i.key, True) for i in items]
        assert api.send(items) == first
        [record] = api.certificates().records
        assert record.data["utfardare"] == "Gun Öberg"
        assert api.holds_certificate(NUMBER)
        assert not api.holds_certificate("195002029810")
    assert dump(served.data)["units"][0]["namn"] == "Östlyckan"


def test_a_conflict_brings_what_the_region_has(served: Served) -> None:
    offer = {"personnummer": NUMBER, "ar": "2027", "erbjuden": "2027-02-01"}
    with served.api() as api:
        start = api.changes(None).cursor
        [mine] = api.send([fresh("offer", offer)])
        event = {"event": "assessment", "personnummer": NUMBER, "utford": "2027-03-01"}
        act(served.data, event)
        [change] = api.changes(start).changes
        assert (change.kind, change.event, change.data["utford"]) == (
            "offer",
            "assessment",
            "2027-03-01",
        )
        [result] = api.send([fresh("offer", offer | {"svar": "ja"}, mine.etag)])
        assert result.conflict
        assert not result.accepted
        assert result.etag == change.etag
        assert result.data == change.data
        [refused] = api.send([fresh("offer", offer | {"svar": "kanske"}, result.etag)])
        assert not refused.conflict
        assert refused.problem is not None
        assert (refused.problem.code, refused.problem.field) == ("bad_code", "svar")


def test_pages_lead_to_the_end(served: Served) -> None:
    with served.api() as api:
        api.send([fresh("certificate", certificate(f"1489-{n}")) for n in range(5)])
        page, seen = api.certificates(limit=2), 0
        while page.more:
            seen += len(page.records)
            page = api.certificates(page.cursor, 2)
        assert seen + len(page.records) == 5


def test_a_token_that_was_withdrawn_is_renewed_once(served: Served) -> None:
    with served.api() as api:
        api.sign_in()
        with served.database.writing() as connection:
            connection.execute("DELETE FROM token")
        with pytest.raises(TurnedAwayError) as turned:
            api.send([ITEM])
        assert api.pause_before(2, turned.value) == 0
        assert api.send([ITEM])[0].accepted
        assert api.send([fresh("certificate", certificate("1489-a"))])[0].accepted
        with served.database.writing() as connection:
            connection.execute("DELETE FROM token")
        assert api.holds_certificate(NUMBER)
        register(served.data, "1489")
        for _ in range(2):
            with pytest.raises(SignInNeeded):
                api.send([ITEM])


@pytest.mark.parametrize("served", [Settings(token_seconds=0)], indirect=True)
def test_tokens_that_never_work_end_in_a_sign_in(served: Served) -> None:
    with served.api() as api, pytest.raises(SignInNeeded):
        api.changes(None)


def test_wrong_credentials_are_told_at_once(served: Served) -> None:
    with RegionApi(served.url, "kommun-1489", "fel") as api, pytest.raises(SignInNeeded):
        api.sign_in()


@pytest.mark.parametrize("served", [Settings(requests_per_second=0.01, burst=1)], indirect=True)
def test_a_long_wait_is_left_to_the_next_sync(served: Served) -> None:
    with served.api() as api:
        api.changes(None)
        with pytest.raises(TemporaryFailure) as caught:
            api.changes(None)
        assert caught.value.code == "region.busy"
        assert caught.value.retry_after is not None
        assert 50 < caught.value.retry_after <= 100


def test_a_request_the_region_refuses_whole_is_told_with_its_code(served: Served) -> None:
    with served.api() as api:
        with pytest.raises(RegionRefused) as caught:
            api.changes("x")
        assert caught.value.facts == {"status": 400, "problem": "bad_cursor", "field": "cursor"}
        with pytest.raises(ValueError, match="more than"):
            api.send([ITEM] * (BATCH_LIMIT + 1))
        assert api.send([]) == []


def one_result(**fields: object):
    result = {"key": KEY, "status": 200, "etag": '"1"'} | fields
    return json_answer(json.dumps({"results": [result]}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"Content-Type": "text/html"}, b"<html>Logga in</html>"),
        json_answer(b"<html>"),
        json_answer(b""),
        json_answer(b"\xff\xfe"),
        json_answer(b"[" * 50_000),
        json_answer(b"[]"),
        json_answer(b"{}"),
        json_answer(b'{"results": {}}'),
        json_answer(b'{"results": []}'),
        json_answer(b'{"results": [7]}'),
        json_answer(b'{"results": [{}]}', {"Content-Encoding": "gzip"}),
        one_result(key=KEY.replace("1", "2")),
        one_result(key=None),
        one_result(status="200"),
        one_result(status=True),
        one_result(status=100),
        one_result(status=422),
        one_result(etag=None),
        one_result(problem={}),
        one_result(status=412, problem={}, data={"ar": 2027}),
        (302, {"Location": "https://example.com/"}, b""),
        (203, *FINE[1:]),
        (403, {"Content-Type": "text/html"}, b"<html>Sidan \xc3\xa4r sp\xc3\xa4rrad</html>"),
        (404, {"Content-Type": "application/json"}, b"{}"),
    ],
)
def test_nonsense_is_a_passing_failure_and_nothing_else(
    scripted: Scripted, api: RegionApi, answer
) -> None:
    scripted.answers.append(answer)
    with pytest.raises(TemporaryFailure) as caught:
        api.send([ITEM])
    assert caught.value.code == "region.nonsense"


@pytest.mark.parametrize(
    "body",
    [
        {"changes": [], "cursor": "a", "more": True},
        {"changes": [], "cursor": 1, "more": False},
        {"changes": [{"kind": "offer"}], "cursor": "a", "more": False},
        {"changes": [], "more": False},
        {"items": [], "cursor": "a", "more": True},
        {"certificate": "no"},
    ],
)
def test_nonsense_in_pages_and_lookups_too(scripted: Scripted, api: RegionApi, body) -> None:
    scripted.answers.append(json_answer(json.dumps(body).encode()))
    for call in (
        lambda: api.changes("a"),
        lambda: api.certificates("a"),
        lambda: api.holds_certificate(NUMBER),
    ):
        with pytest.raises(TemporaryFailure, match=r"region\.nonsense"):
            call()


def test_unknown_extra_fields_are_ignored(scripted: Scripted, api: RegionApi) -> None:
    scripted.answers.append(one_result(extra=1, problem=None))
    assert api.send([ITEM])[0].accepted


@pytest.mark.parametrize(
    "trouble",
    [
        (500, {}, b"<html>"),
        (503, {"Retry-After": "1"}, b""),
        (429, {"Retry-After": "0"}, b""),
        (408, {}, b""),
        (200, {"Content-Type": "text/html"}, b"<html>"),
        json_answer(FINE[2], {"Content-Length": str(len(FINE[2]) + 50)}),
    ],
)
def test_what_passes_is_read_again_but_sent_once(
    scripted: Scripted, api: RegionApi, trouble
) -> None:
    page = json_answer(b'{"items": [], "cursor": "a", "more": false}')
    scripted.answers.extend([trouble, trouble, page])
    assert api.certificates("a").cursor == "a"
    assert scripted.asked.count("/v1/certificates?limit=500&cursor=a") == 3
    scripted.answers.clear()
    scripted.answers.append(trouble)
    for leaving in (lambda: api.send([ITEM]), lambda: api.holds_certificate(NUMBER)):
        with pytest.raises(TemporaryFailure) as caught:
            leaving()
        assert api.pause_before(2, caught.value) is not None
    assert scripted.asked.count("/v1/batches") == scripted.asked.count("/v1/lookups") == 1


def test_it_gives_up_after_a_few_attempts(scripted: Scripted) -> None:
    scripted.answers.append((502, {}, b""))
    connected = RegionApi(scripted.url, "c", "s", waits=False, attempts=3)
    with connected as api, pytest.raises(TemporaryFailure, match=r"region\.out_of_order") as caught:
        api.certificates()
    assert scripted.asked.count("/v1/certificates?limit=500") == 3
    pauses = [connected.pause_before(attempt, caught.value) for attempt in (2, 3, 4)]
    assert [pause is None for pause in pauses] == [False, False, True]


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ("120", 120, 120),
        (formatdate(time.time() + 3600, usegmt=True), 3000, 3601),
        (formatdate(time.time() - 3600, usegmt=True), 0, 0),
        ("soon", None, None),
        ("-1", None, None),
        ("²", None, None),
    ],
    ids=["seconds", "in an hour", "an hour ago", "a word", "negative", "a raised digit"],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(
    scripted: Scripted, api: RegionApi, given, least, most
) -> None:
    scripted.answers.append((503, {"Retry-After": given}, b""))
    with pytest.raises(TemporaryFailure) as caught:
        api.send([ITEM])
    if least is None:
        assert caught.value.retry_after is None
    else:
        assert caught.value.retry_after is not None
        assert least <= caught.value.retry_after <= most


def test_a_refusal_never_carries_text_from_outside(scripted: Scripted, api: RegionApi) -> None:
    body = json.dumps({"code": f"no {NUMBER}", "field": [NUMBER], "title": NUMBER}).encode()
    scripted.answers.append((403, {"Content-Type": "application/problem+json"}, body))
    with pytest.raises(RegionRefused) as caught:
        api.send([ITEM])
    assert caught.value.facts == {"status": 403, "problem": "unknown", "field": ""}


def test_a_region_that_is_not_there_is_a_passing_failure(scripted: Scripted) -> None:
    scripted.close()
    connected = RegionApi(scripted.url, "c", "s", waits=False)
    with connected as api, pytest.raises(TemporaryFailure, match=r"region\.unreachable"):
        api.sign_in()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://region.example", "region.insecure_url"),
        ("http://127.0.0.1.region.example", "region.insecure_url"),
        ("http://localhost@region.example", "region.bad_url"),
        ("ftp://127.0.0.1", "region.bad_url"),
        ("127.0.0.1:80", "region.bad_url"),
        ("", "region.bad_url"),
        ("http://127.0.0.1:x", "region.bad_url"),
    ],
)
def test_only_a_safe_address_is_used(url: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        RegionApi(url, "c", "s")
    assert caught.value.code == code


def test_an_address_with_a_certificate_nobody_vouches_for_gets_no_credentials() -> None:
    with RegionApi("https://region.example", "c", "s") as api:
        context = api._line._http._transport._pool._ssl_context  # type: ignore[attr-defined]
        assert context.check_hostname
        assert context.verify_mode.name == "CERT_REQUIRED"
