"""The indicators of a year, exact on the screen and safe in files made for others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ntand.domain.indicators import (
    PublishedRow,
    Row,
    calculate,
    json_number,
    publish_exact,
    suppress,
)
from ntand.domain.municipalities import municipality_name
from ntand.errors import UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking, require
from ntand.services.installation import Installation
from ntand.services.statistics.loading import Stock, first_year
from ntand.services.yearly_round import YEARS
from ntand.store.bulk import select_rows


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the indicators; the denominator is None for counts."""

    indicator: str
    breakdown: str
    group: str
    numerator: int | float
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The indicators of a year, and the file they were written to, if any."""

    year: int
    rows: tuple[Figure, ...]
    path: str | None = None


@dataclass(frozen=True, slots=True)
class UnitName:
    """What a unit's code stands for."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class YearsBeside:
    """Several years' indicators, the years there is anything to count in, and the units."""

    years: tuple[Statistics, ...]  # in the order asked for
    available: tuple[int, ...]  # the latest first
    units: tuple[UnitName, ...]


def statistics(
    installation: Installation,
    actor: Actor,
    year: int,
    out: Path | None = None,
    *,
    exact: bool = False,
) -> Statistics:
    """Count the indicators of the year and, when asked, write them to a file.

    A file is made safe for others unless ``exact``, which needs a permission of its own.

    Raises:
        UsageError: a year no offer can have, or a file whose suffix is not known.
    """
    _check_years((year,))
    if exact:
        require(installation, actor, "statistics.exact", Permission.EXACT_STATISTICS)
    action = "statistics.exact" if exact else "statistics"
    with looking(installation, actor, action, Permission.STATISTICS) as act:
        act.everyone = True
        act.detail |= {"year": year, "file": out is not None}
        rows = calculate(Stock(act.connection, installation.criteria).year(year))
    if out is not None:
        published = publish_exact(rows) if exact else suppress(rows)
        _write(installation, year, published, out, exact=exact)
    return Statistics(year, _figures(rows), str(out) if out else None)


def statistics_years(installation: Installation, actor: Actor, years: Sequence[int]) -> YearsBeside:
    """Count the indicators of several years, to stand beside each other.

    Raises:
        UsageError: a year no offer can have.
    """
    _check_years(years)
    with looking(installation, actor, "statistics", Permission.STATISTICS) as act:
        act.everyone = True
        act.detail["years"] = list(years)
        stock = Stock(act.connection, installation.criteria)
        found = tuple(Statistics(year, _figures(calculate(stock.year(year)))) for year in years)
        begun = first_year(act.connection)
        units = select_rows(act.connection, "SELECT code, name FROM care_unit ORDER BY code")
    last = installation.clock.today().year
    first = last if begun is None else max(min(begun, last), YEARS.start)
    available = tuple(range(last, first - 1, -1))
    return YearsBeside(found, available, tuple(UnitName(*row) for row in units))


def _check_years(years: Collection[int]) -> None:
    if any(year not in YEARS for year in years):
        raise UsageError("round.year", first=YEARS.start, last=YEARS.stop - 1)


def _figures(rows: Collection[Row]) -> tuple[Figure, ...]:
    return tuple(
        Figure(row.indicator, row.breakdown, row.group, json_number(row.numerator), row.denominator)
        for row in rows
    )


def _write(
    installation: Installation, year: int, rows: list[PublishedRow], out: Path, *, exact: bool
) -> None:
    from ntand.reports import StatisticsReport, write_statistics  # on use: takes its time
    from ntand.services.papers.printing import PRACTICE

    report = StatisticsReport(
        year=year,
        municipality=municipality_name(installation.settings.municipality),
        produced_on=installation.clock.today(),
        rows=tuple(rows),
        exact=exact,
        practice=PRACTICE,
    )
    write_statistics(out, report)
