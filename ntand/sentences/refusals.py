"""Why the region did not take something, in words: what is wrong, and what to do about it."""

from ntand.i18n import _
from ntand.sentences.columns import column_name


def refusal(problem: str | None) -> tuple[str, str]:
    """What happened and what to do now, for a refusal as it is kept: ``code`` or ``code:column``.

    A code nobody knows is told as it is, for whoever helps.
    """
    code, _colon, column = (problem or "unknown").partition(":")
    told = {**_values(), **_records()}.get(code)
    if told is None:
        what = _("The region refused it with the code {code}.").format(code=code)
        now = _("Send it again; if it is refused again, give the region's support the code.")
    else:
        what, now = told
    if column:
        field = _("The field: {column}.").format(column=column_name(column))
        return f"{what} {field}", now
    return what, now


def _values() -> dict[str, tuple[str, str]]:
    correct = _("Correct the value, then send it again.")
    return {
        "missing_value": (
            _("A value that the region needs is missing."),
            _("Fill it in, then send it again."),
        ),
        "bad_code": (_("The region does not know one of the values."), correct),
        "bad_date": (_("The region does not accept one of the dates."), correct),
        "bad_number": (_("The region does not accept one of the numbers."), correct),
        "bad_text": (_("A text holds signs that the region does not accept."), correct),
        "too_long": (
            _("A text is longer than the region accepts."),
            _("Shorten it, then send it again."),
        ),
        "bad_id_number": (
            _("The region does not accept the identity number."),
            _("Check the number in the care system and import it again, then send it again."),
        ),
        "end_before_start": (
            _("The end lies before the start."),
            _("Correct one of the dates, then send it again."),
        ),
        "unknown_field": (
            _("The region does not know one of the fields."),
            _("The program and the region do not agree: tell the support of both."),
        ),
    }


def _records() -> dict[str, tuple[str, str]]:
    unreadable = (
        _("The region could not read it."),
        _("Send it again; if it is refused again, tell the support of both."),
    )
    return {
        "changed_by_others": (
            _("The region has changed the same thing meanwhile."),
            _("Look at both and choose which one is right."),
        ),
        "key_reused": (
            _("The region has got something else under the same key before."),
            _("Send it again: it gets a new key."),
        ),
        "bad_json": unreadable,
        "bad_item": unreadable,
        "bad_key": unreadable,
        "body_too_large": (
            _("It is larger than the region accepts."),
            _("Shorten its texts, then send it again."),
        ),
        "number_replaced": (
            _("The region knows the person by another identity number now."),
            _("Run the exchange again; if it is refused again, check the number."),
        ),
        "person_deceased": (
            _("The region knows of a death before this begins."),
            _("Check with the unit; end the certificate, or ask the region to correct the death."),
        ),
        "no_such_record": (
            _("The region has nothing of the kind."),
            _("Send it again; if it is refused again, ask the region."),
        ),
        "not_allowed": (
            _("The region does not let this municipality write it."),
            _("Ask the region what this municipality may write."),
        ),
    }
