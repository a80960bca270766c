"""Sections 1 and 5: the mock, the connection and the exchange, as programs that meet."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import (
    OTHER,
    SOMEONE,
    THIRD,
    Office,
    certificate,
    counts,
    decision,
    finished,
    offer,
    program,
    run_here,
    unit,
)


class Region:
    """The mock's data, and the mock while it serves."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: subprocess.Popen[str] | None = None

    def command(self, name: str, *words: object) -> Any:
        words = ("region", name, "--data", self.data, *words)
        return run_here(["--json", *map(str, words)], code=0).json

    def serve(self) -> str:
        self.process = program("region", "serve", "--data", self.data, "--json")
        assert self.process.stdout is not None
        return str(json.loads(self.process.stdout.readline())["url"])

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = finished(self.process).code
        self.process = None
        return code

    def dump(self) -> Any:
        return self.command("dump")

    def act(self, folder: Path, **event: str) -> Any:
        path = folder / "event.json"
        path.write_text(json.dumps(event), "utf-8")
        return self.command("act", path)


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    found = Region(tmp_path / "region")
    yield found
    if found.process is not None:
        found.stop()


def connect(office: Office, region: Region, url: str) -> None:
    given = region.command("register", "--municipality", "1489")
    assert {"client_id", "client_secret"} <= set(given)
    secret = office.folder / "secret.txt"
    secret.write_text(given["client_secret"], "utf-8")
    client = ("--client-id", given["client_id"], "--client-secret-file", secret)
    office.ok("connect", "--url", url, *client)


@pytest.fixture
def place(office: Office) -> Office:
    office.load("enheter", unit())
    office.load(
        "insatser",
        decision(),
        decision(beslut_id="B2", personnummer=OTHER, skydd="fingerade"),
        decision(beslut_id="B3", personnummer=THIRD),
    )
    return office


@pytest.fixture
def linked(place: Office, region: Region) -> Office:
    """Connected with a serving region, where nothing waits."""
    connect(place, region, region.serve())
    place.ok("sync")
    return place


def synced(office: Office, code: int = 0) -> dict[str, int]:
    """What the run counted, zeros left out."""
    told = office.run("sync", code=code).json
    names = ("sent", "received", "conflicts", "rejected", "pending")
    return {name: told[name] for name in names if told[name]}


def test_connecting_tries_to_sign_in(place: Office, region: Region) -> None:
    url = region.serve()
    connect(place, region, url)
    wrong = place.write("wrong.txt", [])
    wrong.write_text("fel hemlighet", "utf-8")
    words = ("connect", "--url", url, "--client-id", "ingen", "--client-secret-file", wrong)
    assert place.run(*words, code=4).error
    gone = ("--client-id", "x", "--client-secret-file", place.folder / "saknas")
    assert place.run("connect", "--url", url, *gone, code=4).error
    assert synced(place) == {}  # the connection that works is kept


def test_registering_again_rotates_the_secret(place: Office, region: Region) -> None:
    url = region.serve()
    first = region.command("register", "--municipality", "1489")
    again = region.command("register", "--municipality", "1489")
    assert first["client_secret"] != again["client_secret"]
    for given, code in ((first, 4), (again, 0)):
        secret = place.folder / "s.txt"
        secret.write_text(given["client_secret"], "utf-8")
        client = ("--client-id", given["client_id"], "--client-secret-file", secret)
        assert place.run("connect", "--url", url, *client).code == code


def test_sync_without_a_region(place: Office, region: Region) -> None:
    assert place.run("sync", code=4).error  # not connected
    connect(place, region, region.serve())
    assert region.stop() == 0
    assert place.run("sync", code=4).error  # not reachable


def test_what_is_issued_arrives_once_and_whole(linked: Office, region: Region) -> None:
    issued = linked.ok("issue", SOMEONE, "--ground", "G1", "--basis", "samtycke")
    assert issued["sent"] == "queued"
    linked.ok("offer", SOMEONE, "--year", "2026", "--answer", "ja")
    assert synced(linked) == {"sent": 2}
    assert synced(linked) == {}
    dump = region.dump()
    assert set(dump) == {"certificates", "offers", "units"}
    (there,) = dump["certificates"]
    (here,) = linked.export("intyg")
    assert there == here | {"municipality": "1489"}
    (asked,) = dump["offers"]
    assert asked == linked.export("erbjudanden")[0] | {"municipality": "1489"}
    assert all(isinstance(value, str) for value in (*there.values(), *asked.values()))


def test_changes_follow(linked: Office, region: Region) -> None:
    first = linked.ok("issue", SOMEONE, "--ground", "G1", "--basis", "samtycke")["intyg_id"]
    synced(linked)
    words = ("replace", first, "--ground", "G1", "--valid-from", "2026-09-02", "--reason", "x")
    second = linked.ok(*words)["intyg_id"]
    assert synced(linked) == {"sent": 2}
    linked.ok("void", second, "--reason", "fel")
    assert synced(linked) == {"sent": 1}
    there = {row["intyg_id"]: row for row in region.dump()["certificates"]}
    assert there[first]["avslutat"] == "2026-09-01"
    assert there[second]["makulerat"] == "J"


def test_without_a_basis_it_waits_and_pending_counts_it(linked: Office, region: Region) -> None:
    assert linked.ok("issue", SOMEONE, "--ground", "G1")["sent"] == "waits"
    assert synced(linked) == {"pending": 1}
    assert region.dump()["certificates"] == []
    linked.ok("consent", SOMEONE, "--basis", "samtycke")
    assert synced(linked) == {"sent": 1}
    assert region.dump()["certificates"][0]["underlag"] == "samtycke"


def test_who_refuses_disclosure_is_never_sent(linked: Office, region: Region) -> None:
    linked.ok("issue", SOMEONE, "--ground", "G1")
    linked.ok("decide", SOMEONE, "--as", "nekar_utlamnande", "--reason", "vill inte")
    assert synced(linked) == {}
    assert region.dump()["certificates"] == []


def test_nothing_of_a_protected_person_is_ever_sent(linked: Office, region: Region) -> None:
    issued = linked.ok("issue", OTHER, "--ground", "G1", "--basis", "samtycke")
    assert issued["sent"] == "paper"
    linked.ok("offer", OTHER, "--year", "2026", "--answer", "ja")
    linked.ok("visit", OTHER, "--year", "2026", "--on", "2026-08-01")
    assert synced(linked) == {}
    assert OTHER not in json.dumps(region.dump())


def test_protection_that_comes_later_stops_what_waits(linked: Office, region: Region) -> None:
    linked.ok("issue", SOMEONE, "--ground", "G1", "--basis", "samtycke")
    linked.load("insatser", decision(skydd="sekretessmarkering"))
    assert synced(linked) == {}
    assert region.dump()["certificates"] == []
    linked.load("insatser", decision(skydd=""))
    assert synced(linked) == {"sent": 1}


def test_imported_history_is_sent_only_when_announced(linked: Office, region: Region) -> None:
    rows = [certificate(), certificate(intyg_id="b", personnummer=OTHER)]
    linked.load("intyg", *rows)
    linked.load("erbjudanden", offer(svar="ja"))
    assert synced(linked) == {}
    again = linked.load("intyg", *rows, options=["--announce"])
    assert counts(again) == {"read": 2, "unchanged": 2}
    linked.load("erbjudanden", offer(svar="ja"), options=["--announce"])
    assert synced(linked) == {"sent": 2}
    dump = region.dump()
    assert [row["intyg_id"] for row in dump["certificates"]] == ["1489-a"]
    assert [row["personnummer"] for row in dump["offers"]] == [SOMEONE]
    linked.load("intyg", *rows, options=["--announce"])
    assert synced(linked) == {}


def test_an_assessment_reported_there_is_known_here(linked: Office, region: Region) -> None:
    linked.ok("issue", SOMEONE, "--ground", "G1", "--basis", "samtycke")
    linked.ok("offer", SOMEONE, "--year", "2026", "--answer", "ja")
    synced(linked)
    region.act(
        linked.folder,
        event="assessment",
        personnummer=SOMEONE,
        ar="2026",
        utford="2026-08-20",
        utforare="Folktandvården",
        munvardskort="J",
    )
    assert synced(linked) == {"received": 1}
    assert synced(linked) == {}
    (row,) = linked.export("erbjudanden")
    assert (row["svar"], row["utford"], row["utforare"], row["munvardskort"]) == (
        "ja",
        "2026-08-20",
        "Folktandvården",
        "J",
    )
    assert region.dump()["offers"][0]["utford"] == "2026-08-20"


def test_the_region_refuses_what_is_no_event(region: Region, tmp_path: Path) -> None:
    region.command("register", "--municipality", "1489")
    path = tmp_path / "event.json"
    for text in ("", "[]", '{"event": "flod"}', '{"event": "assessment"}'):
        path.write_text(text, "utf-8")
        words = ["--json", "region", "act", "--data", str(region.data), str(path)]
        assert run_here(words, code=4).error


def test_what_the_region_holds_survives_a_kill(linked: Office, region: Region) -> None:
    linked.ok("issue", SOMEONE, "--ground", "G1", "--basis", "samtycke")
    synced(linked)
    before = region.dump()
    assert region.process is not None
    region.process.kill()
    finished(region.process)
    region.process = None
    assert region.dump() == before
    connect(linked, region, region.serve())
    assert synced(linked) == {}


def test_the_dump_is_sorted_by_municipality_and_key(linked: Office, region: Region) -> None:
    region.command("register", "--municipality", "1480")
    rows = [
        certificate(intyg_id="b", till="2026-02-01"),
        certificate(intyg_id="B", fran="2026-03-01"),
        certificate(intyg_id="a", personnummer=THIRD),
    ]
    linked.load("intyg", *rows, options=["--announce"])
    synced(linked)
    assert [row["intyg_id"] for row in region.dump()["certificates"]] == ["B", "a", "b"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serving_ends_cleanly(region: Region, number: int) -> None:
    url = region.serve()
    assert url.startswith("http://127.0.0.1:")
    assert region.process is not None
    region.process.send_signal(number)
    done = finished(region.process)
    region.process = None
    assert (done.code, done.out, "Traceback" in done.err) == (0, "", False)
