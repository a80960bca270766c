"""The work list: who comes into each group and what lets one leave it, on both databases."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ntand.domain.codes import Answer, Basis, EndReason, Ground, Stance
from ntand.domain.work import WorkGroup
from ntand.errors import NotAllowed
from ntand.i18n import set_language
from ntand.sentences import todo
from ntand.sentences.todo import groups as group_words
from ntand.sentences.todo import why
from ntand.services.actor import Actor, Role
from ntand.services.certificates import (
    NewCertificate,
    consent,
    end,
    registered,
    replace_certificate,
    void,
)
from ntand.services.facts import fill_fact
from ntand.services.papers import LetterKind, print_changes, print_letters, print_lists
from ntand.services.stances import decide
from ntand.services.worklist.groups import GROUPS
from ntand.services.worklist.reading import (
    WorkFilter,
    WorkRow,
    todo_counts,
    work_choices,
    work_list,
)
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.installations import (
    SOMEONE,
    SOMEONE_ELSE,
    TODAY,
    Desk,
    certificate,
    decision,
)
from tests.installations import (
    offer as offer_row,
)
from tests.services.acting import change, day, give, on, settle, through_portal

LATER = timedelta(days=1)


def work(desk: Desk, **only: str) -> dict[str, list[WorkRow]]:
    """The groups with anything in them, renewed."""
    renew(desk.installation, desk.actor)
    narrowed = WorkFilter(**only)
    counts = work_list(desk.installation, desk.actor, only=narrowed).counts
    found = {
        group: list(work_list(desk.installation, desk.actor, group, narrowed).rows)
        for group in counts
    }
    assert {group: len(rows) for group, rows in found.items()} == counts
    return {group: rows for group, rows in found.items() if rows}


def reasons(desk: Desk, **only: str) -> dict[str, list[str]]:
    return {group: [row.why for row in rows] for group, rows in work(desk, **only).items()}


def in_days(desk: Desk, days: int) -> Desk:
    return on(desk, (TODAY + timedelta(days=days)).isoformat())


def decides(desk: Desk, stance: Stance, again: str | None = None) -> None:
    ask = day(again) if again else None
    decide(desk.installation, desk.actor, SOMEONE, stance, "eget skäl", ask)


def offers(desk: Desk, answer: Answer | None = None, year: int = 2026) -> None:
    said = None if answer is None else NewAnswer(answer)
    offer(desk.installation, desk.actor, SOMEONE, year, answer=said)


def visited(desk: Desk, **how: Any) -> None:
    today = desk.installation.clock.today()
    visit(desk.installation, desk.actor, SOMEONE, today.year, NewVisit(today, **how))


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


# --- The yearly round ------------------------------------------------------------------------


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


def prints(desk: Desk) -> None:
    print_lists(desk.installation, desk.actor, 2026, desk.folder / "listor")


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


# --- Protected persons, filters, permission --------------------------------------------------


def test_the_unit_of_a_protected_person_is_nowhere_in_the_list(desk: Desk):
    settle(desk, SOMEONE, skydd="fingerade")
    settle(desk, SOMEONE_ELSE)
    by_protection = {row.protection: row for row in work(desk)["candidate"]}
    assert by_protection["fingerade"].unit_name is None
    assert by_protection[""].unit_name == "Linden"
    stored = desk.select(
        "SELECT unit_code, unit_name, search_text, detail, object_id FROM work_item"
        " WHERE protection <> ''"
    )
    assert "linden" not in str(stored).casefold()
    assert "E1" not in str(stored)


def test_protection_counts_before_the_list_is_renewed(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    offers(desk, Answer.YES)
    prints(desk)
    settle(desk, enhet_kod="E2")
    assert work(desk)["changed"][0].facts["now"] == "E2"
    settle(desk, enhet_kod="E2", skydd="fingerade")
    found = work_list(desk.installation, desk.actor, "changed")
    assert found.stale
    (row,) = found.rows
    assert (row.protection, row.unit_code, row.unit_name) == ("fingerade", None, None)
    assert "E2" not in json.dumps(row.facts)
    assert row.object_id is None


def test_only_one_units_or_one_case_workers_or_what_holds_the_words(desk: Desk):
    settle(desk, SOMEONE, handlaggare="Maria")
    settle(desk, SOMEONE_ELSE, handlaggare="Per", enhet_kod="E2", fornamn="Zoë_%")
    assert len(work(desk)["candidate"]) == 2
    for only in ({"unit": "E2"}, {"case_worker": "Per"}, {"text": "zoe öb"}, {"text": "_% eken"}):
        assert [row.case_worker for row in work(desk, **only)["candidate"]] == ["Per"], only
    assert work(desk, text="%_") == {}
    choices = work_choices(desk.installation, desk.actor)
    assert choices.units == (("E2", "Eken"), ("E1", "Linden"))
    assert choices.case_workers == ("Maria", "Per")


def test_someone_protected_is_not_found_by_unit(desk: Desk):
    settle(desk, skydd="sekretessmarkering")
    assert work(desk, unit="E1") == {}
    assert work(desk, text="linden") == {}


def test_the_list_is_logged_as_seen_and_its_renewal_is_not(desk: Desk):
    settle(desk)
    before = desk.counts()["access_event"]
    renew(desk.installation, desk.actor)
    todo_counts(desk.installation, desk.actor)
    assert desk.counts()["access_event"] == before
    assert not work_list(desk.installation, desk.actor).stale
    line = desk.select(
        "SELECT action, scope, changed FROM access_event ORDER BY sequence DESC LIMIT 1"
    )
    assert [(action, scope, bool(changed)) for action, scope, changed in line] == [
        ("worklist", "all", False)
    ]


def test_only_those_who_may_read(desk: Desk):
    nobody = Actor("it", Role.ADMINISTRATOR)
    for service in (renew, work_list, todo_counts, work_choices):
        with pytest.raises(NotAllowed):
            service(desk.installation, nobody)


# --- The first group, emptiness, words -------------------------------------------------------


def test_an_empty_installation_says_that_it_is(desk: Desk):
    assert work_list(desk.installation, desk.actor).stale
    renew(desk.installation, desk.actor)
    found = work_list(desk.installation, desk.actor)
    assert (found.empty, found.stale, found.rows) == (True, False, ())
    settle(desk)
    give(desk)
    offers(desk, Answer.NO)
    renew(desk.installation, desk.actor)
    found = work_list(desk.installation, desk.actor)
    assert (found.empty, sum(found.counts.values())) == (False, 0)


def test_the_first_group_with_anything_in_it_is_shown(desk: Desk):
    settle(desk)
    give(desk)
    renew(desk.installation, desk.actor)
    found = work_list(desk.installation, desk.actor)
    assert found.group == "not_offered"
    assert todo_counts(desk.installation, desk.actor)["not_offered"] == 1


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


def test_history_from_files_makes_work_too(desk: Desk):
    desk.load_units()
    desk.load("insatser", decision())
    desk.load("intyg", certificate())
    desk.load("erbjudanden", offer_row(erbjuden="2026-03-01", svar="ja", svar_datum="2026-03-05"))
    assert reasons(desk) == {"not_performed": ["todo.not_performed.waits"]}
