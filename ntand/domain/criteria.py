"""The criteria as data: limits, code sets, dates and texts of one version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ntand.domain.codes import Ground, Prospect, ServiceKind
from ntand.errors import BadFile


class AgeLimit(NamedTuple):
    """From this day on, those who turn fewer years than this in the year get a warning."""

    starts_on: date
    years: int


class GroundText(NamedTuple):
    """What a ground says, in Swedish, for people and papers."""

    ground: Ground
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """One version of the criteria; ``version`` is what a certificate stores."""

    version: str
    confirmed: bool  # whether the region has confirmed the limits
    note: str
    sources: tuple[str, ...]
    care_per_day: int  # least times of help with personal care a day
    icf: int  # least ICF qualifier of personal care
    time_limited_months: int  # validity to suggest when the prospect is unclear
    special_housing: frozenset[str]
    lss: frozenset[str]
    assistance_allowance: frozenset[str]
    own_home: frozenset[str]
    home_care: frozenset[str]  # may be nothing but treatment
    home_care_grant: frozenset[str]  # waives the test for nothing but treatment
    icf_graded: frozenset[int]
    icf_unspecified: int
    icf_not_applicable: int
    prospects: tuple[str, ...]  # when decisions differ, the first of these counts
    prospects_accepted: frozenset[str]
    prospects_time_limited: frozenset[str]
    age_limits: tuple[AgeLimit, ...]  # the latest first
    texts: tuple[GroundText, ...]

    def __hash__(self) -> int:
        """By version alone: verdicts are remembered for each criteria, on the hottest path."""
        return hash(self.version)

    def age_limit(self, day: date) -> int:
        """The age to reach within the year of the day."""
        for limit in self.age_limits:
            if limit.starts_on <= day:
                return limit.years
        return 0


def criteria_from(mapping: Mapping[str, Any]) -> Criteria:
    """The criteria that a file's tables hold; ``BadFile("criteria.invalid", key=…)`` otherwise."""
    top = _Table(mapping, "")
    limits, codes = top.table("limits"), top.table("codes")
    criteria = Criteria(
        version=top.text("version", longest=64),
        confirmed=top.flag("confirmed"),
        note=top.text("note"),
        sources=top.texts("sources"),
        care_per_day=limits.whole("care_per_day", 1, 24),
        icf=limits.whole("icf", 1, 4),
        time_limited_months=limits.whole("time_limited_months", 1, 120),
        special_housing=codes.codes("special_housing", _SERVICES),
        lss=codes.codes("lss", _SERVICES),
        assistance_allowance=codes.codes("assistance_allowance", _SERVICES),
        own_home=codes.codes("own_home", _SERVICES),
        home_care=codes.codes("home_care", _SERVICES),
        home_care_grant=codes.codes("home_care_grant", _SERVICES),
        icf_graded=frozenset(codes.wholes("icf_graded", 0, 9)),
        icf_unspecified=codes.whole("icf_unspecified", 0, 9),
        icf_not_applicable=codes.whole("icf_not_applicable", 0, 9),
        prospects=_every_prospect(codes),
        prospects_accepted=codes.codes("prospects_accepted", _PROSPECTS),
        prospects_time_limited=codes.codes("prospects_time_limited", _PROSPECTS),
        age_limits=_age_limits(top),
        texts=_ground_texts(top.table("grounds")),
    )
    for table in (top, limits, codes):
        table.refuse_unread()
    _refuse_double_meaning(criteria, codes)
    return criteria


_SERVICES = frozenset(kind.value for kind in ServiceKind)
_PROSPECTS = frozenset(prospect.value for prospect in Prospect)


class _Table:
    """A table being read: every fault names its key, a key never asked for is a fault."""

    def __init__(self, values: object, path: str) -> None:
        self._path = path
        if not isinstance(values, Mapping):
            raise BadFile("criteria.invalid", key=path.rstrip("."))
        self._values = values
        self._unread = set(values)

    def fault(self, key: str) -> BadFile:
        return BadFile("criteria.invalid", key=f"{self._path}{key}")

    def value(self, key: str) -> object:
        self._unread.discard(key)
        if key not in self._values:
            raise self.fault(key)
        return self._values[key]

    def table(self, key: str) -> "_Table":
        return _Table(self.value(key), f"{self._path}{key}.")

    def text(self, key: str, longest: int = 500) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not 0 < len(value.strip()) <= longest:
            raise self.fault(key)
        return value.strip()

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.fault(key)
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        value = self.value(key)
        if type(value) is not int or not least <= value <= most:  # a bool is no number here
            raise self.fault(key)
        return value

    def items(self, key: str) -> list[Any]:
        value = self.value(key)
        if not isinstance(value, list | tuple) or not value:
            raise self.fault(key)
        return list(value)

    def wholes(self, key: str, least: int, most: int) -> Iterable[int]:
        values = self.items(key)
        if any(type(value) is not int or not least <= value <= most for value in values):
            raise self.fault(key)
        return values

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key)
        if not all(isinstance(value, str) for value in values):
            raise self.fault(key)
        return tuple(values)

    def codes(self, key: str, known: frozenset[str]) -> frozenset[str]:
        values = frozenset(self.texts(key))
        if not values <= known:
            raise self.fault(key)
        return values

    def day(self, key: str) -> date:
        value = self.value(key)
        if type(value) is not date:
            raise self.fault(key)
        return value

    def refuse_unread(self) -> None:
        """A misspelt key must not pass for a limit that was changed."""
        if self._unread:
            raise self.fault(str(min(self._unread, key=str)))


def _refuse_double_meaning(criteria: Criteria, codes: _Table) -> None:
    """A qualifier is a grade, unspecified or not applicable, never two of them."""
    if {criteria.icf_unspecified, criteria.icf_not_applicable} & criteria.icf_graded:
        raise codes.fault("icf_graded")
    if criteria.icf_unspecified == criteria.icf_not_applicable:
        raise codes.fault("icf_unspecified")


def _every_prospect(codes: _Table) -> tuple[str, ...]:
    order = codes.texts("prospects")
    if sorted(order) != sorted(_PROSPECTS):
        raise codes.fault("prospects")
    return order


def _age_limits(top: _Table) -> tuple[AgeLimit, ...]:
    limits = []
    for number, values in enumerate(top.items("age_limits"), 1):
        table = _Table(values, f"age_limits.{number}.")
        limits.append(AgeLimit(table.day("from"), table.whole("years", 0, 120)))
        table.refuse_unread()
    if len({limit.starts_on for limit in limits}) < len(limits):
        raise top.fault("age_limits")
    return tuple(sorted(limits, reverse=True))


def _ground_texts(grounds: _Table) -> tuple[GroundText, ...]:
    texts = []
    for ground in Ground:
        table = grounds.table(ground.value)
        texts.append(GroundText(ground, table.text("title"), table.text("text")))
        table.refuse_unread()
    grounds.refuse_unread()
    return tuple(texts)
