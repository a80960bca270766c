"""What a start costs: the heavy libraries stay out of the commands that do not need them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    *("alembic", "httpx", "keyring", "platformdirs", "pydantic", "PySide6", "python_calamine"),
    *("reportlab", "stamina", "starlette", "uvicorn", "xlsxwriter"),
)
PROGRAM = (
    "import json, sys; from ntand.cli import main; code = main({arguments});"
    " print(json.dumps([code, sorted({{name.split('.')[0] for name in sys.modules}})]),"
    " file=sys.stderr)"
)


def loaded_after(*arguments: str) -> tuple[int, set[str]]:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(arguments=list(arguments))],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    code, modules = json.loads(found.stderr.splitlines()[-1])
    return code, set(modules)


def test_identify_loads_nothing_heavy(home: Path) -> None:
    code, modules = loaded_after("--home", str(home), "identify", "--json")
    assert code == 0
    assert "sqlalchemy" in modules
    assert modules.isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [["--help"], ["issue"], ["--version"], ["region", "dump"]])
def test_what_only_parses_does_not_load_the_database(arguments: list[str]) -> None:
    _code, modules = loaded_after(*arguments)
    assert modules.isdisjoint((*HEAVY, "sqlalchemy", "sqlcipher3"))
