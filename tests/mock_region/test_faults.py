"""Each fault is seen by a client as what it is, over real HTTP."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count

import httpx
import pytest

from ntand.mock_region import act, dump
from tests.mock_region.conftest import Region
from tests.mock_region.misbehaving import Misbehaving, all_that_comes, raw, told
from tests.mock_region.rows import NUMBER, OTHER_NUMBER, certificate, item, offer, unit

_codes = count(1000)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> Iterator[Misbehaving]:
    """One region for all tests; each gets a municipality of its own."""
    region = Misbehaving(tmp_path_factory.mktemp("served") / "region")
    yield region
    region.kill()


@pytest.fixture
def own(tmp_path) -> Iterator[Misbehaving]:
    """A region of the test's own, to be stopped."""
    region = Misbehaving(tmp_path / "region")
    yield region
    if region.process.poll() is None:
        region.kill()


@pytest.fixture
def code() -> str:
    return str(next(_codes))


@pytest.fixture
def client(faulty, code) -> Iterator[httpx.Client]:
    with faulty.client(code) as signed_in:
        yield signed_in


def send(client, *items, headers=None):
    return client.post("/v1/batches", json={"items": items}, headers=headers)


def held(region, code, kind="units"):
    return [row for row in dump(region.data)[kind] if row["municipality"] == code]


def assess(region, code, number=NUMBER, day="2027-03-02"):
    event = {"event": "assessment", "municipality": code, "personnummer": number}
    act(region.data, event | {"utford": day, "utforare": "Folktandvården"})


def test_an_error_comes_with_problem_details_and_nothing_is_done(faulty, code, client):
    answer = send(client, item("unit", unit()), headers=told("status"))
    assert (answer.status_code, answer.headers["content-type"]) == (
        503,
        "application/problem+json",
    )
    assert (answer.json()["code"], answer.json()["status"]) == ("busy", 503)
    answer = client.get("/health", headers=told("status", status=418, retry_after=7))
    assert (answer.status_code, answer.headers["retry-after"]) == (418, "7")
    answer = client.get("/health", headers=told("status", status=409, code="changed_by_others"))
    assert answer.json()["code"] == "changed_by_others"
    assert held(faulty, code) == []


@pytest.mark.parametrize("fault", ["status", "html"])
def test_an_error_may_come_though_all_was_carried_out(faulty, code, client, fault):
    sent = item("unit", unit())
    assert send(client, sent, headers=told(fault, status=502, carried_out=True)).status_code == 502
    assert len(held(faulty, code)) == 1
    assert send(client, sent).json()["results"][0]["status"] == 201


def test_too_many_says_when_to_come_again_in_either_form(client):
    answer = client.get("/health", headers=told("too_many", retry_after=3))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    answer = client.get("/health", headers=told("too_many", retry_after=90, form="date"))
    wait = parsedate_to_datetime(answer.headers["retry-after"]) - datetime.now(UTC)
    assert timedelta(seconds=80) < wait <= timedelta(seconds=90)


def test_a_delayed_answer_is_the_answer(faulty, code, client):
    began = time.monotonic()
    answer = client.get("/v1/units", headers=told("delay", seconds=0.3))
    assert (answer.status_code, answer.json()["items"]) == (200, [])
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("fault", [told("hang"), told("delay", seconds=3600)])
def test_whatever_waits_does_not_hinder_a_clean_stop(own, fault):
    with own.client() as client, own.connection() as connection:
        connection.sendall(raw(client, "GET", "/v1/units", **fault))
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        began = time.monotonic()
        assert own.stop() == 0
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(("carried_out", "units"), [(False, 0), (True, 1)])
def test_one_who_hangs_says_nothing_and_lets_the_client_leave(own, carried_out, units):
    body = {"items": [item("unit", unit())]}
    with own.client() as client, own.connection() as connection:
        headers = told("hang", carried_out=carried_out)
        connection.sendall(raw(client, "POST", "/v1/batches", body, **headers))
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.close()
        assert client.get("/health").status_code == 200
    assert own.stop() == 0
    assert len(held(own, "1489")) == units
    lines = [json.loads(line) for line in own.log().splitlines()]
    assert [line["fault"] for line in lines if "fault" in line] == ["hang"]


def test_a_lost_answer_leaves_one_effect_and_the_same_key_gets_the_result(faulty, code, client):
    sent = item("unit", unit())
    with faulty.connection() as connection:
        request = raw(client, "POST", "/v1/batches", {"items": [sent]}, **told("lost_answer"))
        connection.sendall(request)
        assert all_that_comes(connection) == b""
    assert len(held(faulty, code)) == 1
    with pytest.raises(httpx.RemoteProtocolError):
        send(client, sent, headers=told("lost_answer"))
    [result] = send(client, sent).json()["results"]
    assert (result["key"], result["status"], result["etag"]) == (sent["key"], 201, '"1"')
    assert len(held(faulty, code)) == 1


def test_a_request_delivered_twice_has_one_effect(faulty, code, client):
    items = [item("unit", unit()), item("offer", offer())]
    results = send(client, *items, headers=told("duplicate")).json()["results"]
    assert [(one["status"], one["etag"]) for one in results] == [(201, '"1"')] * 2
    assert (len(held(faulty, code)), len(held(faulty, code, "offers"))) == (1, 1)


def test_the_feed_may_tell_twice_or_in_disorder_but_nothing_else(faulty, code, client):
    send(client, item("offer", offer()))
    for day in range(1, 9):
        assess(faulty, code, NUMBER if day % 2 else OTHER_NUMBER, f"2027-03-0{day}")
    plain = client.get("/v1/changes").json()
    twice = client.get("/v1/changes", headers=told("duplicate")).json()
    assert twice == {**plain, "changes": plain["changes"] * 2}
    first, again = (client.get("/v1/changes", headers=told("out_of_order")).json() for _ in "ab")
    assert first == again, "the same request, the same disorder"
    assert first["changes"] != plain["changes"]
    key = str
    assert sorted(first["changes"], key=key) == sorted(plain["changes"], key=key)
    assert first["cursor"] == plain["cursor"]


@pytest.mark.parametrize(("fields", "arrive"), [({}, None), ({"after": 0}, 0), ({"after": 9}, 9)])
def test_a_body_is_cut_in_the_middle_of_what_was_promised(faulty, code, client, fields, arrive):
    send(client, item("unit", unit()))
    whole = client.get("/v1/units").content
    with faulty.connection() as connection:
        headers = {"Accept-Encoding": "identity", **told("cut_body", **fields)}
        connection.sendall(raw(client, "GET", "/v1/units", **headers))
        head, _, body = all_that_comes(connection).partition(b"\r\n\r\n")
    length = re.search(rb"content-length: ([0-9]+)", head.lower())
    assert length is not None
    assert int(length[1]) == len(whole)
    assert body == whole[: len(whole) // 2 if arrive is None else arrive]
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/v1/units", headers=told("cut_body"))


def test_a_page_or_broken_json_comes_instead_of_an_answer(faulty, code, client):
    page = client.get("/v1/units", headers=told("html"))
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.text.startswith("<!DOCTYPE html>")
    assert client.get("/v1/units", headers=told("html", status=502)).status_code == 502
    broken = send(client, item("unit", unit()), headers=told("bad_json"))
    assert (broken.status_code, broken.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match=r"delimiter|Expecting|Unterminated"):
        broken.json()
    assert len(held(faulty, code)) == 1


def test_unknown_codes_stand_where_codes_stand(faulty, code, client):
    send(client, item("certificate", certificate()), item("offer", offer(svar="ja")))
    assess(faulty, code)
    [change] = client.get("/v1/changes", headers=told("unknown_codes")).json()["changes"]
    assert change["event"] == change["kind"] == change["data"]["svar"] == "ett_nytt_varde"
    assert (change["data"]["personnummer"], change["data"]["avvikelse"]) == (NUMBER, "")
    only = told("unknown_codes", fields=["event"])
    [change] = client.get("/v1/changes", headers=only).json()["changes"]
    assert (change["event"], change["kind"]) == ("ett_nytt_varde", "offer")
    [found] = client.get("/v1/certificates", headers=told("unknown_codes")).json()["items"]
    assert found["data"]["grund"] == "ett_nytt_varde"


def test_fields_are_missing_or_new(client):
    send(client, item("unit", unit()), item("unit", unit("E002")))
    plain = client.get("/v1/units").json()
    fewer, same = (client.get("/v1/units", headers=told("missing_fields")).json() for _ in range(2))
    assert fewer == same, "the same request, the same fields"
    for one, less in zip(plain["items"], fewer["items"], strict=True):
        assert len(one) == len(less) + 1
    named = told("missing_fields", fields=["namn", "more"])
    fewer = client.get("/v1/units", headers=named).json()
    assert "more" not in fewer
    assert all(set(one["data"]) == set(unit_columns(plain)) - {"namn"} for one in fewer["items"])
    more = client.get("/v1/units", headers=told("extra_fields")).json()
    assert set(more) == {*plain, "ett_nytt_falt"}
    for one in more["items"]:
        assert one["ett_nytt_falt"]["lista"] == [1, None, "å"]
        assert one["data"]["ett_nytt_falt"] == "nytt"


def unit_columns(answer):
    return answer["items"][0]["data"]


@pytest.mark.parametrize("days", [1, -1])
def test_the_clock_is_a_day_off_either_way(faulty, code, client, days):
    assess(faulty, code)
    true = client.get("/v1/changes").json()["changes"][0]
    answer = client.get("/v1/changes", headers=told("clock", days=days))
    [change] = answer.json()["changes"]
    now = datetime.fromisoformat(
        client.get("/health", headers=told("clock", days=days)).json()["now"]
    )
    assert abs(now - datetime.now(UTC) - timedelta(days=days)) < timedelta(seconds=60)
    off = datetime.fromisoformat(change["at"]) - datetime.fromisoformat(true["at"])
    assert off == timedelta(days=days)
    assert change | {"at": true["at"]} == true
    shown = parsedate_to_datetime(answer.headers["date"])
    assert abs(shown - datetime.now(UTC) - timedelta(days=days)) < timedelta(seconds=60)


def test_every_answer_has_one_date_and_it_is_true(client):
    for headers in ({}, told("status"), {"Region-Fault": "party"}):
        answer = client.get("/health", headers=headers)
        [date] = answer.headers.get_list("date")
        assert abs(parsedate_to_datetime(date) - datetime.now(UTC)) < timedelta(seconds=60)


def test_a_revoked_token_stays_revoked_until_one_signs_in_again(faulty, code, client):
    with faulty.client(str(next(_codes))) as other:
        assert client.get("/v1/units", headers=told("token_revoked")).status_code == 401
        assert client.get("/v1/units").status_code == 401
        assert other.get("/v1/units").status_code == 200
    with faulty.client(code) as again:
        assert again.get("/v1/units").status_code == 200


def test_signing_in_may_be_refused(faulty, code, client):
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "x"}
    answer = client.post("/oauth2/token", data=form, headers=told("sign_in_refused"))
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert "Basic" in answer.headers["www-authenticate"]
    assert client.get("/v1/units", headers=told("sign_in_refused")).status_code == 200


@pytest.mark.parametrize("status", [429, 503, 409, 422])
@pytest.mark.parametrize("place", [1, 2, 99])
def test_one_item_of_a_batch_is_refused_and_the_others_are_carried_out(
    faulty, code, client, status, place
):
    items = [item("unit", unit(code)) for code in ("E1", "E2", "E3")]
    answer = send(client, *items, headers=told("item_status", status=status, item=place))
    results = answer.json()["results"]
    at = min(place, 3) - 1
    assert answer.status_code == 200
    assert [one["key"] for one in results] == [one["key"] for one in items]
    assert [one["status"] for one in results] == [status if n == at else 201 for n in range(3)]
    assert results[at]["problem"]["status"] == status
    assert len(held(faulty, code)) == 2
    assert [one["status"] for one in send(client, *items).json()["results"]] == [201] * 3


def test_the_only_item_of_a_batch_may_be_refused_but_not_for_a_stranger(faulty, code, client):
    sent = item("unit", unit())
    [result] = send(client, sent, headers=told("item_status")).json()["results"]
    assert (result["key"], result["status"]) == (sent["key"], 503)
    stranger = {"Authorization": "Bearer nobody", **told("item_status")}
    assert send(client, sent, headers=stranger).status_code == 401
    assert client.get("/v1/units", headers=told("item_status")).status_code == 200
    assert held(faulty, code) == []


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("party", "fault"),
        ("{", "fault"),
        ('{"fault": "delay"}', "seconds"),
        ('{"fault": "delay", "seconds": "long"}', "seconds"),
        ('{"fault": "status", "colour": 1}', "colour"),
        ('{"fault": ["hang"]}', "fault"),
        ('{"fault": "hang", "when": {}}', "when"),
        ('{"fault": "wrong_host", "certificate": "x", "key": "x"}', "fault"),
    ],
)
def test_a_header_that_cannot_be_understood_is_refused_by_field(client, header, field):
    answer = client.get("/v1/units", headers={"Region-Fault": header})
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["field"]) == (
        "bad_parameter",
        f"Region-Fault.{field}",
    )


def test_without_a_plan_the_header_means_nothing(region: Region):
    with region.client() as client:
        assert client.get("/v1/units", headers=told("status")).status_code == 200
        assert client.get("/v1/units", headers={"Region-Fault": "party"}).status_code == 200


def test_the_log_names_the_fault(own):
    with own.client() as client:
        client.get("/v1/units")
        client.get("/v1/units", headers=told("status"))
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/v1/units", headers=told("lost_answer"))
    assert own.stop() == 0
    lines = [json.loads(line) for line in own.log().splitlines()]
    listed = [line for line in lines if line.get("method") == "GET"]
    assert [line.get("fault") for line in listed] == [None, "status", "lost_answer"]
    assert [line["status"] for line in listed] == [200, 503, 0]
    assert {line["operation"] for line in listed} == {"listUnits"}
