"""Papers before they are made: who is on each, and how it is laid out when someone asks for it.

A preview lays a draft out and keeps nothing. Writing lays it out into a folder and remembers who
is on it, in one transaction.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from ntand.documents.pdf import Output, write_whole
from ntand.ports import Progress, Silent
from ntand.services.acts import Act
from ntand.services.papers.printing import (
    NO_UNIT,
    Papers,
    PrintedFile,
    in_folder,
    not_taken,
    remember,
)

Units = str | Collection[str] | None
"""A unit's code, several, ``-`` among them for those without one; None: all."""


UNWATCHED = Silent()


class Draft(NamedTuple):
    """One paper: its name, whom it is about (persons and certificates), how it is laid out."""

    kind: str
    unit: str | None  # None: those without a unit, or about no one unit
    year: int | None
    file: str
    subjects: tuple[tuple[str, str | None], ...]
    render: Callable[[Output], int]
    of_a_unit: bool = True
    renewed: bool = False  # a new file takes an older one's place

    @property
    def persons(self) -> int:
        """How many persons are on it."""
        return len({person for person, _certificate in self.subjects})

    @property
    def shown_unit(self) -> str | None:
        """The unit as people are told it: ``-`` for those without one."""
        return (self.unit or NO_UNIT) if self.of_a_unit else None


class Drafts(NamedTuple):
    """The papers there are to make, and how many persons are on none of them, by reason."""

    papers: tuple[Draft, ...]
    left_out: Mapping[str, int] = Counter()


def is_wanted(code: str | None, units: Units) -> bool:
    """Whether a unit, or those without one, is among the units asked for."""
    if units is None:
        return True
    return (code or NO_UNIT) in ({units} if isinstance(units, str) else units)


def write_drafts(
    act: Act, out: Path, drafts: Collection[Draft], progress: Progress = UNWATCHED
) -> Papers:
    """Make the papers in a folder and remember who is on them.

    All are laid out before the first is written: a person who cancels leaves no file that is
    not remembered, and neither does a full disk.
    """
    laid_out = []
    for done, draft in enumerate(drafts):
        progress.step(done, len(drafts))
        laid_out.append((draft, *content(draft)))
    written: list[Path] = []
    files = []
    try:
        for draft, pdf, pages in laid_out:
            path = in_folder(out, draft.file)
            path = path if draft.renewed else not_taken(path)
            write_whole(path, pdf)
            written.append(path)
            remember(act, draft.kind, draft.subjects, draft.year, draft.unit)
            files.append(PrintedFile(draft.shown_unit, str(path), draft.persons, pages))
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return Papers(tuple(files))


def content(draft: Draft) -> tuple[bytes, int]:
    """The paper as it would be written, and its number of pages; nothing is kept."""
    out = BytesIO()
    pages = draft.render(out)
    return out.getvalue(), pages
