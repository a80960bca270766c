"""What the region accepts in the columns of a record."""

import re
from collections.abc import Callable, Mapping

from ntand.mock_region.errors import Refusal
from ntand.mock_region.store.columns import (
    KEY_LENGTH,
    LONG_TEXT_LENGTH,
    NUMBER,
    STORED,
    TEXT_LENGTH,
    WHOLE,
    Kind,
    is_date,
    is_id_number,
    is_year,
)

_COLUMN_NAME = re.compile(r"[a-z_]{1,40}", re.ASCII)
_Fault = Callable[[str], str | None]


def checked_row(kind: Kind, data: Mapping[str, object]) -> dict[str, str]:
    """Every column of the kind as text, or a :class:`Refusal` naming the first field at fault."""
    if not data.keys() <= _COLUMNS[kind.name]:
        raise Refusal(422, "unknown_field", _named(min(data.keys() - _COLUMNS[kind.name])))
    row = dict.fromkeys(kind.columns, "")
    for column, required, fault_of in _CHECKS[kind.name]:
        value = data.get(column, "")
        if value != "" or required:
            row[column] = _checked(column, value, required, fault_of)
    for end in kind.ends:
        if row[end] and row[end] < row[kind.start]:
            raise Refusal(422, "end_before_start", end)
    return row


def _checked(column: str, value: object, required: bool, fault_of: _Fault) -> str:
    if not isinstance(value, str):
        raise Refusal(422, "bad_text", column)
    if not value or value.isspace():
        if required:
            raise Refusal(422, "missing_value", column)
        return ""
    fault = fault_of(value)
    if fault:
        raise Refusal(422, fault, column)
    return value


def _named(field: str) -> str | None:
    """The name came from outside and could hold anything: told only when it looks like one."""
    return field if _COLUMN_NAME.fullmatch(field) else None


def longest(kind: Kind, column: str) -> int:
    """How many characters a column of text may hold."""
    if column in kind.keys:
        return KEY_LENGTH
    return LONG_TEXT_LENGTH if column in kind.long else TEXT_LENGTH


def _fault_finder(kind: Kind, column: str) -> _Fault:
    """What finds the fault in a value of the column that is not empty."""
    if column in kind.codes:
        return _unless(kind.codes[column].__contains__, "bad_code")
    if column in kind.dates:
        return _unless(is_date, "bad_date")
    if column == "personnummer":
        return _unless(is_id_number, "bad_id_number")
    if column == "ar":
        return _unless(is_year, "bad_number")
    if column in kind.whole | kind.numbers:
        fits = (WHOLE if column in kind.whole else NUMBER).fullmatch
        return _unless(lambda value: fits(value) is not None, "bad_number")
    most = longest(kind, column)

    def fault_of_text(value: str) -> str | None:
        if "\0" in value:
            return "bad_text"
        return "too_long" if len(value) > most else None

    return fault_of_text


def _unless(fits: Callable[[str], bool], fault: str) -> _Fault:
    return lambda value: None if fits(value) else fault


# Built once: a batch checks thousands of values
_COLUMNS: Mapping[str, frozenset[str]] = {k.name: frozenset(k.columns) for k in STORED.values()}
_CHECKS: Mapping[str, list[tuple[str, bool, _Fault]]] = {
    kind.name: [
        (column, column in kind.required, _fault_finder(kind, column)) for column in kind.columns
    ]
    for kind in STORED.values()
}
