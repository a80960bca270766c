"""The indicators: of a year, of several beside each other, and the persons behind a figure."""

from ntand.services.statistics.behind import PersonBehind, PersonsBehind, persons_behind
from ntand.services.statistics.figures import (
    Figure,
    Statistics,
    UnitName,
    YearsBeside,
    statistics,
    statistics_years,
)
from ntand.services.statistics.loading import load_statistics
from ntand.services.statistics.words import IndicatorWords, StatisticsWords, statistics_words

__all__ = [
    "Figure",
    "IndicatorWords",
    "PersonBehind",
    "PersonsBehind",
    "Statistics",
    "StatisticsWords",
    "UnitName",
    "YearsBeside",
    "load_statistics",
    "persons_behind",
    "statistics",
    "statistics_words",
    "statistics_years",
]
