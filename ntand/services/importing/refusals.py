"""The refused rows of a file as a list for whoever made the extract."""

from collections.abc import Sequence
from pathlib import Path

from ntand.files.atomic import replacing
from ntand.i18n import _
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.importing.values import RowNote
from ntand.services.installation import Installation


def save_notes(
    installation: Installation, actor: Actor, notes: Sequence[RowNote], path: Path
) -> int:
    """Write row, column and message of each note as CSV; how many there are.

    No cell of the file is repeated, so the list holds no personal data.

    Raises:
        BadFile: it cannot be written there.
    """
    import csv

    require(installation, actor, "import.notes", Permission.IMPORT)
    with replacing(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow((_("Row"), _("Column"), _("What is wrong")))
        writer.writerows((note.row or "", note.column or "", note.message) for note in notes)
    return len(notes)
