"""What people read when an indicator report cannot be written."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Code -> (what happened, what to do now)."""
    return {
        "report.unknown_suffix": (
            _("{name} is not a kind of file that a report can be written as."),
            _("Choose a name that ends in .xlsx, .csv or .pdf."),
        ),
        "report.texts_invalid": (
            _("The file of definitions {name} cannot be used: the entry {key} is wrong."),
            _("Nothing was written. Install the program again, or put the entry right."),
        ),
    }
