"""Small files for the tests of reading and writing."""

from datetime import date
from pathlib import Path
from typing import Any

from ntand.domain.codes import FileKind
from ntand.files.columns import FORMATS
from ntand.files.reading import open_table
from ntand.files.rows import RowFault

TODAY = date(2026, 6, 1)
PERSON = "189001019802"  # Skatteverket's test numbers, never assigned
OTHER = "189001029819"


def units(*rows: str, header: str = "kod;namn;typ;platser") -> str:
    return "\r\n".join((header, *rows, ""))


def decision(**cells: str) -> dict[str, str]:
    """A sound decision, changed as told."""
    sound = {
        "beslut_id": "B1",
        "personnummer": PERSON,
        "fornamn": "Eva",
        "efternamn": "Ek",
        "enhet_kod": "E1",
        "insats": "hemtjanst",
        "fran": "2024-01-01",
    }
    return sound | cells


def table_text(*rows: dict[str, str]) -> str:
    """The rows under a header of all the columns they name."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(row.get(name, "") for name in header) for row in rows]
    return "\r\n".join((";".join(header), *lines, ""))


class Read:
    """What a file gave."""

    def __init__(self, path: Path, kind: FileKind, **how: Any) -> None:
        self.faults: list[RowFault] = []
        self.warnings: list[RowFault] = []
        self.rows: list[dict[str, Any]] = []
        self.numbers: list[int] = []
        self.read = 0
        refuse = how.pop("refuse", None)
        with open_table(path, kind, TODAY, **how) as table:
            self.columns = table.columns
            self.ignored = table.ignored_columns
            for chunk in table.chunks(refuse):
                self.read += chunk.read
                self.faults += chunk.faults
                self.warnings += chunk.warnings
                self.numbers += [number for number, _ in chunk.rows]
                self.rows += [dict(zip(table.columns, row, strict=True)) for _, row in chunk.rows]

    @property
    def codes(self) -> list[tuple[int, str | None, str]]:
        return [(fault.row, fault.column, fault.code) for fault in self.faults]


def read(folder: Path, content: str | bytes, kind: FileKind, **how: Any) -> Read:
    path = folder / how.pop("name", "fil.csv")
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Read(path, kind, **how)


def aligned(kind: FileKind, rows: list[dict[str, Any]]) -> list[list[Any]]:
    """The rows with every column of the format, as writing wants them."""
    return [[row.get(name) for name in FORMATS[kind].names] for row in rows]
