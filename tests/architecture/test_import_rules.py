"""The import rules of ``pyproject.toml`` bite: each planted violation is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

PLANTED = {
    "ntand/domain/planted.py": ("import sqlalchemy", "the domain is pure"),
    "ntand/planted_layer.py": ("", "the core's layers"),
    "ntand/resources.py": ("import ntand.store", "the core's layers"),
    "ntand/i18n.py": ("import PySide6.QtCore", "the core never sees Qt or the client"),
    "ntand/mock_region/planted.py": ("import ntand.errors", "the core's layers"),
    "ntand/exchange/planted.py": (
        "import ntand.mock_region",
        "the demo start the mock of the region",
    ),
    "ui/planted.py": (
        "import ntand.store",
        "the client reaches the core through services, values, errors and texts",
    ),
    "ui/planted_wiring.py": (
        "import ntand.bootstrap",
        "one place wires, and only entry points ask it",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in ("ntand", "ui"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def broken_rules(folder: Path) -> str:
    """What the linter prints about broken contracts; empty when all are kept."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if run.returncode == 0 else run.stdout + run.stderr


def test_the_program_keeps_its_import_rules(copy: Path) -> None:
    assert broken_rules(copy) == ""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(copy: Path, name: str) -> None:
    line, rule = PLANTED[name]
    target = copy / name
    before = target.read_text(encoding="utf-8") if target.exists() else None
    try:
        target.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
        assert f"{rule} BROKEN" in broken_rules(copy)
    finally:
        target.unlink()
        if before is not None:
            target.write_text(before, encoding="utf-8")
