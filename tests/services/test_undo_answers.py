"""Taking back offers, answers and visits: all that others see is as it was."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ntand.domain.codes import Answer, AnswerChannel
from ntand.services.papers.lists import print_lists
from ntand.services.round_view import round_rows
from ntand.services.statistics import statistics
from ntand.services.undoing import Undo, undo
from ntand.services.yearly_round import (
    NewAnswer,
    NewVisit,
    Offered,
    OfferedMany,
    offer,
    offer_many,
    visit,
)
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk
from tests.installations import offer as offer_row
from tests.services.acting import change, give, on, outbox, refused, settle

YES, NO = NewAnswer(Answer.YES, TODAY), NewAnswer(Answer.NO, TODAY, reason="orkar inte")


def taken_back(desk: Desk, done: Offered | OfferedMany) -> None:
    assert done.undo is not None
    undo(desk.installation, desk.actor, done.undo)


def seen(desk: Desk) -> dict[str, object]:
    """What others see of the round: the file, the figures, the rows, what waits."""
    rows = round_rows(desk.installation, desk.actor, 2026)
    return {
        "file": desk.export("erbjudanden"),
        "figures": statistics(desk.installation, desk.actor, 2026).rows,
        "rows": rows,
        "waiting": sorted(map(str, outbox(desk))),
    }


def test_a_first_offer_leaves_no_trace_in_the_file(desk: Desk):
    settle(desk)
    give(desk)
    before = seen(desk)
    taken_back(desk, offer(desk.installation, desk.actor, SOMEONE, 2026, answer=YES))
    assert seen(desk) == before
    assert desk.select("SELECT COUNT(*) FROM answer") == [(1,)]  # kept, though it does not count
    assert outbox(desk, "stopped")[0]["svar"] == "ja"
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NO)
    assert [row["svar"] for row in desk.rows("erbjudanden")] == ["nej"]


def test_the_answer_before_stands_again_and_what_waits_is_renewed(desk: Desk):
    settle(desk)
    give(desk)
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=YES)
    before = seen(desk)
    taken_back(desk, offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NO))
    assert seen(desk) == before
    assert desk.rows("erbjudanden")[0]["svar"] == "ja"
    assert desk.rows("erbjudanden")[0]["orsak_nej"] == ""


def test_what_is_taken_back_twice_or_was_overtaken_is_refused(desk: Desk):
    settle(desk)
    give(desk)
    first = offer(desk.installation, desk.actor, SOMEONE, 2026, answer=YES)
    second = offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NO)
    with refused("undo.too_late"):
        taken_back(desk, first)
    taken_back(desk, second)
    with refused("undo.too_late"):
        taken_back(desk, second)
    taken_back(desk, first)
    assert desk.rows("erbjudanden") == []


def test_what_was_sent_is_not_taken_back(desk: Desk):
    settle(desk)
    give(desk)
    done = offer(desk.installation, desk.actor, SOMEONE, 2026, answer=YES)
    change(desk, "UPDATE outbox_item SET attempts = 1")
    before = seen(desk)
    with refused("undo.too_late"):
        taken_back(desk, done)
    assert seen(desk) == before


def test_a_refused_item_stands_as_refused_again(desk: Desk):
    settle(desk)
    give(desk)
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=YES)
    change(desk, "UPDATE outbox_item SET state = 'parked', attempts = 1 WHERE kind = 'offer'")
    done = offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NO)
    assert outbox(desk, "parked") == []
    taken_back(desk, done)
    assert [row["svar"] for row in outbox(desk, "parked")] == ["ja"]
    assert all("svar" not in row for row in outbox(desk))


def test_a_visit_is_taken_back_and_the_answer_stays(desk: Desk):
    settle(desk)
    give(desk)
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=YES)
    before = seen(desk)
    for new in (NewVisit(TODAY, "Folktandvården", True), NewVisit(TODAY, deviation="inlagd")):
        taken_back(desk, visit(desk.installation, desk.actor, SOMEONE, 2026, new))
        assert seen(desk) == before
    assert desk.select("SELECT COUNT(*) FROM visit") == [(2,)]


def test_an_imported_offer_is_the_files_again(desk: Desk):
    settle(desk)
    give(desk)
    desk.load("erbjudanden", offer_row(erbjuden="2026-02-01", svar="inget"))
    taken_back(desk, offer(desk.installation, desk.actor, SOMEONE, 2026, TODAY, YES))
    report = desk.load("erbjudanden", offer_row(erbjuden="2026-02-01", svar="nej"))
    assert (report.updated, report.kept) == (1, 0)
    assert desk.rows("erbjudanden")[0]["erbjuden"] == "2026-02-01"


def test_a_unit_is_offered_at_once_and_taken_back_at_once(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    give(desk, SOMEONE_ELSE)
    offer(desk.installation, desk.actor, SOMEONE, 2026, TODAY - timedelta(days=3))
    before = seen(desk)
    rows = round_rows(desk.installation, desk.actor, 2026, "E1")
    persons = [row.person for row in rows]
    done = offer_many(desk.installation, desk.actor, persons, 2026)
    assert (len(done.persons), done.left_out) == (1, 1)
    assert {row["erbjuden"] for row in desk.rows("erbjudanden")} == {"2026-08-29", "2026-09-01"}
    taken_back(desk, done)
    assert seen(desk) == before


def test_offering_a_unit_leaves_out_the_dead_and_offers_nobody_twice(desk: Desk):
    settle(desk, SOMEONE, avliden="2026-08-01")
    done = offer_many(desk.installation, desk.actor, [SOMEONE], 2026)
    assert (done.persons, done.left_out, done.undo) == ((), 1, None)
    assert desk.counts()["offer"] == 0
    with refused("round.in_future"):
        offer_many(desk.installation, desk.actor, [SOMEONE], 2026, TODAY + timedelta(days=400))
    with refused("person.unknown"):
        offer_many(desk.installation, desk.actor, [SOMEONE_ELSE], 2026)


def test_nobody_takes_back_what_was_never_done(sqlite_desk: Desk):
    settle(sqlite_desk)
    for key in ("", "nobody", "nobody:token"):
        with refused("undo.too_late"):
            undo(sqlite_desk.installation, sqlite_desk.actor, Undo("offer", key))


def test_the_lists_are_as_before(sqlite_desk: Desk):
    settle(sqlite_desk)
    give(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor, 2026, sqlite_desk.folder / "lists"
    done = offer(*how[:2], SOMEONE, 2026, answer=YES)
    assert len(print_lists(*how).files) == 1
    taken_back(sqlite_desk, done)
    assert print_lists(*how).files == ()


@dataclass(frozen=True)
class Step:
    """One act on the one person, some days ago."""

    kind: str
    answer: Answer
    days: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(["offer", "answer", "visit", "deviation"]),
        st.sampled_from(list(Answer)),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
)


def done(desk: Desk, step: Step) -> Undo:
    how = desk.installation, desk.actor, SOMEONE, 2026
    day = TODAY - timedelta(days=step.days)
    if step.kind == "offer":
        what = offer(*how, day)
    elif step.kind == "answer":
        what = offer(*how, answer=NewAnswer(step.answer, day, channel=AnswerChannel.FORM))
    else:
        what = visit(*how, NewVisit(day, deviation="inlagd" if step.kind == "deviation" else None))
    assert what.undo is not None
    return what.undo


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_taking_back_the_last_first_passes_every_state_again(sqlite_desk: Desk, steps):
    desk = sqlite_desk
    if not desk.counts()["person"]:
        settle(desk)
        give(desk)
    states, undos = [], []
    for step in steps:
        states.append(seen(desk))
        undos.append(done(desk, step))
    for state, what in zip(reversed(states), reversed(undos), strict=True):
        undo(desk.installation, desk.actor, what)
        assert seen(desk) == state


@pytest.mark.parametrize("day", ["2026-09-01", "2026-09-20"])
def test_it_may_be_taken_back_on_a_later_day(sqlite_desk: Desk, day):
    settle(sqlite_desk)
    give(sqlite_desk)
    done = offer(sqlite_desk.installation, sqlite_desk.actor, SOMEONE, 2026)
    taken_back(on(sqlite_desk, day), done)
    assert sqlite_desk.rows("erbjudanden") == []
