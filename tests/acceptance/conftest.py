"""The program driven from outside: its commands, its files, its exit codes, nothing within."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ntand.cli import main

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "data" / "alingsas"
NUMBERS = ROOT / "tests" / "data" / "personnummer"
KINDS = ("enheter", "insatser", "intyg", "erbjudanden", "utbildningar")
TODAY = "2026-09-01"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of the refusal."""
        found = self.json["error"]
        assert found["message"]
        return str(found["code"])


@dataclass
class Office:
    """One installation and whoever sits there."""

    home: Path
    folder: Path

    def run(self, *arguments: object, stdin: str = "", code: int | None = None) -> Result:
        """A command in this process, with ``--json``."""
        words = ["--home", str(self.home), "--json", *map(str, arguments)]
        return run_here(words, stdin, code)

    def ok(self, *arguments: object, stdin: str = "") -> Any:
        return self.run(*arguments, stdin=stdin, code=0).json

    def write(self, name: str, rows: Iterable[Mapping[str, str]]) -> Path:
        path = self.folder / name
        path.write_text(csv_text(rows), encoding="utf-8", newline="")
        return path

    def load(self, kind: str, *rows: Mapping[str, str], options: Iterable[object] = ()) -> Any:
        """Import rows; what the program answered, whatever its exit code."""
        path = self.write(f"in-{kind}.csv", rows)
        result = self.run("import", kind, path, *options)
        if "error" not in result.json:
            assert result.code == (3 if result.json["rejected"] else 0)
        return result.json

    def load_bytes(self, kind: str, content: bytes, suffix: str = ".csv") -> Result:
        path = self.folder / f"in-{kind}{suffix}"
        path.write_bytes(content)
        return self.run("import", kind, path)

    def load_sample(self) -> None:
        for kind in KINDS:
            self.ok("import", kind, SAMPLE / f"{kind}.csv")

    def export(self, kind: str, *options: object) -> list[dict[str, str]]:
        """What the export shows, protected persons included."""
        return read_csv(self.export_bytes(kind, "--include-protected", *options))

    def export_bytes(self, kind: str, *options: object) -> bytes:
        path = self.folder / f"out-{kind}.csv"
        self.ok("export", kind, path, *options)
        return path.read_bytes()

    def persons(self, on: str = TODAY) -> dict[str, Any]:
        found = self.ok("identify", "--on", on)["persons"]
        return {one["id_number"]: one for one in found}


def run_here(words: list[str], stdin: str = "", code: int | None = None) -> Result:
    out, err = io.StringIO(), io.StringIO()
    before = sys.stdin
    sys.stdin = io.StringIO(stdin)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            found = main(words)
    finally:
        sys.stdin = before
    result = Result(found, out.getvalue(), err.getvalue())
    assert code is None or result.code == code, result
    return result


def program(*arguments: object, **named: Any) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    pipe = subprocess.PIPE
    named = {"stdout": pipe, "stderr": pipe, "stdin": subprocess.DEVNULL} | named
    env = {**os.environ, "PYTHONPATH": str(ROOT), **named.pop("env", {})}
    command = [sys.executable, "-m", "ntand", *map(str, arguments)]
    return subprocess.Popen(command, text=True, encoding="utf-8", env=env, **named)


def finished(process: subprocess.Popen[str], stdin: str | None = None) -> Result:
    out, err = process.communicate(stdin, timeout=60)
    return Result(process.returncode, out or "", err or "")


def csv_text(rows: Iterable[Mapping[str, str]], separator: str = ";") -> str:
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def read_csv(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def codes(report: Mapping[str, Any], which: str = "rejected") -> list[tuple[Any, Any, str]]:
    return [(one["row"], one["column"], one["code"]) for one in report[which]]


def counts(report: Mapping[str, Any]) -> dict[str, int]:
    names = ("read", "created", "updated", "unchanged", "kept")
    return {name: report[name] for name in names if report[name]}


# --- Rows -----------------------------------------------------------------------------------


def number(born: str = "19400101", serial: int = 980) -> str:
    """An identity number that nobody has: serials from 980 are never given out."""
    return f"{born}{serial:03d}{luhn(f'{born[2:]}{serial:03d}')}"


def luhn(nine: str) -> int:
    total = 0
    for at, sign in enumerate(nine):
        doubled = int(sign) * (2 if at % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return (10 - total % 10) % 10


SOMEONE, OTHER, THIRD = number(), number("19400102"), number("19400103")


def unit(**cells: str) -> dict[str, str]:
    return {"kod": "E1", "namn": "Linden", "typ": "SABO"} | cells


def decision(**cells: str) -> dict[str, str]:
    usual = {
        "beslut_id": "B1",
        "personnummer": SOMEONE,
        "fornamn": "Åsa",
        "efternamn": "Öberg",
        "skydd": "",
        "enhet_kod": "E1",
        "insats": "sabo",
        "fran": "2026-01-01",
        "omvardnad_per_dygn": "3",
    }
    return usual | cells


def certificate(**cells: str) -> dict[str, str]:
    usual = {
        "intyg_id": "1489-a",
        "personnummer": SOMEONE,
        "fornamn": "Åsa",
        "efternamn": "Öberg",
        "grund": "G1",
        "kriterier": "VGR-N 2027",
        "fran": "2026-01-01",
        "utfardad": "2026-01-01",
        "utfardare": "Maria",
    }
    return usual | cells


def offer(**cells: str) -> dict[str, str]:
    usual = {"personnummer": SOMEONE, "fornamn": "Åsa", "efternamn": "Öberg", "ar": "2026"}
    return usual | cells


def training(**cells: str) -> dict[str, str]:
    usual = {"utbildning_id": "U1", "enhet_kod": "E1", "datum": "2026-03-01"}
    return usual | {"timmar": "2,5", "deltagare": "7"} | cells


# --- Installations --------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def own_day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NTAND_TODAY", TODAY)
    monkeypatch.setenv("NTAND_USER", "Provaren")


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty") / "home"
    key = str(home.parent / "key.txt")
    run_here(["init", "--home", str(home), "--municipality", "1489", "--recovery-file", key])
    return home


@pytest.fixture(scope="session")
def sample_home(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the sample; only to be read, or copied."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(empty_home, folder / "home")
    os.environ["NTAND_TODAY"] = TODAY
    Office(folder / "home", folder).load_sample()
    return folder / "home"


@pytest.fixture
def office(empty_home: Path, tmp_path: Path) -> Office:
    """An empty installation."""
    home = tmp_path / "office-home"
    shutil.copytree(empty_home, home)
    return Office(home, tmp_path)


@pytest.fixture
def another(empty_home: Path, tmp_path: Path) -> Office:
    """One more empty installation."""
    folder = tmp_path / "another"
    shutil.copytree(empty_home, folder / "home")
    return Office(folder / "home", folder)


@pytest.fixture
def sampled(sample_home: Path, tmp_path: Path) -> Office:
    """An installation with the sample, to be changed."""
    home = tmp_path / "sampled-home"
    shutil.copytree(sample_home, home)
    return Office(home, tmp_path)


@pytest.fixture
def reader(sample_home: Path, tmp_path: Path) -> Office:
    """The installation with the sample, only to be read."""
    return Office(sample_home, tmp_path)
