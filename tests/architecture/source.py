"""The checkout as the architecture tests read it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZED = ("ntand/", "ui/", "dev.py", "hatch_build.py")


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the repository, new ones that are not ignored included."""
    listing = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others"]
    run = subprocess.run(
        [*listing, "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = run.stdout.split("\0") if run.returncode == 0 else unpacked()
    return tuple(sorted({name for name in names if name and (ROOT / name).is_file()}))


def unpacked() -> list[str]:
    """The files of a copy that no version control knows."""
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [
        path.as_posix() for path in files if not any(part[0] == "." for part in path.parts[:-1])
    ]


def modules() -> list[str]:
    """The program's own modules, migrations aside: they are never edited again."""
    return [
        name
        for name in tracked()
        if name.endswith(".py") and name.startswith(SIZED) and "/migrations/versions/" not in name
    ]


def modules_of_tests() -> list[str]:
    """What the tests are made of, helpers and measurements included."""
    return [name for name in tracked() if name.endswith(".py") and name.startswith("tests/")]


def text_of(name: str) -> str | None:
    """The file as text; None when it is not text."""
    try:
        return (ROOT / name).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


@cache
def tree_of(name: str) -> ast.Module:
    """The module as a syntax tree."""
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), name)


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the module with the called name, of ``a.b()`` the ``b``."""
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=called) | ast.Attribute(attr=called):
                    yield called, node
