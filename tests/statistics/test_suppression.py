"""No hidden value can be worked out from a file made for others."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from ntand.domain.indicators import PublishedRow, Row, calculate, publish_exact, suppress
from tests.statistics.attacker import Attacker, unknown
from tests.statistics.people import municipality

SHOWN = {"total", "sex", "age", "unit_type"}
seeds = st.integers(0, 10**9)
sizes = st.sampled_from((2, 5, 9, 14, 25, 40, 80, 150))


def small(row: Row) -> bool:
    values = [row.numerator]
    if row.denominator is not None:
        rest = row.denominator - row.numerator
        values += [row.denominator, rest, -rest]
    return any(0 < value < 5 for value in values)


def masked(row: Row, mark: str) -> PublishedRow:
    return PublishedRow(*row[:3], mark, None if row.denominator is None else mark)


def naive(rows: list[Row]) -> list[PublishedRow]:
    """Hides the small rows and nothing else."""
    return [masked(r, "<5") if small(r) else PublishedRow(*r) for r in rows]


def all_hidden(rows: list[Row]) -> list[PublishedRow]:
    return [masked(row, "<5" if small(row) else "..") for row in rows]


def shown(seed: int, size: int) -> list[Row]:
    return [row for row in calculate(municipality(seed, size)) if row.breakdown in SHOWN]


@settings(max_examples=25)
@given(seed=seeds, size=sizes)
def test_an_attacker_works_out_nothing_that_a_file_of_marks_alone_would_not_tell(seed, size):
    rows = shown(seed, size)
    told = Attacker(all_hidden(rows)).worked_out()
    assert Attacker(suppress(rows)).worked_out().items() <= told.items()


def test_hiding_small_rows_alone_is_undone():
    undone = 0
    for seed in range(8):
        rows = shown(seed, 150)
        truth = Attacker(publish_exact(rows))
        exact = truth._by_algebra()
        found = Attacker(naive(rows)).worked_out(by_bounds=False)
        assert all(exact[name] == value for name, value in found.items())
        undone += bool(found)
    assert undone >= 6


@settings(max_examples=15)
@given(seed=seeds, size=sizes)
def test_rows_are_kept_in_order_and_small_ones_hidden(seed, size):
    rows = shown(seed, size)
    published = suppress(calculate(municipality(seed, size)))
    assert [row[:3] for row in published] == [row[:3] for row in rows]
    for row, public in zip(rows, published, strict=True):
        marks = ("<5",) if small(row) else ("..", None)
        assert tuple(public) in (tuple(row), tuple(masked(row, marks[0])))
        assert public.hidden or not small(row)


@settings(max_examples=4)
@given(seed=seeds)
def test_the_same_rows_are_hidden_every_time(seed):
    rows = shown(seed, 60)
    assert suppress(rows) == suppress(list(rows))


def test_nothing_is_hidden_where_nothing_is_small():
    rows = [
        Row("K1", "total", "", 100, None),
        Row("K1", "sex", "K", 60, None),
        Row("K1", "sex", "M", 40, None),
        Row("K3", "total", "", 100, 100),
        Row("K7", "total", "", 0, 0),
    ]
    assert suppress(rows) == publish_exact(rows)


def test_a_single_small_group_takes_the_smallest_other_with_it_and_keeps_the_total():
    rows = [
        Row("K1", "total", "", 103, None),
        Row("K1", "age", "24-64", 20, None),
        Row("K1", "age", "65-79", 80, None),
        Row("K1", "age", "80+", 3, None),
    ]
    assert [row.numerator for row in suppress(rows)] == [103, "..", 80, "<5"]


def test_a_group_that_is_the_whole_takes_the_total_with_it():
    rows = [Row("K2", "total", "", 4, None), Row("K2", "sex", "K", 4, None)]
    assert [row.numerator for row in suppress(rows)] == ["<5", "<5"]
    rows = [
        Row("K4", "total", "", 30, 32), Row("K4", "sex", "K", 30, 32),
        Row("K3", "total", "", 32, 60), Row("K3", "sex", "K", 32, 60),
    ]  # fmt: skip
    marks = [row.denominator for row in suppress(rows)]
    assert marks == ["<5", "<5", "..", ".."]


def test_a_denominator_is_hidden_wherever_another_indicator_prints_it():
    rows = [
        Row("K3", "total", "", 30, 90),
        Row("K3", "sex", "K", 2, 40),
        Row("K3", "sex", "M", 28, 50),
        Row("K5", "total", "", 50, 90),
        Row("K5", "sex", "K", 20, 40),
        Row("K5", "sex", "M", 30, 50),
    ]
    published = {row[:3]: row for row in suppress(rows)}
    assert published["K5", "sex", "K"].denominator == ".."
    assert published["K3", "sex", "M"].hidden
    assert not published["K3", "total", ""].hidden


def test_participations_above_the_staff_and_hours_are_hidden_when_small():
    rows = [
        Row("K9", "total", "", 12, 10),
        Row("K9H", "total", "", Decimal("4.5"), None),
        Row("K9", "unit", "A1", 12, 10),
    ]
    assert [row.numerator for row in suppress(rows)] == ["<5", "<5"]
    rows = [Row("K9", "total", "", 0, 10), Row("K9H", "total", "", Decimal("5.5"), None)]
    assert suppress(rows) == publish_exact(rows)


people = st.tuples(*[st.integers(0, 5)] * 4)  # not offered, offered, yes, yes without an offer


@settings(max_examples=25)
@given(women=people, men=people)
def test_every_hidden_number_of_a_small_file_is_another_in_another_table(women, men):
    rows = table(women, men)
    published = suppress(rows)
    told = Attacker(all_hidden(rows)).worked_out()
    exact = {(*row[:3], part): row[3 + part] for row in rows for part in (0, 1)}
    certain = {
        name
        for name in exact
        if unknown(name[0], name[3], name[1:3]) in Attacker(published).hidden() - told.keys()
    }
    for other in tables_that_print(published):
        values = {(*row[:3], part): row[3 + part] for row in other for part in (0, 1)}
        certain = {name for name in certain if values.get(name) == exact[name]}
        if not certain:
            break
    assert not certain


def table(women: tuple, men: tuple) -> list[Row]:
    both = tuple(map(sum, zip(women, men, strict=True)))
    groups = (("total", "", both), ("sex", "K", women), ("sex", "M", men))
    return [
        Row(indicator, breakdown, group, *figures[indicator])
        for indicator in ("K3", "K4", "K4H")
        for breakdown, group, some in groups
        for figures in [ratios(some)]
        if figures[indicator][1] or breakdown == "total"
    ]


def ratios(some: tuple) -> dict[str, tuple[int, int]]:
    _, offered, yes, yes_anyway = some
    return {
        "K3": (offered + yes, sum(some)),
        "K4": (yes, offered + yes),
        "K4H": (yes + yes_anyway, sum(some)),
    }


def tables_that_print(published: list[PublishedRow]) -> Iterator[list[Row]]:
    """Every table of at most eight persons a kind and sex that gives the same file."""
    look = {row[:3]: row for row in published}
    everyone = list(product(range(9), repeat=4))
    women, men = ([p for p in everyone if prints(look, ("sex", sex), p)] for sex in "KM")
    for some, others in product(women, men):
        both = tuple(map(sum, zip(some, others, strict=True)))
        if prints(look, ("total", ""), both):
            yield table(some, others)


def prints(look: dict, cell: tuple[str, str], some: tuple) -> bool:
    for indicator, figures in ratios(some).items():
        public = look.get((indicator, *cell))
        row = Row(indicator, *cell, *figures)
        if public is None:
            same = figures[1] == 0
        elif public.hidden:
            same = public == masked(row, "<5" if small(row) else "..")
            same = same and (figures[1] > 0 or cell[0] == "total")
        else:
            same = public == row
        if not same:
            return False
    return True
