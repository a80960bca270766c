"""What the program imports is what it declares, and the lock file holds it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.source import ROOT, modules, tree_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=;~! ]", requirement)[0]).lower()


def declared_for_use() -> set[str]:
    project = PROJECT["project"]
    extras = project["optional-dependencies"].values()
    return {canonical(one) for group in (project["dependencies"], *extras) for one in group}


def imported(name: str) -> set[str]:
    found = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"ntand", "ui"}


def test_every_import_of_the_program_is_declared() -> None:
    carriers = packages_distributions()
    undeclared = {
        f"{name}: {package}"
        for name in modules()
        if name.startswith(("ntand/", "ui/"))
        for package in imported(name)
        if declared_for_use().isdisjoint(map(canonical, carriers.get(package, [])))
    }
    assert undeclared == set()


def test_the_lock_covers_every_declared_dependency() -> None:
    locked = {canonical(one) for one in re.findall(r"^[A-Za-z0-9._-]+(?===)", LOCK, re.MULTILINE)}
    wanted = declared_for_use() | {canonical(one) for one in PROJECT["dependency-groups"]["dev"]}
    assert wanted <= locked, "run: python3 dev.py lock"


def test_the_lock_names_packages_and_hashes_and_no_address() -> None:
    assert "://" not in LOCK
    assert "index-url" not in LOCK
    entries = re.findall(r"^[A-Za-z0-9][^\n]*==(?:.|\n    )*", LOCK, re.MULTILINE)
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
