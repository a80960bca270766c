"""Sentences for rows of an imported file that are refused or stored with a warning."""

from typing import Final

from ntand.i18n import _

_LONGEST_QUOTE: Final = 40  # characters


def row_messages() -> dict[str, str]:
    """Code -> what is wrong and what to do; never with what a cell holds."""
    return _identity() | _values() | _warnings()


def row_message(code: str, quoted: str = "") -> str:
    """The sentence; ``quoted`` is repeated only when it is short and holds no digit."""
    sentence = row_messages()[code]
    harmless = quoted.isprintable() and not any(map(str.isnumeric, quoted))
    if quoted and harmless and len(quoted) <= _LONGEST_QUOTE:
        return f"{sentence} ({quoted})"
    return sentence


def _identity() -> dict[str, str]:
    return {
        "bad_format": _("This is no identity number. Write it with ten or twelve digits."),
        "bad_check_digit": _("The check digit of the identity number is wrong. Correct it."),
        "in_future": _("The identity number has a birth date that is yet to come. Correct it."),
        "interim_number": _(
            "This is an interim number. Use the personnummer, samordningsnummer or reserve number."
        ),
        "ambiguous_century": _("The century is not clear. Write the number with twelve digits."),
        "unknown_person": _("The person is not known here. Give first name and last name."),
    }


def _values() -> dict[str, str]:
    return {
        "missing_value": _("The cell must not be empty. Fill it in."),
        "bad_value": _("The value is not allowed here. See the description of the file."),
        "bad_date": _("This is no date. Write it as YYYY-MM-DD."),
        "too_long": _("The text is too long. Shorten it: keys to 64 characters, others to 500."),
        "end_before_start": _("The end lies before the start. Correct one of the dates."),
        "duplicate_key": _("A row above has the same key. Keep one of them."),
    }


def _warnings() -> dict[str, str]:
    return {
        "unknown_value": _(
            "The value is not known. The row is stored: an unknown kind of support counts as "
            "other, an unknown protection as protected. Check it in the source."
        ),
        "unknown_unit": _(
            "The unit is not known. A unit with only its code was made; complete it or import "
            "the units."
        ),
        "no_protection_column": _(
            "The file says nothing about protected identity. People new in it count as "
            "protected until you confirm that none of them is."
        ),
    }
