"""Makes the indicators safe to hand to others: hides small rows and what would give them away."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ntand.domain.indicators.disclosure import TOTAL, Disclosure, Figure, Variable, is_small
from ntand.domain.indicators.relations import QUANTITIES
from ntand.domain.indicators.values import Number, Row

OPEN_BREAKDOWNS = frozenset({"total", "sex", "age", "unit_type"})
SMALL_MARK = "<5"
HIDDEN_MARK = ".."
_TRIALS = 8  # rows tried for one that alone makes a value safe


class PublishedRow(NamedTuple):
    """A row of a report; a hidden row has its mark in place of both numbers."""

    indicator: str
    breakdown: str
    group: str
    numerator: Number | str
    denominator: Number | str | None

    @property
    def hidden(self) -> bool:
        """Whether the row shows a mark and no numbers."""
        return isinstance(self.numerator, str)


def publish_exact(rows: Iterable[Row]) -> list[PublishedRow]:
    """The rows as they are, for those who may see persons."""
    return [PublishedRow(*row) for row in rows]


def suppress(rows: Iterable[Row]) -> list[PublishedRow]:
    """The rows that others may have, without a hidden value that can be worked out.

    Every indicator needs its total among the rows. A value that shows even with every row hidden
    (the zero behind a row left out, mostly) does not count as hidden. The same rows always give
    the same result.
    """
    kept = [row for row in rows if row.breakdown in OPEN_BREAKDOWNS]
    modelled = [at for at, row in enumerate(kept) if row.indicator in QUANTITIES]
    hidden = _Hiding([_figure(kept[at]) for at in modelled]).hide()
    complement = {modelled[position] for position in hidden}
    return [_published(row, at in complement) for at, row in enumerate(kept)]


def _figure(row: Row) -> Figure:
    return Figure(row.indicator, (row.breakdown, row.group), int(row.numerator), row.denominator)


def _published(row: Row, hidden: bool) -> PublishedRow:
    if is_small(row.numerator, row.denominator):
        mark = SMALL_MARK
    elif hidden:
        mark = HIDDEN_MARK
    else:
        return PublishedRow(*row)
    below = None if row.denominator is None else mark
    return PublishedRow(row.indicator, row.breakdown, row.group, mark, below)


class _Hiding:
    """Hides figures, one more at a time, until every hidden value is safe."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._figures = figures
        self._holding: dict[Variable, list[int]] = {}
        for position, figure in enumerate(figures):
            for variable in figure.values:
                self._holding.setdefault(variable, []).append(position)
        self._sums = self._find_sums()
        self._disclosure = Disclosure(figures)
        self._hidden: set[int] = set()

    def hide(self) -> set[int]:
        """The positions of all figures to be hidden."""
        self._hidden = self._joined({p for p, figure in enumerate(self._figures) if figure.small})
        while True:
            more = self._complement()
            if more is None:
                more = self._one_more()
            if more is None:
                return self._hidden
            self._hidden = self._joined(self._hidden | {more})

    def _joined(self, positions: set[int]) -> set[int]:
        """With every figure that prints a value of one of these, in the same cell."""
        todo = list(positions)
        found = set(positions)
        while todo:
            for variable in self._figures[todo.pop()].values:
                new = set(self._holding[variable]) - found
                found |= new
                todo += sorted(new)
        return found

    def _complement(self) -> int | None:
        """The smallest figure that keeps a sum over groups from giving a hidden value."""
        for total, groups in self._sums:
            hidden = [variable for variable in (*groups, total) if self._is_hidden(variable)]
            if len(hidden) == 1 and not self._disclosure.is_told(hidden[0]):
                printed = [group for group in groups if group not in hidden] or [total]
                return min((self._holding[group][0] for group in printed), key=self._size)
        return None

    def _find_sums(self) -> list[tuple[Variable, list[Variable]]]:
        """Each total with its groups of one breakdown."""
        sums: dict[tuple[Variable, str], list[Variable]] = {}
        for variable in self._holding:
            quantity, cell = variable
            if cell != TOTAL:
                sums.setdefault((Variable(quantity, TOTAL), cell[0]), []).append(variable)
        return [(total, groups) for (total, _), groups in sums.items()]

    def _is_hidden(self, variable: Variable) -> bool:
        return any(position in self._hidden for position in self._holding[variable])

    def _one_more(self) -> int | None:
        """The figure to hide next for the first hidden value that is not safe, if any."""
        for position in sorted(self._hidden):
            for variable in self._figures[position].values:
                if self._disclosure.is_told(variable):
                    continue
                if not self._disclosure.is_safe(variable, self._hidden):
                    return self._protection(variable)
        return None

    def _protection(self, variable: Variable) -> int:
        """The first figure that makes the value safe, else the nearest one.

        Totals come last, but where nothing near helps the value's own total often is what tells.
        """
        printed = [p for p in range(len(self._figures)) if p not in self._hidden]
        printed.sort(key=lambda position: self._distance(position, variable))
        own_total = Variable(variable.quantity, TOTAL)
        totals = [p for p in printed[_TRIALS:] if own_total in self._figures[p].values]
        for position in printed[:_TRIALS] + totals:
            if self._disclosure.would_be_safe(variable, self._joined(self._hidden | {position})):
                return position
        return printed[0]

    def _distance(self, position: int, variable: Variable) -> tuple[bool, bool, bool, int, int]:
        figure = self._figures[position]
        cell = figure.cell
        shares = any(held.quantity == variable.quantity for held in figure.values)
        near = cell == variable.cell or (cell[0] == variable.cell[0] and shares)
        return cell == TOTAL, not near, not shares, *self._size(position)

    def _size(self, position: int) -> tuple[int, int]:
        figure = self._figures[position]
        size = figure.numerator if figure.denominator is None else figure.denominator
        return size, position
