"""The documents speak of what is there: files, commands, tables, names."""

import argparse
import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, modules, text_of, tracked

DOCUMENTS = [name for name in tracked() if name.endswith(".md")]
FOR_USERS = [name for name in DOCUMENTS if name == "README.md" or name.startswith("docs/manual/")]
RECORDS = [name for name in DOCUMENTS if name.startswith("docs/adr/")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
OUTSIDE = re.compile(r"https?:|mailto:")
CODE = re.compile(r"```[^\n]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
RECORD_LINES = 40
RECORD_PARTS = ("**Context.**", "**Decision.**", "**Alternatives.**", "**Consequences.**")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The headings as a reader's browser names them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_something(name: str) -> None:
    broken = []
    for link in LINK.findall(read(name)):
        if OUTSIDE.match(link):
            continue
        path, _sign, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            broken.append(link)
    assert broken == []


# --- Commands -----------------------------------------------------------------------------------


@cache
def program() -> argparse.ArgumentParser:
    from ntand.cli.commands import GROUPS
    from ntand.cli.parser import make_parser

    return make_parser(GROUPS)


def below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands that a parser leads to."""
    return {
        name: command
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, command in action.choices.items()
    }


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def calls(text: str) -> list[list[str]]:
    """What stands after ``ntand`` or ``dev.py run`` in the code of a document, in words."""
    found = []
    for block, inline in CODE.findall(text):
        for line in (block or inline).splitlines():
            said = re.match(r"\s*(?:ntand|(?:python3|py -3\.11) dev\.py run) (.+)", line)
            if said:
                found.append(said.group(1).partition("  #")[0].split())
    return found


def unknown(words: list[str]) -> str | None:
    """The first word that the program does not know, if any."""
    parser = program()
    for word in words:
        if word.startswith("--"):
            if word.partition("=")[0] not in options(parser):
                return word
        elif below(parser):
            if word not in below(parser):
                return word
            parser = below(parser)[word]
    return None


@pytest.mark.parametrize("name", FOR_USERS)
def test_every_command_named_exists_with_its_options(name: str) -> None:
    said = [(word, " ".join(words)) for words in calls(read(name)) if (word := unknown(words))]
    assert said == []


def test_the_manual_names_every_command() -> None:
    named = {words[0] for name in FOR_USERS for words in calls(read(name)) if words}
    assert sorted(below(program()).keys() - named) == []


# --- Names ----------------------------------------------------------------------------------------


def test_architecture_names_every_table() -> None:
    from ntand.store.tables import Base

    section = read("docs/architecture.md").partition("\n## Data\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert told == set(Base.metadata.tables)


def test_architecture_names_every_room_and_the_paths_it_names_exist() -> None:
    text = read("docs/architecture.md")
    rooms = {
        "/".join(name.split("/")[:2])
        for name in modules()
        if name.startswith("ntand/") and not name.endswith("__.py")
    }
    assert sorted(room for room in rooms if f"`{room}`" not in text) == []
    named = re.findall(r"`((?:ntand|resources|tests|ui)/[\w/.-]+)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_identifier_of_the_glossary_is_in_the_code() -> None:
    words = {word for name in modules() for word in re.findall(r"\w+", text_of(name) or "")}
    rows = [line.split("|") for line in read("docs/glossary.md").splitlines() if "| `" in line]
    told = [
        part for row in rows for one in re.findall(r"`(.+?)`", row[2]) for part in one.split(".")
    ]
    assert len(told) > 80
    assert sorted(set(told) - words) == []


# --- Decision records -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_short_and_whole(name: str) -> None:
    text = read(name)
    number = int(Path(name).name[:4])
    assert text.startswith(f"# {number} ")
    assert text.count("\n") <= RECORD_LINES
    assert [part for part in RECORD_PARTS if part not in text] == []
    paths = re.findall(r"`((?:ntand|resources|tests|ui)/[\w/.-]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_error_code_of_the_manual_is_in_the_code() -> None:
    code = "".join(text_of(name) or "" for name in modules())
    told = re.findall(r"`((?:home|key|region|store)\.\w+)`", read("docs/manual/11-for-it.md"))
    assert len(told) > 8
    assert [one for one in told if f'"{one}"' not in code] == []


def test_records_are_numbered_without_gaps() -> None:
    numbers = [int(Path(name).name[:4]) for name in RECORDS]
    assert numbers == list(range(1, len(numbers) + 1))
