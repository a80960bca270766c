"""The round of a year: who is in it, where, and how far each unit is."""

from datetime import date

import pytest

from ntand.domain.codes import Answer, Protection
from ntand.errors import UsageError
from ntand.services.actor import Actor, Role
from ntand.services.protecting import tell_protection
from ntand.services.round_person import round_of_person
from ntand.services.round_view import (
    NO_UNIT,
    PROTECTED,
    RoundRow,
    Show,
    round_overview,
    round_rows,
)
from ntand.services.statistics import statistics
from ntand.services.undoing import undo
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision, number
from tests.installations import certificate as certificate_row
from tests.installations import offer as offer_row
from tests.services.acting import day, give, on, settle

ISSUER = Actor("bo", Role.ISSUER)


def rows_of(desk: Desk, year: int = 2026, **options) -> tuple[RoundRow, ...]:
    return round_rows(desk.installation, desk.actor, year, **options)


def leaving(desk: Desk) -> dict[str, str]:
    """Everyone's day of death or of a move that holds, as the file of decisions tells it."""
    told: dict[str, list[dict[str, str]]] = {}
    for row in desk.rows("insatser"):
        told.setdefault(row["personnummer"], []).append(row)
    found = {}
    for person, rows in told.items():
        moved = max(row["utflyttad"] for row in rows)
        back = any(row["fran"] > moved for row in rows)
        days = [row["avliden"] for row in rows] + ["" if back else moved]
        found[person] = min(filter(None, days), default="9999")
    return found


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_round_holds_the_holders_who_are_still_here(desk: Desk, year):
    desk.load_sample()
    leaves = leaving(desk)
    today = max(min(TODAY, date(year, 12, 31)), date(year, 1, 1)).isoformat()
    expected = set()
    for row in desk.rows("intyg"):
        left = leaves.get(row["personnummer"], "9999")
        last = min(filter(None, (row["till"], row["avslutat"], left, f"{year}-12-31")))
        active = row["makulerat"] != "J" and max(row["fran"], f"{year}-01-01") <= last
        if active and left > today:
            expected.add(row["personnummer"])
    overview = round_overview(desk.installation, desk.actor, year)
    assert overview.total.holders == len(expected) > 100
    assert len(rows_of(desk, year)) == len(expected)


def test_a_round_that_is_over_agrees_with_the_figures(desk: Desk):
    desk.load_sample()
    desk = on(desk, "2028-02-01")
    for year in (2025, 2027):
        overview = round_overview(desk.installation, desk.actor, year)
        figures = {
            row.indicator: row
            for row in statistics(desk.installation, desk.actor, year).rows
            if row.breakdown == "total"
        }
        living = rows_of(desk, year)
        k3, k4h, k5 = (figures[name] for name in ("K3", "K4H", "K5"))
        left = (k3.denominator or 0) - len(living)  # dead or moved before the year's end
        assert 0 <= left < 40
        assert 0 <= k3.numerator - overview.total.offered <= left
        assert 0 <= k4h.numerator - overview.total.yes <= left
        assert 0 <= k5.numerator - overview.total.performed <= left


def test_units_and_rows_agree(desk: Desk):
    desk.load_sample()
    overview = round_overview(desk.installation, desk.actor, 2026)
    names = [unit.name for unit in overview.units if unit.key not in (NO_UNIT, PROTECTED)]
    assert len(names) > 10
    for unit in overview.units:
        rows = rows_of(desk, unit=unit.key)
        assert unit.holders == len(rows)
        assert unit.offered == sum(row.offered_on is not None for row in rows)
        assert unit.yes == sum(row.answer == Answer.YES for row in rows)
        assert unit.answered == sum(row.answer in ("ja", "nej") for row in rows)
        assert unit.performed == sum(row.performed_on is not None for row in rows)
        assert unit.deviations == sum(row.deviation is not None for row in rows)
        assert {row.unit for row in rows} == {unit.key}
        assert unit.ask_first == sum(row.ask_first and row.offered_on is None for row in rows)
    total = overview.total
    for what in ("holders", "offered", "yes", "no", "none", "performed", "deviations"):
        assert getattr(total, what) == sum(getattr(unit, what) for unit in overview.units)
    assert total.yes
    assert total.no


def test_a_row_tells_what_stands(desk: Desk):
    settle(desk, rum="12 B")
    give(desk)
    desk.load(
        "erbjudanden",
        offer_row(ar="2024", svar="ja"),
        offer_row(ar="2025", svar="nej", utford="2025-12-01"),
    )
    how = desk.installation, desk.actor, SOMEONE, 2026
    offer(*how, day("2026-03-01"), NewAnswer(Answer.NO, day("2026-04-01"), reason="orkar inte"))
    visit(*how, NewVisit(day("2026-05-01"), deviation="inlagd"))
    visit(*how, NewVisit(day("2026-06-01")))
    (row,) = rows_of(desk, unit="E1")
    assert (row.name, row.born, row.room) == ("Öberg, Åsa", "1940-01-01", "12 B")
    assert (row.unit, row.unit_name, row.protection) == ("E1", "Linden", "")
    assert (row.answer_before, row.answer_earlier, row.ask_first) == ("nej", "ja", True)
    assert (row.offered_on, row.answer, row.reason) == (day("2026-03-01"), "nej", "orkar inte")
    assert (row.performed_on, row.deviation) == (day("2026-06-01"), "inlagd")
    assert not row.namesake


def test_a_visit_counts_in_the_year_it_was_made(desk: Desk):
    settle(desk)
    give(desk)
    desk.load("erbjudanden", offer_row(ar="2025", svar="ja", utford="2026-01-08"))
    (row,) = rows_of(desk)
    assert (row.answer, row.performed_on) == (None, day("2026-01-08"))
    assert round_overview(desk.installation, desk.actor, 2026).total.performed == 1


def test_namesakes_are_marked(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE, number("19400103"))
    third = number("19400103")
    desk.load("insatser", decision(personnummer=third, beslut_id=f"B-{third}", fornamn="Bo"))
    for person in (SOMEONE, SOMEONE_ELSE, third):
        give(desk, person)
    assert [row.namesake for row in rows_of(desk)] == [False, True, True]


def test_a_protected_person_is_in_a_group_of_ones_own(desk: Desk):
    settle(desk, rum="7", skydd="sekretessmarkering")
    give(desk)
    overview = round_overview(desk.installation, desk.actor, 2026)
    assert [(unit.key, unit.holders) for unit in overview.units] == [(PROTECTED, 1)]
    (row,) = rows_of(desk, unit=PROTECTED)
    assert (row.unit_name, row.room, row.protection) == ("", "", "sekretessmarkering")
    assert rows_of(desk, unit="E1") == ()
    hidden = round_overview(desk.installation, ISSUER, 2026)
    assert (hidden.units, hidden.total.holders, hidden.hidden) == ((), 0, 1)
    for unit in (None, "E1", PROTECTED, NO_UNIT):
        assert round_rows(desk.installation, ISSUER, 2026, unit) == ()


def test_someone_known_through_a_certificate_alone_has_no_unit(desk: Desk):
    desk.load_units()
    desk.load("intyg", certificate_row())
    (row,) = rows_of(desk, unit=PROTECTED)
    tell_protection(desk.installation, desk.actor, row.person, Protection.NONE, "asked")
    assert [row.unit for row in rows_of(desk, unit=NO_UNIT)] == [NO_UNIT]


@pytest.mark.parametrize(("show", "expected"), list(zip(Show, [3, 1, 2, 1, 1], strict=True)))
def test_rows_can_be_narrowed(desk: Desk, show, expected):
    third = number("19400103")
    settle(desk, SOMEONE, SOMEONE_ELSE, third)
    for person in (SOMEONE, SOMEONE_ELSE, third):
        give(desk, person)
    desk.load("erbjudanden", offer_row(ar="2025", svar="nej"))
    how = desk.installation, desk.actor
    offer(*how, SOMEONE_ELSE, 2026, answer=NewAnswer(Answer.YES))
    offer(*how, third, 2026, answer=NewAnswer(Answer.NONE))
    assert len(rows_of(desk, show=show)) == expected


def test_the_log_names_whom_was_seen(sqlite_desk: Desk):
    settle(sqlite_desk)
    give(sqlite_desk)
    (row,) = rows_of(sqlite_desk, unit="E1")
    assert sqlite_desk.select(
        "SELECT s.person_id FROM access_event e JOIN access_subject s ON s.sequence = e.sequence"
        " WHERE e.action = 'round.rows'"
    ) == [(row.person,)]


def test_years_no_round_can_have_are_a_fault(sqlite_desk: Desk):
    with pytest.raises(UsageError):
        rows_of(sqlite_desk, 1989)


def test_one_persons_round_keeps_every_answer_and_visit(desk: Desk):
    settle(desk)
    give(desk)
    desk.load("erbjudanden", offer_row(ar="2025", svar="nej"))
    how = desk.installation, desk.actor, SOMEONE, 2026
    offer(*how, TODAY, NewAnswer(Answer.NO, day("2026-08-01"), reason="orkar inte"))
    done = offer(*how, answer=NewAnswer(Answer.YES, TODAY))
    visit(*how, NewVisit(TODAY, "Folktandvården", True))
    found = round_of_person(*how)
    assert (found.card.name, found.unit, found.offered_on) == ("Öberg, Åsa", "E1", TODAY)
    assert found.answer_before == "nej"
    assert [(one.value, one.stands) for one in found.answers] == [("ja", True), ("nej", False)]
    (made,) = found.visits
    assert (made.performed, made.performed_by, made.care_card) == (True, "Folktandvården", True)
    assert found.answer == found.answers[0]
    assert done.undo is not None


def test_an_answer_taken_back_is_told_so(desk: Desk):
    settle(desk)
    give(desk)
    how = desk.installation, desk.actor, SOMEONE, 2026
    done = offer(*how, answer=NewAnswer(Answer.YES, TODAY))
    assert done.undo is not None
    undo(desk.installation, desk.actor, done.undo)
    found = round_of_person(*how)
    assert (found.answer, found.offered_on) == (None, None)
    assert [one.taken_back for one in found.answers] == [True]


def test_someone_without_certificate_is_in_no_round(sqlite_desk: Desk):
    settle(sqlite_desk)
    found = round_of_person(sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026)
    assert found.unit is None
