"""The page that shows what arrived: live, without identity numbers, for this computer alone."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from ntand.mock_region import act, register
from ntand.mock_region.api.answers import handlers
from ntand.mock_region.county import MUNICIPALITIES
from ntand.mock_region.errors import TITLES
from ntand.mock_region.page.masking import about, born, masked
from ntand.mock_region.page.routes import Page
from ntand.mock_region.page.words import KINDS, happened, result
from ntand.mock_region.store.columns import PERSON, STORED
from ntand.mock_region.store.database import Database
from tests.mock_region.conftest import Region
from tests.mock_region.rows import NUMBER, certificate, item, offer, unit
from tests.mock_region.test_region import send

FILES = ("/", "/page/page.css", "/page/page.js", "/page/icon.svg")
ALL = (*FILES, "/page/state")


@pytest.fixture
def page(region: Region) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=region.url) as client:
        yield client


def state(page: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = page.get("/page/state").json()
    return found


def test_it_shows_what_arrived_what_became_of_it_and_what_the_region_did(
    region: Region, page: httpx.Client
) -> None:
    register(region.data, "1490")
    with region.client() as client:
        rows = [certificate(efternamn="Åberg"), certificate("b", fran="x")]
        send(client, *(item("certificate", row) for row in rows), item("unit", unit()))
        letter = {"bestallning_id": "1", "intyg_id": "1489-a", "slag": "kopia"}
        send(client, item("letter", letter | {"bestalld": "2027-03-01"}), item("offer", offer()))
        act(region.data, {"event": "mhb", "personnummer": NUMBER, "utford": "2027-03-02"})
        send(client, item("offer", offer(svar="ja")))
    found = state(page)
    first, second = found["municipalities"]
    assert (first["name"], second["name"]) == ("Alingsås", "Borås")
    counts = {one["title"]: (one["count"], one["more"]) for one in first["counts"]}
    assert counts["Personer"] == counts["Intyg"] == counts["Brev"] == (1, "")
    assert counts["Enheter"] == (1, "1 väntar")
    assert [(one["title"], one["about"], one["result"]) for one in first["arrivals"]] == [
        ("Erbjudande", "f. 1940-01-01 · 2027", "Krock: någon annan har ändrat sedan dess"),
        ("Erbjudande", "f. 1940-01-01 · 2027", "Ny"),
        ("Brev", "1489-a", "Ny"),
        ("Enhet", "E001 · Östlyckan", "Ny"),
        ("Intyg", "f. 1940-01-01 · b · G1", "Avvisat: fran, inget datum"),
        ("Intyg", "f. 1940-01-01 · 1489-a · G1", "Ny"),
    ]
    assert len({one["id"] for one in first["arrivals"]}) == 6
    [did] = first["feed"]
    assert did["title"] == "Munhälsobedömning utförd 2027-03-02"
    assert [one["title"] for one in first["letters"]] == ["Kopia av intyget"]
    assert not any(second[name] for name in ("arrivals", "feed", "letters"))


def test_no_number_and_no_name_of_a_person_is_shown(region: Region, page: httpx.Client) -> None:
    with region.client() as client:
        row = certificate(f"intyg {NUMBER}", fornamn="Eva", efternamn="Åberg")
        send(client, item("certificate", row), item("offer", offer(fornamn="Eva")))
        send(client, item("offer", {"personnummer": [NUMBER], "ar": "19400101-9802"}))
        act(region.data, {"event": "certificate", "personnummer": NUMBER, "grund": "G1"})
        act(region.data, {"event": "message", "rubrik": "Om 400101+9802", "text": NUMBER})
        act(region.data, {"event": "move", "personnummer": NUMBER, "to": f"Nr {NUMBER}"})
    shown = page.get("/page/state").text
    assert "1940-01-01" in shown
    assert not re.search(r"\d{6}[-+]?\d{4}|Eva|Åberg", shown)


def test_only_changes_are_fetched(region: Region, page: httpx.Client) -> None:
    register(region.data, "1489")

    def tag_after(known: str) -> tuple[int, str]:
        answer = page.get("/page/state", headers={"If-None-Match": known})
        return answer.status_code, answer.headers["etag"]

    _, tag = tag_after("")
    assert tag_after(tag) == (304, tag)
    act(region.data, {"event": "mhb", "personnummer": NUMBER, "utford": "2027-03-02"})
    status, after = tag_after(tag)
    assert (status, after == tag) == (200, False), "another process acted"
    with region.client() as client:
        tag = tag_after(after)[1]
        send(client, item("unit", unit(typ="x")))
    status, after = tag_after(tag)
    assert (status, after == tag) == (200, False), "a refused item is an arrival too"
    region.stop()
    region.start()
    again = httpx.get(f"{region.url}/page/state", headers={"If-None-Match": after})
    assert again.status_code == 200, "a new server knows nothing of the old one's tags"


@pytest.mark.parametrize("path", ALL)
def test_it_is_for_this_computer_alone_and_only_to_look_at(page: httpx.Client, path: str) -> None:
    port = page.base_url.port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert page.get(path, headers={"Host": host}).status_code == 200
    for host in ("evil.example", f"127.0.0.1.evil.example:{port}", "localhost.evil", "", "[::2]"):
        answer = page.get(path, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_path")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = page.request(method, path, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 405
    answer = page.get(path, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_caller_from_another_computer_sees_nothing(tmp_path: Path) -> None:
    async def asked(app: Starlette, caller: str) -> int:
        transport = httpx.ASGITransport(app, client=(caller, 1))
        async with httpx.AsyncClient(transport=transport) as client:
            return (await client.get("http://localhost/page/state")).status_code

    with Database(tmp_path, create=True) as database:
        app = Starlette(routes=Page(database).routes(), exception_handlers=handlers())
        for caller, status in (("192.0.2.7", 404), ("127.0.0.9", 200), ("::1", 200)):
            assert asyncio.run(asked(app, caller)) == status


def test_its_files_ask_for_nothing_from_outside_and_need_no_inline_code(page: httpx.Client) -> None:
    html, css, script = (page.get(path).text for path in FILES[:3])
    for text in (html, css, script):
        assert not re.search(r"https?://|@import|\burl\(|innerHTML|eval\(", text)
    assert not re.search(r"<style|style=|\son[a-z]+=|<script>", html)
    assert set(re.findall(r'(?:src|href)="([^"]+)"', html)) == set(FILES[1:])
    assert "övning" in html.lower()
    assert 'lang="sv"' in html


def test_the_script_finds_every_place_it_writes_in(page: httpx.Client) -> None:
    html, script = page.get("/").text, page.get("/page/page.js").text
    named = set(re.findall(r'(?:place|list)\("([a-z]+)"', script))
    assert named <= set(re.findall(r'id="([a-z]+)"', html))
    assert {"arrivals", "feed", "letters", "counts", "notices"} <= named


def test_it_tells_that_the_region_acts_and_which_faults_it_may_have(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('[{"fault": "too_many"}]')
    command = [sys.executable, "-m", "ntand", "region", "serve", "--data", str(tmp_path / "data")]
    process = subprocess.Popen(
        [*command, "--json", "--simulate", "7", "--faults", str(plan)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    url = re.findall(r'"(http[^"]+)"', process.stdout.readline())[0]
    try:
        notices = httpx.get(f"{url}/page/state").json()["notices"]
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()
    assert [(one["text"], one["calm"]) for one in notices] == [
        ("Tjänsten krånglar med flit: too_many.", False),
        ("Regionen och tandvården agerar av sig själva (frö 7).", True),
    ]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("194001019802", "f. 1940-01-01"),
        ("194001619802", "f. 1940-01-01"),
        ("194000609802", "f. 1940"),
        ("19810829M071", "f. 1981-08-29"),
        ("x", ""),
        ("", ""),
    ],
)
def test_of_a_number_only_the_birth_date_is_left(number: str, shown: str) -> None:
    assert born(number) == shown


@pytest.mark.parametrize(
    "text", ["19400101-9802", "400101-9802", "4001019802", "400101+9802", "19810829M071"]
)
def test_whatever_looks_like_a_number_is_masked(text: str) -> None:
    assert masked(f"om {text}.") == "om ●."
    assert masked("1489-2f3a9c · 2027-03-01") == "1489-2f3a9c · 2027-03-01"
    assert len(masked("x" * 500)) == 80
    assert text not in about("unit", {"kod": text, "namn": f"Enhet {text}"})


def test_every_kind_problem_and_event_has_words() -> None:
    assert set(KINDS) == {*STORED, PERSON.name}
    assert len(MUNICIPALITIES) == 49
    for code in TITLES:
        assert result(422, code, "")[1].startswith("Avvisat: ")
    assert happened("person", "deceased", {"avliden": ""}) == "Dödsfallet togs tillbaka"
    assert happened("person", "moved", {"utflyttad": ""}) == "Flytten togs tillbaka"
    assert "1480" in happened("person", "moved", {"utflyttad": "x", "till_kommun": "1480"})
    assert happened("unit", "refused", {"reason": "Fel"}) == "Enheten godkändes inte: Fel"
    assert happened("unit", "split", {}) == "Enhet: split"
