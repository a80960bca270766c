"""Writing one of the five files, as CSV or .xlsx, so that reading gives the same values."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from ntand.domain.codes import FileKind
from ntand.files.atomic import replacing
from ntand.files.cells import GUARDED, Value
from ntand.files.columns import FORMATS


def cell_text(value: Value) -> str:
    """The canonical text: ISO dates, decimal comma without trailing zeros, J/N, empty for None.

    A text that a spreadsheet would act on, or that begins with ', gets one ' in front.
    """
    text = plain_text(value)
    return f"'{text}" if text and text[0] in GUARDED and isinstance(value, str) else text


def plain_text(value: Value) -> str:
    """The canonical text without a guard: for readers that act on no sign."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value.isprintable() else _writable(value)
    if isinstance(value, bool):
        return "J" if value else "N"
    if isinstance(value, date):
        return value.isoformat()
    return _decimal_text(value) if isinstance(value, Decimal) else str(value)


def write_table(path: Path, kind: FileKind, rows: Iterable[Sequence[Value]]) -> int:
    """Writes the rows in the order given and returns how many; replaces the file whole.

    Each row holds a value per column of the format, in its order. The suffix decides: ``.xlsx``
    or else CSV. Raises BadFile (file.disk_full, file.unwritable, file.too_much_for_xlsx).
    """
    header = FORMATS[kind].names
    with replacing(path) as draft:
        if path.suffix.lower() == ".xlsx":
            from ntand.files.sheet import write_sheet  # on use: the library takes its time

            return write_sheet(draft, kind.value, header, rows)
        return _write_csv(draft, header, rows)


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([cell_text(value) for value in row])
            count += 1
    return count


def _writable(text: str) -> str:
    """Without what no file can hold: zero signs, and halves of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _decimal_text(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")
