"""Which columns a file's headers mean: our own names, a saved mapping, what others call them."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from ntand.domain.codes import FileKind
from ntand.files.columns import FORMATS
from ntand.files.folding import fold
from ntand.files.header import IGNORED
from ntand.resources import resource_path

_NEAR = 0.82  # of 1: how alike two headers are before one is proposed for the other
_MOST = 3  # proposals for a header
_SURE_LEAD = 0.2
_SURE_SHARE = 0.75  # of the columns a kind must have

BY_NAME, BY_PROFILE, BY_SYNONYM, UNKNOWN = "name", "profile", "synonym", "unknown"


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A header of the file and the column it is taken for; an empty one is ignored."""

    header: str
    column: str
    how: str  # one of the four words above
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnFaults:
    """What keeps a choice of columns from being imported."""

    missing: tuple[str, ...]
    twice: tuple[str, ...]


class KindGuess(NamedTuple):
    """Which of the five files it is, and whether no other comes near."""

    kind: FileKind
    sure: bool


def known_headers() -> frozenset[str]:
    """Every folded header that any of the five files may have, whatever system wrote it."""
    return frozenset(
        name for kind in FileKind for name in (*map(fold, FORMATS[kind].names), *synonyms(kind))
    )


@cache
def synonyms(kind: FileKind) -> Mapping[str, str]:
    """Folded header of another system -> our column, for one kind of file."""
    with resource_path("import", "synonyms.toml").open("rb") as file:
        told = tomllib.load(file)
    names = FORMATS[kind].names
    found = {
        fold(theirs): ours
        for part in ("any", kind.value)
        for ours, many in told[part].items()
        if ours in names
        for theirs in many
    }
    return {theirs: ours for theirs, ours in found.items() if theirs not in set(map(fold, names))}


def recognise(
    headers: Sequence[str], kind: FileKind, mapping: Mapping[str, str] | None = None
) -> tuple[HeaderColumn, ...]:
    """Each header with its column; ``mapping`` {header: column} goes before everything else.

    A synonym counts only for a column that no header has by name. What merely looks alike is
    proposed, never taken.
    """
    told = {fold(theirs): ours for theirs, ours in (mapping or {}).items()}
    own = {fold(name): name for name in FORMATS[kind].names}
    chosen: list[tuple[str, str] | None] = [
        (told[key], BY_PROFILE) if key in told else (own[key], BY_NAME) if key in own else None
        for key in map(fold, headers)
    ]
    taken = {one[0] for one in chosen if one}
    for at, header in enumerate(headers):
        column = synonyms(kind).get(fold(header))
        if chosen[at] is None and column and column not in taken:
            chosen[at] = column, BY_SYNONYM
            taken.add(column)
    return tuple(
        HeaderColumn(header, *one)
        if one is not None
        else HeaderColumn(header, IGNORED, UNKNOWN, _alike(header, kind, taken))
        for header, one in zip(headers, chosen, strict=True)
    )


def guess_kind(
    headers: Sequence[str], profiles: Mapping[FileKind, Mapping[str, str]] | None = None
) -> KindGuess:
    """The kind whose columns the headers are; ``profiles`` hold the mapping that fits a kind."""
    scores = sorted(
        ((_likeness(headers, kind, (profiles or {}).get(kind)), kind) for kind in FileKind),
        key=lambda one: -sum(one[0]),
    )
    ((required, known), kind), (second, _kind) = scores[0], scores[1]
    lead = required + known - sum(second)
    return KindGuess(kind, required >= _SURE_SHARE and lead >= _SURE_LEAD)


def find_faults(kind: FileKind, columns: Collection[str]) -> ColumnFaults:
    """What is wrong with a choice of columns: required ones missing, one chosen twice."""
    chosen = list(columns)
    form = FORMATS[kind]
    return ColumnFaults(
        tuple(one.name for one in form.columns if one.required and one.name not in chosen),
        tuple(name for name in form.names if chosen.count(name) > 1),
    )


def mapping_of(columns: Sequence[HeaderColumn], kind: FileKind) -> dict[str, str]:
    """What has to be told beside the names: {header: column}, an empty column to ignore."""
    own = {fold(name): name for name in FORMATS[kind].names}
    return {
        one.header: one.column
        for one in columns
        if one.header.strip() and own.get(fold(one.header), IGNORED) != one.column
    }


def _likeness(
    headers: Sequence[str], kind: FileKind, mapping: Mapping[str, str] | None
) -> tuple[float, float]:
    """The share of the required columns that are there, and of the headers that are known."""
    found = {one.column for one in recognise(headers, kind, mapping)} - {IGNORED}
    required = [one.name for one in FORMATS[kind].columns if one.required]
    named = sum(bool(header.strip()) for header in headers)
    return sum(name in found for name in required) / len(required), len(found) / max(1, named)


def _alike(header: str, kind: FileKind, taken: Collection[str]) -> tuple[str, ...]:
    """Columns not taken that are called something like the header, the likest first."""
    known = dict(synonyms(kind)) | {fold(name): name for name in FORMATS[kind].names}
    free = {theirs: ours for theirs, ours in known.items() if ours not in taken}
    exact = free.get(fold(header))
    near = get_close_matches(fold(header), free, n=2 * _MOST, cutoff=_NEAR)
    found = [exact] * bool(exact) + [free[theirs] for theirs in near]
    return tuple(dict.fromkeys(name for name in found if name))[:_MOST]
