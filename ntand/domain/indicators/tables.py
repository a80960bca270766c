"""Searches whole-number tables that keep given rules for another one, near a known one.

A rule says within which intervals a signed sum of variables lies. ``another`` changes one variable
and mends the rules that this breaks, one change at a time, as long as it gets better or until a
number of steps is used up. What it finds is certain; what it does not find may still exist.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

UNLIMITED = 10**9
_STEPS = 60
_REST = 4  # steps that a changed variable is left alone
_EFFORT = 50  # rounds over all rules before narrowing gives up

Bounds: TypeAlias = list[tuple[int, int]]


class Rule(NamedTuple):
    """The sum of sign x variable lies in one of the intervals, ends included."""

    terms: tuple[tuple[int, int], ...]  # variable, sign (1 or -1)
    intervals: tuple[tuple[int, int], ...]

    def distance(self, total: int) -> int:
        """How far the sum is from the nearest interval."""
        return min(max(low - total, total - high, 0) for low, high in self.intervals)


class Table:
    """A known table, the rules it keeps, and the variables that may be other ones."""

    def __init__(self, known: Sequence[int], rules: Sequence[Rule], free: Collection[int]) -> None:
        self._known = known
        self._rules = rules
        self._rules_of: list[list[int]] = [[] for _ in known]
        self._free = dict.fromkeys(free, (0, UNLIMITED))
        for number, rule in enumerate(rules):
            for variable, sign in rule.terms:
                self._rules_of[variable].append(number)
                if len(rule.terms) == 1 and sign > 0 and variable in self._free:
                    least, most = self._free[variable]
                    low, high = rule.intervals[0][0], rule.intervals[-1][1]
                    self._free[variable] = max(least, low), min(most, high)

    def pinned(self) -> set[int]:
        """The variables for which the rules leave one value, as far as bounds show it."""
        bounds = [
            self._free.get(variable, (value, value)) for variable, value in enumerate(self._known)
        ]
        todo = dict.fromkeys(range(len(self._rules)))
        effort = _EFFORT * len(self._rules)
        while todo and effort:
            effort -= 1
            number = next(iter(todo))
            del todo[number]
            for variable in _narrow(self._rules[number], bounds):
                todo.update(dict.fromkeys(self._rules_of[variable]))
        return {variable for variable, (low, high) in enumerate(bounds) if low == high}

    def another(self, variable: int) -> list[int] | None:
        """A table that keeps the rules and has another value there, if one is found."""
        if variable not in self._free:
            return None
        value = self._known[variable]
        for other in (value + 1, value - 1, 0, 5, value + 5, value - 5):
            least, most = self._free[variable]
            if least <= other <= most and other != value:
                found = _Mending(self._known, self._rules, self._rules_of, self._free).mend(
                    variable, other
                )
                if found is not None:
                    return found
        return None


class _Mending:
    """One search: a table being changed, the sums of its rules and what is broken."""

    def __init__(
        self,
        known: Sequence[int],
        rules: Sequence[Rule],
        rules_of: Sequence[Sequence[int]],
        free: Mapping[int, tuple[int, int]],
    ) -> None:
        self._values = list(known)
        self._rules, self._rules_of, self._free = rules, rules_of, free
        self._sums = [sum(sign * known[v] for v, sign in rule.terms) for rule in rules]
        self._broken: dict[int, None] = {}  # a dict keeps the order, so the search is repeatable
        self._resting: dict[int, int] = {}

    def mend(self, fixed: int, value: int) -> list[int] | None:
        """The table with the value fixed there, all rules kept; None when none is found."""
        self._set(fixed, value)
        self._resting[fixed] = _STEPS + 1
        for step in range(_STEPS):
            if not self._broken:
                return self._values
            change = self._best_change(step)
            if change is None:
                return None
            variable, value = change
            self._set(variable, value)
            self._resting[variable] = step + _REST
        return None if self._broken else self._values

    def _set(self, variable: int, value: int) -> None:
        by = value - self._values[variable]
        self._values[variable] = value
        for number in self._rules_of[variable]:
            rule = self._rules[number]
            self._sums[number] += by * self._sign(rule, variable)
            if rule.distance(self._sums[number]):
                self._broken[number] = None
            else:
                self._broken.pop(number, None)

    def _best_change(self, step: int) -> tuple[int, int] | None:
        """The change mending one broken rule that leaves the least broken elsewhere."""
        best: tuple[int, int, int] | None = None
        for variable, value in self._changes(next(iter(self._broken))):
            if self._resting.get(variable, -1) >= step:
                continue
            found = self._cost(variable, value), variable, value
            if best is None or found < best:
                best = found
        return best and best[1:]

    def _changes(self, broken: int) -> list[tuple[int, int]]:
        rule, total = self._rules[broken], self._sums[broken]
        found = []
        for low, high in rule.intervals:
            by = min(max(total, low), high) - total
            for variable, sign in rule.terms:
                if variable in self._free:
                    least, most = self._free[variable]
                    value = min(max(least, self._values[variable] + by * sign), most)
                    if value != self._values[variable]:
                        found.append((variable, value))
        return found

    def _cost(self, variable: int, value: int) -> int:
        """By how much more the rules are broken after the change."""
        by = value - self._values[variable]
        cost = 0
        for number in self._rules_of[variable]:
            rule, total = self._rules[number], self._sums[number]
            after = total + by * self._sign(rule, variable)
            cost += rule.distance(after) - rule.distance(total)
        return cost

    @staticmethod
    def _sign(rule: Rule, variable: int) -> int:
        return next(sign for number, sign in rule.terms if number == variable)


def _narrow(rule: Rule, bounds: Bounds) -> list[int]:
    """Narrows the bounds of the rule's variables in place; gives those that became narrower."""
    low = sum(bounds[v][0] if sign > 0 else -bounds[v][1] for v, sign in rule.terms)
    high = sum(bounds[v][1] if sign > 0 else -bounds[v][0] for v, sign in rule.terms)
    possible = [part for part in rule.intervals if part[0] <= high and low <= part[1]]
    if not possible:
        return []  # the rules contradict each other: nothing is to be learnt
    least, most = possible[0][0], possible[-1][1]
    narrower = []
    for variable, sign in rule.terms:
        own_low, own_high = bounds[variable]
        if sign > 0:  # the others sum to between low - own_low and high - own_high
            new = max(own_low, least - high + own_high), min(own_high, most - low + own_low)
        else:
            new = max(own_low, low - most + own_high), min(own_high, high - least + own_low)
        if new != (own_low, own_high):
            bounds[variable] = new
            narrower.append(variable)
            return [*narrower, *_narrow(rule, bounds)]
    return narrower
