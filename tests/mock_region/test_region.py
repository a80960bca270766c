"""The region over real HTTP: what it takes, refuses, tells and remembers."""

import gzip
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from ntand.mock_region import RegionError, act, dump, register
from tests.mock_region.conftest import Region
from tests.mock_region.rows import NUMBER, OTHER_NUMBER, certificate, item, offer, unit


def send(client: httpx.Client, *items):
    answer = client.post("/v1/batches", json={"items": items})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def assess(data: Path, **fields):
    event = {"event": "assessment", "municipality": "1489", "personnummer": NUMBER}
    return act(data, event | {"utford": "2027-03-02", "utforare": "Folktandvården"} | fields)


def test_each_item_gets_its_own_result_in_order(region: Region) -> None:
    with region.client() as client:
        items = [
            item("unit", unit()),
            item("certificate", certificate(fran="2027-02-30")),
            item("offer", offer()),
            item("unit", unit("E002", typ="SLOTT")),
            item("unit", {"kod": "E003", "typ": "SABO"}),
            item("unit", unit("E004", farg="blå")),
            item("certificate", certificate(till="2026-01-01")),
            item("certificate", certificate(number="19400101-9802")),
            item("unit", {**unit("E005"), "namn": 5}),
        ]
        results = send(client, *items)
    assert [one["key"] for one in results] == [one["key"] for one in items]
    assert [one["status"] for one in results] == [201, 422, 201] + [422] * 6
    problems = [one["problem"] for one in results if "problem" in one]
    assert [(p["code"], p["field"]) for p in problems] == [
        ("bad_date", "fran"),
        ("bad_code", "typ"),
        ("missing_value", "namn"),
        ("unknown_field", "farg"),
        ("end_before_start", "till"),
        ("bad_id_number", "personnummer"),
        ("bad_text", "namn"),
    ]
    assert len(dump(region.data)["units"]) == 1


def test_the_same_key_never_has_a_second_effect(region: Region) -> None:
    with region.client() as client:
        first = item("unit", unit(namn="Före"))
        [stored] = send(client, first)
        send(client, item("unit", unit(namn="Efter"), if_match=stored["etag"]))
        assert send(client, first, first) == [stored, stored]
        assert dump(region.data)["units"][0]["namn"] == "Efter"
        [reused] = send(client, {**first, "data": unit(namn="Annat")})
        assert (reused["status"], reused["problem"]["code"]) == (422, "key_reused")
        refused = item("unit", unit(typ="x"))
        assert send(client, refused) == send(client, refused)


def test_keys_belong_to_one_municipality(region: Region) -> None:
    same = item("unit", unit())
    with region.client("1489") as one, region.client("1490") as other:
        assert send(one, same)[0]["status"] == send(other, same)[0]["status"] == 201
        assert send(other, {**same, "data": unit(namn="Annan")})[0]["status"] == 422
        send(one, item("offer", offer()))
        assert other.get("/v1/offers").json()["items"] == []
        assess(region.data)
        assert other.get("/v1/changes").json()["changes"] == []
        [ref] = [one["id"] for one in one.get("/v1/offers").json()["items"]]
        assert other.get(f"/v1/offers/{ref}").status_code == 404


def test_a_version_that_others_changed_is_refused_with_what_the_region_has(region: Region) -> None:
    with region.client() as client:
        [mine] = send(client, item("offer", offer()))
        assess(region.data)
        for base in (mine["etag"], None, '"77"'):
            [result] = send(client, item("offer", offer(svar="ja"), if_match=base))
            assert (result["status"], result["etag"]) == (412, '"2"')
            assert result["data"]["utford"] == "2027-03-02"
            assert result["problem"]["code"] == "changed_by_others"
        merged = result["data"] | {"svar": "ja"}
        [result] = send(client, item("offer", merged, if_match='"2"'))
        assert (result["status"], result["etag"]) == (200, '"3"')
        [result] = send(client, item("offer", offer(svar="nej")))
        assert result["status"] == 200, "only its own change would be overwritten"


def test_items_of_one_batch_may_all_name_the_version_known_before(region: Region) -> None:
    with region.client() as client:
        [known] = send(client, item("unit", unit()))
        steps = [item("unit", unit(namn=n), if_match=known["etag"]) for n in ("Två", "Tre")]
        assert [one["etag"] for one in send(client, *steps)] == ['"2"', '"3"']
        [late] = send(client, item("unit", unit(namn="Fyra"), if_match=known["etag"]))
        assert late["status"] == 412
        [same] = send(client, item("unit", unit(namn="Tre"), if_match=known["etag"]))
        assert (same["status"], same["etag"]) == (200, '"3"')
        [missing] = send(client, item("unit", unit("E9"), if_match='"1"'))
        assert (missing["status"], missing["etag"], missing["data"]) == (412, None, None)


def test_every_acknowledged_item_survives_a_kill(region: Region) -> None:
    acknowledged: list[str] = []
    credentials = register(region.data, "1489")

    def keep_sending(client: httpx.Client) -> None:
        for start in range(0, 100_000, 20):
            codes = [f"E{n:05}" for n in range(start, start + 20)]
            try:
                results = send(client, *(item("unit", unit(code)) for code in codes))
            except httpx.TransportError:
                return
            acknowledged.extend(code for code, r in zip(codes, results, strict=True) if r["etag"])
            if len(acknowledged) >= 200:
                half.set()

    half = threading.Event()
    with region.signed_in(credentials) as client, ThreadPoolExecutor(1) as pool:
        sending = pool.submit(keep_sending, client)
        assert half.wait(20)
        region.kill()
        sending.result()
    region.start()
    stored = {row["kod"] for row in dump(region.data)["units"]}
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= stored
    assert len(stored) % 20 == 0, "a batch is kept whole or not at all"
    with region.signed_in(credentials) as client:
        assert client.get("/v1/units").status_code == 200


def test_the_feed_tells_what_others_did_once_and_in_order(region: Region) -> None:
    with region.client() as client:
        send(client, item("offer", offer(fornamn="Eva", efternamn="Åberg")))
        empty = client.get("/v1/changes").json()
        assert (empty["changes"], empty["more"]) == ([], False)
        for year in ("2027", "2028", "2029"):
            assess(region.data, ar=year)
        page = client.get("/v1/changes", params={"cursor": empty["cursor"], "limit": 2}).json()
        assert [one["data"]["ar"] for one in page["changes"]] == ["2027", "2028"]
        assert page["more"]
        rest = client.get("/v1/changes", params={"cursor": page["cursor"]}).json()
        [last] = rest["changes"]
        assert (last["kind"], last["event"], last["etag"]) == ("offer", "assessment", '"1"')
        assert last["data"]["efternamn"] == "Åberg", "names come from what the region knows"
        assert client.get("/v1/changes", params={"cursor": rest["cursor"]}).json() == {
            "changes": [],
            "cursor": rest["cursor"],
            "more": False,
        }
        for cursor in ("x", "é", empty["cursor"][:-4], "bnVsbA"):
            answer = client.get("/v1/changes", params={"cursor": cursor})
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_lists_come_in_pages(region: Region) -> None:
    with region.client() as client:
        send(client, *(item("unit", unit(f"E{n}")) for n in range(5)))
        seen, cursor, more = [], "", True
        while more:
            page = client.get("/v1/units", params={"cursor": cursor, "limit": 2}).json()
            seen += [one["data"]["kod"] for one in page["items"]]
            cursor, more = page["cursor"], page["more"]
        assert seen == [f"E{n}" for n in range(5)]
        for limit in ("0", "501", "-1", "²", "1.5", ""):
            assert client.get("/v1/units", params={"limit": limit}).status_code == 400
        assert client.get("/v1/changes", params={"cursor": cursor}).status_code == 400


def test_single_records_have_etags(region: Region) -> None:
    with region.client() as client:
        address = "/v1/units/A%2F1"
        key = {"Idempotency-Key": str(uuid.uuid4())}
        made = client.put(address, json=unit("A/1"), headers=key)
        assert (made.status_code, made.headers["etag"]) == (201, '"1"')
        assert client.put(address, json=unit("A/1"), headers=key).status_code == 201
        assert client.get(address).headers["etag"] == '"1"'
        new = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"9"'}
        refused = client.put(address, json=unit("A/1", namn="Ny"), headers=new)
        assert refused.status_code == 412
        assert refused.json()["current"]["etag"] == refused.headers["etag"] == '"1"'
        assert client.put(address, json=unit("A/1")).json()["code"] == "bad_key"
        new = {"Idempotency-Key": str(uuid.uuid4())}
        assert client.put(address, json=unit("A/2"), headers=new).json()["code"] == "wrong_record"
        new = {"Idempotency-Key": str(uuid.uuid4())}
        assert client.put("/v1/offers/x", json=offer(), headers=new).status_code == 404


def test_a_lookup_finds_certificates_anywhere_in_the_region(region: Region) -> None:
    with region.client("1489") as one, region.client("1490") as other:

        def found(number: str) -> bool:
            answer = one.post("/v1/lookups", json={"personnummer": number}).json()
            return bool(answer["certificate"])

        assert not found(NUMBER)
        send(other, item("certificate", certificate()))
        assert found(NUMBER)
        ended = certificate("1490-b", OTHER_NUMBER, avslutat="2027-01-02", fran="2020-01-01")
        send(other, item("certificate", {**ended, "avslutat": "2021-01-01"}))
        send(other, item("certificate", certificate("1490-c", OTHER_NUMBER, makulerat="J")))
        assert not found(OTHER_NUMBER)
        assert one.post("/v1/lookups", json={"personnummer": "x"}).status_code == 422


def test_whole_requests_are_refused_with_a_problem(region: Region) -> None:
    with region.client() as client:
        json_type = {"Content-Type": "application/json"}
        for content, headers, expected in [
            (b"{", json_type, (400, "bad_json")),
            (b"[" * 100_000, json_type, (400, "bad_json")),
            (b'{"items": []}', json_type, (400, "bad_json")),
            (b'{"items": [NaN]}', json_type, (400, "bad_json")),
            (b'{"items": [1]}', json_type, (400, "bad_item")),
            (b"\xff", json_type, (400, "bad_json")),
            (b"{}", {"Content-Type": "text/plain"}, (415, "wrong_media_type")),
            (b"{}", json_type | {"Content-Encoding": "br"}, (415, "wrong_media_type")),
            (b"{}", json_type | {"Content-Encoding": "gzip"}, (400, "bad_json")),
            (b" " * (9 << 20), json_type, (413, "body_too_large")),
            (
                gzip.compress(b" " * (9 << 20)),
                json_type | {"Content-Encoding": "gzip"},
                (413, "body_too_large"),
            ),
        ]:
            answer = client.post("/v1/batches", content=content, headers=headers)
            assert answer.headers["content-type"] == "application/problem+json"
            assert (answer.status_code, answer.json()["code"]) == expected
        many = [item("unit", unit(f"E{n}")) for n in range(501)]
        assert client.post("/v1/batches", json={"items": many}).status_code == 413
        half_sign = json.dumps({"items": [item("unit", unit(namn="\ud800"))]})
        answer = client.post("/v1/batches", content=half_sign, headers=json_type)
        assert answer.json()["code"] == "bad_text"
        wrong_key = client.post("/v1/batches", json={"items": [item("unit", unit(), key="1")]})
        assert (wrong_key.status_code, wrong_key.json()["code"]) == (400, "bad_key")
        assert client.get("/v2").json()["code"] == "no_such_path"
        wrong = client.delete("/v1/units/E1")
        assert wrong.status_code == 405
        assert set(wrong.headers["allow"].split(", ")) == {"GET", "HEAD", "PUT"}
    assert dump(region.data)["units"] == []


def test_a_packed_body_is_read(region: Region) -> None:
    packed = gzip.compress(json.dumps({"items": [item("unit", unit())]}).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with region.client() as client:
        assert client.post("/v1/batches", content=packed, headers=headers).status_code == 200
    assert dump(region.data)["units"][0]["kod"] == "E001"


def test_only_good_credentials_and_enough_scope_get_in(region: Region) -> None:
    credentials = register(region.data, "1489")
    url = f"{region.url}/oauth2/token"
    form = {"grant_type": "client_credentials"}
    basic = (credentials["client_id"], credentials["client_secret"])
    granted = httpx.post(url, data=form, auth=basic)
    assert granted.json()["expires_in"] == 3600
    assert granted.headers["cache-control"] == "no-store"
    for data, auth, expected in [
        (form, ("kommun-1489", "fel"), (401, "invalid_client")),
        (form, ("okänd", "fel"), (401, "invalid_client")),
        (form, None, (401, "invalid_client")),
        (form | {"scope": "allt"}, basic, (400, "invalid_scope")),
        ({"grant_type": "password"}, basic, (400, "unsupported_grant_type")),
        ({}, basic, (400, "invalid_request")),
    ]:
        answer = httpx.post(url, data=data, auth=auth)
        assert (answer.status_code, answer.json()["error"]) == expected
    with region.signed_in(credentials, "records:read") as reader:
        assert reader.get("/v1/units").status_code == 200
        assert reader.post("/v1/batches", json={}).status_code == 403
        again = register(region.data, "1489")
        assert again["client_id"] == credentials["client_id"]
        assert reader.get("/v1/units").status_code == 401, "a new secret ends the old tokens"
    assert httpx.post(url, data=form, auth=basic).status_code == 401
    with region.signed_in(again) as client:
        assert client.get("/v1/units").status_code == 200
    stored = b"".join(path.read_bytes() for path in region.data.iterdir())
    assert again["client_secret"].encode() not in stored


def test_an_expired_token_is_refused(tmp_path: Path) -> None:
    region = Region(tmp_path, token_seconds=0)
    with region.client() as client:
        answer = client.get("/v1/units")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        assert "invalid_token" in answer.headers["www-authenticate"]
    region.kill()


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    region = Region(tmp_path, requests_per_second=0.1, burst=3)
    with region.client() as client:
        answers = [client.get("/v1/units") for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    region.kill()


def test_the_dump_has_every_column_as_text_sorted_by_key(region: Region) -> None:
    with region.client("1490") as later, region.client("1489") as first:
        send(later, item("unit", unit("A")))
        send(
            first,
            item("offer", offer(OTHER_NUMBER)),
            item("offer", offer(NUMBER, "2028")),
            item("offer", offer(NUMBER, "2027")),
            item("certificate", certificate()),
            item("unit", unit("b")),
            item("unit", unit("Z")),
        )
    found = dump(region.data)
    assert list(found) == ["certificates", "offers", "units"]
    assert [(u["municipality"], u["kod"]) for u in found["units"]] == [
        ("1489", "Z"),
        ("1489", "b"),
        ("1490", "A"),
    ]
    assert [(o["personnummer"], o["ar"]) for o in found["offers"]] == [
        (NUMBER, "2027"),
        (NUMBER, "2028"),
        (OTHER_NUMBER, "2027"),
    ]
    assert set(found["certificates"][0]) == {
        *("municipality", "intyg_id", "personnummer", "fornamn", "efternamn", "grund"),
        *("kriterier", "fran", "till", "utfardad", "utfardare", "ursprung", "ersatter"),
        *("underlag", "informerad", "avslutat", "avslutsorsak", "makulerat"),
    }
    assert found["certificates"][0]["till"] == ""


@pytest.mark.parametrize(
    ("event", "year"),
    [
        ({"event": "assessment", "utford": "20270302"}, "2027"),
        ({"type": "Munhälsobedömning", "utford": "2027-03-02", "munvardskort": True}, "2027"),
        ({"typ": "MHB", "kommun": "1489", "ar": 2026, "avvikelse": "inlagd"}, "2026"),
        ({"händelse": "bedömning", "Utförd": "2027-03-02", "år": "2027"}, "2027"),
    ],
)
def test_an_assessment_is_understood_in_several_writings(tmp_path: Path, event, year) -> None:
    register(tmp_path, "1489")
    told = act(tmp_path, event | {"personnummer": "19400101-9802"})
    assert told["created"]
    assert NUMBER not in json.dumps(told)
    [row] = dump(tmp_path)["offers"]
    assert (row["personnummer"], row["ar"]) == (NUMBER, year)
    assert row["munvardskort"] == ("J" if "munvardskort" in event else "")


@pytest.mark.parametrize(
    ("event", "code", "field"),
    [
        ({"event": "party"}, "mock.unknown_event", None),
        ({}, "mock.unknown_event", None),
        ({"event": "mhb", "municipality": "1490"}, "mock.municipality_not_registered", None),
        ({"event": "mhb", "personnummer": "1"}, "mock.bad_event", "personnummer"),
        ({"event": "mhb", "personnummer": NUMBER}, "mock.bad_event", "utford"),
        ({"event": "mhb", "personnummer": NUMBER, "utford": "x"}, "mock.bad_event", "utford"),
    ],
)
def test_an_event_that_cannot_happen_changes_nothing(tmp_path: Path, event, code, field) -> None:
    register(tmp_path, "1489")
    with pytest.raises(RegionError) as caught:
        act(tmp_path, event)
    assert (caught.value.code, caught.value.facts.get("field")) == (code, field)
    assert dump(tmp_path)["offers"] == []


def test_a_ten_digit_number_gets_its_century(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("NTAND_TODAY", "2027-06-01")
    register(tmp_path, "1489")
    for text in ("400101-9802", "260202+9810", "260202-9810"):
        act(tmp_path, {"event": "mhb", "personnummer": text, "utford": "2027-01-01"})
    numbers = [row["personnummer"] for row in dump(tmp_path)["offers"]]
    assert numbers == ["192602029810", NUMBER, "202602029810"]


def test_nothing_can_be_asked_of_a_folder_without_a_region(tmp_path: Path) -> None:
    for call in (lambda: dump(tmp_path), lambda: act(tmp_path, {"event": "mhb"})):
        with pytest.raises(RegionError, match="no region"):
            call()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "region.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(RegionError) as caught:
        dump(tmp_path)
    assert caught.value.code == "mock.database"
    with pytest.raises(RegionError):
        register(tmp_path / "x", "14890")
