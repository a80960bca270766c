"""The yearly round in the work list: who is to be asked or followed up, whose list has changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ntand.domain.codes import Answer
from ntand.services.certificates import void
from ntand.services.papers import print_changes
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate, decision
from tests.installations import offer as offer_row
from tests.services.acting import give, on, settle
from tests.services.listed_work import offers, prints, reasons, work


def in_days(desk: Desk, days: int) -> Desk:
    return on(desk, (TODAY + timedelta(days=days)).isoformat())


def visited(desk: Desk, **how: Any) -> None:
    today = desk.installation.clock.today()
    visit(desk.installation, desk.actor, SOMEONE, today.year, NewVisit(today, **how))


def test_a_holder_until_this_years_offer(desk: Desk):
    settle(desk)
    give(desk)
    assert reasons(desk) == {"not_offered": ["todo.not_offered.new"]}
    offers(desk)
    assert work(desk) == {}
    assert reasons(on(desk, "2027-01-01")) == {"not_offered": ["todo.not_offered.new"]}


def test_last_years_no_is_this_years_first_question(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk, SOMEONE_ELSE)
    give(desk)
    offers(desk, Answer.NO)
    found = work(on(desk, "2027-01-01"))["not_offered"]
    assert [row.why for row in found] == ["todo.not_offered.declined", "todo.not_offered.new"]


def test_last_years_yes_without_a_visit_is_asked_before_the_new(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk, SOMEONE_ELSE)
    give(desk)
    offers(desk, Answer.YES)
    found = work(on(desk, "2027-01-01"))["not_offered"]
    assert [row.why for row in found] == ["todo.not_offered.unvisited", "todo.not_offered.new"]


@pytest.mark.parametrize("answer", [None, Answer.NONE])
def test_no_answer_after_fourteen_days_until_there_is_one(desk: Desk, answer: Answer | None):
    settle(desk)
    give(desk)
    offers(desk, answer)
    assert work(in_days(desk, 13)) == {}
    (row,) = work(in_days(desk, 14))["no_answer"]
    assert row.facts == {"offered": "2026-09-01", "year": 2026}
    offers(desk, Answer.NO)
    assert work(in_days(desk, 14)) == {}


def test_yes_but_no_visit_after_ninety_days(desk: Desk):
    settle(desk)
    give(desk)
    offers(desk, Answer.YES)
    assert work(in_days(desk, 89)) == {}
    late = in_days(desk, 90)
    assert reasons(late) == {"not_performed": ["todo.not_performed.waits"]}
    visited(late, deviation="ej_hemma")
    assert reasons(late) == {"not_performed": ["todo.not_performed.deviation"]}
    visited(late)
    assert work(late) == {}


def test_a_yes_late_last_year_is_followed_into_the_new(desk: Desk):
    settle(desk)
    late = on(desk, "2026-12-01")
    give(late)
    offers(late, Answer.YES)
    march = on(desk, "2027-03-01")
    assert "not_performed" in work(march)
    offers(march, Answer.NO, 2027)
    assert work(march) == {}


def on_the_list(desk: Desk) -> None:
    settle(desk)
    give(desk)
    offers(desk, Answer.YES)
    prints(desk)
    assert work(desk) == {}


def becomes(desk: Desk, **cells: str) -> None:
    settle(desk, **cells)


LEAVES: dict[str, Callable[[Desk], object]] = {
    "protected": lambda desk: becomes(desk, skydd="sekretessmarkering"),
    "deceased": lambda desk: becomes(desk, avliden="2026-09-01"),
    "moved": lambda desk: becomes(desk, utflyttad="2026-09-01"),
    "answer": lambda desk: offers(desk, Answer.NO),
    "unit": lambda desk: becomes(desk, enhet_kod="E2"),
}


@pytest.mark.parametrize("what", LEAVES)
def test_one_who_should_leave_the_list_after_it_was_printed(desk: Desk, what: str):
    on_the_list(desk)
    LEAVES[what](desk)
    (row,) = work(desk)["changed"]
    assert row.why == f"todo.changed.{what}"
    assert ("unit" in row.facts) == (what != "protected")


def test_one_whose_certificate_was_an_error_should_leave_the_list(desk: Desk):
    on_the_list(desk)
    ((intyg_id,),) = desk.select("SELECT local_id FROM certificate")
    void(desk.installation, desk.actor, intyg_id, "fel person")
    assert "todo.changed.certificate" in reasons(desk)["changed"]


def test_one_who_is_new_on_a_printed_list_until_it_is_printed_again(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk, SOMEONE_ELSE)
    offer(desk.installation, desk.actor, SOMEONE_ELSE, 2026, answer=NewAnswer(Answer.YES))
    prints(desk)
    give(desk)
    offers(desk, Answer.YES)
    (row,) = work(desk)["changed"]
    assert (row.why, row.object_id, row.born) == ("todo.changed.new", "E1", "1940-01-01")
    prints(desk)
    assert work(desk) == {}


def test_one_who_has_left_is_forgotten_when_the_list_is_printed_again(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk, SOMEONE_ELSE)
    offer(desk.installation, desk.actor, SOMEONE_ELSE, 2026, answer=NewAnswer(Answer.YES))
    on_the_list(desk)
    ((someone,),) = desk.select("SELECT person_id FROM identity_number WHERE number = ?", SOMEONE)
    offers(desk, Answer.NO)
    assert [row.person for row in work(desk)["changed"]] == [someone]
    prints(desk)
    assert work(desk) == {}


def test_a_sheet_of_changes_tells_the_unit_as_well(desk: Desk):
    on_the_list(desk)
    offers(desk, Answer.NO)
    assert "changed" in work(desk)
    print_changes(desk.installation, desk.actor, 2026, desk.folder / "listor")
    assert work(desk) == {}
    offers(desk, Answer.YES)  # on the list, then told to be off it, and wanted again
    assert reasons(desk) == {"changed": ["todo.changed.new"]}


def test_a_visit_made_is_no_change_of_the_list(desk: Desk):
    on_the_list(desk)
    visited(desk)
    assert work(desk) == {}


def test_history_from_files_makes_work_too(desk: Desk):
    desk.load_units()
    desk.load("insatser", decision())
    desk.load("intyg", certificate())
    desk.load("erbjudanden", offer_row(erbjuden="2026-03-01", svar="ja", svar_datum="2026-03-05"))
    assert reasons(desk) == {"not_performed": ["todo.not_performed.waits"]}
