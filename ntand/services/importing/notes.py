"""Refusals and warnings in words."""

from ntand.sentences.rows import row_messages
from ntand.services.importing.values import RowNote


def note(row: int | None, column: str | None, code: str) -> RowNote:
    """The note with its sentence; never with what the cell held."""
    return RowNote(row, column, code, row_messages()[code])
