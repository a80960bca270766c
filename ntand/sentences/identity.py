"""The sentences of refused identity numbers; never with the number."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Code of an IdentityError -> what is wrong, what to do now."""
    return {
        "bad_format": (
            _("This does not look like an identity number."),
            _("Write it with twelve signs, year first: YYYYMMDD-NNNN."),
        ),
        "interim_number": (
            _("This is an interim number (T number), which is not accepted."),
            _("Use the personnummer, samordningsnummer or the region's reserve number."),
        ),
        "bad_date": (
            _("The identity number does not begin with a real date."),
            _("Check the first eight digits."),
        ),
        "in_future": (
            _("The identity number has a date of birth in the future."),
            _("Check the year, and write it with four digits."),
        ),
        "bad_check_digit": (
            _("The last digit of the identity number does not fit the others."),
            _("Compare the number with its source: a digit is wrong or two have changed places."),
        ),
        "ambiguous_century": (
            _("The century cannot be told from ten digits."),
            _("Write the year with four digits."),
        ),
    }
