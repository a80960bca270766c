"""The sentences of taking an act back."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    return {
        "undo.too_late": (
            _("This can no longer be taken back: it has been sent or changed since."),
            _("Correct it with a new act instead."),
        ),
        "undo.some_too_late": (
            _("{late} of {all} could no longer be taken back: they have been sent or changed."),
            _("The others are taken back. Correct these one by one."),
        ),
    }
