"""The work list: who comes into each group and what lets one leave it, on both databases."""

from datetime import timedelta

import pytest

from ntand.domain.codes import Answer, Basis, EndReason, Ground, Stance
from ntand.domain.work import WorkGroup
from ntand.i18n import set_language
from ntand.sentences import todo
from ntand.sentences.todo import groups as group_words
from ntand.sentences.todo import why
from ntand.services.certificates import (
    NewCertificate,
    consent,
    end,
    registered,
    replace_certificate,
)
from ntand.services.facts import fill_fact
from ntand.services.papers import LetterKind, print_letters
from ntand.services.stances import decide
from ntand.services.worklist.groups import GROUPS
from tests.installations import SOMEONE, TODAY, Desk
from tests.services.acting import change, day, give, on, settle, through_portal
from tests.services.listed_work import offers, reasons, work

LATER = timedelta(days=1)


def decides(desk: Desk, stance: Stance, again: str | None = None) -> None:
    ask = day(again) if again else None
    decide(desk.installation, desk.actor, SOMEONE, stance, "eget skäl", ask)


def ends(desk: Desk, intyg_id: str, on: str, reason: EndReason = EndReason.CONDITIONS_CEASED):
    return end(desk.installation, desk.actor, intyg_id, reason, day(on))


# --- Candidates and assessments -------------------------------------------------------------


def test_a_candidate_until_a_certificate_is_issued(desk: Desk):
    settle(desk)
    (row,) = work(desk)["candidate"]
    assert (row.name, row.born, row.unit_name) == ("Öberg, Åsa", "1940-01-01", "Linden")
    assert (row.why, row.facts) == ("todo.candidate.new", {"grounds": ["G1"]})
    give(desk)
    assert "candidate" not in work(desk)


def test_a_candidate_for_a_limited_time_is_told_as_one(desk: Desk):
    facts = {"icf_personlig_vard": "4", "forbattring": "oklar", "varaktigt": "J"}
    settle(desk, insats="hemtjanst", **facts)
    assert reasons(desk) == {"candidate": ["todo.candidate.limited"]}


def test_a_missing_fact_until_it_is_filled_in(desk: Desk):
    settle(desk, omvardnad_per_dygn="")
    (row,) = work(desk)["needs_assessment"]
    assert row.facts == {"missing": ["omvardnad_per_dygn"]}
    args = (SOMEONE, f"B-{SOMEONE}", "omvardnad_per_dygn", "2")
    fill_fact(desk.installation, desk.actor, *args)
    assert reasons(desk) == {"candidate": ["todo.candidate.new"]}


def test_what_is_decided_waits_until_it_is_to_be_asked_again(desk: Desk):
    settle(desk)
    decides(desk, Stance.DECLINES, "2026-10-01")
    assert work(desk) == {}
    assert work(on(desk, "2026-09-16")) == {}
    early = on(desk, "2026-09-17")
    (row,) = work(early)["ask_again"]
    assert row.due_on == day("2026-10-01")
    assert row.facts["stance"] == "avbojer"
    assert row.facts["reason"] == "eget skäl"
    due = on(desk, "2026-10-01")
    assert reasons(due) == {"ask_again": ["todo.ask_again"]}
    decides(due, Stance.DECLINES, "2027-10-01")
    assert work(due) == {}
    give(due)
    assert "ask_again" not in work(on(desk, "2027-10-01"))


def test_a_decision_without_a_day_holds_until_the_facts_change(desk: Desk):
    settle(desk)
    decides(desk, Stance.NOT_ENTITLED)
    assert work(desk) == {}
    settle(desk, omvardnad_per_dygn="4")
    (row,) = work(desk)["candidate"]
    assert (row.why, row.facts["stance"]) == ("todo.candidate.changed", "ej_berattigad")


@pytest.mark.parametrize("stance", [Stance.KEEP, Stance.WAIT])
def test_a_review_until_someone_keeps_or_waits(desk: Desk, stance: Stance):
    settle(desk)
    give(desk)
    settle(desk, omvardnad_per_dygn="0")
    offers(desk)
    assert reasons(desk) == {"reconsider": ["todo.reconsider.reasons"]}
    decides(desk, stance, "2026-09-10")
    assert reasons(desk) == {"ask_again": ["todo.ask_again"]}
    settle(desk, omvardnad_per_dygn="")  # a decisive fact has changed
    assert reasons(desk) == {"reconsider": ["todo.reconsider.missing"]}


def test_a_review_until_the_certificate_is_ended(desk: Desk):
    settle(desk)
    given = give(desk)
    offers(desk)
    settle(desk, omvardnad_per_dygn="0")
    (row,) = work(desk)["reconsider"]
    assert row.object_id == given.intyg_id
    ends(desk, given.intyg_id, "2026-09-01")
    assert work(on(desk, "2026-09-02")) == {}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"avliden": "2026-09-01"}, "todo.reconsider.deceased"),
        ({"utflyttad": "2026-09-01", "utflyttad_till": "0180"}, "todo.reconsider.moved"),
        ({"utflyttad": "2026-09-01", "utflyttad_till": "1480"}, "todo.reconsider.handover"),
    ],
)
def test_one_who_has_gone_asks_for_an_end_and_nothing_else(
    desk: Desk, cells: dict[str, str], code: str
):
    settle(desk)
    give(desk, basis=None, valid_to=day("2026-10-01"))
    decides(desk, Stance.KEEP)
    settle(desk, **cells)
    assert reasons(desk) == {"reconsider": [code]}


def test_a_certificate_that_ends_within_sixty_days_until_it_is_replaced(desk: Desk):
    settle(desk)
    given = give(desk, valid_to=TODAY + timedelta(days=60))
    offers(desk)
    (row,) = work(desk)["expiring"]
    assert (row.why, row.object_id) == ("todo.expiring.met", given.intyg_id)
    assert row.due_on == TODAY + timedelta(days=60)
    new = NewCertificate(Ground.G1, valid_from=TODAY + LATER)
    replace_certificate(desk.installation, desk.actor, given.intyg_id, new)
    assert work(desk) == {}


def test_a_certificate_that_ends_later_or_by_decision_is_not_expiring(desk: Desk):
    settle(desk)
    given = give(desk, valid_to=TODAY + timedelta(days=61))
    offers(desk)
    assert work(desk) == {}
    ends(desk, given.intyg_id, "2026-09-20")
    assert work(desk) == {}


# --- The region ------------------------------------------------------------------------------


def test_a_certificate_without_a_basis_until_there_is_one(desk: Desk):
    settle(desk)
    given = give(desk, basis=None)
    offers(desk)
    (row,) = work(desk)["waiting_basis"]
    assert row.object_id == given.intyg_id
    consent(desk.installation, desk.actor, SOMEONE, Basis.CONSENT)
    assert work(desk) == {}


def test_one_who_has_said_no_to_disclosure_is_asked_on_the_day_agreed(desk: Desk):
    settle(desk)
    give(desk, basis=None)
    offers(desk, Answer.NO)
    decides(desk, Stance.REFUSES_DISCLOSURE, "2026-10-01")
    assert work(desk) == {}
    assert reasons(on(desk, "2026-10-01")) == {"ask_again": ["todo.ask_again"]}


def test_a_protected_person_goes_on_paper_and_then_waits_for_a_number(desk: Desk):
    settle(desk, skydd="sekretessmarkering")
    given = give(desk)
    offers(desk, Answer.NO)
    (row,) = work(desk)["unsent"]
    assert (row.why, row.unit_code, row.unit_name) == ("todo.unsent.paper", None, None)
    print_letters(desk.installation, desk.actor, LetterKind.PROTECTED, desk.folder)
    assert reasons(desk) == {"unsent": ["todo.unsent.number"]}
    registered(desk.installation, desk.actor, given.intyg_id, "R1")
    assert work(desk) == {}
    offers(desk, Answer.YES)
    assert reasons(desk) == {"unsent": ["todo.unsent.paper"]}


def test_what_is_entered_in_the_portal_by_hand(desk: Desk):
    desk = through_portal(desk)
    settle(desk)
    given = give(desk)
    offers(desk, Answer.NO)
    assert reasons(desk)["unsent"] == ["todo.unsent.certificate", "todo.unsent.offer"]
    registered(desk.installation, desk.actor, given.intyg_id, "R1")
    assert reasons(desk)["unsent"] == ["todo.unsent.offer"]


@pytest.mark.parametrize(("state", "group"), [("parked", "refused"), ("conflict", "conflict")])
def test_what_the_region_did_not_take(desk: Desk, state: str, group: str):
    settle(desk)
    given = give(desk)
    offers(desk, Answer.NO)
    change(desk, "UPDATE outbox_item SET state = ?, problem = 'bad_value:fran'", state)
    found = work(desk)[group]
    assert [row.why for row in found] == [f"todo.{group}.certificate", f"todo.{group}.offer"]
    assert found[0].object_id == given.intyg_id
    change(desk, "UPDATE outbox_item SET state = 'stopped'")
    change(desk, "DELETE FROM work_state")
    assert work(desk) == {}


# --- Words ----------------------------------------------------------------------------------


def test_every_group_has_a_finder_and_words():
    assert [*GROUPS, WorkGroup.MESSAGE] == list(WorkGroup)  # messages are nobody's in particular
    assert set(group_words()) == {group.value for group in WorkGroup}


def test_whatever_can_be_told_can_be_told_in_short():
    assert set(todo._told("sv")) == set(todo._short("sv"))
    assert todo.in_short("todo.needs_assessment", {"missing": ["varaktigt"]})[0].isupper()


def test_why_is_told_in_words():
    set_language("en")
    try:
        facts = {"missing": ["icf_personlig_vard", "varaktigt"], "reasons": ["no_ground"]}
        assert why("todo.needs_assessment", facts) == (
            "Not known: the impairment in personal care (ICF), whether the need is lasting."
        )
        assert why("todo.reconsider.reasons", facts).endswith("No decision gives a ground to try.")
        assert why("todo.ask_again", {"reason": "{day}"}).endswith("Reason: {day}")
        refused = why("todo.refused.offer", {"problem": "bad_value:fran"})
        assert refused.endswith("The field: From.")
    finally:
        set_language("sv")
