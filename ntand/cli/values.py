"""Values on the command line: what argparse makes of each text, or why it cannot."""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from ntand.domain.identity import IdentityError, parse_identity
from ntand.errors import UsageError
from ntand.files.folding import fold
from ntand.i18n import _
from ntand.ports import clock_from_environment

_Code = TypeVar("_Code", bound=StrEnum)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LONGEST_KEY, _LONGEST_TEXT = 64, 500
_LAST_PORT = 65535


def is_uuid(given: str) -> bool:
    """Whether the text is a person's id."""
    return _UUID.fullmatch(given.strip()) is not None


def person(given: str) -> str:
    """An identity number in any writing, a person's id, or ``-``.

    Raises:
        UsageError: with the code of what is wrong with the number.
    """
    return given if is_uuid(given) else identity_number(given)


def identity_number(given: str) -> str:
    """An identity number in any writing, or ``-``.

    Raises:
        UsageError: with the code of what is wrong with the number.
    """
    if given != "-":
        try:
            parse_identity(given, clock_from_environment().today())
        except IdentityError as error:
            raise UsageError(error.code) from None
    return given


def day(given: str) -> date:
    """A day written YYYY-MM-DD or YYYYMMDD."""
    found = _DATE.fullmatch(given.strip())
    try:
        if found is None or given.count("-") not in (0, 2):
            raise ValueError
        return date(*map(int, found.groups()))
    except ValueError:
        raise ArgumentTypeError(_("this is no date; write it as YYYY-MM-DD")) from None


def year(given: str) -> int:
    """A year of the round."""
    if re.fullmatch(r"[0-9]{4}", given) and _FIRST_YEAR <= int(given) <= _LAST_YEAR:
        return int(given)
    raise ArgumentTypeError(_("this is no year from 1990 to 2100"))


def count(given: str) -> int:
    """A number of things from 1."""
    if re.fullmatch(r"[0-9]{1,6}", given) and int(given) > 0:
        return int(given)
    raise ArgumentTypeError(_("this is no whole number from 1"))


def port(given: str) -> int:
    """A port; 0 is any that is free."""
    if re.fullmatch(r"[0-9]{1,5}", given) and int(given) <= _LAST_PORT:
        return int(given)
    raise ArgumentTypeError(_("this is no port from 0 to 65535"))


def text(given: str) -> str:
    """A text that says something, to 500 characters."""
    return _bounded(given, _LONGEST_TEXT)


def key(given: str) -> str:
    """A key, to 64 characters."""
    return _bounded(given, _LONGEST_KEY)


def path(given: str) -> Path:
    """A file or folder; a home of ~ is understood."""
    if not given.strip() or "\0" in given:
        raise ArgumentTypeError(_("this is no path"))
    return Path(given).expanduser()


def code(kind: type[_Code]) -> Callable[[str], _Code]:
    """A value of the code list, compared as values in files are."""
    known = {fold(one.value): one for one in kind}

    def read(given: str) -> _Code:
        found = known.get(fold(given))
        if found is None:
            allowed = ", ".join(one.value or "ingen" for one in kind)
            raise ArgumentTypeError(_("choose one of: {allowed}").format(allowed=allowed))
        return found

    return read


def text_or_code(kind: type[_Code]) -> Callable[[str], str]:
    """A value of the code list, or a text of one's own."""
    known = {fold(one.value): one.value for one in kind}
    return lambda given: known.get(fold(given)) or text(given)


def database(given: str) -> str:
    """The address of a shared PostgreSQL."""
    if re.fullmatch(r"postgresql(\+psycopg)?://\S+", given):
        return given
    raise ArgumentTypeError(_("this is no address such as postgresql://user@server/database"))


def yes_no(given: str) -> bool:
    """J or N."""
    found = {"j": True, "ja": True, "n": False, "nej": False}.get(given.strip().casefold())
    if found is None:
        raise ArgumentTypeError(_("answer J or N"))
    return found


def shown(kind: type[StrEnum]) -> str:
    """The values of the code list, as the help shows them."""
    return "|".join(one.value for one in kind)


def _bounded(given: str, longest: int) -> str:
    tidy = given.strip()
    if not tidy:
        raise ArgumentTypeError(_("this must not be empty"))
    if len(tidy) > longest:
        raise ArgumentTypeError(
            _("this is longer than {longest} characters").format(longest=longest)
        )
    return tidy
