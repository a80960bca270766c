"""The mock and the exchange, as two programs that meet."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ntand.bootstrap import open_installation
from ntand.store.home_lock import home_lock
from ntand.store.work import writing
from tests.cli.conftest import Run, finished, program


@pytest.fixture
def region(tmp_path: Path) -> Path:
    return tmp_path / "region"


@pytest.fixture
def serving(region: Path) -> Iterator[subprocess.Popen[str]]:
    process = program("region", "serve", "--data", region, "--json")
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return str(json.loads(process.stdout.readline())["url"])


@pytest.fixture
def connected(run: Run, home: Path, region: Path, serving: subprocess.Popen[str]) -> str:
    url = address(serving)
    secret = home / "secret.txt"
    given = run("region", "register", "--data", region, "--municipality", "1489").json
    secret.write_text(given["client_secret"] + "\n", encoding="ascii")
    said = run(
        *("connect", "--url", url, "--client-id", given["client_id"]),
        *("--client-secret-file", secret, "--json"),
    )
    assert (said.code, said.json["url"]) == (0, url)
    return url


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_region_ends_cleanly(serving: subprocess.Popen[str], number: int) -> None:
    assert address(serving).startswith("http://127.0.0.1:")
    serving.send_signal(number)
    assert finished(serving) == type(finished(serving))(0, "", "")


def test_what_is_issued_here_arrives_there_once(
    run: Run, candidate: str, region: Path, connected: str
) -> None:
    issued = run("issue", candidate, "--ground", "G1", "--basis", "samtycke", "--json").json
    assert issued["sent"] == "queued"
    assert run("sync", "--json").json["sent"] == 1
    again = run("sync", "--json")
    assert (again.code, again.json) == (
        0,
        {"sent": 0, "received": 0, "conflicts": 0, "rejected": 0, "pending": 0},
    )
    (there,) = run("region", "dump", "--data", region).json["certificates"]
    assert (there["intyg_id"], there["municipality"]) == (issued["intyg_id"], "1489")


def test_what_the_region_does_arrives_here(
    run: Run, candidate: str, region: Path, connected: str, tmp_path: Path
) -> None:
    run("issue", candidate, "--ground", "G1", "--basis", "samtycke")
    run("offer", candidate, "--year", "2027", "--answer", "ja")
    run("sync")
    event = tmp_path / "event.json"
    happened = {"event": "assessment", "personnummer": candidate, "utford": "2027-03-01"}
    event.write_text(json.dumps(happened), encoding="utf-8")
    told = run("region", "act", "--data", region, event)
    assert (told.code, told.json["event"]) == (0, "assessment")
    assert run("sync", "--json").json["received"] == 1


def test_what_the_region_refuses_is_3_and_does_not_wait(
    run: Run, candidate: str, home: Path, connected: str
) -> None:
    run("issue", candidate, "--ground", "G1", "--basis", "samtycke")
    installation = open_installation(home)
    with writing(installation.engine) as connection:
        connection.exec_driver_sql("UPDATE outbox_item SET payload = replace(payload, 'G1', 'G9')")
    installation.engine.dispose()
    said = run("sync", "--json")
    assert (said.code, said.json["rejected"], said.json["pending"]) == (3, 1, 0)


def test_a_second_sync_at_the_same_time_is_4(run: Run, home: Path, connected: str) -> None:
    with home_lock(home, "sync"):
        said = run("sync", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "home.in_use")


def test_a_region_that_is_gone_is_4_and_nothing_is_lost(
    run: Run, candidate: str, connected: str, serving: subprocess.Popen[str]
) -> None:
    run("issue", candidate, "--ground", "G1", "--basis", "samtycke")
    serving.terminate()
    serving.wait(timeout=20)
    said = run("sync", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "region.unreachable")


def test_a_secret_that_was_rotated_is_4(run: Run, home: Path, region: Path, connected: str) -> None:
    run("region", "register", "--data", region, "--municipality", "1489")
    said = run("sync", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "region.sign_in")


def test_an_address_that_is_not_encrypted_is_2(run: Run, home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "s"
    secret.write_text("x", encoding="ascii")
    for url in ("http://region.example", "region.example"):
        said = run(
            *("connect", "--url", url, "--client-id", "a", "--client-secret-file", secret),
            "--json",
        )
        assert said.code == 2, url


def test_an_event_that_is_no_object_is_4(run: Run, region: Path, tmp_path: Path) -> None:
    run("region", "register", "--data", region, "--municipality", "1489")
    event = tmp_path / "event.json"
    for text, code in (
        ("[]", "event_unreadable"),
        ("{", "event_unreadable"),
        ("{}", "unknown_event"),
    ):
        event.write_text(text, encoding="utf-8")
        said = run("region", "act", "--data", region, event, "--json")
        assert (said.code, said.json["error"]["code"]) == (4, f"mock.{code}")
