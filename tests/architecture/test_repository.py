"""What no file of the repository may hold."""

import re

import pytest

from tests.architecture.source import text_of, tracked

# Put together from pieces, so that this file holds none of them.
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.$}~-])/(?:" + "|".join(["work", "farm", "tmp/lab", "home/\\w+", "root"]) + ")/"
    ),
    "a registry's host": re.compile("py" + r"pi\.(?:org|io)|pythonhosted" + r"\.org"),
    "a number of the tracker": re.compile(r"\b[Ii]ssue" + r" ?#?\d|\bPR" + r" ?#\d"),
    "work left over": re.compile(r"\b(?:TO" + "DO|FIX" + r"ME|X" + r"XX)\b"),
}
FOREIGN = "resources/fonts/"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{name}: {hit.group()}"
        for name in tracked()
        if not name.startswith(FOREIGN)
        if (text := text_of(name)) is not None
        for hit in [FORBIDDEN[what].search(text)]
        if hit
    ]
    assert not found, f"{what}: {found}"


def test_text_files_end_their_lines_with_lf() -> None:
    ours = (".py", ".toml", ".md", ".po", ".lock", ".json", ".yml", ".yaml")
    assert [n for n in tracked() if n.endswith(ours) and "\r" in (text_of(n) or "")] == []
