"""Refusals and warnings in words."""

from ntand.sentences.rows import row_message
from ntand.services.importing.values import RowNote


def note(row: int | None, column: str | None, code: str, quoted: str = "") -> RowNote:
    """The note with its sentence, and ``quoted`` only when nothing in it can be a number."""
    return RowNote(row, column, code, row_message(code, quoted))
