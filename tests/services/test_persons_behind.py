"""The persons behind the figures of the service: as many as shown, none where it would tell."""

import pytest

from ntand.domain.indicators import Part, leads_to_persons
from ntand.errors import NotAllowed, UsageError
from ntand.services.actor import Actor, Role
from ntand.services.statistics import (
    Figure,
    PersonsBehind,
    persons_behind,
    statistics,
    statistics_words,
    statistics_years,
)
from tests.installations import SOMEONE, SOMEONE_ELSE, Desk
from tests.services.acting import give, settle

YEAR = 2026


def behind(desk: Desk, figure: Figure, part: str = Part.NUMERATOR) -> PersonsBehind:
    key = figure.indicator, figure.breakdown, figure.group
    return persons_behind(desk.installation, desk.actor, YEAR, *key, part)


def figures(desk: Desk) -> tuple[Figure, ...]:
    return statistics(desk.installation, desk.actor, YEAR).rows


def numbers(figure: Figure) -> dict[Part, int]:
    below = figure.denominator or 0
    if not leads_to_persons(figure.indicator):
        return dict.fromkeys(Part, 0)
    above = int(figure.numerator)
    between = below - above if figure.denominator is not None else 0
    return {Part.NUMERATOR: above, Part.DENOMINATOR: below, Part.DIFFERENCE: between}


def test_every_row_of_the_sample_has_as_many_behind_it_as_it_says(desk: Desk):
    desk.load_sample()
    rows = [row for row in figures(desk) if row.breakdown != "unit"]
    rows += [row for row in figures(desk) if row.breakdown == "unit"][::9]
    if not desk.installation.settings.embedded:
        rows = rows[::8]  # the other database shares all but the reading
    hidden = 0
    for row in rows:
        part, number = max(numbers(row).items(), key=lambda one: one[1])
        found = behind(desk, row, part)
        assert len(found.rows) + found.hidden == number, row
        assert not found.hidden or row.breakdown in ("unit", "unit_type")
        hidden += found.hidden
    assert hidden


def test_protected_persons_are_marked_and_not_named_under_a_place(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, skydd="sekretessmarkering")
    sqlite_desk.load(
        "insatser",
        {
            "beslut_id": "B2",
            "personnummer": SOMEONE_ELSE,
            "fornamn": "Bo",
            "efternamn": "Ek",
            "skydd": "",
            "enhet_kod": "E1",
            "insats": "sabo",
            "fran": "2026-01-01",
            "omvardnad_per_dygn": "3",
        },
    )
    for row in figures(sqlite_desk):
        if (row.indicator, row.denominator) != ("K12", 2):
            continue
        found = behind(sqlite_desk, row, Part.DENOMINATOR)
        if row.breakdown in ("unit", "unit_type"):
            assert [one.name for one in found.rows] == ["Ek, Bo"]
            assert found.hidden == 1
        else:
            assert {one.protected for one in found.rows} == {True, False}
            assert all(one.unit is None for one in found.rows if one.protected)


def test_certificates_are_told_beside_their_holders(sqlite_desk: Desk):
    settle(sqlite_desk)
    issued = give(sqlite_desk)
    (found,) = behind(sqlite_desk, Figure("K2", "total", "", 1, None)).rows
    assert (found.name, found.intyg_id) == ("Öberg, Åsa", issued.intyg_id)


def test_to_look_behind_a_figure_takes_permission_and_is_logged_with_the_persons(
    sqlite_desk: Desk,
):
    settle(sqlite_desk)
    row = Figure("K12", "total", "", 0, 1)
    administrator = Actor("it", Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        persons_behind(sqlite_desk.installation, administrator, YEAR, "K12", "total", "")
    behind(sqlite_desk, row, Part.DENOMINATOR)
    log = sqlite_desk.select(
        "SELECT username, allowed, (SELECT COUNT(*) FROM access_subject s"
        " WHERE s.sequence = e.sequence) FROM access_event e"
        " WHERE action = 'statistics.persons' ORDER BY sequence"
    )
    assert [(who, bool(allowed), persons) for who, allowed, persons in log] == [
        ("it", False, 0),
        ("anna", True, 1),
    ]


def test_years_beside_each_other_are_those_counted_one_by_one(desk: Desk):
    desk.load_sample()
    found = statistics_years(desk.installation, desk.actor, (2026, 2025))
    for year in found.years:
        assert year == statistics(desk.installation, desk.actor, year.year)
    assert found.available[0] == 2026
    assert list(found.available) == list(range(2026, found.available[-1] - 1, -1))
    assert {unit.code for unit in found.units} >= {
        row.group for row in found.years[0].rows if row.breakdown == "unit" and row.group != "-"
    }
    with pytest.raises(UsageError):
        statistics_years(desk.installation, desk.actor, (1900,))


def test_every_figure_has_words(sqlite_desk: Desk):
    sqlite_desk.load_sample()
    words = statistics_words()
    for row in figures(sqlite_desk):
        assert words.indicators[row.indicator].name
        assert words.breakdowns[row.breakdown]
        if row.breakdown not in ("total", "unit"):
            assert words.groups[row.breakdown][row.group]
