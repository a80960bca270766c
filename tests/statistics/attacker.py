"""Someone who has only the file and wants the hidden numbers; shares nothing with the product.

Unknowns are named by indicator and part; what is known to be equal, ordered or summed is written
out from the definitions. First linear algebra over fractions, then bounds until nothing moves.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor, inf
from typing import Any

from ntand.domain.indicators import PublishedRow

SAME = {
    ("K4H", 1): ("K3", 1),
    ("K5", 1): ("K3", 1),
    ("K4", 1): ("K3", 0),
    ("K5Y", 1): ("K4H", 0),
}
NOT_MORE = [
    (("K1", 0), ("K3", 1)), (("K3", 0), ("K3", 1)), (("K4", 0), ("K3", 0)),
    (("K4", 0), ("K4H", 0)), (("K4H", 0), ("K3", 1)), (("K4H", 0), ("K11", 1)),
    (("K5", 0), ("K3", 1)), (("K5Y", 0), ("K4H", 0)), (("K5Y", 0), ("K5", 0)),
    (("K6", 0), ("K6", 1)), (("K6", 0), ("K3", 0)), (("K6", 1), ("K3", 1)),
    (("K7", 0), ("K7", 1)), (("K7", 1), ("K11", 1)), (("K11", 0), ("K11", 1)),
    (("K12", 0), ("K12", 1)), (("K12", 0), ("K1", 0)),
]  # fmt: skip
LEFT_ASIDE = {"K9", "K9H"}  # one row each, tied to nothing


def unknown(indicator: str, part: int, cell: tuple[str, str]) -> tuple:
    return (*SAME.get((indicator, part), (indicator, part)), *cell)


class Attacker:
    """What can be worked out from published rows."""

    def __init__(self, rows: Iterable[PublishedRow]) -> None:
        self.rows = [row for row in rows if row.indicator not in LEFT_ASIDE]
        self.cells = list(dict.fromkeys((r.breakdown, r.group) for r in self.rows))
        self.indicators = {r.indicator: r.denominator is not None for r in self.rows}
        # each: coefficients of the unknowns, and the constant that they sum to
        self.equations: list[tuple[dict, int]] = []
        self.inequalities: list[dict] = []  # the sum is not below zero
        self.bounds: dict = {}
        self._read()

    def hidden(self) -> set:
        return {
            unknown(row.indicator, part, (row.breakdown, row.group))
            for row in self.rows
            if row.hidden
            for part in self._parts(row.indicator)
        }

    def worked_out(self, by_bounds: bool = True) -> dict:
        """The hidden unknowns that can only be one number, with it."""
        found = self._by_algebra()
        if by_bounds:
            found |= self._by_bounds(found)
        return {name: found[name] for name in self.hidden() if name in found}

    def _parts(self, indicator: str) -> range:
        return range(2 if self.indicators[indicator] else 1)

    def _read(self) -> None:
        present = {(row.indicator, row.breakdown, row.group): row for row in self.rows}
        for indicator in self.indicators:
            for cell in self.cells:
                self._read_row(indicator, cell, present.get((indicator, *cell)))
            for part in self._parts(indicator):
                for breakdown in {name for name, _ in self.cells} - {"total"}:
                    terms = {
                        unknown(indicator, part, cell): 1
                        for cell in self.cells
                        if cell[0] == breakdown
                    }
                    terms[unknown(indicator, part, ("total", ""))] = -1
                    self.equations.append((terms, 0))
        for less, more in NOT_MORE:
            if less[0] in self.indicators and more[0] in self.indicators:
                for cell in self.cells:
                    self.inequalities.append({unknown(*more, cell): 1, unknown(*less, cell): -1})

    def _read_row(self, indicator: str, cell: tuple[str, str], row: PublishedRow | None) -> None:
        names = [unknown(indicator, part, cell) for part in self._parts(indicator)]
        if row is None:
            self.equations += [({name: 1}, 0) for name in names]
        elif not row.hidden:
            values: tuple[Any, Any] = (row.numerator, row.denominator)
            self.equations += [
                ({name: 1}, value) for name, value in zip(names, values, strict=False)
            ]
        elif len(names) == 1:
            self._bound(names[0], *((1, 4) if row.numerator == "<5" else (0, inf)))
        if row is not None and cell[0] != "total":
            self._bound(names[-1], 1, inf)
            if row.numerator == "..":
                self._bound(names[-1], 5, inf)

    def _bound(self, name: tuple, low: float, high: float) -> None:
        had = self.bounds.get(name, (0, inf))
        self.bounds[name] = max(low, had[0]), min(high, had[1])

    def _by_algebra(self) -> dict:
        names = sorted({name for terms, _ in self.equations for name in terms})
        pivots: dict = {}
        for terms, constant in self.equations:
            row = {name: Fraction(value) for name, value in terms.items()}
            row["="] = Fraction(constant)
            self._reduce(row, pivots)
            lead = next((name for name in names if row.get(name)), None)
            if lead is None:
                continue
            row = {name: value / row[lead] for name, value in row.items() if value}
            for other in pivots.values():
                self._subtract(other, row, other.get(lead, Fraction(0)))
            pivots[lead] = row
        return {
            lead: int(row.get("=", 0)) for lead, row in pivots.items() if set(row) <= {lead, "="}
        }

    @classmethod
    def _reduce(cls, row: dict, pivots: dict) -> None:
        for lead, other in pivots.items():
            cls._subtract(row, other, row.get(lead, Fraction(0)))

    @staticmethod
    def _subtract(row: dict, other: dict, times: Fraction) -> None:
        if times:
            for name, value in other.items():
                row[name] = row.get(name, Fraction(0)) - times * value
                if not row[name]:
                    del row[name]

    def _by_bounds(self, known: dict) -> dict:
        everything = [*(terms for terms, _ in self.equations), *self.inequalities]
        bounds = {name: (0, inf) for terms in everything for name in terms}
        bounds |= self.bounds | {name: (value, value) for name, value in known.items()}
        sums: list[tuple[dict, float, float]] = [(terms, n, n) for terms, n in self.equations]
        sums += [(terms, 0, inf) for terms in self.inequalities]
        for _ in range(200):
            before = dict(bounds)
            for terms, low, high in sums:
                self._tighten(bounds, terms, low, high)
            if bounds == before:
                break
        return {name: low for name, (low, high) in bounds.items() if low == high}

    @staticmethod
    def _tighten(bounds: dict, terms: dict, low: float, high: float) -> None:
        for name, factor in terms.items():
            rest = [
                sorted((times * bounds[other][0], times * bounds[other][1]))
                for other, times in terms.items()
                if other != name
            ]
            own_low = low - sum(most for _, most in rest)
            own_high = high - sum(least for least, _ in rest)
            if factor < 0:
                own_low, own_high = -own_high, -own_low
            had = bounds[name]
            bounds[name] = (
                max(had[0], ceil(own_low) if abs(own_low) != inf else 0),
                min(had[1], floor(own_high) if abs(own_high) != inf else inf),
            )
