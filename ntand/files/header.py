"""Which column of a file is which of ours."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ntand.errors import BadFile
from ntand.files.columns import FileFormat
from ntand.files.folding import fold

IGNORED: Final = ""  # what a mapping says of a column that is not to be read


class Header(NamedTuple):
    """What a header row says."""

    columns: tuple[str, ...]  # canonical names present, in the format's order
    places: tuple[int, ...]  # where each stands in the file
    ignored: tuple[str, ...]  # unknown columns, as the file writes them
    width: int  # cells in the header row


def known_names(form: FileFormat, mapping: Mapping[str, str]) -> dict[str, str]:
    """Folded header -> canonical name; a saved mapping goes before our own names.

    A header that the mapping leads to nothing is ignored, whatever it is called.
    Raises BadFile("file.bad_mapping") when the mapping points at columns we do not have.
    """
    unknown = sorted(set(mapping.values()) - {IGNORED, *form.names})
    if unknown:
        raise BadFile("file.bad_mapping", columns=", ".join(unknown))
    names = {fold(name): name for name in form.names}
    return names | {fold(theirs): ours for theirs, ours in mapping.items()}


def match_header(cells: Sequence[str], form: FileFormat, known: Mapping[str, str]) -> Header:
    """Finds every column, or raises BadFile naming what is missing or there twice."""
    found: dict[str, int] = {}
    ignored: dict[str, None] = {}
    twice: set[str] = set()
    for place, written in enumerate(cells):
        name = known.get(fold(written))
        if not name:
            ignored[written] = None
        elif name in found:
            twice.add(name)
        else:
            found[name] = place
    _refuse("file.missing_column", [c.name for c in form.columns if c.required], set(found))
    if twice:
        raise BadFile("file.duplicate_column", columns=", ".join(sorted(twice)))
    columns = tuple(name for name in form.names if name in found)
    places = tuple(found[name] for name in columns)
    return Header(columns, places, tuple(w for w in ignored if w.strip()), len(cells))


def _refuse(code: str, required: Sequence[str], found: set[str]) -> None:
    missing = [name for name in required if name not in found]
    if missing:
        raise BadFile(code, columns=", ".join(missing))
