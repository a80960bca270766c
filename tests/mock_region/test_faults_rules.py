"""Which requests a plan strikes: the same ones for the same seed and order of requests."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from ntand.mock_region import register
from tests.mock_region.misbehaving import Misbehaving, told
from tests.mock_region.rows import item, unit

CASES: list[tuple[dict[str, object], list[int]]] = [
    ({"nth": 3}, [3]),
    ({"every": 3}, [3, 6]),
    ({"from": 3, "to": 5}, [3, 4, 5]),
    ({"from": 6}, [6, 7]),
    ({"to": 2}, [1, 2]),
    ({"every": 2, "from": 3, "times": 1}, [4]),
    ({"times": 2}, [1, 2]),
    ({"method": "POST"}, []),
    ({"operation": "listOffers"}, []),
    ({"operation": "listUnits", "nth": 1}, [1]),
    ({"path": "/v1/o*"}, []),
    ({"path": "/v1/u*", "method": "GET", "to": 1}, [1]),
]
CHANCE = {"2101": 7, "2102": 7, "2103": 8}
ALL = 2000  # the first municipality of the cases


def rule(code, fault="status", **when):
    # Signing in is a request of the municipality too
    where = {"path": "/v1/units"} if fault == "status" else {}
    return {"fault": fault, "when": {"municipality": code, **where, **when}}


RULES = [
    *(rule(str(ALL + n), **when) for n, (when, _) in enumerate(CASES)),
    *(rule(code, probability=0.3, seed=seed) for code, seed in CHANCE.items()),
    rule("2201", nth=2),
    {**rule("2201", nth=2), "status": 500},
    {**rule("2201", nth=3), "status": 501},
    rule("2301", every=2),
    rule("2601", nth=2),
    rule("2401", "sign_in_refused"),
    rule("2501", "lost_answer", operation="batch", nth=2),
]


@pytest.fixture(scope="module")
def region(tmp_path_factory) -> Iterator[Misbehaving]:
    served = Misbehaving(tmp_path_factory.mktemp("served") / "region", *RULES)
    yield served
    served.kill()


def asked(client: httpx.Client, times: int) -> list[int]:
    return [client.get("/v1/units").status_code for _ in range(times)]


def struck(client: httpx.Client, times: int) -> list[int]:
    """The places, from 1, of the requests that were struck."""
    return [place for place, status in enumerate(asked(client, times), 1) if status != 200]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_a_rule_strikes_when_it_says_and_only_its_municipality(region, case):
    with region.client(str(ALL + case)) as client, region.client("9999") as other:
        assert struck(client, 7) == CASES[case][1]
        assert struck(other, 3) == []


def test_the_same_seed_strikes_the_same_requests(region):
    found = []
    for code in CHANCE:
        with region.client(code) as client:
            found.append(struck(client, 60))
    assert found[0] == found[1] != found[2]
    assert 6 <= len(found[0]) <= 30


def test_the_first_rule_that_is_due_strikes_and_the_others_count(region):
    with region.client("2201") as client:
        assert asked(client, 4) == [200, 503, 501, 200]


def test_requests_at_the_same_time_are_each_counted_once(region):
    with region.client("2301") as client, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: client.get("/v1/units").status_code, range(80)))
    assert (found.count(503), found.count(200)) == (40, 40)


def test_a_request_with_a_fault_of_its_own_is_not_counted(region):
    with region.client("2601") as client:
        assert client.get("/v1/units", headers=told("status", status=418)).status_code == 418
        assert struck(client, 3) == [2]


def test_signing_in_is_refused_to_one_municipality_however_it_signs_in(region):
    for code, status in (("2401", 401), ("2402", 200)):
        credentials = register(region.data, code)
        form = {"grant_type": "client_credentials"}
        url = f"{region.url}/oauth2/token"
        assert httpx.post(url, data=form | credentials).status_code == status
        pair = (credentials["client_id"], credentials["client_secret"])
        assert httpx.post(url, data=form, auth=pair).status_code == status


def test_a_lost_answer_by_plan_is_lost_once(region):
    sent = item("unit", unit())
    with region.client("2501") as client:
        assert client.post("/v1/batches", json={"items": [item("unit", unit("E0"))]}).is_success
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/v1/batches", json={"items": [sent]})
        [result] = client.post("/v1/batches", json={"items": [sent]}).json()["results"]
    assert result["status"] == 201


def test_only_what_is_published_misbehaves(tmp_path):
    region = Misbehaving(tmp_path / "region", {"fault": "status"})
    assert httpx.get(f"{region.url}/health").status_code == 503
    assert httpx.get(f"{region.url}/nowhere").status_code == 404
    assert region.stop() == 0
