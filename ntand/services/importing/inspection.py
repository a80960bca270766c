"""A look into a file before anything is read in: what it is and which columns it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ntand.domain.codes import FileKind
from ntand.files.columns import FORMATS
from ntand.files.folding import fold
from ntand.files.header import IGNORED
from ntand.files.reading import look_into
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.importing.profiles import Profile, saved_profiles
from ntand.services.importing.recognising import (
    ColumnFaults,
    HeaderColumn,
    KindGuess,
    find_faults,
    guess_kind,
    known_headers,
    mapping_of,
    recognise,
)
from ntand.services.installation import Installation

_SAMPLE = 5  # rows


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that a header can be taken for."""

    column: str
    required: bool


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file seems to be. ``sample`` is for the screen alone: it holds personal data."""

    name: str
    kind: FileKind
    sure: bool  # whether no other kind comes near
    columns: tuple[HeaderColumn, ...]
    faults: ColumnFaults
    choices: tuple[ColumnChoice, ...]
    encoding: str  # empty for a workbook
    separator: str
    rows: int
    counted: bool  # else ``rows`` is an estimate
    sample: tuple[tuple[str, ...], ...]
    profiles: tuple[Profile, ...]  # the saved mappings that fit
    profile: str  # the one taken, or empty

    @property
    def mapping(self) -> dict[str, str]:
        """What an import has to be told about the headers."""
        return mapping_of(self.columns, self.kind)


def inspect(
    installation: Installation,
    actor: Actor,
    path: Path,
    kind: FileKind | None = None,
    profile: str | None = None,
) -> Inspected:
    """Look into the file: its kind and its columns as far as the headers tell.

    ``kind``: as a person has said; ``profile``: the saved mapping to take, empty for none; by
    default one that fits.

    Raises:
        BadFile: the file cannot be used.
    """
    require(installation, actor, "import.inspect", Permission.IMPORT)
    inside = look_into(path, known_headers(), _SAMPLE)
    saved = saved_profiles(installation.home)
    fitting = {one: _fitting(inside.header, one, saved, profile) for one in FileKind}
    guess = guess_kind(
        inside.header, {one: many[0].mapping for one, many in fitting.items() if many}
    )
    chosen = KindGuess(kind, True) if kind else guess
    profiles = tuple(one for one in saved if _fits(inside.header, chosen.kind, one))
    taken = next(iter(fitting[chosen.kind]), None)
    columns = recognise(inside.header, chosen.kind, taken.mapping if taken else None)
    return Inspected(
        path.name,
        *chosen,
        columns,
        find_faults(chosen.kind, [one.column for one in columns]),
        tuple(ColumnChoice(one.name, one.required) for one in FORMATS[chosen.kind].columns),
        inside.encoding,
        inside.separator,
        inside.rows,
        inside.counted,
        inside.sample,
        profiles,
        taken.name if taken else "",
    )


def choose(inspected: Inspected, choices: Mapping[str, str]) -> Inspected:
    """The same file with other columns for some headers; an empty column is ignored."""
    told = {fold(header): column for header, column in choices.items()}
    columns = tuple(
        replace(one, column=told[fold(one.header)]) if fold(one.header) in told else one
        for one in inspected.columns
    )
    faults = find_faults(inspected.kind, [one.column for one in columns])
    return replace(inspected, columns=columns, faults=faults)


def _fitting(
    headers: Sequence[str], kind: FileKind, saved: Sequence[Profile], wanted: str | None
) -> list[Profile]:
    """The saved mappings that may be taken for the kind, the fullest first."""
    some = [
        one for one in saved if (wanted is None or one.name == wanted) and _fits(headers, kind, one)
    ]
    return sorted(some, key=lambda one: -len(one.mapping))


def _fits(headers: Sequence[str], kind: FileKind, profile: Profile) -> bool:
    """Whether the file has every header the mapping speaks of, and the kind every column."""
    there = set(map(fold, headers))
    columns = set(profile.mapping.values()) - {IGNORED}
    return (
        bool(columns)
        and columns <= set(FORMATS[kind].names)
        and all(fold(header) in there for header in profile.mapping)
    )
