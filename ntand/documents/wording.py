"""The fixed texts of the papers: Swedish, as data, read strictly.

A paper's texts are a frozen class; its file under ``resources/papers`` must have exactly those
keys, each a text or a list of texts, and may only name the places that the class allows.
"""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from string import Formatter
from typing import ClassVar, TypeVar, get_type_hints

from ntand.errors import BadFile
from ntand.resources import resource_path


@dataclass(frozen=True)
class Wording:
    """The texts of one paper: texts and tuples of texts."""

    FILE: ClassVar[str]
    PLACES: ClassVar[frozenset[str]] = frozenset()


W = TypeVar("W", bound=Wording)
Labels = dict[str, dict[str, str]]


@cache
def wording(kind: type[W]) -> W:
    """The texts of one paper, or ``BadFile("papers.invalid")`` naming the file and the key."""
    data = _read(kind.FILE)
    hints = get_type_hints(kind)
    wanted = {field.name for field in fields(kind)}
    for key in sorted(wanted ^ set(data)):
        raise _invalid(kind.FILE, key)
    texts = {key: _text(kind, key, data[key], hints[key] is not str) for key in wanted}
    return kind(**texts)


@cache
def labels() -> Labels:
    """What code values are called on paper: table -> code value -> label."""
    data = _read("labels")
    for table, entries in data.items():
        if not isinstance(entries, dict):
            raise _invalid("labels", table)
        for code, label in entries.items():
            if not isinstance(label, str) or not label:
                raise _invalid("labels", f"{table}.{code}")
    return data  # type: ignore[return-value]


def label(table: str, code: str) -> str:
    """What a code value is called on paper; a value unknown there stands as it is."""
    return labels()[table].get(code, code)


def long_date(day: date) -> str:
    """A date as people write it: 1 mars 2027."""
    return f"{day.day} {label('month', str(day.month))} {day.year}"


def _read(name: str) -> dict[str, object]:
    try:
        return tomllib.loads(resource_path("papers", f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _invalid(name, "-") from error


def _text(kind: type[Wording], key: str, value: object, several: bool) -> object:
    texts = value if several else [value]
    if not isinstance(texts, list) or not all(isinstance(t, str) and t.strip() for t in texts):
        raise _invalid(kind.FILE, key)
    if any(not _places(text) <= kind.PLACES for text in texts):
        raise _invalid(kind.FILE, key)
    return tuple(texts) if several else texts[0]


def _places(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}


def _invalid(name: str, key: str) -> BadFile:
    return BadFile("papers.invalid", name=f"{name}.toml", key=key)
