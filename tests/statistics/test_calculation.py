"""The indicators of contract section 4."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntand.domain.indicators import (
    Row,
    StatCertificate,
    StatisticsInput,
    StatOffer,
    StatPerson,
    StatTraining,
    StatUnit,
    StatVisit,
    calculate,
    json_number,
)
from tests.statistics.literal import literal
from tests.statistics.people import municipality

ANNA = StatPerson(1, "K", 1940, "A1", "SABO", None)
BO = StatPerson(2, "M", 2004, None, None, None)


def certificate(person=1, name="c1", **given) -> StatCertificate:
    facts: dict[str, Any] = {
        "ground": "G1",
        "starts_on": date(2026, 3, 1),
        "ends_on": None,
        "ended_on": None,
        "issued_on": date(2026, 3, 1),
        "origin": "kommunen",
        "end_reason": None,
    }
    return StatCertificate(person, name, **(facts | given))


def year(persons=(ANNA,), **given) -> StatisticsInput:
    empty = dict.fromkeys(("certificates", "offers", "visits", "units", "trainings"), ())
    return StatisticsInput(**({"year": 2027, "persons": persons, "outcomes": {}} | empty | given))


def figures(data: StatisticsInput, indicator: str, breakdown: str = "total") -> dict[str, tuple]:
    return {
        row.group: (row.numerator, row.denominator)
        for row in calculate(data)
        if row.indicator == indicator and row.breakdown == breakdown
    }


def total(data: StatisticsInput, indicator: str) -> tuple:
    return figures(data, indicator)[""]


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9), size=st.integers(0, 9))
def test_rows_are_what_the_definitions_say_word_by_word(seed, size):
    data = municipality(seed, size)
    assert calculate(data) == literal(data)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_groups_of_every_breakdown_sum_to_the_total(seed):
    rows = calculate(municipality(seed, 40))
    totals = {r.indicator: (r.numerator, r.denominator or 0) for r in rows if not r.group}
    sums: dict = {}
    for row in rows:
        if row.group:
            above, below = sums.get((row.indicator, row.breakdown), (0, 0))
            pair = (above + row.numerator, below + (row.denominator or 0))
            sums[row.indicator, row.breakdown] = pair
    for (indicator, _), pair in sums.items():
        assert pair == totals[indicator]


@given(seed=st.integers(0, 10**9), data=st.data())
def test_order_of_the_input_does_not_matter(seed, data):
    given_order = municipality(seed, 12)
    shuffled = given_order._replace(
        persons=data.draw(st.permutations(list(given_order.persons))),
        certificates=data.draw(st.permutations(list(given_order.certificates))),
        visits=data.draw(st.permutations(list(given_order.visits))),
    )
    assert calculate(shuffled) == calculate(given_order)


def test_an_empty_municipality_has_every_total_and_nothing_else():
    rows = calculate(year(persons=()))
    names = [
        "K1",
        "K2",
        "K2E",
        "K3",
        "K4",
        "K4H",
        "K5",
        "K5Y",
        "K6",
        "K7",
        "K9",
        "K9H",
        "K11",
        "K12",
    ]
    assert [row.indicator for row in rows] == names
    assert {row.breakdown for row in rows} == {"total"}
    counts = {row.indicator for row in rows if row.denominator is None}
    assert counts == {"K1", "K2", "K2E", "K9H"}
    assert all(row.numerator == 0 for row in rows)


@pytest.mark.parametrize(
    ("last_day", "expected"), [(date(2027, 12, 31), 1), (date(2027, 12, 30), 0), (None, 1)]
)
@pytest.mark.parametrize("source", ["ends_on", "ended_on", "person"])
def test_a_certificate_is_active_on_its_last_day_and_not_after(source, last_day, expected):
    if source == "person":
        data = year((ANNA._replace(last_day=last_day),), certificates=[certificate()])
    else:
        data = year(certificates=[certificate(**{source: last_day})])
    assert total(data, "K1") == (expected, None)
    assert total(data, "K3") == (0, 1)


def test_a_certificate_that_ended_before_it_began_makes_no_holder():
    data = year(
        (ANNA._replace(last_day=date(2027, 2, 1)),),
        certificates=[certificate(starts_on=date(2027, 3, 1))],
    )
    assert total(data, "K3") == (0, 0)


@pytest.mark.parametrize(
    ("other", "ground"),
    [
        ({"ends_on": date(2027, 6, 1)}, "G1"),  # the first is active longer
        ({"starts_on": date(2026, 4, 1)}, "G2"),  # as long: the later `fran`
        ({"name": "c0"}, "G1"),  # as long, same `fran`: the highest key
        ({"name": "c10"}, "G2"),  # by code point
        ({"starts_on": date(2028, 1, 1), "name": "z"}, "G1"),  # not active in the year
    ],
)
def test_ground_is_of_the_certificate_active_the_latest(other, ground):
    second = certificate(**({"name": "c2", "ground": "G2"} | other))
    for both in ([certificate(), second], [second, certificate()]):
        assert figures(year(certificates=both), "K3", "ground") == {ground: (0, 1)}


def test_issued_certificates_are_the_municipalitys_own_with_their_own_ground():
    issued = [
        certificate(name="a", issued_on=date(2027, 1, 1), ground="G4"),
        certificate(name="b", issued_on=date(2027, 12, 31), ground="G2"),
        certificate(name="c", issued_on=date(2028, 1, 1)),
        certificate(name="d", issued_on=date(2027, 5, 5), origin="lakare"),
    ]
    data = year(certificates=issued)
    assert total(data, "K2") == (2, None)
    assert figures(data, "K2", "ground") == {"G2": (1, None), "G4": (1, None)}
    assert figures(data, "K2", "unit") == {"A1": (2, None)}


def test_ended_certificates_are_counted_by_reason():
    ended = [
        certificate(name="a", ended_on=date(2027, 1, 1), end_reason="avliden", origin="lakare"),
        certificate(name="b", ended_on=date(2027, 12, 31)),
        certificate(name="c", ended_on=date(2026, 12, 31), end_reason="ersatt"),
    ]
    data = year(certificates=ended)
    assert figures(data, "K2E", "reason") == {"-": (1, None), "avliden": (1, None)}
    assert not figures(data, "K2", "reason")


def test_an_answer_counts_with_or_without_a_day_of_offer():
    data = year(certificates=[certificate()], offers=[StatOffer(1, 2027, False, "ja", False)])
    assert total(data, "K3") == (0, 1)
    assert total(data, "K4") == (0, 0)
    assert total(data, "K4H") == (1, 1)
    assert total(data, "K11") == (0, 1)


def test_last_years_no_asked_again():
    asked = [StatOffer(1, 2026, True, "nej", False), StatOffer(1, 2027, True, None, False)]
    assert total(year(certificates=[certificate()], offers=asked), "K6") == (1, 1)
    assert total(year(certificates=[certificate()], offers=asked[:1]), "K6") == (0, 1)
    assert total(year(offers=asked), "K6") == (0, 0)


def test_a_visit_counts_in_the_year_it_was_performed_whatever_offer_it_belongs_to():
    data = year(
        certificates=[certificate()],
        offers=[StatOffer(1, 2026, True, "ja", False)],
        visits=[StatVisit(1, date(2027, 1, 1)), StatVisit(1, date(2027, 2, 1))],
    )
    assert total(data, "K5") == (1, 1)
    assert total(data, "K5Y") == (0, 0)


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        (date(2027, 12, 1), 1),
        (date(2027, 11, 30), 0),
        (date(2028, 2, 29), 1),  # 90 days after, in the next year
        (date(2028, 3, 1), 0),
    ],
)
def test_first_visit_is_within_90_days_of_the_earliest_issue(visit, expected):
    first = certificate(issued_on=date(2027, 12, 1), origin="lakare", starts_on=date(2030, 1, 1))
    later = certificate(name="c2", issued_on=date(2027, 12, 24))
    data = year(
        certificates=[later, first],
        offers=[StatOffer(1, 2027, False, "ja", False)],
        visits=[StatVisit(1, visit)],
    )
    assert total(data, "K7") == (expected, 1)


def test_someone_with_an_earlier_certificate_is_not_new():
    both = [certificate(), certificate(name="c2", issued_on=date(2027, 5, 1))]
    data = year(certificates=both, offers=[StatOffer(1, 2027, True, "ja", False)])
    assert total(data, "K7") == (0, 0)


def test_trainings_have_units_alone_and_exact_hours():
    data = year(
        units=[StatUnit("B", "LSS", None), StatUnit("A", "SABO", 10), StatUnit("C", "LSS", 4)],
        trainings=[
            StatTraining("A", date(2027, 1, 1), Decimal("0.1"), 3),
            StatTraining("B", date(2027, 12, 31), Decimal("1.50"), 2),
            StatTraining("A", date(2026, 12, 31), Decimal(9), 9),
        ],
    )
    rows = [row for row in calculate(data) if row.indicator in ("K9", "K9H")]
    assert rows == [
        Row("K9", "total", "", 5, 14),
        Row("K9", "unit", "A", 3, 10),
        Row("K9", "unit", "B", 2, 0),
        Row("K9", "unit", "C", 0, 4),
        Row("K9H", "total", "", Decimal("3.3"), None),
        Row("K9H", "unit", "A", Decimal("0.3"), None),
        Row("K9H", "unit", "B", 3, None),
    ]
    assert json.dumps([json_number(row.numerator) for row in rows[4:]]) == "[3.3, 0.3, 3]"


def test_outcomes_are_grouped_by_the_outcomes_own_ground():
    data = year((ANNA, BO), certificates=[certificate(ground="G1")], outcomes={1: "G3", 2: "G2"})
    assert total(data, "K12") == (1, 2)
    assert figures(data, "K12", "ground") == {"G2": (0, 1), "G3": (1, 1)}
    assert figures(data, "K12", "unit") == {"-": (0, 1), "A1": (1, 1)}


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (2028, "0-19"), (2008, "0-19"), (2007, "20-23"), (2004, "20-23"), (2003, "24-64"),
        (1963, "24-64"), (1962, "65-79"), (1948, "65-79"), (1947, "80+"), (1900, "80+"),
    ],
)  # fmt: skip
def test_age_is_that_of_31_december(born, group):
    data = year((ANNA._replace(birth_year=born),), certificates=[certificate()])
    assert figures(data, "K1", "age") == {group: (1, None)}
