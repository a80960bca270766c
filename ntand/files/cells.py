"""From the text of a cell to its value, each text converted once.

Values are str, int, bool, date, Decimal, or None for an empty cell. Codes come out as the
contract writes them. A text of an open code set that we do not know comes out as it stands.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from ntand.domain.identity import IdentityError, parse_identity
from ntand.files.columns import MAX_KEY, MAX_TEXT, VARIED, CellType, Column
from ntand.files.folding import fold

GUARDED: Final = frozenset("=+-@\t\r'")  # a written cell that begins so gets one ' in front
_REMEMBERED: Final = 32_768  # texts a column remembers; keeps reading flat in memory
_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,15})?")
_MUNICIPALITY = re.compile(r"[0-9]{4}")
_ABROAD: Final = "utlandet"
_YES_NO: Final = {"j": True, "ja": True, "n": False, "nej": False}


class Refusal:
    """A cell that cannot be taken, and why."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code


class Doubt:
    """A text that is kept though we do not know it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


Value = str | int | bool | date | Decimal | None
Outcome = Value | Refusal | Doubt
Convert = Callable[[str], Outcome]

_BAD_VALUE = Refusal("bad_value")
_BAD_DATE = Refusal("bad_date")
_TOO_LONG = Refusal("too_long")
_MISSING = Refusal("missing_value")


def unguarded(text: str) -> str:
    """The text without the one ' that was put before a sign a spreadsheet would act on."""
    if text[:1] == "'" and text[1:2] in GUARDED:
        return text[1:]
    return text


class CellReader(dict[str, Outcome]):
    """Raw text -> value for one column; ``troubled`` once a refusal or a doubt came out.

    A dict, so that a text seen before costs one look-up and no call. Refusals and doubts are
    not remembered: each must be noticed.
    """

    __slots__ = ("_convert", "_empty", "troubled")

    def __init__(self, convert: Convert, *, required: bool) -> None:
        super().__init__()
        self._convert = convert
        self._empty: Outcome = _MISSING if required else None
        self.troubled = False

    def read(self, column: Sequence[str]) -> list[Outcome]:
        """The outcomes for the raw texts, in order."""
        return list(map(self.__getitem__, column))

    def __missing__(self, raw: str) -> Outcome:
        text = raw.strip()
        if text[:1] == "'":
            text = unguarded(text)
        value = self._convert(text) if text else self._empty
        if type(value) is Refusal or type(value) is Doubt:
            self.troubled = True
            return value
        if len(self) >= _REMEMBERED:
            self.clear()
        self[raw] = value
        return value


class VariedTextReader:
    """Reads a column of texts that seldom come again, where remembering them does not pay."""

    def __init__(self, one_by_one: CellReader, longest: int) -> None:
        self._one_by_one = one_by_one
        self._longest = longest

    @property
    def troubled(self) -> bool:
        """Whether a refusal came out."""
        return self._one_by_one.troubled

    @troubled.setter
    def troubled(self, value: bool) -> None:
        self._one_by_one.troubled = value

    def read(self, column: Sequence[str]) -> list[Outcome]:
        """The outcomes for the raw texts, in order."""
        texts: list[Outcome] = list(map(str.strip, column))
        joined = "\0".join(texts)  # type: ignore[arg-type]
        if "\0'" in joined or joined[:1] == "'" or max(map(len, column), default=0) > self._longest:
            return self._one_by_one.read(column)
        if "" in texts:
            empty = self._one_by_one[""]
            return [text or empty for text in texts]
        return texts


ColumnReader = CellReader | VariedTextReader


def column_reader(column: Column, today: date) -> ColumnReader:
    """A reader for the cells of the column; ``today`` bounds identity numbers."""
    one_by_one = CellReader(_converter(column, today), required=column.required)
    if column.name in VARIED:
        return VariedTextReader(one_by_one, MAX_KEY if column.type is CellType.KEY else MAX_TEXT)
    return one_by_one


def _converter(column: Column, today: date) -> Convert:
    known = {fold(code): code for code in column.codes}
    converters: dict[CellType, Convert] = {
        CellType.KEY: partial(_text, MAX_KEY),
        CellType.TEXT: partial(_text, MAX_TEXT),
        CellType.IDENTITY: partial(_identity, today),
        CellType.DATE: _date,
        CellType.WHOLE: partial(_whole, column.numbers),
        CellType.DECIMAL: _decimal,
        CellType.YES_NO: _yes_no,
        CellType.CODE: partial(_code, known),
        CellType.OPEN_CODE: partial(_open_code, known),
        CellType.TEXT_OR_CODE: partial(_text_or_code, known),
        CellType.DESTINATION: _destination,
    }
    return converters[column.type]


def _text(longest: int, text: str) -> Outcome:
    return text if len(text) <= longest else _TOO_LONG


def _identity(today: date, text: str) -> Outcome:
    try:
        return parse_identity(text, today).number
    except IdentityError as error:
        return Refusal(error.code)


def _date(text: str) -> Outcome:
    # fromisoformat alone would take week dates as well.
    dashed = len(text) == 10 and text[4] == "-" == text[7]
    if not dashed and not (len(text) == 8 and text.isascii() and text.isdigit()):
        return _BAD_DATE
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _BAD_DATE


def _whole(allowed: range | tuple[int, ...], text: str) -> Outcome:
    if not _WHOLE.fullmatch(text):
        return _BAD_VALUE
    number = int(text)
    return number if number in allowed else _BAD_VALUE


def _decimal(text: str) -> Outcome:
    if not _DECIMAL.fullmatch(text):
        return _BAD_VALUE
    return Decimal(text.replace(",", "."))


def _yes_no(text: str) -> Outcome:
    answer = _YES_NO.get(text.casefold())
    return _BAD_VALUE if answer is None else answer


def _code(known: dict[str, str], text: str) -> Outcome:
    return known.get(fold(text), _BAD_VALUE)


def _open_code(known: dict[str, str], text: str) -> Outcome:
    code = known.get(fold(text))
    if code is not None:
        return code
    return Doubt(text) if len(text) <= MAX_TEXT else _TOO_LONG


def _text_or_code(known: dict[str, str], text: str) -> Outcome:
    return known.get(fold(text)) or _text(MAX_TEXT, text)


def _destination(text: str) -> Outcome:
    if _MUNICIPALITY.fullmatch(text):
        return text
    return _ABROAD if fold(text) == _ABROAD else _BAD_VALUE
