"""The words of why someone is not on a list, or not any more."""

from ntand.i18n import _


def why_changed(code: str) -> str:
    """How a person's place on a list has changed, by the code of ``ChangeCode``."""
    return {
        "joined": _("New since the list was printed"),
        "protected": _("Identity protected since"),
        "deceased": _("Has died"),
        "moved": _("Has moved away"),
        "performed": _("The visit is done"),
        "no_longer_yes": _("No longer says yes"),
        "no_certificate": _("Has no valid certificate"),
        "other_unit": _("Belongs to another unit now"),
    }[code]


def why_left_out(code: str) -> str:
    """Why persons get no paper, after their number: ``3 protected``."""
    return {
        "protected": _("protected"),
        "deceased": _("dead"),
        "moved": _("moved away"),
        "performed": _("visited already"),
        "no_certificate": _("without a valid certificate"),
        "answered": _("answered already"),
    }[code]
