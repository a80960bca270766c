"""Behind every figure stand as many as it says: no more, no fewer, and the right ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntand.domain.indicators import Part, Row, calculate, leads_to_persons, persons_behind
from ntand.domain.indicators.definitions import INDICATORS
from tests.statistics.people import municipality


@given(st.integers(0, 10_000), st.integers(0, 25))
def test_as_many_stand_behind_a_figure_as_it_says(seed: int, size: int):
    data = municipality(seed, size)
    for row in calculate(data):
        above, below, between = (behind(data, row, part) for part in Part)
        if not leads_to_persons(row.indicator):
            assert not above + below + between
            continue
        assert len(above) == row.numerator
        if row.denominator is None:
            assert not below + between
        else:
            assert len(below) == row.denominator
            assert sorted(above + between) == sorted(below)


def behind(data, row: Row, part: Part) -> list[tuple[object, ...]]:
    return [tuple(one) for one in persons_behind(data, *row[:3], part)]


def test_a_person_stands_once_for_each_certificate_counted():
    data = next(
        data
        for data in (municipality(seed, 30) for seed in range(100))
        if len({one.person_id for one in persons_behind(data, "K2", "total", "", Part.NUMERATOR)})
        < len(persons_behind(data, "K2", "total", "", Part.NUMERATOR))
    )
    found = persons_behind(data, "K2", "total", "", Part.NUMERATOR)
    assert len({one.certificate_id for one in found}) == len(found)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_nobody_stands_behind_a_group_that_is_not_there(indicator: str):
    data = municipality(1, 20)
    for part in Part:
        assert not persons_behind(data, indicator, "unit", "no such unit", part)
        assert not persons_behind(data, indicator, "no such breakdown", "", part)
