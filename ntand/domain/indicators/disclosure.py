"""Tells whether a value hidden in a file could be another one.

A hidden value is safe when another table, one that prints the very same file, has another value
there. Such tables are searched for with all that a reader knows: printed rows, sums over groups,
rows left out (zero), the relations between indicators, and what the marks themselves say.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from ntand.domain.indicators.relations import QUANTITIES, RELATIONS, Quantity
from ntand.domain.indicators.tables import UNLIMITED, Rule, Table
from ntand.domain.indicators.values import Number

SMALL = range(1, 5)

Cell: TypeAlias = tuple[str, str]  # breakdown, group
TOTAL: Cell = ("total", "")


class Figure(NamedTuple):
    """A row of whole numbers as the disclosure model sees it."""

    indicator: str
    cell: Cell
    numerator: int
    denominator: int | None

    @property
    def small(self) -> bool:
        """Whether the rule itself hides the row: a part or the rest is 1-4."""
        return is_small(self.numerator, self.denominator)

    @property
    def values(self) -> dict["Variable", int]:
        """The hidden values of the row, by variable."""
        above, below = QUANTITIES[self.indicator]
        found = {Variable(above, self.cell): self.numerator}
        if below is not None and self.denominator is not None:
            found[Variable(below, self.cell)] = self.denominator
        return found


class Variable(NamedTuple):
    """A quantity in one cell, such as the holders among women."""

    quantity: Quantity
    cell: Cell


def is_small(numerator: Number, denominator: int | None) -> bool:
    """Whether numerator, denominator or their difference is 1-4 (hours: above 0, below 5)."""
    if 0 < numerator < SMALL.stop:
        return True
    if denominator is None:
        return False
    between = max(numerator - denominator, denominator - numerator)
    return 0 < denominator < SMALL.stop or 0 < between < SMALL.stop


class Disclosure:
    """The tables that a reader of the file must hold possible."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.figures = figures
        self._true: list[int] = []
        self._index: dict[Variable, int] = {}
        self._rules: list[Rule] = []
        self._witnesses: list[list[int]] = []
        self._build()
        self._all_hidden = self._reader(range(len(figures)))
        self._told = self._all_hidden.pinned()
        self._certain: dict[int, bool] = {}  # whether a table was found with everything hidden

    def is_told(self, variable: Variable) -> bool:
        """Whether the value shows even when every figure is hidden."""
        return self._index[variable] in self._told

    def is_safe(self, variable: Variable, hidden: Collection[int]) -> bool:
        """Whether the value could be another one when these figures are hidden.

        From call to call figures are only added: a table found once fits whatever more is hidden.
        """
        place = self._index[variable]
        if any(values[place] != self._true[place] for values in self._witnesses):
            return True
        found = self._reader(hidden).another(place)
        if found is not None:
            self._witnesses.append(found)
            return True
        return self._seems_safe(place, hidden)

    def would_be_safe(self, variable: Variable, hidden: Collection[int]) -> bool:
        """The same question about figures whose hiding is only tried."""
        place = self._index[variable]
        if self._reader(hidden).another(place) is not None:
            return True
        return self._seems_safe(place, hidden)

    def _seems_safe(self, place: int, hidden: Collection[int]) -> bool:
        """Where the search finds no table however much is hidden: whether the rules leave room."""
        if place not in self._certain:
            self._certain[place] = self._all_hidden.another(place) is not None
        return not self._certain[place] and place not in self._reader(hidden).pinned()

    def _reader(self, hidden: Collection[int]) -> Table:
        """What someone who has only the file knows at once."""
        known: set[int] = set()
        rules = self._rules.copy()
        for position, figure in enumerate(self.figures):
            if position in hidden:
                rules += self._marks(figure)
            else:
                known.update(self._index[variable] for variable in figure.values)
        return Table(self._true, rules, set(range(len(self._true))) - known)

    def _marks(self, figure: Figure) -> list[Rule]:
        """What the mark of a hidden row says.

        Of the three ways to be small only one that is true is kept: fewer tables, but right ones.
        """
        numerator, *denominator = (self._index[variable] for variable in figure.values)
        sums: list[tuple[tuple[int, int], ...]] = [((below, 1),) for below in denominator]
        sums.append(((numerator, 1),))
        sums += [((below, 1), (numerator, -1)) for below in denominator]
        if not figure.small:
            return [Rule(terms, ((0, 0), (SMALL.stop, UNLIMITED))) for terms in sums]
        small = (SMALL.start, SMALL.stop - 1)
        true = [t for t in sums if sum(sign * self._true[v] for v, sign in t) in SMALL]
        return [Rule(true[0], (small,))]

    def _build(self) -> None:
        values = {v: n for figure in self.figures for v, n in figure.values.items()}
        quantities = list(dict.fromkeys(variable.quantity for variable in values))
        cells = list(dict.fromkeys(figure.cell for figure in self.figures))
        for quantity in quantities:
            for cell in cells:
                variable = Variable(quantity, cell)
                self._index[variable] = len(self._true)
                self._true.append(values.get(variable, 0))
            self._add_sums(quantity, cells)
        for cell in cells:
            self._add_relations(quantities, cell)
            self._add_presence(cell)

    def _add_sums(self, quantity: Quantity, cells: Iterable[Cell]) -> None:
        groups: dict[str, list[Cell]] = {}
        for cell in cells:
            if cell != TOTAL:
                groups.setdefault(cell[0], []).append(cell)
        for members in groups.values():
            terms = [(self._index[Variable(quantity, cell)], 1) for cell in members]
            terms.append((self._index[Variable(quantity, TOTAL)], -1))
            self._rules.append(Rule(tuple(terms), ((0, 0),)))

    def _add_relations(self, quantities: Collection[Quantity], cell: Cell) -> None:
        for signs in RELATIONS:
            if all(quantity in quantities for quantity, _ in signs):
                terms = tuple((self._index[Variable(q, cell)], sign) for q, sign in signs)
                self._rules.append(Rule(terms, ((0, UNLIMITED),)))

    def _add_presence(self, cell: Cell) -> None:
        """A group's row is there exactly when its denominator, or the count, is not zero."""
        if cell == TOTAL:
            return
        present = {figure.indicator for figure in self.figures if figure.cell == cell}
        for indicator in dict.fromkeys(figure.indicator for figure in self.figures):
            above, below = QUANTITIES[indicator]
            place = self._index[Variable(above if below is None else below, cell)]
            interval = (1, UNLIMITED) if indicator in present else (0, 0)
            self._rules.append(Rule(((place, 1),), (interval,)))
