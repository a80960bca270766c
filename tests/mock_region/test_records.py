"""What the region keeps, for whom, and what it does not take."""

import json
import sqlite3
from pathlib import Path

import httpx
import pytest

from ntand.mock_region import dump
from ntand.mock_region.store.by_region import change, judge, publish
from ntand.mock_region.store.columns import ASSESSMENT, MESSAGE, PERSON, PROVIDER, STORED, UNIT
from ntand.mock_region.store.database import FILE_NAME, Database
from ntand.mock_region.store.persons import replace_number, report_death, report_move
from ntand.mock_region.store.records import find, save
from tests.mock_region.conftest import Region
from tests.mock_region.rows import (
    NUMBER,
    OTHER_NUMBER,
    ROWS,
    certificate,
    item,
    letter,
    offer,
    report,
    unit,
)

HERE = Path(__file__).parent
KEY = "1f0a2c6e-9f5b-4d6a-8c53-7f3a1d2b4c5e"
LISTS = [kind.plural for kind in (*STORED.values(), PERSON)]


def send(client: httpx.Client, *items):
    answer = client.post("/v1/batches", json={"items": items})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def rows_of(client: httpx.Client, plural: str):
    return [one["data"] for one in client.get(f"/v1/{plural}").json()["items"]]


@pytest.fixture
def one(region: Region):
    with region.client("1489") as client:
        yield client


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    """A client whose every request here is refused."""
    served = Region(tmp_path_factory.mktemp("region"))
    with served.client() as client:
        yield client
    assert dump(served.data) == {"certificates": [], "offers": [], "units": []}
    served.kill()


@pytest.fixture
def other(region: Region):
    with region.client("1490") as client:
        yield client


def region_does(region: Region, work):
    """What the region does by itself, in its own database."""
    with Database(region.data, create=False) as database, database.writing() as connection:
        return work(connection)


def fill(region: Region, client: httpx.Client) -> None:
    """One record of every kind for 1489, and something in its feed."""
    results = send(client, *(item(kind, row) for kind, row in ROWS.items()))
    assert {result["status"] for result in results} == {201}
    visit = {"personnummer": NUMBER, "ar": "2027", "rapporterad": "2027-03-03"}
    note = {
        "meddelande_id": "M1",
        "skickat": "2027-02-01",
        "rubrik": "Nytt",
        "text": "Bara till er",
    }

    def work(connection):
        save(connection, "1489", ASSESSMENT, visit, former=None, foreign=True)
        publish(connection, MESSAGE, "sent", note, "1489")

    region_does(region, work)


def test_every_kind_is_kept_and_shown_as_it_was_sent(region: Region, one: httpx.Client) -> None:
    fill(region, one)
    for kind, row in ROWS.items():
        [shown] = one.get(f"/v1/{STORED[kind].plural}").json()["items"]
        assert {name: value for name, value in shown["data"].items() if value} == row
        assert tuple(shown["data"]) == STORED[kind].columns
        answer = one.get(f"/v1/{STORED[kind].plural}/{shown['id']}")
        assert (answer.json(), answer.headers["etag"]) == (shown, '"1"')
        assert NUMBER not in shown["id"]
    again = one.put(
        "/v1/letters/B-1", json=letter(mottagare="Eva"), headers={"Idempotency-Key": KEY}
    )
    assert (again.status_code, again.headers["etag"]) == (200, '"2"')


def test_what_a_municipality_holds_nobody_else_sees(
    region: Region, one: httpx.Client, other: httpx.Client
) -> None:
    fill(region, one)
    held = {plural: one.get(f"/v1/{plural}").json() for plural in LISTS}
    for plural, page in held.items():
        assert page["items"], plural
        theirs = other.get(f"/v1/{plural}").json()["items"]
        assert theirs == (page["items"] if plural == "providers" else []), plural
        answer = other.get(f"/v1/{plural}", params={"cursor": page["cursor"]})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor"), plural
        for shown in page["items"]:
            if plural != "persons":
                expected = 200 if plural == "providers" else 404
                assert other.get(f"/v1/{plural}/{shown['id']}").status_code == expected
    feed = one.get("/v1/changes").json()
    assert len(feed["changes"]) == 1
    assert other.get("/v1/changes").json()["changes"] == []
    assert other.get("/v1/changes", params={"cursor": feed["cursor"]}).status_code == 400


def test_a_put_never_reaches_what_another_municipality_holds(
    region: Region, one: httpx.Client, other: httpx.Client
) -> None:
    fill(region, one)
    before = dump(region.data)
    [ref] = [shown["id"] for shown in one.get("/v1/offers").json()["items"]]
    headers = {"Idempotency-Key": KEY}
    answer = other.put(f"/v1/offers/{ref}", json=offer(svar="nej"), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_record")
    results = send(other, *(item(kind, row, if_match='"1"') for kind, row in ROWS.items()))
    assert {result["status"] for result in results} == {412}
    assert all(result["data"] is None for result in results), "nothing of it is told"
    send(other, item("unit", unit(namn="Deras")))
    after = dump(region.data)
    assert [row for row in after["units"] if row["municipality"] == "1489"] == before["units"]
    assert (after["offers"], after["certificates"]) == (before["offers"], before["certificates"])


def test_a_lookup_tells_yes_or_no_and_nothing_else(one: httpx.Client, other: httpx.Client) -> None:
    send(one, item("certificate", certificate()))
    for number, held in ((NUMBER, True), (OTHER_NUMBER, False)):
        answer = other.post("/v1/lookups", json={"personnummer": number})
        assert answer.json() == {"certificate": held}
    send(one, item("certificate", certificate(makulerat="J")))
    answer = other.post("/v1/lookups", json={"personnummer": NUMBER})
    assert answer.json() == {"certificate": False}
    assert rows_of(other, "persons") == []
    assert other.get("/v1/changes").json()["changes"] == []


def test_what_only_the_region_writes_cannot_be_put(unchanged: httpx.Client) -> None:
    for kind in (ASSESSMENT, PROVIDER, MESSAGE, PERSON):
        answer = unchanged.post("/v1/batches", json={"items": [item(kind.name, {"kod": "x"})]})
        problem = answer.json()
        assert (answer.status_code, problem["field"]) == (400, "items.0.kind")
        assert unchanged.put(f"/v1/{kind.plural}/x", json={}).status_code in (404, 405)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"kind": "party"}, "bad_item", "items.1.kind"),
        ({"kind": None}, "bad_item", "items.1.kind"),
        ({"kind": []}, "bad_item", "items.1.kind"),
        ({"op": "delete"}, "bad_item", "items.1.op"),
        ({"data": []}, "bad_item", "items.1.data"),
        ({"if_match": 1}, "bad_item", "items.1.if_match"),
        ({"key": "1"}, "bad_key", "items.1.key"),
        ({"key": None}, "bad_key", "items.1.key"),
        ({"replaces": "1"}, "bad_key", "items.1.replaces"),
        ({"more": 1}, "bad_item", "items.1"),
    ],
)
def test_a_batch_that_cannot_be_read_names_the_member(unchanged, wrong, code, field) -> None:
    items = [item("unit", unit()), item("unit", unit("E2")) | wrong]
    answer = unchanged.post("/v1/batches", json={"items": items})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (400, code, field)


@pytest.mark.parametrize(
    ("kind", "row", "code", "field"),
    [
        ("letter", letter(slag="paket"), "bad_code", "slag"),
        ("letter", letter(bestalld="i går"), "bad_date", "bestalld"),
        ("letter", letter(intyg_id="x" * 65), "too_long", "intyg_id"),
        ("indicator_report", report("K99"), "bad_code", "indikator"),
        ("indicator_report", report(taljare="-1"), "bad_number", "taljare"),
        ("indicator_report", report(ar="1989"), "bad_number", "ar"),
    ],
)
def test_a_row_at_fault_names_the_column(unchanged, kind, row, code, field) -> None:
    [result] = send(unchanged, item(kind, row))
    problem = result["problem"]
    assert (result["status"], problem["code"], problem["field"]) == (422, code, field)


def test_a_unit_is_proposed_judged_and_proposed_again(region: Region, one: httpx.Client) -> None:
    def stands():
        [shown] = one.get("/v1/units").json()["items"]
        return shown["status"], shown["reason"], shown["etag"]

    def judged(reason):
        def work(connection):
            former = find(connection, "1489", UNIT, "E001")
            assert former is not None
            judge(connection, "1489", former, reason)

        region_does(region, work)

    send(one, item("unit", unit()))
    assert stands() == ("proposed", None, '"1"')
    judged("Finns redan.")
    assert stands() == ("refused", "Finns redan.", '"2"')
    send(one, item("unit", unit(), if_match='"2"'))  # the same once more is a proposal too
    assert stands() == ("proposed", None, '"3"')
    judged(None)
    assert stands() == ("active", None, '"4"')
    send(one, item("unit", unit(namn="Nytt"), if_match='"4"'))
    assert stands() == ("active", None, '"5"')
    told = one.get("/v1/changes").json()["changes"]
    assert [(c["event"], c["status"], c["reason"], c["etag"], c["id"]) for c in told] == [
        ("refused", "refused", "Finns redan.", '"2"', "E001"),
        ("activated", "active", None, '"4"', "E001"),
    ]
    assert told[0]["seq"] < told[1]["seq"]


def test_a_replaced_number_is_refused_and_its_records_are_moved(
    region: Region, one: httpx.Client, other: httpx.Client
) -> None:
    stored = send(one, item("certificate", certificate()), item("offer", offer()))
    send(one, item("offer", offer(OTHER_NUMBER, svar="ja")))
    send(other, item("certificate", certificate("1490-b")))
    told = region_does(region, lambda connection: replace_number(connection, NUMBER, OTHER_NUMBER))
    assert told == ["1489", "1490"]
    for client in (one, other):
        [change_told] = client.get("/v1/changes").json()["changes"]
        assert (change_told["kind"], change_told["event"]) == ("person", "number_replaced")
        assert change_told["data"] == {"personnummer": OTHER_NUMBER, "tidigare": NUMBER}
    held = one.get("/v1/certificates").json()["items"][0]
    assert (held["data"]["personnummer"], held["etag"]) == (OTHER_NUMBER, '"2"')
    [joined] = one.get("/v1/offers").json()["items"]
    assert joined["data"]["svar"] == "ja"
    assert joined["etag"] not in {result["etag"] for result in stored}
    for row in (item("certificate", certificate("1489-new")), item("offer", offer())):
        [result] = send(one, row)
        assert (result["status"], result["problem"]["code"]) == (409, "number_replaced")
        assert result["problem"]["field"] == "personnummer"
    [person] = rows_of(one, "persons")
    assert (person["personnummer"], person["tidigare"]) == (OTHER_NUMBER, NUMBER)
    assert one.post("/v1/lookups", json={"personnummer": NUMBER}).json() == {"certificate": True}
    region_does(region, lambda connection: replace_number(connection, OTHER_NUMBER, NUMBER))
    [result] = send(one, item("certificate", certificate(), if_match='"3"'))
    assert result["status"] == 200, "a number taken back is in use again"


def test_nothing_begins_after_a_death(region: Region, one: httpx.Client) -> None:
    late = certificate(fran="2027-05-01")
    send(one, item("certificate", late))
    region_does(region, lambda connection: report_death(connection, NUMBER, "2027-03-01"))
    for kind, row, column in (
        ("certificate", certificate("1489-b", fran="2027-03-02"), "fran"),
        ("offer", offer(erbjuden="2027-03-02"), "erbjuden"),
    ):
        [result] = send(one, item(kind, row))
        problem = result["problem"]
        assert (result["status"], problem["code"]) == (422, "person_deceased")
        assert problem["field"] == column
    allowed = [
        item("certificate", certificate("1489-c", fran="2027-03-01")),
        item("offer", offer(erbjuden="2027-03-01")),
        item("certificate", late | {"makulerat": "J"}),
        item("certificate", certificate("1489-d", fran="2027-06-01", makulerat="J")),
    ]
    assert {result["status"] for result in send(one, *allowed)} <= {200, 201}
    region_does(region, lambda connection: report_death(connection, NUMBER, ""))
    [result] = send(one, item("offer", offer(year="2028")))
    assert result["status"] == 201, "a death taken back stands in no way"


def test_persons_are_those_with_records_each_once_page_by_page(
    region: Region, one: httpx.Client, other: httpx.Client
) -> None:
    numbers = [f"1940{month:02}01980{day}" for month in range(1, 6) for day in (1, 2)]
    send(other, item("offer", offer(numbers[0])))
    send(one, *(item("offer", offer(number)) for number in numbers))
    names = {"fornamn": "Eva", "efternamn": "Åberg"}
    send(one, *(item("certificate", certificate(n, n, **names)) for n in numbers[:5]))
    region_does(
        region, lambda connection: report_move(connection, numbers[2], "2027-05-01", "1480")
    )
    seen, cursor, more = [], "", True
    while more:
        page = one.get("/v1/persons", params={"cursor": cursor, "limit": 3}).json()
        seen += page["items"]
        cursor, more = page["cursor"], page["more"]
        assert not any(number in cursor for number in numbers)
    assert [shown["data"]["personnummer"] for shown in seen] == numbers
    assert [shown["data"]["efternamn"] for shown in seen] == ["Åberg"] * 5 + [""] * 5
    assert (seen[2]["data"]["utflyttad"], seen[2]["data"]["till_kommun"]) == ("2027-05-01", "1480")
    ids = {shown["id"] for shown in seen}
    assert len(ids) == 10
    assert not ids & {shown["id"] for shown in other.get("/v1/persons").json()["items"]}
    etags = {shown["id"]: shown["etag"] for shown in seen}
    region_does(region, lambda connection: report_death(connection, numbers[0], "2027-06-01"))
    [changed, *same] = one.get("/v1/persons").json()["items"]
    assert changed["etag"] != etags[changed["id"]]
    assert all(shown["etag"] == etags[shown["id"]] for shown in same)


def test_the_region_may_change_a_record_and_tells_of_it_whole(
    region: Region, one: httpx.Client
) -> None:
    send(one, item("certificate", certificate()))
    row = certificate(till="2027-12-31")
    region_does(
        region, lambda connection: change(connection, "1489", STORED["certificate"], "changed", row)
    )
    [told] = one.get("/v1/changes").json()["changes"]
    [shown] = one.get("/v1/certificates").json()["items"]
    assert {name: told[name] for name in ("id", "etag", "data")} == shown
    assert shown["data"]["till"] == "2027-12-31"


def test_a_new_region_has_invented_providers(one: httpx.Client) -> None:
    providers = rows_of(one, "providers")
    assert len(providers) >= 4
    assert all("påhitta" in row["namn"].lower() or "Övning" in row["namn"] for row in providers)


def test_an_older_database_is_brought_forward_without_loss(tmp_path: Path) -> None:
    # Made by the first version itself, with a record of each kind and an assessment
    kept = json.loads((HERE / "first_version.json").read_text(encoding="utf-8"))
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript((HERE / "first_version.sql").read_text(encoding="utf-8"))
    connection.close()
    assert dump(tmp_path) == kept["dump"]
    region = Region(tmp_path)
    with region.signed_in(kept["credentials"]) as client:
        [shown] = client.get("/v1/units").json()["items"]
        assert (shown["status"], shown["etag"]) == ("active", '"2"')
        [told] = client.get("/v1/changes", params={"cursor": kept["cursor"]}).json()["changes"]
        assert (told["event"], told["id"]) == ("assessment", None)
        assert send(client, kept["item"]) == [kept["result"]]
        assert len(rows_of(client, "providers")) >= 4
        assert [row["personnummer"] for row in rows_of(client, "persons")] == [NUMBER]
        [result] = send(client, item("unit", unit(namn="Nytt"), if_match='"2"'))
        assert result["etag"] == '"3"'
    region.kill()
