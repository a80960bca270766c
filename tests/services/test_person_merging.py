"""Two persons who are one: nothing of either is lost, and the former number leads to the other."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ntand.domain.codes import Answer, Basis, Protection
from ntand.errors import NotAllowed
from ntand.services.actor import Actor, Role
from ntand.services.certificates import consent
from ntand.services.consents import withdraw_consent
from ntand.services.exchange.outbox.mending import item_detail
from ntand.services.people.view import person_view
from ntand.services.protecting import tell_protection
from ntand.services.search import search_people
from ntand.services.undoing import undo
from ntand.services.worklist.reading import work_list
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import NewAnswer, offer
from ntand.store.disclosure import Disclosures
from ntand.store.work import reading
from tests.installations import Desk, certificate, decision, number
from tests.installations import (
    offer as offer_row,
)
from tests.services.acting import change as store
from tests.services.acting import day, give, outbox, refused, settle
from tests.services.two_persons import FORMER, NEW, merge, offers, person, rich

MOVED = ("decision", "certificate", "stance", "assessment", "disclosure", "outbox_item")


def test_everything_of_the_former_is_the_others(desk: Desk):
    rich(desk)
    former, kept = person(desk, FORMER), person(desk, NEW)
    before = desk.counts()
    lines = desk.select("SELECT sequence, person_id FROM access_subject ORDER BY 1, 2")
    assert merge(desk).merged == former
    after = desk.counts()
    # One offer of the two of 2026, and the line of the act itself.
    assert after["offer"] == before["offer"] - 1
    same = ("answer", "visit", "printout_subject", "identity_number", "person", *MOVED)
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    for table in (*MOVED, "offer", "printout_subject", "identity_number"):
        owners = desk.select(f"SELECT DISTINCT person_id FROM {table}")
        assert owners == [(kept,)], table
    assert desk.select("SELECT sequence, person_id FROM access_subject ORDER BY 1, 2")[
        : len(lines)
    ] == (lines)
    assert desk.select("SELECT merged_into FROM person WHERE id = ?", former) == [(kept,)]


def test_the_answer_given_latest_stands_and_every_visit_counts(desk: Desk):
    rich(desk)
    merge(desk)
    rows = {row["ar"]: row for row in desk.rows("erbjudanden")}
    assert rows.keys() == {"2025", "2026"}
    assert (rows["2026"]["svar"], rows["2026"]["utford"]) == ("ja", "2026-04-01")
    assert desk.select("SELECT COUNT(*) FROM visit WHERE superseded_by IS NULL") == [(2,)]
    assert desk.select("SELECT COUNT(*) FROM answer WHERE superseded_by IS NULL") == [(1,)]
    assert desk.select("SELECT COUNT(*) FROM stance WHERE superseded_by IS NULL") == [(1,)]


def test_both_numbers_find_the_one_person(desk: Desk):
    rich(desk)
    former = person(desk, FORMER)
    merge(desk)
    kept = person(desk, NEW)
    for reference in (FORMER, NEW, former, kept):
        assert person_view(desk.installation, desk.actor, reference).card.person == kept
        (hit,) = search_people(desk.installation, desk.actor, FORMER).hits
        assert (hit.person, hit.id_number) == (kept, NEW)
    desk.load("insatser", decision(personnummer=FORMER, beslut_id="B-later"))
    assert list(desk.persons()) == [NEW]
    lines = person_view(desk.installation, desk.actor, NEW).lines
    assert {"certificate.issue", "number.replace"} <= {one.action for one in lines}
    assert sum(one.action == "certificate.issue" for one in lines) == 2


def test_it_is_one_line_of_the_log_without_a_number(desk: Desk):
    rich(desk)
    merge(desk)
    (detail,) = desk.select("SELECT detail FROM access_event WHERE action = 'number.replace'")
    assert FORMER not in detail[0]
    assert NEW not in detail[0]


def test_what_waits_carries_the_new_number_under_a_new_key(desk: Desk):
    settle(desk, FORMER)
    give(desk, FORMER)
    offers(desk, FORMER, 2026)
    keys = {row[0] for row in desk.select("SELECT id FROM outbox_item")}
    merge(desk)
    assert [row["personnummer"] for row in outbox(desk)] == [NEW, NEW]
    assert not keys & {row[0] for row in desk.select("SELECT id FROM outbox_item")}


def test_what_has_been_tried_is_never_changed_but_followed(desk: Desk):
    settle(desk, FORMER)
    give(desk, FORMER)
    store(desk, "UPDATE outbox_item SET attempts = 1")
    before = desk.select("SELECT id, payload FROM outbox_item")
    merge(desk)
    assert desk.select("SELECT id, payload FROM outbox_item WHERE attempts = 1") == before
    assert outbox(desk)[-1]["personnummer"] == NEW


def test_protection_is_the_strictest(desk: Desk):
    settle(desk, FORMER)
    desk.load("intyg", certificate(personnummer=NEW))  # nobody has told of any
    tell_protection(desk.installation, desk.actor, NEW, Protection.SECRECY_MARKING, "Ringde")
    merge(desk)
    view = person_view(desk.installation, desk.actor, NEW)
    assert view.card.protection == Protection.SECRECY_MARKING
    tell_protection(desk.installation, desk.actor, NEW, Protection.NONE, "Inte längre")
    assert not person_view(desk.installation, desk.actor, NEW).card.protected


def test_the_work_list_and_the_registers_know_one(desk: Desk):
    rich(desk)
    renew(desk.installation, desk.actor)
    merge(desk)
    renew(desk.installation, desk.actor)
    found = work_list(desk.installation, desk.actor)
    assert {row.person for row in found.rows} <= {person(desk, NEW)}
    assert len(desk.persons()) == 1
    for kind in ("intyg", "erbjudanden", "insatser"):
        assert {row["personnummer"] for row in desk.rows(kind)} == {NEW}


def test_an_act_before_it_can_no_longer_be_taken_back(desk: Desk):
    settle(desk, FORMER, NEW)
    issued = give(desk, FORMER)
    merge(desk)
    assert issued.undo is not None
    with refused("undo.too_late"):
        undo(desk.installation, desk.actor, issued.undo)


def test_two_mergers_after_another_lead_to_the_last(desk: Desk):
    third = number("19400103")
    settle(desk, FORMER, NEW, third)
    former = person(desk, FORMER)
    merge(desk)
    merge(desk, NEW, third)
    for reference in (FORMER, NEW, third, former):
        assert person_view(desk.installation, desk.actor, reference).card.id_number == third


def test_the_same_number_or_a_role_without_leave_changes_nothing(desk: Desk):
    settle(desk, FORMER)
    with refused("number.same"):
        merge(desk, FORMER, FORMER)
    with refused("bad_check_digit"):
        merge(desk, FORMER, FORMER[:-1] + str((int(FORMER[-1]) + 1) % 10))
    reviewer = replace(desk, actor=Actor("rut", Role.REVIEWER))
    with pytest.raises(NotAllowed):
        merge(reviewer)


# --- Whatever the two had -------------------------------------------------------------------

years = st.sets(st.integers(2022, 2026), max_size=3)
answers = st.sampled_from(["", "ja", "nej", "inget"])
ones = st.fixed_dictionaries(
    {
        "years": st.dictionaries(st.integers(2022, 2026), answers, max_size=3),
        "decisions": st.integers(0, 2),
        "certificates": st.integers(0, 2),
        "waits": st.booleans(),
        "told": st.sampled_from([None, Protection.NONE, Protection.FICTITIOUS]),
    }
)


def have(desk: Desk, who: str, mark: str, had: dict[str, Any]) -> None:
    rows = [
        decision(personnummer=who, beslut_id=f"{mark}{at}", fran=f"2026-0{at + 1}-01")
        for at in range(had["decisions"])
    ]
    held = [
        certificate(personnummer=who, intyg_id=f"{mark}{at}", fran=f"20{20 + at}-01-01")
        for at in range(had["certificates"])
    ]
    asked = [
        offer_row(personnummer=who, ar=str(year), svar=answer, erbjuden=f"{year}-02-01")
        for year, answer in had["years"].items()
    ]
    if rows:
        desk.load("insatser", *rows)
    desk.load("intyg", certificate(personnummer=who, intyg_id=f"{mark}-x", makulerat="J"), *held)
    if asked:
        desk.load("erbjudanden", *asked, announce=had["waits"])
    if had["told"] is not None:
        tell_protection(desk.installation, desk.actor, who, had["told"], "Ringde")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=ones, other=ones)
def test_nothing_is_lost_whatever_the_two_had(new_sqlite_desk: Any, one: Any, other: Any):
    desk: Desk = new_sqlite_desk()
    desk.load_units()
    have(desk, FORMER, "a", one)
    have(desk, NEW, "b", other)
    before = {kind: desk.rows(kind) for kind in ("insatser", "intyg", "erbjudanden")}
    counts = desk.counts()
    merge(desk)
    for kind, key in (("insatser", "beslut_id"), ("intyg", "intyg_id")):
        names = {"personnummer", "skydd"}  # nothing else of a row may differ
        held = [{k: v for k, v in row.items() if k not in names} for row in desk.rows(kind)]
        was = [{k: v for k, v in row.items() if k not in names} for row in before[kind]]
        assert sorted(held, key=lambda row: row[key]) == sorted(was, key=lambda row: row[key])
    after = {row["ar"]: row for row in desk.rows("erbjudanden")}
    assert after.keys() == {row["ar"] for row in before["erbjudanden"]}
    for row in before["erbjudanden"]:
        if row["svar"]:
            assert after[row["ar"]]["svar"]
    assert desk.counts()["answer"] == counts["answer"]
    assert desk.select("SELECT COUNT(*) FROM person WHERE merged_into IS NULL") == [(1,)]
    if Protection.FICTITIOUS in (one["told"], other["told"]):
        card = person_view(desk.installation, desk.actor, NEW).card
        assert card.protection == Protection.FICTITIOUS


# --- Consents taken back --------------------------------------------------------------------


@pytest.mark.parametrize("who", [FORMER, NEW])
def test_a_consent_that_either_took_back_stays_taken_back(desk: Desk, who: str):
    settle(desk, FORMER, NEW)
    for one in (who, NEW if who == FORMER else FORMER):  # the other's was registered last
        give(desk, one)
    today = desk.installation.clock.today()
    taken_back = withdraw_consent(desk.installation, desk.actor, who, today)
    merge(desk)
    kept = person(desk, NEW)
    with reading(desk.installation.engine) as connection:
        assert Disclosures(connection, kept).refused(kept)
    assert taken_back.undo is not None
    with refused("undo.too_late"):
        undo(desk.installation, desk.actor, taken_back.undo)
    consent(desk.installation, desk.actor, NEW, Basis.CONSENT)  # given anew
    with reading(desk.installation.engine) as connection:
        assert not Disclosures(connection, kept).refused(kept)


def test_what_was_done_before_two_became_one_is_not_taken_back(desk: Desk):
    settle(desk, FORMER, NEW)
    give(desk, FORMER)
    offers(desk, FORMER, 2026, answer=NewAnswer(Answer.NO))
    answered = offer(desk.installation, desk.actor, NEW, 2026, answer=NewAnswer(Answer.YES))
    merge(desk)
    assert answered.undo is not None
    with refused("undo.too_late"):  # it would take the other's day and answer with it
        undo(desk.installation, desk.actor, answered.undo)
    later = withdraw_consent(desk.installation, desk.actor, NEW, desk.installation.clock.today())
    assert later.undo is not None
    undo(desk.installation, desk.actor, later.undo)


def test_of_two_questions_about_one_offer_that_of_the_person_kept_stays(desk: Desk):
    settle(desk, FORMER, NEW)
    for who, on in ((FORMER, "2026-03-01"), (NEW, "2026-04-01")):
        offers(desk, who, 2026, answer=NewAnswer(Answer.YES, answered_on=day(on)))
    store(desk, "UPDATE outbox_item SET state = 'conflict', attempts = 1 WHERE kind = 'offer'")
    store(
        desk,
        "INSERT INTO region_object (object_id, kind, etag, payload, known_at)"
        ' SELECT object_id, kind, \'1\', replace(payload, \'"svar":"ja"\', \'"svar":"nej"\'),'
        " created_at FROM outbox_item WHERE kind = 'offer'",
    )
    kept = desk.select(
        "SELECT id FROM outbox_item WHERE kind = 'offer' AND person_id = ?", person(desk, NEW)
    )
    merge(desk)
    (asked,) = desk.select(
        "SELECT id, payload FROM outbox_item WHERE kind = 'offer'"
        " AND state NOT IN ('delivered', 'stopped')"
    )
    assert (asked[0],) == kept[0]
    detail = item_detail(desk.installation, desk.actor, asked[0])
    assert [one.column for one in detail.differences] == ["svar"]
