"""The fields of a plan: what each is called, means and may hold."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ntand.mock_region.errors import TITLES

Values = Mapping[str, Any]


def N_(text: str) -> str:  # noqa: N802 - the customary mark of a text that is translated elsewhere
    """The text itself: whoever shows it looks up its translation."""
    return text


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be: in words (``known`` fills ``{known}``) and as a test."""

    allowed: str
    fits: Callable[[Any], bool]
    known: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a rule; without a ``default`` it must be given when ``required``."""

    name: str
    kind: Kind
    text: str
    default: Any = None
    required: bool = field(default=False, kw_only=True)


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _seconds(value: Any) -> bool:  # noqa: ANN401 - whatever the plan's JSON holds
    return type(value) in (int, float) and 0 <= value <= 86_400


def _probability(value: Any) -> bool:  # noqa: ANN401
    return type(value) in (int, float) and 0 < value <= 1


def _text(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, str) and 0 < len(value) <= 500


def _names(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def one_of(known: Iterable[object]) -> Kind:
    """One of a few values."""
    values = tuple(known)
    shown = ", ".join(map(str, values))
    return Kind(N_("one of: {known}"), lambda value: value in values and _plain(value), shown)


def _plain(value: Any) -> bool:  # noqa: ANN401
    """Not a truth: JSON's ``true`` counts as 1 in Python, and the plan meant something else."""
    return type(value) in (str, int)


COUNT = Kind(N_("a whole number from 1"), _whole(1, 10**9))
WHOLE = Kind(N_("a whole number from 0"), _whole(0, 10**9))
SECONDS = Kind(N_("seconds from 0 to 86400"), _seconds)
WHOLE_SECONDS = Kind(N_("whole seconds from 0 to 86400"), _whole(0, 86_400))
DAYS = Kind(N_("whole days from -3650 to 3650"), _whole(-3650, 3650))
PROBABILITY = Kind(N_("a number above 0, at most 1"), _probability)
TRUTH = Kind(N_("true or false"), lambda value: type(value) is bool)
TEXT = Kind(N_("a text"), _text)
NAMES = Kind(N_("a list of names"), _names)
STATUS = Kind(N_("a status from 400 to 599"), _whole(400, 599))
PAGE_STATUS = Kind(N_("a status from 200 to 599"), _whole(200, 599))
MUNICIPALITY = Kind(
    N_("a municipality's four digits, as text"),
    lambda value: isinstance(value, str) and re.fullmatch(r"[0-9]{4}", value, re.ASCII) is not None,
)
PROBLEM = Kind(
    N_("a problem's code in /openapi.json"),
    lambda value: isinstance(value, str) and value in TITLES,
)
