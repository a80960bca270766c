"""Identity numbers: personnummer, samordningsnummer and the region's reserve number.

Twelve characters inside, ``YYYYMMDD-NNNN`` for people. The ``personnummer`` library is not used
here but is the yardstick in the tests: it reads the clock, takes several times as long, and
refuses samordningsnummer that are in use (day 60, month 00).
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from ntand.errors import Refused


class IdentityKind(StrEnum):
    """Which of the three kinds of number it is."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    RESERVNUMMER = "reservnummer"


class IdentityError(Refused):
    """The text is no identity number we accept; holds the code alone, never the number."""

    default_code = "bad_format"


class IdentityNumber(NamedTuple):
    """A valid identity number."""

    number: str  # 12 characters
    kind: IdentityKind

    @property
    def birth_year(self) -> int:
        """The year of birth, known for every kind."""
        return int(self.number[:4])

    @property
    def birth_date(self) -> date | None:
        """The date of birth; None when a samordningsnummer's month or day is no real one."""
        year, month, day = int(self.number[:4]), int(self.number[4:6]), int(self.number[6:8])
        return _date_or_none(year, month, day % _COORDINATION_DAY)

    @property
    def sex(self) -> str:
        """``K``, ``M`` or, for some reserve numbers, ``X``."""
        if self.kind is IdentityKind.RESERVNUMMER:
            return self.number[8]
        return "M" if int(self.number[10]) % 2 else "K"

    @property
    def shown(self) -> str:
        """The number as people read it."""
        return f"{self.number[:8]}-{self.number[8:]}"

    def __repr__(self) -> str:
        """Without the number: a repr ends up in logs."""
        return f"IdentityNumber(<{self.kind}>)"


_COORDINATION_DAY: Final = 60
_FIRST_CENTURY: Final = 18
_OLDEST_GUESSED: Final = 110  # the oldest age that a number without a century may stand for
_RESERVE_LETTERS: Final = {"K": 5, "M": 7, "X": 8}  # the letters' value in the check digit
_INTERIM_LETTERS: Final = frozenset("TRSUWXJKLMN")  # all count as 1 in the check digit
_NO_SERIAL: Final = "000"

_WRITTEN: Final = re.compile(r"([0-9]{2})?([0-9]{2})([0-9]{2})([0-9]{2})([-+]?)([0-9A-Z][0-9]{3})")
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u30fc"
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202d\u2060\ufeff"
_TIDY: Final = {ord(dash): "-" for dash in _DASHES} | dict.fromkeys(map(ord, _INVISIBLE))

# What two digits, the first of them doubled, add to the Luhn sum.
_PAIR: Final = {
    f"{doubled}{single}": sum(divmod(2 * doubled, 10)) + single
    for doubled in range(10)
    for single in range(10)
}


def parse_identity(text: str, today: date) -> IdentityNumber:
    """The number that the text writes in any customary way.

    Raises IdentityError with, in this order: bad_format, interim_number, bad_date, in_future,
    bad_check_digit, ambiguous_century.
    """
    if len(text) == 12 and text.isascii() and text.isdigit():
        clean = _clean_personnummer(text, today)
        if clean is not None:
            return clean
    return _parse_written(text, today)


def kind_of(number: str) -> IdentityKind:
    """The kind of a number already read into its 12 characters."""
    return _kind(number[2:])


def sex_of(number: str) -> str:
    """K, M or X: what a number already read into its 12 characters says."""
    return IdentityNumber(number, kind_of(number)).sex


def restore_leading_zeros(digits: str, today: date) -> str:
    """The ten digits where a spreadsheet dropped zeros in front; else the text as given.

    One zero of a birth in 2001-2009, up to three of one in 2000. Only when the check digit (and
    so the date) fits; the century may still be ambiguous.
    """
    if not 7 <= len(digits) <= 9 or not (digits.isascii() and digits.isdigit()):
        return digits
    restored = digits.zfill(10)
    try:
        parse_identity(restored, today)
    except IdentityError as error:
        return restored if error.code == "ambiguous_century" else digits
    return restored


def _clean_personnummer(text: str, today: date) -> IdentityNumber | None:
    """The fast way for what nearly every row of a file holds; None leaves it to the full way."""
    try:
        born = date.fromisoformat(text[:8])
    except ValueError:
        return None
    if born > today or text[:2] < "18" or text[8:11] == _NO_SERIAL or not _luhn_fits(text[2:]):
        return None
    return IdentityNumber(text, IdentityKind.PERSONNUMMER)


def _parse_written(text: str, today: date) -> IdentityNumber:
    written = _WRITTEN.fullmatch(_tidied(text))
    if written is None:
        raise IdentityError("bad_format")
    century, year, month, day, sign, serial = written.groups()
    short = f"{year}{month}{day}{serial}"
    kind = _kind(short)
    years = _possible_years(century, int(year), sign, today)
    dated = [y for y in years if _date_exists(kind, y, int(month), int(day))]
    if not dated:
        raise IdentityError("bad_date")
    past = [y for y in dated if not _in_future(y, int(month), int(day), today)]
    if not past:
        raise IdentityError("in_future")
    if not _check_digit_fits(short):
        raise IdentityError("bad_check_digit")
    if len(past) > 1:
        raise IdentityError("ambiguous_century")
    return IdentityNumber(f"{past[0]:04}{short[2:]}", kind)


def _tidied(text: str) -> str:
    """One way of writing signs, blanks and letters."""
    return unicodedata.normalize("NFKC", text).translate(_TIDY).strip().upper()


def _kind(short: str) -> IdentityKind:
    """The kind of the ten characters; raises bad_format or interim_number."""
    letter, serial = short[6], short[6:9]
    if letter.isdigit():
        if serial == _NO_SERIAL:
            raise IdentityError("bad_format")
        coordination = int(short[4:6]) >= _COORDINATION_DAY
        return IdentityKind.SAMORDNINGSNUMMER if coordination else IdentityKind.PERSONNUMMER
    reserve = letter in _RESERVE_LETTERS and _reserve_serial_fits(letter, int(serial[1:]))
    if reserve and _check_digit_fits(short):
        return IdentityKind.RESERVNUMMER
    # K, M and X begin both reserve and interim numbers: the check digit tells which was meant.
    if letter in _INTERIM_LETTERS and (
        letter not in _RESERVE_LETTERS or _luhn_fits(f"{short[:6]}1{short[7:]}")
    ):
        raise IdentityError("interim_number")
    if not reserve:
        raise IdentityError("bad_format")
    return IdentityKind.RESERVNUMMER


def _reserve_serial_fits(letter: str, serial: int) -> bool:
    """Odd for men and even for women from 06 to 79; 80 to 89 for X."""
    if letter == "X":
        return 80 <= serial <= 89
    return 6 <= serial <= 79 and serial % 2 == (letter == "M")


def _possible_years(century: str | None, year: int, sign: str, today: date) -> tuple[int, ...]:
    """The years of birth that the writing leaves open, the latest first."""
    if century is not None:
        return (int(century) * 100 + year,)
    latest = today.year - (today.year - year) % 100  # the age is 0 to 99
    earlier = latest - 100
    if sign:
        return (latest,) if sign == "-" else (earlier,)
    return (latest, earlier) if today.year - earlier <= _OLDEST_GUESSED else (latest,)


def _date_exists(kind: IdentityKind, year: int, month: int, day: int) -> bool:
    if year < _FIRST_CENTURY * 100:
        return False
    if kind is IdentityKind.SAMORDNINGSNUMMER:
        # Month 00, day 60 and a day the month lacks are handed out when the date is unknown.
        return month <= 12 and day <= _COORDINATION_DAY + 31
    return _date_or_none(year, month, day) is not None


def _in_future(year: int, month: int, day: int, today: date) -> bool:
    """Whether the birth is certainly after today."""
    if year != today.year:
        return year > today.year
    born = _date_or_none(year, month, day % _COORDINATION_DAY)
    return month > today.month if born is None else born > today


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _check_digit_fits(short: str) -> bool:
    """Whether the ten characters' Luhn sum is right, a letter counting as its value."""
    value = _RESERVE_LETTERS.get(short[6])
    return _luhn_fits(short if value is None else f"{short[:6]}{value}{short[7:]}")


def _luhn_fits(ten: str) -> bool:
    return (
        _PAIR[ten[:2]] + _PAIR[ten[2:4]] + _PAIR[ten[4:6]] + _PAIR[ten[6:8]] + _PAIR[ten[8:]]
    ) % 10 == 0
