"""Offers, answers and visits of the year."""

import pytest

from ntand.domain.codes import Answer
from ntand.errors import UsageError
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.installations import SOMEONE, TODAY, Desk, decision
from tests.installations import offer as offer_row
from tests.services.acting import day, give, on, outbox, refused, settle


def shown(desk: Desk) -> dict[str, str]:
    (row,) = desk.rows("erbjudanden")
    return row


def test_the_day_is_today_unless_there_is_one(desk: Desk):
    settle(desk)
    give(desk)
    offer(desk.installation, desk.actor, SOMEONE, 2026)
    later = on(desk, "2026-09-20")
    offer(later.installation, later.actor, SOMEONE, 2026, answer=NewAnswer(Answer.YES))
    row = shown(later)
    assert (row["erbjuden"], row["svar"], row["svar_datum"]) == ("2026-09-01", "ja", "2026-09-20")
    offer(later.installation, later.actor, SOMEONE, 2026, day("2026-09-02"))
    assert shown(later)["erbjuden"] == "2026-09-02"
    assert outbox(later)[1:] == [shown(later)]


def answers(desk: Desk, value: Answer, text: str) -> None:
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NewAnswer(value, day(text)))


def test_a_later_answer_counts_and_a_late_form_does_not(desk: Desk):
    settle(desk)
    answers(desk, Answer.YES, "2026-06-01")
    answers(desk, Answer.NO, "2026-07-01")
    assert shown(desk)["svar"] == "nej"
    answers(desk, Answer.YES, "2026-06-15")
    assert shown(desk)["svar"] == "nej"
    answers(desk, Answer.NONE, "2026-07-01")
    assert shown(desk)["svar"] == "inget"
    assert desk.select("SELECT COUNT(*) FROM answer") == [(4,)]
    assert desk.select("SELECT COUNT(*) FROM answer WHERE superseded_by IS NULL") == [(1,)]


def test_it_is_told_whether_an_answer_counts(sqlite_desk: Desk):
    settle(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026
    assert offer(*how, answer=NewAnswer(Answer.YES, day("2026-07-01"))).stands
    assert not offer(*how, answer=NewAnswer(Answer.NO, day("2026-06-01"))).stands
    assert offer(*how).stands


def test_every_visit_is_kept_and_the_latest_is_shown(desk: Desk):
    settle(desk)
    how = desk.installation, desk.actor, SOMEONE, 2026
    visit(*how, NewVisit(day("2026-05-01"), "Folktandvården", True))
    visit(*how, NewVisit(day("2026-08-01"), deviation="ej_hemma"))
    assert desk.select("SELECT COUNT(*) FROM visit WHERE superseded_by IS NULL") == [(2,)]
    row = shown(desk)
    assert (row["utford"], row["avvikelse"], row["erbjuden"]) == ("", "ej_hemma", "")
    visit(*how, NewVisit(day("2026-08-15"), care_card=False))
    assert (shown(desk)["utford"], shown(desk)["munvardskort"]) == ("2026-08-15", "N")


def test_days_to_come_are_refused_beyond_the_rounds_year(sqlite_desk: Desk):
    settle(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026
    next_year = day("2027-01-01")
    for act in (
        lambda: offer(*how, next_year),
        lambda: offer(*how, answer=NewAnswer(Answer.YES, next_year)),
        lambda: visit(*how, NewVisit(next_year)),
    ):
        with refused("round.in_future"):
            act()
    assert sqlite_desk.counts()["offer"] == 0


def test_a_round_can_be_prepared_ahead(sqlite_desk: Desk):
    settle(sqlite_desk)
    offer(sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026, day("2026-12-01"))
    assert shown(sqlite_desk)["erbjuden"] == "2026-12-01"


def test_nothing_happens_after_death(sqlite_desk: Desk):
    settle(sqlite_desk, avliden="2026-08-10")
    how = sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026
    for act in (
        lambda: offer(*how),
        lambda: offer(*how, day("2026-08-11")),
        lambda: offer(*how, day("2026-08-01"), NewAnswer(Answer.YES)),
        lambda: visit(*how, NewVisit(day("2026-08-11"))),
    ):
        with refused("round.deceased"):
            act()
    assert sqlite_desk.counts()["offer"] == 0
    offer(*how, day("2026-08-01"), NewAnswer(Answer.YES, day("2026-08-02")))
    visit(*how, NewVisit(day("2026-08-10")))


def test_an_answer_given_in_life_is_recorded_after_death(sqlite_desk: Desk):
    settle(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026
    offer(*how, day("2026-08-01"))
    sqlite_desk.load("insatser", decision(beslut_id=f"B-{SOMEONE}", avliden="2026-08-10"))
    offer(*how, answer=NewAnswer(Answer.NO, day("2026-08-05")))
    assert shown(sqlite_desk)["svar"] == "nej"


def test_an_offer_imported_with_a_day_to_come_takes_an_answer(sqlite_desk: Desk):
    settle(sqlite_desk)
    sqlite_desk.load("erbjudanden", offer_row(erbjuden="2026-12-01"))
    offer(sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026, answer=NewAnswer(Answer.NO))
    assert (shown(sqlite_desk)["erbjuden"], shown(sqlite_desk)["svar"]) == ("2026-12-01", "nej")


@pytest.mark.parametrize("year", [1989, 2101])
def test_years_no_round_can_have_are_a_fault_of_the_command(sqlite_desk: Desk, year):
    settle(sqlite_desk)
    with pytest.raises(UsageError):
        offer(sqlite_desk.installation, sqlite_desk.actor, SOMEONE, year)
    with pytest.raises(UsageError):
        visit(sqlite_desk.installation, sqlite_desk.actor, SOMEONE, year, NewVisit(TODAY))


def test_what_was_recorded_here_is_not_overwritten_by_a_file(sqlite_desk: Desk):
    settle(sqlite_desk)
    answers(sqlite_desk, Answer.NO, "2026-08-01")
    report = sqlite_desk.load("erbjudanden", offer_row(svar="ja", svar_datum="2026-08-20"))
    assert report.kept == 1
    assert shown(sqlite_desk)["svar"] == "nej"
