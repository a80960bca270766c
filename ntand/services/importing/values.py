"""What an import is asked and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ntand.domain.codes import FileKind
from ntand.errors import Refused

STANDARD_SOURCE = "standard"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be imported (contract section 1)."""

    kind: FileKind
    dry_run: bool = False
    strict: bool = False
    source: str = STANDARD_SOURCE
    complete: bool = False
    as_of: date | None = None
    confirmed: bool = False
    unprotected: bool = False
    announce: bool = False
    mapping: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RowNote:
    """A refusal or a warning. ``row`` counts data rows from 1; None for the whole file."""

    row: int | None
    column: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import."""

    kind: FileKind
    read: int
    created: int
    updated: int
    unchanged: int
    kept: int
    ignored_columns: tuple[str, ...]
    rejected: tuple[RowNote, ...]
    warnings: tuple[RowNote, ...]
    announced: int = 0
    marked_missing: int = 0
    announced_bare: int = 0  # of those announced: certificates without a basis in the file
    announced_not: int = 0  # asked to be announced, but about protected persons


class StrictRefusal(Refused):
    """A strict import met a row it refuses; nothing was stored."""

    default_code = "import.strict"

    def __init__(self, rejected: tuple[RowNote, ...]) -> None:
        super().__init__(rows=len({note.row for note in rejected}))
        self.rejected = rejected


@dataclass(slots=True)
class Tally:
    """The counts of an import under way."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    announced: int = 0
    announced_bare: int = 0
    announced_not: int = 0
    marked_missing: int = 0
    rejected: list[RowNote] = field(default_factory=list)
    warnings: list[RowNote] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """Rows that are in the database afterwards."""
        return self.created + self.updated + self.unchanged + self.kept

    @property
    def refused_rows(self) -> int:
        """Rows with at least one refusal."""
        return len({note.row for note in self.rejected})
