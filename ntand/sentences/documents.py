"""The sentences of the papers' faults."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    return {
        "papers.empty": (
            _("There is nothing to print."),
            _("Choose other persons, another unit or another year."),
        ),
        "papers.invalid": (
            _("The text file {name} cannot be used: the entry {key} is wrong."),
            _("Nothing was printed. Install the program again, or put the entry right."),
        ),
        "papers.gone": (
            _("The person has died or moved away and gets no letters."),
            _("Nothing is printed. End the certificate if it is not ended."),
        ),
        "papers.printer": (
            _("The printer did not take the papers, so they do not count as printed."),
            _("Look at the printer and print again, or save as PDF."),
        ),
        "papers.protected": (
            _("The person's identity is protected, so no letter is written."),
            _("Give the information in a way agreed with the person."),
        ),
        "papers.not_written": (
            _("The file {name} could not be written."),
            _("Close it if it is open elsewhere, check the folder's free space, and try again."),
        ),
    }
