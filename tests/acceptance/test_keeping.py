"""Section 1: init, backup, restore, check, the demo; and how commands are called."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from tests.acceptance.conftest import (
    KINDS,
    SOMEONE,
    Office,
    decision,
    finished,
    program,
    run_here,
    unit,
)

# --- Beginning ------------------------------------------------------------------------------


def test_init_shows_the_recovery_key_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = run_here(["init", "--municipality", "1489", "--home", str(home), "--json"], code=0).json
    assert len(made["recovery_key"]) > 15
    again = run_here(["init", "--municipality", "1489", "--home", str(home), "--json"], code=4)
    assert again.error
    kept = [p for p in home.rglob("*") if p.is_file()]
    assert all(made["recovery_key"].encode() not in p.read_bytes() for p in kept)


def test_the_recovery_key_goes_to_the_file_alone(tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    words = ["init", "--municipality", "1489", "--home", str(tmp_path / "h"), "--json"]
    made = run_here([*words, "--recovery-file", str(key)], code=0)
    assert key.read_text().strip()
    assert key.read_text().strip() not in made.out + made.err


@pytest.mark.parametrize("code", ["0000", "148", "14890", "abcd", "1482x"])
def test_init_knows_the_municipalities(tmp_path: Path, code: str) -> None:
    words = ["init", "--municipality", code, "--home", str(tmp_path / "h"), "--json"]
    assert run_here(words).code in (2, 4)
    assert not (tmp_path / "h").exists()


def test_the_database_is_encrypted(sampled: Office) -> None:
    for path in sampled.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not content.startswith(b"SQLite format 3")
            assert "Kovačević".encode() not in content
            assert b"193203199108" not in content


def test_without_an_installation_everything_says_so(tmp_path: Path) -> None:
    for words in (["identify"], ["check"], ["sync"], ["statistics", "--year", "2026"]):
        result = run_here(["--home", str(tmp_path / "tom"), "--json", *words], code=4)
        assert result.error
    assert not (tmp_path / "tom").exists()


# --- Copies ---------------------------------------------------------------------------------


def test_a_copy_opens_with_the_recovery_key_on_a_clean_machine(
    sampled: Office, empty_home: Path, tmp_path: Path
) -> None:
    before = {kind: sampled.export_bytes(kind, "--include-protected") for kind in KINDS}
    copy = tmp_path / "kopia.bak"
    sampled.ok("backup", copy)
    key = (empty_home.parent / "key.txt").read_text().strip()
    clean = Office(tmp_path / "ren", tmp_path)
    assert clean.run("restore", copy, stdin="FEL-NYCKEL\n", code=4).error
    clean.run("restore", copy, stdin=f"{key}\n", code=0)
    assert {kind: clean.export_bytes(kind, "--include-protected") for kind in KINDS} == before
    assert clean.ok("check")


def test_restore_needs_force_over_what_is_there(office: Office) -> None:
    office.load("enheter", unit())
    copy = office.folder / "kopia.bak"
    office.ok("backup", copy)
    office.load("enheter", unit(kod="E2"))
    assert office.run("restore", copy, code=4).error
    assert len(office.export("enheter")) == 2
    office.ok("restore", copy, "--force")
    assert len(office.export("enheter")) == 1


def test_a_damaged_copy_is_refused(office: Office) -> None:
    copy = office.folder / "kopia.bak"
    office.ok("backup", copy)
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 0xFF
    copy.write_bytes(content)
    assert office.run("restore", copy, "--force", code=4).error
    assert office.ok("check")
    assert office.run("restore", office.folder / "saknas", "--force", code=4).error


def test_check_finds_what_is_unsound(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.load("enheter", *(unit(kod=f"E{at}") for at in range(500)))
    assert office.run("check").code == 0
    database = max(
        (p for p in office.home.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size
    )
    content = bytearray(database.read_bytes())
    for at in range(len(content) // 2, len(content) // 2 + 8192):
        content[at] ^= 0x55
    database.write_bytes(content)
    result = office.run("check", code=4)
    assert result.error
    assert "Traceback" not in result.err
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(database).execute("SELECT * FROM sqlite_master")


# --- How commands are called ----------------------------------------------------------------


def test_common_options_stand_before_or_after(sample_home: Path) -> None:
    home = ["--home", str(sample_home)]
    calls = (
        [*home, "--json", "identify"],
        ["identify", "--json", *home],
        ["--json", "identify", *home],
        [*home, "identify", "--on", "2026-09-01", "--json"],
        [f"--home={sample_home}", "identify", "--json"],
    )
    answers = [run_here(call, code=0).out for call in calls]
    assert len(set(answers)) == 1


def test_the_environment_names_the_home(sample_home: Path) -> None:
    env = {"NTAND_HOME": str(sample_home), "NTAND_TODAY": "2020-12-31"}
    result = finished(program("identify", "--json", env=env))
    assert (result.code, result.err) == (0, "")
    assert result.json["on"] == "2020-12-31"


def test_messages_are_swedish_unless_english_is_asked_for(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "tom")]
    swedish = run_here([*home, "identify"], code=4)
    english = run_here([*home, "--lang", "en", "identify"], code=4)
    assert (swedish.out, english.out) == ("", "")
    assert "Det finns ingen installation" in swedish.err
    assert "There is no installation" in english.err
    message = run_here([*home, "--json", "identify"]).json["error"]["message"]
    assert message.split(".")[0] in swedish.err


def test_one_json_object_also_without_a_terminal(sample_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    result = finished(program("--home", sample_home, "export", "enheter", path, "--json"))
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)


def test_numbers_come_from_stdin(office: Office) -> None:
    office.load("enheter", unit())
    office.load("insatser", decision())
    words = ("--home", office.home, "--json", "issue", "-", "--ground", "G1")
    process = program(*words, stdin=-1)
    result = finished(process, f"{SOMEONE[2:8]}-{SOMEONE[8:]}\n")
    assert (result.code, result.err) == (0, "")
    assert result.json["intyg_id"]


def test_nothing_of_an_interrupted_import_stays(office: Office) -> None:
    rows = [unit(kod=f"E{at:05d}") for at in range(20_000)]
    path = office.write("stor.csv", rows)
    process = program("--home", office.home, "import", "enheter", path, "--json")
    while process.poll() is None:
        if any(p.stat().st_size for p in office.home.rglob("*-wal")):
            process.kill()
    finished(process)
    assert len(office.export("enheter")) in (0, 20_000)
    assert office.run("check").code == 0


def test_a_bad_day_in_the_environment(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    monkeypatch.setenv("NTAND_TODAY", "imorgon")
    assert office.run("identify", code=2).error


def test_the_demo_does_a_whole_day(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "NTAND_TODAY": ""}
    env |= {name: "" for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    result = finished(program("demo", "--json", env={**os.environ, **env}))
    assert result.code == 0, result
    assert result.json
    assert "Traceback" not in result.err
