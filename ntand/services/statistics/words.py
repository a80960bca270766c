"""What indicators, breakdowns and groups are called, from the same data as the report."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndicatorWords:
    """What an indicator is called and counts; no denominator for counts."""

    id: str
    name: str
    numerator: str
    denominator: str
    source: str


@dataclass(frozen=True, slots=True)
class StatisticsWords:
    """The words of the figures, in the order they are shown."""

    indicators: Mapping[str, IndicatorWords]
    breakdowns: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]  # breakdown -> group -> words; units by their code
    total: str


def statistics_words() -> StatisticsWords:
    """The words.

    Raises:
        BadFile: ``report.texts_invalid``, naming the file and the entry.
    """
    from ntand.reports.wording import wording  # on use: read from a file

    words = wording()
    return StatisticsWords(
        {
            one.id: IndicatorWords(one.id, one.name, one.numerator, one.denominator, one.source)
            for one in words.indicator.values()
        },
        dict(words.breakdown),
        {breakdown: dict(groups) for breakdown, groups in words.group.items()},
        words.total,
    )
