"""What services take and give can stand behind a small service: it survives as JSON."""

import dataclasses
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

import pytest
from pydantic import TypeAdapter

import ntand.services
from ntand.services.installation import Installation


def values() -> Iterator[Any]:
    for module in pkgutil.walk_packages(ntand.services.__path__, "ntand.services."):
        for name, found in vars(importlib.import_module(module.name)).items():
            own = inspect.isclass(found) and found.__module__ == module.name
            if own and dataclasses.is_dataclass(found) and not name.startswith("_"):
                parameters: Any = getattr(found, "__dataclass_params__")  # noqa: B009 - untyped
                if parameters.frozen and found is not Installation:
                    yield found


VALUES = sorted(values(), key=lambda value: value.__name__)


def sample(kind: Any) -> Any:
    """A value of the type, as full as the type allows."""
    arguments = typing.get_args(kind)
    origin = typing.get_origin(kind)
    if origin in (UnionType, typing.Union):
        return sample(next(one for one in arguments if one is not NoneType))
    if origin is tuple:
        return tuple(sample(one) for one in arguments if one is not Ellipsis)
    if origin is not None and issubclass(origin, dict | typing.Mapping):
        return {sample(arguments[0]): sample(arguments[1])}
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    if dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
        hints = typing.get_type_hints(kind)
        return kind(**{name: sample(hints[name]) for name in fields_of(kind)})
    plain = {str: "å", int: 7, float: 0.5, bool: True, Path: Path("x.csv")}
    plain |= {date: date(2027, 1, 2), datetime: datetime(2027, 1, 2, 3, 4, tzinfo=UTC)}
    return 7 if kind is object else plain[kind]


def fields_of(kind: Any) -> list[str]:
    if dataclasses.is_dataclass(kind):
        return [field.name for field in dataclasses.fields(kind) if field.init]
    return list(kind._fields)


def test_there_are_values():
    assert len(VALUES) > 20


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_survives_as_json(value: type):
    made = sample(value)
    adapter: TypeAdapter[Any] = TypeAdapter(value)
    assert adapter.validate_json(adapter.dump_json(made)) == made
