"""Rows that the region tells of: merged field by field, matched, adopted, never lost."""

import json

from ntand.domain.codes import Answer, AnsweredBy, EndReason
from ntand.services.actor import Permission
from ntand.services.acts import changing
from ntand.services.certificates import end
from ntand.services.exchange.incoming.meeting import meet
from ntand.services.exchange.outbox.mending import Choice, settle_conflict
from ntand.services.exchange.outbox.outgoing import present_texts
from ntand.services.exchange.registers import propose_units, unit_register
from ntand.services.worklist.reading import work_list
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import NewAnswer, NewVisit, visit
from ntand.store.tables import ObjectKind
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, unit
from tests.services.acting import change as store
from tests.services.acting import day, give, outbox, settle
from tests.services.offered import asks, delivered, shown
from tests.services.told_by_region import certificate_row, change, offer_row, told


def states(desk: Desk) -> list[tuple[str, str | None]]:
    return [
        (row[0], row[1])
        for row in desk.select("SELECT state, problem FROM outbox_item ORDER BY sequence, id")
    ]


# --- Both have changed ----------------------------------------------------------------------


def test_different_fields_merge_and_what_waits_carries_both(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk)
    delivered(desk)
    asks(desk, answer=NewAnswer(Answer.YES, answered_by=AnsweredBy.PERSON))
    theirs = offer_row(erbjuden="2026-08-01", fornamn="Annan")
    assert told(desk, change(9, "offer/changed", theirs)) == [True]
    assert (shown(desk)["erbjuden"], shown(desk)["svar"]) == ("2026-08-01", "ja")
    (waiting,) = outbox(desk)
    assert (waiting["erbjuden"], waiting["svar"]) == ("2026-08-01", "ja")
    assert not outbox(desk, "conflict")


def test_the_same_field_is_a_question_with_both_values(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk, answer=NewAnswer(Answer.NONE))
    delivered(desk)
    asks(desk, answer=NewAnswer(Answer.YES))
    theirs = offer_row(erbjuden="2026-09-01", svar="nej", svar_datum="2026-09-01", orsak_nej="Ont")
    told(desk, change(9, "offer/changed", theirs))
    # What only they told of is taken; only the answer itself is asked.
    assert (shown(desk)["svar"], shown(desk)["orsak_nej"]) == ("ja", "Ont")
    assert states(desk)[-1] == ("conflict", "changed_by_others")
    assert not outbox(desk)
    (item,) = [row[0] for row in desk.select("SELECT id FROM outbox_item WHERE state = 'conflict'")]
    settle_conflict(desk.installation, desk.actor, item, Choice.THEIRS)
    assert shown(desk)["svar"] == "nej"
    assert not outbox(desk)


def test_a_question_stands_until_the_region_says_the_same(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk, answer=NewAnswer(Answer.NONE))
    delivered(desk)
    asks(desk, answer=NewAnswer(Answer.YES))
    theirs = offer_row(erbjuden="2026-09-01", svar="nej", svar_datum="2026-09-01")
    told(desk, change(9, "offer/changed", theirs))
    told(desk, change(10, "offer/changed", theirs | {"avvikelse": "inlagd"}))
    assert states(desk)[-1][0] == "conflict"
    asks(desk, offered_on=day("2026-08-31"))  # another change decides nothing
    assert states(desk)[-1][0] == "conflict"
    theirs |= {"erbjuden": "2026-08-31"}
    told(desk, change(11, "offer/changed", theirs | {"avvikelse": "inlagd", "svar": "ja"}))
    assert {state for state, _problem in states(desk)} == {"delivered", "stopped"}


def test_what_was_changed_on_one_side_only_is_taken_without_a_word(desk: Desk):
    settle(desk)
    key = give(desk).intyg_id
    delivered(desk)
    (row,) = desk.rows("intyg")
    theirs = {**row, "avslutat": "2026-08-31", "avslutsorsak": "utflyttad"}
    told(desk, change(4, "certificate/changed", theirs))
    (row,) = desk.rows("intyg")
    assert (row["avslutat"], row["avslutsorsak"]) == ("2026-08-31", "utflyttad")
    assert row["intyg_id"] == key
    assert not outbox(desk)


def test_a_rule_that_refuses_what_they_say_makes_it_a_question(desk: Desk):
    settle(desk)
    first = give(desk, valid_from=day("2026-01-01"), valid_to=day("2026-06-30")).intyg_id
    give(desk, valid_from=day("2026-07-01"))
    delivered(desk)
    row = next(row for row in desk.rows("intyg") if row["intyg_id"] == first)
    told(desk, change(4, "certificate/changed", {**row, "till": "2026-12-31", "utfardare": "Eva"}))
    row = next(row for row in desk.rows("intyg") if row["intyg_id"] == first)
    assert (row["till"], row["utfardare"]) == ("2026-06-30", "Eva")
    (item,) = outbox(desk, "conflict")
    assert item["intyg_id"] == first


def test_our_own_words_with_a_lost_answer_are_no_question(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk, answer=NewAnswer(Answer.NO))
    delivered(desk)
    asks(desk, answer=NewAnswer(Answer.NONE))
    store(desk, "UPDATE outbox_item SET attempts = 1 WHERE state = 'waiting'")
    asks(desk, answer=NewAnswer(Answer.YES))
    # The region took "inget", and had a visit reported after it.
    taken = outbox(desk)[0] | {"utford": "2026-08-20"}
    told(desk, change(5, "offer/assessment", taken))
    assert shown(desk)["svar"] == "ja"
    assert shown(desk)["utford"] == "2026-08-20"
    assert not outbox(desk, "conflict")
    assert [one["svar"] for one in outbox(desk)] == ["inget", "ja"]
    assert outbox(desk)[-1]["utford"] == "2026-08-20"


def test_an_answer_of_412_is_merged_and_followed_by_the_merged_state(desk: Desk):
    settle(desk)
    give(desk)
    offer_id = asks(desk)
    delivered(desk)
    asks(desk, answer=NewAnswer(Answer.YES))
    (refused,) = [row[0] for row in desk.select("SELECT id FROM outbox_item WHERE state='waiting'")]
    store(desk, "UPDATE outbox_item SET attempts = 1 WHERE id = ?", refused)
    with changing(desk.installation, desk.actor, "exchange.send", Permission.EXCHANGE) as act:
        (person,) = act.connection.exec_driver_sql("SELECT id FROM person").scalars()
        theirs = offer_row(erbjuden="2026-07-01")
        met = meet(act, ObjectKind.OFFER, offer_id, person, theirs, '"v8"', refused=refused)
        assert met.taken == ("erbjuden",)
        ours = present_texts(act, ObjectKind.OFFER, offer_id)
    rows = desk.select("SELECT replaces, payload, attempts FROM outbox_item WHERE state='waiting'")
    assert [(row[0], json.loads(row[1]), row[2]) for row in rows] == [(refused, ours, 0)]
    assert (ours["erbjuden"], ours["svar"]) == ("2026-07-01", "ja")


# --- Again, and out of order ----------------------------------------------------------------


def test_twice_and_late_does_no_harm(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk)
    delivered(desk)
    early = change(5, "offer/changed", offer_row(erbjuden="2026-05-05"))
    late = change(6, "offer/changed", offer_row(erbjuden="2026-06-06"))
    for one in (early, late, late, early):
        assert told(desk, one) == [True]
    assert shown(desk)["erbjuden"] == "2026-06-06"
    assert not outbox(desk)


def test_a_change_that_we_have_written_over_is_not_taken_once_more(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk, answer=NewAnswer(Answer.YES))
    delivered(desk, '"v3"')
    # Our write went with the tag of the change, so it came after it.
    store(desk, "UPDATE outbox_item SET sent_etag = ? WHERE kind = 'offer'", '"v2"')
    told(desk, change(2, "offer/changed", offer_row(erbjuden="2026-05-05", svar="nej")))
    assert (shown(desk)["erbjuden"], shown(desk)["svar"]) == ("2026-09-01", "ja")


def visits(desk: Desk) -> list[tuple[str, str, bool]]:
    rows = desk.select("SELECT visited_on, deviation, superseded_by FROM visit ORDER BY id")
    return [(str(on or ""), deviation or "", by is None) for on, deviation, by in rows]


def test_every_visit_is_kept_once_and_a_correction_takes_its_place(desk: Desk):
    settle(desk)
    give(desk)
    visit(desk.installation, desk.actor, SOMEONE, 2026, NewVisit(day("2026-03-01")))
    absent = change(5, "offer/assessment", offer_row(avvikelse="ej_hemma"))
    done = change(6, "offer/assessment", offer_row(utford="2026-08-15"))
    corrected = change(7, "offer/changed", offer_row(utford="2026-08-16"))
    for one in (absent, done, absent, corrected, done, corrected, absent):
        told(desk, one)
    assert visits(desk) == [
        ("2026-03-01", "", True),
        ("", "ej_hemma", True),
        ("2026-08-15", "", False),
        ("2026-08-16", "", True),
    ]
    told(desk, change(8, "offer/changed", offer_row()))  # the region takes the report back
    assert [kept for *_visit, kept in visits(desk)] == [True, True, False, False]


def test_a_visit_that_both_tell_of_is_one_with_what_either_knows(desk: Desk):
    settle(desk)
    give(desk)
    seen = NewVisit(day("2026-08-15"), "Tandhuset")
    visit(desk.installation, desk.actor, SOMEONE, 2026, seen)
    report = change(5, "offer/assessment", offer_row(utford="2026-08-15", munvardskort="J"))
    for _ in range(2):
        told(desk, report)
        row = shown(desk)
        assert (row["utford"], row["utforare"], row["munvardskort"]) == (
            *("2026-08-15", "Tandhuset"),
            "J",
        )
        assert [kept for *_visit, kept in visits(desk)] == [False, True]
    assert outbox(desk)[-1]["utforare"] == "Tandhuset"
    # What the region empties of its own is emptied, what is ours stays.
    told(desk, change(6, "offer/changed", offer_row(utford="2026-08-15")))
    assert (shown(desk)["utforare"], shown(desk)["munvardskort"]) == ("Tandhuset", "")


# --- What is not known here -----------------------------------------------------------------


def test_a_certificate_that_others_issued_becomes_ours_with_its_origin(desk: Desk):
    settle(desk)
    row = certificate_row(intyg_id="1480-x", ursprung="annan_kommun", fran="2025-01-01")
    told(desk, change(3, "certificate/added", row))
    (held,) = desk.rows("intyg")
    assert held["ursprung"] == "annan_kommun"
    assert not outbox(desk)
    told(desk, change(3, "certificate/added", row))
    told(desk, change(4, "certificate/changed", row | {"till": "2026-12-31"}))
    (held,) = desk.rows("intyg")
    assert held["till"] == "2026-12-31"
    assert desk.persons()[SOMEONE].certificate == "active"


def test_its_person_may_be_new_here(desk: Desk):
    row = certificate_row(personnummer=SOMEONE_ELSE, fornamn="Eva", efternamn="Ek")
    assert told(desk, change(3, "certificate/added", row)) == [True]
    (held,) = desk.rows("intyg")
    assert (held["personnummer"], held["efternamn"]) == (SOMEONE_ELSE, "Ek")
    nameless = {**offer_row(personnummer=SOMEONE), "fornamn": "", "efternamn": ""}
    assert told(desk, change(4, "offer/changed", nameless)) == [False]


def test_the_same_ground_and_first_day_is_the_same_certificate(desk: Desk):
    settle(desk)
    ours = give(desk, valid_from=day("2026-02-01")).intyg_id
    theirs = certificate_row(
        intyg_id="R-77",
        fran="2026-02-01",
        utfardad="2026-09-01",
        utfardare="anna",
        underlag="samtycke",
    )
    told(desk, change(3, "certificate/added", theirs))
    (held,) = desk.rows("intyg")
    assert held["intyg_id"] == ours
    end(desk.installation, desk.actor, ours, EndReason.CONDITIONS_CEASED, TODAY)
    # It keeps its number here, and is told of under the number it has there.
    assert outbox(desk)[-1]["intyg_id"] == "R-77"
    told(desk, change(4, "certificate/changed", theirs | {"informerad": "2026-08-01"}))
    assert len(desk.rows("intyg")) == 1


def test_an_overlap_is_kept_and_told_of_in_the_work_list(desk: Desk):
    settle(desk)
    mine = give(desk, valid_from=day("2026-02-01")).intyg_id
    row = certificate_row(intyg_id="1480-x", fran="2026-05-01", ursprung="lakare", grund="G2")
    told(desk, change(3, "certificate/added", row))
    assert len(desk.rows("intyg")) == 2
    renew(desk.installation, desk.actor)
    (work,) = work_list(desk.installation, desk.actor, "reconsider").rows
    assert (work.why, work.object_id) == ("todo.reconsider.overlap", "1480-x")
    assert work.facts["other"] == mine


# --- Units ----------------------------------------------------------------------------------


def test_a_unit_proposed_is_told_active_or_refused(desk: Desk):
    desk.load("enheter", unit(), unit(kod="E2", namn="Eken"))
    assert propose_units(desk.installation, desk.actor, ["E1"]) == 1
    delivered(desk)
    row = dict.fromkeys(desk.rows("enheter")[0], "") | unit()
    refusal = {"status": "refused", "reason": "Finns redan"}
    told(desk, change(5, "unit/refused", row, **refusal))
    entries = {one.code: one for one in unit_register(desk.installation, desk.actor)}
    assert (entries["E1"].status, entries["E1"].reason) == ("refused", "Finns redan")
    assert (entries["E2"].status, entries["E2"].held) == ("", False)
    told(desk, change(6, "unit/activated", row | {"telefon": "0322"}, status="active"))
    told(desk, change(5, "unit/refused", row, **refusal))
    (entry, _other) = unit_register(desk.installation, desk.actor)
    assert (entry.status, entry.reason) == ("active", "")
    assert desk.rows("enheter")[0]["telefon"] == "0322"
    assert not entry.untold
    assert propose_units(desk.installation, desk.actor, ["E1"]) == 0


def test_a_unit_known_by_its_code_alone_gets_its_name_from_the_region(desk: Desk):
    settle(desk)
    desk.load("insatser", {**desk.rows("insatser")[0], "enhet_kod": "E9", "beslut_id": "B9"})
    row = dict.fromkeys(desk.rows("enheter")[0], "") | unit(kod="E9", namn="Nio", typ="LSS")
    told(desk, change(5, "unit/changed", row, status="active"))
    told(desk, change(6, "unit/changed", row | {"kod": "E10", "namn": "Tio"}, status="active"))
    found = {row["kod"]: row["namn"] for row in desk.rows("enheter")}
    assert (found["E9"], found["E10"]) == ("Nio", "Tio")


# --- About a protected person ---------------------------------------------------------------


def test_what_comes_in_about_a_protected_person_is_taken_and_nothing_leaves(desk: Desk):
    settle(desk, skydd="sekretessmarkering")
    give(desk)
    told(desk, change(3, "offer/assessment", offer_row(utford="2026-08-15")))
    assert shown(desk)["utford"] == "2026-08-15"
    roads = {row[0] for row in desk.select("SELECT road FROM outbox_item WHERE state = 'waiting'")}
    assert roads == {"paper"}
