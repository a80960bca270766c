"""The report's Swedish words and the indicators' definitions: data, read strictly."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from ntand.domain.indicators import PublishedRow
from ntand.domain.indicators.definitions import INDICATORS
from ntand.errors import BadFile
from ntand.resources import resource_path

VERSION = "2027"
_FILE = f"{VERSION}.toml"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an indicator is called and counts; no denominator for counts."""

    id: str
    name: str
    numerator: str
    denominator: str
    source: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Every text of the report."""

    title: str
    produced: str
    practice_mark: str
    exact_note: str
    open_notes: tuple[str, ...]
    absent_note: str
    chart_title: str
    hidden_bar: str
    empty_bar: str
    parts: str
    table_title: str
    definitions_title: str
    indicators_sheet: str
    definitions_sheet: str
    total: str
    page: str
    columns: Mapping[str, str]
    breakdown: Mapping[str, str]
    group: Mapping[str, Mapping[str, str]]
    indicator: Mapping[str, Meaning]

    def group_name(self, row: PublishedRow) -> str:
        """What the row's group is called; a unit by its code."""
        if not row.group:
            return self.total
        return self.group.get(row.breakdown, {}).get(row.group, row.group)


@cache
def wording() -> Wording:
    """The texts, or ``BadFile("report.texts_invalid")`` naming the file and the entry."""
    data = _read()
    names = {field.name for field in fields(Wording)}
    for key in sorted(names ^ data.keys()):
        raise _invalid(key)
    try:
        meanings = [Meaning(**entry) for entry in data.pop("indicator")]
    except TypeError as error:
        raise _invalid("indicator") from error
    if [meaning.id for meaning in meanings] != list(INDICATORS):
        raise _invalid("indicator")
    return Wording(**data, indicator={meaning.id: meaning for meaning in meanings})


def _read() -> dict[str, Any]:
    try:
        return tomllib.loads(resource_path("indicators", _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _invalid("-") from error


def _invalid(key: str) -> BadFile:
    return BadFile("report.texts_invalid", name=_FILE, key=key)
