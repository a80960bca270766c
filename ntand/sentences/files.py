"""Sentences for files that cannot be used."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Code -> (what happened, what to do now)."""
    return _not_readable() | _not_sound_text() | _not_sound_sheet() | _columns() | _not_written()


def _not_readable() -> dict[str, tuple[str, str]]:
    return {
        "file.not_found": (
            _("The file {name} does not exist."),
            _("Check the folder and the name."),
        ),
        "file.not_a_file": (
            _("{name} is a folder or a device, not a file."),
            _("Choose a CSV or .xlsx file."),
        ),
        "file.unreadable": (
            _("The file {name} cannot be read."),
            _("Check that you may read it and that no other program holds it open."),
        ),
        "file.empty": (
            _("The file {name} is empty."),
            _("Make the extract again; a file has at least a row of headers."),
        ),
        "file.changed": (
            _("The file {name} was changed while it was read. Nothing was stored."),
            _("Wait until it is complete, then import it again."),
        ),
        "file.cut_off": (
            _("The file {name} ends in the middle of a row or of a quotation. Nothing was stored."),
            _("Make or copy the file again, or look for a quotation mark that is never closed."),
        ),
    }


def _not_sound_text() -> dict[str, tuple[str, str]]:
    again = _("Save the file again as CSV with UTF-8, then import it again.")
    return {
        "file.encoding": (_("The signs in the file {name} cannot be read."), again),
        "file.mixed_encoding": (
            _("The file {name} mixes two ways of writing å, ä and ö."),
            again,
        ),
        "file.nul_bytes": (
            _("The file {name} holds zero bytes, so it is damaged or no text file."),
            again,
        ),
        "file.bad_csv": (
            _("Line {line} of the file {name} is not sound CSV. Nothing was stored."),
            _("Look for a quotation mark too many or too few on that line."),
        ),
    }


def _not_sound_sheet() -> dict[str, tuple[str, str]]:
    resave = _("Open it in Excel, save it as .xlsx under a new name and import that file.")
    shrink = _("Divide it into several files, or save it as CSV.")
    return {
        "file.not_xlsx": (_("The file {name} is no .xlsx file."), resave),
        "file.old_excel": (_("The file {name} has an older Excel format."), resave),
        "file.locked": (
            _("The file {name} is protected by a password."),
            _("Remove the password in Excel and import the file again."),
        ),
        "file.no_sheets": (_("The workbook {name} has no sheet."), resave),
        "file.xlsx_damaged": (_("The workbook {name} is damaged."), resave),
        "file.xlsx_unusual": (_("The workbook {name} is written in an unusual way."), resave),
        "file.xlsx_entities": (
            _("The workbook {name} holds definitions that no ordinary workbook has."),
            _("Do not open it. Ask the sender what it is."),
        ),
        "file.xlsx_too_large": (
            _("The workbook {name} is too large once unpacked, so it was not opened."),
            shrink,
        ),
        "file.xlsx_area": (
            _("A sheet in the workbook {name} reaches too far down or to the right."),
            _("Delete the empty rows and columns beyond the table and save the file again."),
        ),
    }


def _columns() -> dict[str, tuple[str, str]]:
    return {
        "file.missing_column": (
            _("The file {name} lacks the columns: {columns}."),
            _("Check that it is the right kind of file, or map its columns."),
        ),
        "file.duplicate_column": (
            _("The file {name} has these columns twice: {columns}."),
            _("Keep one of each and import the file again."),
        ),
        "file.bad_mapping": (
            _("The column mapping names columns that do not exist: {columns}."),
            _("Correct the mapping."),
        ),
    }


def _not_written() -> dict[str, tuple[str, str]]:
    return {
        "file.disk_full": (
            _("There is no room for the file {name}. Nothing was written."),
            _("Free some space or choose another place."),
        ),
        "file.unwritable": (
            _("The file {name} cannot be written. What was there is as before."),
            _("Close it in other programs and check that you may write in the folder."),
        ),
        "file.too_much_for_xlsx": (
            _("There are too many rows for an .xlsx file."),
            _("Choose CSV instead."),
        ),
    }
