"""What a command answers: data for programs, text for people, an exit code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

DONE = 0
USAGE = 2
PARTLY = 3
FAILED = 4
INTERRUPTED = 130  # as shells know Ctrl+C


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a command; ``text`` is made only when a person reads it."""

    data: Mapping[str, object]
    text: Callable[[], str]
    code: int = DONE
    hint: str = ""  # what to do next, for people
    json_only: bool = False  # JSON also for people: the mock of the region


def as_data(value: object) -> dict[str, object]:
    """The fields of a service's answer, by name; without the way back, which is the window's."""
    assert is_dataclass(value)
    names = (field.name for field in fields(value) if field.name != "undo")
    return {name: getattr(value, name) for name in names}


def plain(value: object) -> object:
    """What JSON does not know by itself: values, days, paths."""
    if is_dataclass(value) and not isinstance(value, type):
        return as_data(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)
