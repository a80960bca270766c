"""Reading a plan of faults: every fault of the plan itself is told with its place."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from ntand.mock_region.errors import RegionError
from ntand.mock_region.faults.callers import Operations
from ntand.mock_region.faults.fields import N_, Field, Kind, Values, one_of
from ntand.mock_region.faults.rules import Rule
from ntand.mock_region.faults.table import COUNTED, FAULTS, WHEN, Fault


def read_plan(path: Path) -> list[Rule]:
    """The rules of a plan file, in its order.

    Raises :class:`RegionError`, its code beginning with ``mock.plan_``, with the rule's number
    from 1 and the field at fault.
    """
    found = _json(path)
    if isinstance(found, dict) and not set(found) - {"rules"}:
        found = found.get("rules", [])
    if not isinstance(found, list):
        raise RegionError("plan_shape", "A plan is a list of rules.", name=path.name)
    return [_Reader(number).rule(raw, path.parent) for number, raw in enumerate(found, 1)]


def read_header(text: str) -> Rule:
    """The rule that a request's own header stands for: a fault's name, or a rule without when."""
    reader = _Reader(0)
    try:
        raw = json.loads(text) if text.startswith("{") else text
    except (ValueError, RecursionError):
        reader.refuse("fault", "a fault's name, or a JSON object")
    if isinstance(raw, str):
        raw = {"fault": raw}
    if "when" in raw:
        reader.refuse("when", "nothing: a header is about its own request")
    if raw.get("fault") in [one.name for one in FAULTS.values() if one.effect is None]:
        reader.refuse("fault", "a fault of requests, not of connections")
    return reader.rule(raw, Path())


def _json(path: Path) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as e:
        raise RegionError(
            "plan_json", "The plan is no JSON.", name=path.name, line=e.lineno
        ) from None
    except (OSError, ValueError, RecursionError):
        raise RegionError("plan_unreadable", "The plan cannot be read.", name=path.name) from None


class _Reader:
    """Reads one rule and knows its number."""

    def __init__(self, number: int) -> None:
        self.number = number

    def rule(self, raw: Any, folder: Path) -> Rule:  # noqa: ANN401 - any JSON
        if not isinstance(raw, dict):
            self.refuse("fault", N_("a JSON object with fault, its fields and when"))
        name, when = raw.get("fault"), raw.get("when", {})
        kind = one_of(FAULTS)
        if not isinstance(name, str) or name not in FAULTS:
            self.refuse("fault", kind.allowed, kind.known)
        if not isinstance(when, dict):
            self.refuse("when", N_("a JSON object"))
        fault = FAULTS[name]
        given = {key: value for key, value in raw.items() if key not in ("fault", "when")}
        values = self._values(given, fault.fields, "")
        return Rule(self.number, fault, self._found(fault, values, folder), self._when(when, fault))

    def _when(self, raw: Mapping[str, Any], fault: Fault) -> Values:
        when = self._values(raw, WHEN if fault.effect else COUNTED, "when.")
        operations = Operations().names
        if when.get("operation") not in (None, *operations):
            self.refuse("when.operation", one_of(operations).allowed, ", ".join(operations))
        if when["from"] and when["to"] and when["from"] > when["to"]:
            self.refuse("when.to", N_("a whole number not below from"))
        return when

    def _values(self, raw: Mapping[str, Any], fields: Iterable[Field], place: str) -> Values:
        known = {one.name: one for one in fields}
        for name in raw:
            if name not in known:
                allowed = N_("one of these fields: {known}") if known else N_("no field here")
                self.refuse(place + name[:40], allowed, ", ".join(known))
        return {name: self._value(raw, one, place) for name, one in known.items()}

    def _value(self, raw: Mapping[str, Any], one: Field, place: str) -> Any:  # noqa: ANN401
        if one.name not in raw:
            if one.required:
                self._refuse_kind(place + one.name, one.kind)
            return one.default
        value = raw[one.name]
        if not one.kind.fits(value):
            self._refuse_kind(place + one.name, one.kind)
        return value

    def _found(self, fault: Fault, values: Values, folder: Path) -> Values:
        """The values, with files found beside the plan."""
        if fault.effect is not None:
            return values
        paths = {name: folder / str(value) for name, value in values.items()}
        for name, path in paths.items():
            if not path.is_file():
                self.refuse(name, N_("a PEM file that is there, named from the plan's folder"))
        return paths

    def _refuse_kind(self, field: str, kind: Kind) -> NoReturn:
        self.refuse(field, kind.allowed, kind.known)

    def refuse(self, field: str, allowed: str, known: str = "") -> NoReturn:
        raise RegionError(
            "plan_rule",
            f"Rule {self.number}, field {field}: {allowed.format(known=known)}.",
            rule=self.number,
            field=field,
            allowed=allowed,
            known=known,
        )
