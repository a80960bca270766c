"""One practised installation a session, copied for each test; every word it says is looked at."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from ntand.cli import main

SAMPLE = Path(__file__).parents[1] / "data" / "alingsas"
KINDS = ("enheter", "insatser", "intyg", "erbjudanden", "utbildningar")
TODAY = "2027-03-15"
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d\d)?\d{6} ?[-+]? ?[0-9A-Za-z]\d{3}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout."""
        return json.loads(self.out)


Run = Callable[..., Result]


def telling(text: str) -> list[str]:
    """What could be an identity number; UUIDs may hold twelve digits."""
    return NUMBER.findall(UUID.sub("", text))


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NTAND_TODAY", TODAY)
    monkeypatch.setenv("NTAND_USER", "Provaren")


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Run]:
    """The command line in this process, in the test's own home."""
    said: list[str] = []

    def call(*arguments: object, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "stdin", StringIO(stdin))
        code = main([str(argument) for argument in arguments])
        result = Result(code, *capsys.readouterr())
        said.append(result.err)
        return result

    yield call
    said += [log.read_text("utf-8") for log in tmp_path.rglob("logs/*")]
    assert [found for text in said for found in telling(text)] == []


@pytest.fixture(scope="session")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample's files, and its recovery key beside."""
    home = tmp_path_factory.mktemp("practised") / "home"
    before = os.environ.get("NTAND_TODAY")
    os.environ["NTAND_TODAY"] = TODAY
    key = str(home.parent / "key.txt")
    assert (
        main(["init", "--home", str(home), "--municipality", "1489", "--recovery-file", key]) == 0
    )
    for kind in KINDS:
        assert main(["--home", str(home), "import", kind, str(SAMPLE / f"{kind}.csv")]) in (0, 3)
    if before is None:
        del os.environ["NTAND_TODAY"]
    return home


@pytest.fixture
def home(practised: Path, tmp_path: Path) -> Path:
    """The test's own copy, in the folder that is the default home in tests."""
    place = tmp_path / "ntand-home"
    shutil.copytree(practised, place)
    return place


@pytest.fixture
def recovery_file(practised: Path) -> Path:
    return practised.parent / "key.txt"


@pytest.fixture
def candidate(run: Run, home: Path) -> str:
    """The identity number of someone to issue a certificate for on G1."""
    found = run("identify", "--json").json
    return str(
        next(
            one["id_number"]
            for one in found["persons"]
            if one["candidate"] and one["ground"] == "G1" and not one["warnings"]
        )
    )


def program(*arguments: object, **named: Any) -> subprocess.Popen[str]:
    """The command line in a process of its own."""
    pipe = subprocess.PIPE
    named = {"stdout": pipe, "stderr": pipe, "stdin": subprocess.DEVNULL} | named
    command = [sys.executable, "-m", "ntand", *map(str, arguments)]
    root = str(Path(__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": root, **named.pop("env", {})}
    return subprocess.Popen(command, text=True, env=env, **named)


def finished(process: subprocess.Popen[str]) -> Result:
    out, err = process.communicate(timeout=60)
    return Result(process.returncode, out or "", err or "")
