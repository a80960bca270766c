"""The exchange on the command line: exact, pausable, and telling which link fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from ntand.i18n import set_language
from ntand.mock_region import act, dump
from tests.cli.conftest import Result, Run
from tests.exchange.conftest import Served

MESSAGE = {"event": "message", "rubrik": "Nytt år", "text": "Listorna skickas i mars."}


@pytest.fixture(autouse=True)
def swedish_again() -> None:
    set_language("sv")


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path / "region")
    yield served
    served.close()


@pytest.fixture
def linked(run: Run, home: Path, region: Served, tmp_path: Path) -> Served:
    assert connect(run, region, tmp_path).code == 0
    return region


def connect(run: Run, region: Served, folder: Path, *more: object) -> Result:
    client, secret = region.credentials.values()
    (folder / "secret.txt").write_text(secret, "utf-8")
    named = ("--url", region.url, "--client-id", client)
    return run("connect", *named, "--client-secret-file", folder / "secret.txt", *more, "--json")


def test_sync_is_exact(run: Run, linked: Served) -> None:
    said = run("sync", "--json")
    assert said.code == 0
    assert set(said.json) == {"sent", "received", "conflicts", "rejected", "pending"}
    assert run("sync", "--scheduled", "--json").json.keys() == said.json.keys()


def test_a_paused_exchange_waits_for_the_resume(run: Run, linked: Served, candidate: str) -> None:
    run("issue", candidate, "--ground", "G1", "--basis", "samtycke")
    held = run("sync", "--pause", "--json").json
    assert (held["paused"], held["by"]) == (True, "Provaren")
    said = run("sync", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "region.paused")
    assert dump(linked.data)["certificates"] == []
    assert run("sync", "--resume", "--json").json == {"paused": False}
    assert run("sync", "--json").json["sent"] == 1


@pytest.mark.parametrize("both", [("--pause", "--resume"), ("--reconcile", "--scheduled")])
def test_one_thing_at_a_time(run: Run, home: Path, both: tuple[str, str]) -> None:
    said = run("sync", *both, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "usage.invalid")


def test_reconciling_sends_nothing_twice(run: Run, linked: Served, candidate: str) -> None:
    run("issue", candidate, "--ground", "G1", "--basis", "samtycke")
    assert run("sync", "--json").json["sent"] == 1
    before = dump(linked.data)
    said = run("sync", "--reconcile", "--json")
    assert (said.code, said.json["sent"], said.json["conflicts"]) == (0, 0, 0)
    assert dump(linked.data) == before


def test_the_connection_is_told_link_by_link(run: Run, linked: Served) -> None:
    said = run("connection", "--json")
    assert said.code == 0
    links = said.json["links"]
    assert [link["name"] for link in links] == [
        *("name", "reach", "tls", "token", "version", "clock")
    ]
    assert {link["state"] for link in links} == {"ok"}
    assert "the clocks agree" in run("connection", "--lang", "en").out


def test_the_link_that_fails_is_4_and_says_what_to_do(run: Run, linked: Served) -> None:
    linked.close()
    said = run("connection", "--json")
    states = {link["name"]: link["state"] for link in said.json["links"]}
    assert (said.code, states["name"], states["reach"]) == (4, "ok", "failed")
    assert states["clock"] == "not_tried"
    assert [link["code"] for link in said.json["links"] if link["code"]] == ["region.nobody_there"]
    shown = run("connection", "--lang", "en")
    assert shown.code == 4
    assert "nothing answers on port" in shown.out
    assert "ask the region" in shown.err


def test_without_a_connection_there_is_nothing_to_test(run: Run, home: Path) -> None:
    said = run("connection", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "region.not_connected")


def test_an_issuer_of_ones_own(run: Run, home: Path, tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    made = ca.issue_cert("127.0.0.1")
    made.cert_chain_pems[0].write_to_path(tmp_path / "server.pem")
    made.private_key_pem.write_to_path(tmp_path / "server.key")
    region = Served(tmp_path / "secure", tls=(tmp_path / "server.pem", tmp_path / "server.key"))
    try:
        refused = connect(run, region, tmp_path)
        assert (refused.code, refused.json["error"]["code"]) == (4, "region.untrusted")
        assert connect(run, region, tmp_path, "--ca-file", tmp_path / "ca.pem").code == 0
        (tmp_path / "ca.pem").unlink()
        assert run("sync", "--json").code == 0
        missing = connect(run, region, tmp_path, "--ca-file", tmp_path / "ca.pem")
        assert (missing.code, missing.json["error"]["code"]) == (4, "region.bad_ca")
        assert run("connection", "--json").code == 0
    finally:
        region.close()


def test_a_consent_taken_back(run: Run, linked: Served, candidate: str) -> None:
    run("issue", candidate, "--ground", "G1", "--basis", "samtycke")
    done = run("consent", "-", "--withdraw", "--json", stdin=candidate)
    assert (done.code, done.json) == (0, {"stopped": 1})
    assert run("sync", "--json").json["sent"] == 0
    again = run("consent", candidate, "--withdraw", "--on", "2027-03-15", "--json")
    assert (again.code, again.json["error"]["code"]) == (4, "consent.none")
    assert run("consent", candidate, "--basis", "menprovning", "--json").code == 0
    assert run("sync", "--json").json["sent"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--form", "muntligt"),
        ("--on", "2027-03-01"),
        ("--withdraw", "--basis", "samtycke"),
        ("--basis", "samtycke", "--on", "2027-03-01"),
    ],
)
def test_what_was_consented_must_be_said(
    run: Run, home: Path, candidate: str, arguments: tuple[str, ...]
) -> None:
    said = run("consent", candidate, *arguments, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "usage.consent_what")


def test_what_the_region_has_told_is_listed_with_whom_it_is_about(
    run: Run, linked: Served, candidate: str
) -> None:
    assert run("arrivals", "--json").json == {"arrivals": []}
    assert "nothing new" in run("arrivals", "--lang", "en").out
    act(linked.data, {"event": "death", "personnummer": candidate, "avliden": "2027-01-10"})
    run("sync", "--json")
    [arrival] = run("arrivals", "--json").json["arrivals"]
    assert (arrival["event"], arrival["card"]["id_number"]) == ("deceased", candidate)
    told = run("arrivals").out
    assert "Avliden 2027-01-10." in told
    assert f"{candidate[:8]}-{candidate[8:]}" in told
    assert run("arrivals", "--since", "2027-12-31", "--json").json == {"arrivals": []}


def test_the_regions_messages_are_shown_and_read(run: Run, linked: Served) -> None:
    assert run("messages", "--json").json == {"messages": []}
    assert "no messages" in run("messages", "--lang", "en").out
    act(linked.data, MESSAGE)
    run("sync", "--json")
    [message] = run("messages", "--json").json["messages"]
    assert (message["title"], message["read"]) == ("Nytt år", False)
    assert "Listorna skickas i mars." in run("messages").out
    [read] = run("messages", "--read", message["id"], "--json").json["messages"]
    assert read["read"] is True
    unknown = run("messages", "--read", "x", "--json")
    assert (unknown.code, unknown.json["error"]["code"]) == (4, "message.unknown")


def test_units_are_proposed_one_by_one(run: Run, linked: Served) -> None:
    before = run("units", "--json").json["units"]
    code = before[0]["code"]
    assert [unit["held"] for unit in before] == [False] * len(before)
    proposed = run("units", "--propose", code, "--json")
    assert (proposed.code, proposed.json["proposed"]) == (0, 1)
    run("sync")
    assert [row["kod"] for row in dump(linked.data)["units"]] == [code]
    assert code in run("units").out
