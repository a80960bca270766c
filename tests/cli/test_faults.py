"""When the world is against it: databases, keys, disks, pipes and Ctrl+C."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ntand import log
from ntand.bootstrap import open_installation
from ntand.services.importing import run as import_run
from ntand.store.engine import sqlite_engine
from ntand.store.keys import kept_key, new_recovery_key
from ntand.store.work import writing
from tests.cli.conftest import SAMPLE, Run, finished, program, telling

DATABASE = "ntand.db"


# --- The database and its key -------------------------------------------------------------------


def test_a_locked_database_is_told_of(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ntand.store.engine.BUSY_SECONDS", 0.1)
    other = open_installation(home)
    with writing(other.engine):
        said = run("import", "enheter", SAMPLE / "enheter.csv", "--json")
    other.engine.dispose()
    assert (said.code, said.json["error"]["code"]) == (4, "store.busy")


@pytest.mark.parametrize("place", [0, 40])
def test_a_damaged_database_is_told_of_by_check(run: Run, home: Path, place: int) -> None:
    with (home / DATABASE).open("r+b") as file:
        file.seek(4096 * place + 100)
        file.write(b"\xff" * 1000)
    said = run("check", "--json")
    assert said.code == 4
    assert said.json["error"]["code"] in {"check.damaged", "store.damaged"}
    assert "ntand restore" in said.json["error"]["message"]


def test_a_wrong_key_is_told_of(run: Run, home: Path) -> None:
    (home / "key").write_text("00" * 32, encoding="ascii")
    said = run("identify", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "key.wrong")


def test_a_lost_key_is_told_of(run: Run, home: Path) -> None:
    (home / "key").unlink()
    said = run("identify", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "key.missing")


def test_a_lost_database_is_told_of(run: Run, home: Path) -> None:
    (home / DATABASE).unlink()
    assert run("identify", "--json").json["error"]["code"] == "store.missing"


def test_a_newer_database_is_left_alone(run: Run, home: Path) -> None:
    engine = sqlite_engine(home / DATABASE, kept_key(home))
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    said = run("identify", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "store.newer")


def test_a_backup_does_not_open_with_another_key(run: Run, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kopia.ntand"
    run("backup", copy)
    other = tmp_path / "annan.txt"
    other.write_text(new_recovery_key(), encoding="ascii")
    restore = ("restore", copy, "--home", tmp_path / "ren", "--json", "--recovery-file")
    assert run(*restore, other).json["error"]["code"] == "backup.wrong_key"
    other.write_text("ABCD-EFGH", encoding="ascii")
    assert run(*restore, other).json["error"]["code"] == "key.recovery_malformed"
    assert not (tmp_path / "ren").exists()


# --- Output that cannot be written --------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_result_is_told_of(home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        said = finished(program("identify", "--json", "--home", home, stdout=full))
    assert said.code == 4
    assert "Resultatet gick inte att skriva" in said.err
    assert "Traceback" not in said.err


def test_a_reader_that_goes_away_costs_no_traceback(home: Path) -> None:
    process = program("identify", "--json", "--home", home)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), said) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_full_disk_under_a_file_leaves_what_was_there(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "insatser.csv"
    file.write_text("som förut", encoding="utf-8")
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        " resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
        " from ntand.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", limited, "export", "insatser", str(file), "--home", str(home)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert said.returncode == 4
    assert "Traceback" not in said.stderr
    assert file.read_text("utf-8") == "som förut"


def test_no_room_for_the_work_is_told_of(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(import_run, "open_table", full)
    said = run("import", "enheter", SAMPLE / "enheter.csv", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "store.full")
    assert "system errno=28" in caplog.text


# --- What nobody foresaw, and Ctrl+C ------------------------------------------------------------


def test_a_bug_gets_a_reference_and_its_place_in_the_log_alone(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        raise ValueError("19900101-9802 Anna Andersson")

    monkeypatch.setattr(import_run, "open_table", broken)
    said = run("import", "enheter", SAMPLE / "enheter.csv")
    assert (said.code, said.out) == (4, "")
    assert "Traceback" not in said.err
    line = next(
        json.loads(line)
        for line in (home / "logs" / log.FILE_NAME).read_text("utf-8").splitlines()
        if "unexpected" in line
    )
    assert line["message"].partition("reference=")[2] in said.err
    assert line["where"][0] == "ValueError"
    assert "Andersson" not in str(line)
    assert "broken" in line["where"][-1]


def test_ctrl_c_stops_without_a_trace_in_the_database(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    file = SAMPLE / "insatser.csv"
    with monkeypatch.context() as patch:
        patch.setattr(import_run, "_end_run", interrupted)
        said = run("import", "insatser", file, "--source", "annan", "--json")
    assert (said.code, said.json["error"]["code"]) == (130, "work.cancelled")
    again = run("import", "insatser", file, "--source", "annan", "--dry-run", "--json")
    assert again.json["created"] == 1172


@pytest.fixture
def ctrl_c_heard() -> Iterator[None]:
    """What is started hears Ctrl+C, also where the tests run in the background and do not."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_ctrl_c_in_a_real_run_ends_quietly(home: Path, tmp_path: Path, ctrl_c_heard: None) -> None:
    pipe = tmp_path / "insatser.csv"
    rows = SAMPLE.joinpath("insatser.csv").read_text("utf-8-sig").splitlines()
    head, first = rows[:2]
    many = (first.replace("B0000001", f"N{n:07d}") for n in range(60_000))
    pipe.write_text("\n".join((head, *many)), encoding="utf-8")
    process = program("import", "insatser", pipe, "--source", "annan", "--home", home)
    started = home / f"{DATABASE}-wal"
    while not started.exists():  # the work has begun when the database is open
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    said = finished(process)
    assert said.code == 130
    assert "Traceback" not in said.err


# --- The log ------------------------------------------------------------------------------------


def test_the_log_tells_the_command_and_its_end_and_no_arguments(
    run: Run, candidate: str, home: Path
) -> None:
    run("issue", candidate, "--ground", "G1", "--reason", "Hemligt skäl")
    text = (home / "logs" / log.FILE_NAME).read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[-1]["message"].startswith("run command=issue exit=0")
    assert "Hemligt" not in text


@pytest.mark.parametrize(
    "number",
    [
        *("199001019802", "19900101-9802", "900101-9802", "9001019802", "900101+9802"),
        *("1990 01 01-9802".replace(" ", ""), "19900101 9802", "19900161-9806", "1990-01-01-9802"),
        *("19900101K982", "900101-k982"),
    ],
)
def test_no_writing_of_an_identity_number_passes(number: str) -> None:
    for text in (number, f"({number})", f"nr={number};", f"'{number}'"):
        assert telling(log.redacted(text)) == []
        assert "***" in log.redacted(text)


def test_uuids_days_and_certificates_pass() -> None:
    text = "7b5c1c6a-0000-4000-8000-190001019803 2027-01-01 10:11:12.123 1489-0123456789abcdef"
    assert log.redacted(text) == text


def test_a_number_in_a_misplaced_argument_is_not_repeated(run: Run, home: Path) -> None:
    said = run("identify", "19900101-9802")
    assert said.code == 2
    assert "***" in said.err


def test_a_log_that_cannot_be_written_stops_nothing(run: Run, home: Path) -> None:
    for old in (home / "logs").iterdir():
        old.unlink()
    (home / "logs").rmdir()
    (home / "logs").write_text("", encoding="utf-8")
    assert run("settings", "--json").code == 0
    (home / "logs").unlink()
