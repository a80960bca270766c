import json
import sys
import tempfile
from pathlib import Path

import pytest

from ntand.demo import morning, run_demo, running
from ntand.demo.commands import StepFailed
from ntand.demo.day import Day, Step


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where someone without a screen stands; temporary files lie in a folder of their own."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    stands = tmp_path / "stands"
    stands.mkdir()
    monkeypatch.chdir(stands)
    return stands


def left_behind(place: Path) -> list[str]:
    return sorted(path.name for path in place.parent.rglob("*") if "ntand-demo" not in str(path))


def test_the_whole_day_succeeds_and_leaves_only_what_it_says(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_demo(None, json_output=False) == 0
    told = capsys.readouterr()
    assert told.err == ""
    for number in range(1, len(running.STEPS) + 1):
        assert f"\n{number}. " in told.out
    assert "$ ntand identify" in told.out
    assert "PROV" in told.out
    assert str(place / "ntand-demo") in told.out
    assert left_behind(place) == ["stands", "temporary"]
    kept = {path.suffix for path in (place / "ntand-demo").rglob("*") if path.is_file()}
    assert kept == {".pdf", ".xlsx", ".csv"}


def test_programs_get_one_json_object(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "STEPS", morning.STEPS)
    home = place / "here"
    assert run_demo(home, json_output=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert [step["step"] for step in told["steps"]] == [*range(1, len(running.STEPS) + 1)]
    assert all(step["succeeded"] for step in told["steps"])
    assert told["kept"] == str(home / "ntand-demo")
    assert [path.name for path in home.iterdir()] == ["ntand-demo"]


def test_a_region_that_does_not_start_is_told_without_a_traceback(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    assert run_demo(None, json_output=False) == 4
    told = capsys.readouterr()
    assert "Övningsregionen startade inte" in told.err
    assert "Traceback" not in told.out + told.err
    assert left_behind(place) == ["stands", "temporary"]


def fails(_day: Day) -> list[str]:
    raise StepFailed("it went wrong")


def misunderstands(_day: Day) -> list[str]:
    raise KeyError("files")


def asks_for_the_impossible(day: Day) -> list[str]:
    return [str(day.commands.run("init", "--municipality", "0180"))]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (fails, "it went wrong"),
        (misunderstands, "KeyError"),
        (asks_for_the_impossible, "ntand init --municipality 0180 (2)"),
    ],
)
def test_a_step_that_fails_ends_the_day_with_another_code(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    broken: object,
    message: str,
) -> None:
    never = Step(lambda: "never", lambda _day: pytest.fail("the day went on"))
    monkeypatch.setattr(running, "STEPS", (Step(lambda: "broken", broken), never))  # type: ignore[arg-type]
    assert run_demo(None, json_output=True) == 4
    told = json.loads(capsys.readouterr().out)
    assert told["error"]["code"] == "demo.failed"
    assert message in told["error"]["message"]
    assert [step["succeeded"] for step in told["steps"]] == [False]
    assert left_behind(place) == ["stands", "temporary"]
    assert not (place / "ntand-demo").exists()
