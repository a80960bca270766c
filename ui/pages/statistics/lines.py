"""The figures of some years as the lines of a table, and their numbers in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from ntand.domain.names import sort_key
from ntand.i18n import _
from ntand.services.statistics import Figure, StatisticsWords, YearsBeside

NBSP = "\N{NO-BREAK SPACE}"
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of one group and one year, with the group in words."""

    year: int
    group: str
    figure: Figure

    @property
    def key(self) -> str:
        """Tells it from the other lines of the table."""
        return f"{self.figure.breakdown}|{self.figure.group}|{self.year}"

    @property
    def share(self) -> float | None:
        """The share in per cent; None for counts and where there is nobody to count."""
        if not self.figure.denominator:
            return None
        return 100 * self.figure.numerator / self.figure.denominator

    @property
    def counted(self) -> str:
        """``12 of 30``, or the count alone."""
        if self.figure.denominator is None:
            return number(self.figure.numerator)
        return (
            _("{part} of {whole}")
            .format(part=number(self.figure.numerator), whole=number(self.figure.denominator))
            .replace(" ", NBSP)
        )

    @property
    def told(self) -> str:
        """What stands beside its bar."""
        if self.figure.denominator is None:
            return self.counted
        if self.share is None:
            return _("nobody to count")
        return f"{per_cent(self.share)} · {self.counted}"


def lines_of(
    found: YearsBeside, words: StatisticsWords, indicator: str, breakdown: str
) -> list[Line]:
    """The total and the breakdown's groups, each group with its years under each other."""
    names = {unit.code: unit.name for unit in found.units}
    figures: dict[tuple[str, str], dict[int, Figure]] = {}
    for year in found.years:
        for figure in year.rows:
            if figure.indicator == indicator and figure.breakdown in ("total", breakdown):
                key = figure.breakdown, figure.group
                figures.setdefault(key, {})[year.year] = figure
    lines: list[Line] = []
    for key in sorted(figures, key=lambda key: _order(key, names)):
        group = group_words(words, names, *key)
        lines += [Line(year, group, figure) for year, figure in figures[key].items()]
    return lines


def breakdowns_of(found: YearsBeside, words: StatisticsWords, indicator: str) -> list[str]:
    """The breakdowns that the indicator has, the total first."""
    there = {
        figure.breakdown
        for year in found.years
        for figure in year.rows
        if figure.indicator == indicator
    }
    return [name for name in words.breakdowns if name in there]


def group_words(words: StatisticsWords, names: dict[str, str], breakdown: str, group: str) -> str:
    """What a group is called; a unit by its name."""
    if not group:
        return words.total
    known = words.groups.get(breakdown, {}).get(group)
    return known or names.get(group, group)


def total_of(found: YearsBeside, indicator: str, year: int) -> Figure | None:
    """The figure of everybody."""
    rows: Iterable[Figure] = next((one.rows for one in found.years if one.year == year), ())
    return next(
        (one for one in rows if (one.indicator, one.breakdown) == (indicator, "total")), None
    )


def number(value: float) -> str:
    """As Swedes write it: spaces between thousands, a comma before decimals."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.replace(",", NBSP).replace(".", ",")


def per_cent(share: float) -> str:
    """``40,5 %``, always with one decimal."""
    return f"{share:.1f}".replace(".", ",") + f"{NBSP}%"


def _order(key: tuple[str, str], names: dict[str, str]) -> tuple[bool, bool, str]:
    breakdown, group = key
    name = names.get(group, group) if breakdown == "unit" else group
    return breakdown != "total", group == "-", sort_key(name)
