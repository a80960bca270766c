"""Refused rows and warnings of an import, as people read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ntand.cli.table import table
from ntand.i18n import _

if TYPE_CHECKING:
    from ntand.services.importing import RowNote

SHOWN = 20


def note_lines(title: str, notes: "Sequence[RowNote]") -> list[str]:
    """The first notes with row, column and sentence, and how many more there are."""
    if not notes:
        return []
    rows = [
        (_("whole file") if note.row is None else note.row, note.column, note.message)
        for note in notes[:SHOWN]
    ]
    head = (_("Row"), _("Column"), _("What is wrong"))
    lines = ["", f"{title}:", table(head, rows, "r")]
    more = len(notes) - SHOWN
    if more > 0:
        lines.append(_("... and {n} more").format(n=more))
    return lines
