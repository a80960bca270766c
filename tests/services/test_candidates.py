"""Everyone sorted by what someone has to do, and explained in words with the sources of facts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntand.domain.care import CareFacts, LifeStatus
from ntand.domain.codes import Stance
from ntand.domain.eligibility import OutcomeCode, assess, outcome
from ntand.domain.findings import Fact, Finding
from ntand.domain.grounds import State
from ntand.errors import Refused
from ntand.sentences import codes
from ntand.sentences import eligibility as words
from ntand.sentences import explained as told
from ntand.services.candidates import (
    CandidateRow,
    Candidates,
    Filters,
    Group,
    candidates,
    counted,
    narrowed,
)
from ntand.services.fact_sources import Source, asked
from ntand.services.facts import fill_fact
from ntand.services.proposals import Explained, explain
from ntand.services.stances import decide
from ntand.store.care import FILLABLE_FACTS
from tests.domain.care_cases import CRITERIA, care_of_a_person, evaluated_days, statuses
from tests.installations import SOMEONE, TODAY, Desk, certificate, decision, number

THIRD = number("19400103")
CARE = "omvardnad_per_dygn"


def found_by(desk: Desk, on: date | None = None) -> Candidates:
    return candidates(desk.installation, desk.actor, on)


def explained(desk: Desk, who: str = SOMEONE, on: date | None = None) -> Explained:
    return explain(desk.installation, desk.actor, who, on)


def row_of(desk: Desk, who: str = SOMEONE, on: date | None = None) -> CandidateRow:
    return next(row for row in found_by(desk, on).rows if row.id_number == who)


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.load_units()
    desk.load("insatser", decision(handlaggare="Maria"))
    return desk


# --- Groups -----------------------------------------------------------------------------------


def test_everyone_is_in_a_group_and_the_groups_agree_with_the_proposals(desk: Desk):
    desk.load_sample()
    found, proposals = found_by(desk), desk.persons()
    assert {row.id_number for row in found.rows} == set(proposals)
    assert all(row.groups for row in found.rows)
    counts = counted(found, Filters())
    assert counts == {
        group.value: len(narrowed(found, Filters(group=group.value))) for group in Group
    }
    assert counts[Group.CANDIDATES] == sum(one.candidate for one in proposals.values()) > 0
    assert counts[Group.TO_ASSESS] == sum(bool(one.missing) for one in proposals.values()) > 0
    assert counts[Group.TO_REVIEW] > 0


def test_everyone_comes_in_swedish_order(ready: Desk):
    for born, name in enumerate(("Ärlig", "Åker", "Zorn")):
        who = {"personnummer": number(f"1950010{born + 1}"), "beslut_id": name, "efternamn": name}
        ready.load("insatser", decision(**who))
    names = [row.name.partition(",")[0] for row in found_by(ready).rows]
    assert names == ["Zorn", "Åker", "Ärlig", "Öberg"]


def test_who_does_not_qualify_is_found_with_the_reason(ready: Desk):
    ready.load(
        "insatser",
        decision(
            personnummer=THIRD, beslut_id="B3", fornamn="Bo", efternamn="Ek", omvardnad_per_dygn="0"
        ),
    )
    (row,) = narrowed(found_by(ready), Filters(group=Group.CANDIDATES, text="ek bo"))
    assert row.groups == (Group.NOT_QUALIFYING,)
    assert row.proposal.reasons == ("no_daily_personal_care",)
    for text in (THIRD, f"{THIRD[:8]}-{THIRD[8:]}", "EK", "linden ek"):
        assert [one.id_number for one in narrowed(found_by(ready), Filters(text=text))] == [THIRD]


def test_the_filters_narrow_each_by_itself(ready: Desk):
    ready.load(
        "insatser", decision(personnummer=THIRD, beslut_id="B3", enhet_kod="E2", handlaggare="Per")
    )
    found = found_by(ready)
    assert found.units == (("E2", "Eken"), ("E1", "Linden"))
    assert found.case_workers == ("Maria", "Per")
    for filters in (Filters(unit="E2"), Filters(case_worker="Per")):
        assert [row.id_number for row in narrowed(found, filters)] == [THIRD]
        assert counted(found, filters)[Group.CANDIDATES] == 1
    assert len(narrowed(found, Filters(ground="G1"))) == 2
    assert narrowed(found, Filters(ground="G2")) == ()


def test_a_decision_holds_back_until_its_day_and_says_which_and_why(ready: Desk):
    again = date(2026, 10, 1)
    decide(ready.installation, ready.actor, SOMEONE, Stance.DECLINES, "vill vänta", again)
    row = row_of(ready)
    assert row.groups == (Group.HELD,)
    assert row.held is not None
    assert (row.held.stance, row.held.reason) == ("avbojer", "vill vänta")
    assert (row.held.ask_again_on, row.held.decided_by) == (again, "anna")
    assert explained(ready).held == row.held
    assert row_of(ready, on=again).groups == (Group.CANDIDATES,)
    assert explained(ready, on=again).held is None


def test_a_review_kept_is_held_back_until_a_fact_changes(ready: Desk):
    ready.load("insatser", decision(omvardnad_per_dygn="0"))
    ready.load("intyg", certificate())
    assert row_of(ready).groups == (Group.NOT_QUALIFYING, Group.TO_REVIEW)
    decide(ready.installation, ready.actor, SOMEONE, Stance.KEEP, "tillfälligt")
    assert row_of(ready).groups == (Group.NOT_QUALIFYING, Group.HELD)
    ready.load("insatser", decision(omvardnad_per_dygn="0", icf_personlig_vard="2"))
    assert row_of(ready).groups == (Group.NOT_QUALIFYING, Group.TO_REVIEW)


def test_a_day_to_come_shows_who_will_qualify(ready: Desk):
    ready.load("insatser", decision(fran="2027-01-01"))
    assert row_of(ready).groups == (Group.NOT_QUALIFYING,)
    assert row_of(ready, on=date(2027, 1, 1)).groups == (Group.CANDIDATES,)


def test_a_protected_person_shows_no_unit_and_is_not_found_by_it(ready: Desk):
    ready.load("insatser", decision(skydd="sekretessmarkering"))
    found = found_by(ready)
    (row,) = found.rows
    assert (row.unit_code, row.unit_name, row.protected) == (None, None, True)
    assert found.units == ()
    assert narrowed(found, Filters(text="linden")) == ()
    assert {source.unit for source in explained(ready).sources.values()} == {None}


# --- The explanation ----------------------------------------------------------------------------


def test_a_fact_names_its_decision_and_where_it_is_from(ready: Desk):
    found = explained(ready)
    (source,) = found.sources.values()
    assert (source.external_id, source.system, source.unit) == ("B1", "standard", "Linden")
    assert found.asked == ()
    assert told.decision_words("B1", "sabo", "Linden", "standard") != told.decision_words(
        "B1", "sabo", "Linden", "Treserva"
    )


def test_a_missing_fact_is_asked_for_its_decision_and_then_told_by_whom(ready: Desk):
    ready.load("insatser", decision(omvardnad_per_dygn=""))
    before = explained(ready)
    (asks,) = before.asked
    assert (asks.column, asks.value) == (CARE, "")
    assert [before.sources[one].external_id for one in asks.decisions] == ["B1"]
    fill_fact(ready.installation, ready.actor, SOMEONE, asks.decisions[0], CARE, "2")
    after = explained(ready)
    assert after.proposal.candidate
    (source,) = after.sources.values()
    filled = source.filled_in(CARE)
    assert filled is not None
    assert (filled.value, filled.by, filled.on) == ("2", "anna", TODAY)
    assert [(one.column, one.value) for one in after.asked] == [(CARE, "2")], "it may be corrected"


def test_what_the_source_says_goes_before_what_was_filled_in(ready: Desk):
    ready.load("insatser", decision(omvardnad_per_dygn=""))
    fill_fact(ready.installation, ready.actor, SOMEONE, "B1", CARE, "2")
    ready.load("insatser", decision(omvardnad_per_dygn="0"))
    (source,) = explained(ready).sources.values()
    assert source.filled_in(CARE) is None
    assert explained(ready).asked == ()


def test_a_fact_that_the_source_tells_is_not_filled_in(ready: Desk):
    with pytest.raises(Refused) as refused:
        fill_fact(ready.installation, ready.actor, SOMEONE, "B1", CARE, "2")
    assert refused.value.code == "fact.told_by_source"


def test_an_unspecified_grade_is_asked_for_another_decision_or_for_the_source(ready: Desk):
    at_home = {"insats": "hemtjanst", "varaktigt": "J", "forbattring": "liten"}
    ready.load("insatser", decision(icf_personlig_vard="8", **at_home))
    (asks,) = explained(ready).asked
    assert (asks.column, asks.decisions) == ("icf_personlig_vard", ())
    ready.load("insatser", decision(beslut_id="B2", icf_personlig_vard="", **at_home))
    found = explained(ready)
    (asks,) = found.asked
    assert [found.sources[one].external_id for one in asks.decisions] == ["B2"]


def test_special_housing_asks_its_own_decisions(ready: Desk):
    alarm = decision(beslut_id="B2", insats="trygghetslarm", omvardnad_per_dygn="")
    ready.load("insatser", decision(omvardnad_per_dygn=""), alarm)
    found = explained(ready)
    (asks,) = found.asked
    assert [found.sources[one].external_id for one in asks.decisions] == ["B1"]


# --- Words ----------------------------------------------------------------------------------------


def test_every_fact_that_can_be_filled_in_has_a_question_and_choices():
    assert set(told.questions()) == FILLABLE_FACTS
    for column in FILLABLE_FACTS:
        chosen = told.choices(column)
        assert len({value for value, _said in chosen}) == len(chosen) >= 2
        assert all(said.strip() for _value, said in chosen)


def test_every_choice_can_be_filled_in(ready: Desk):
    ready.load("insatser", decision(omvardnad_per_dygn=""))
    for column in FILLABLE_FACTS:
        for value, _said in told.choices(column):
            fill_fact(ready.installation, ready.actor, SOMEONE, "B1", column, value)


@given(care=care_of_a_person, status=statuses, day=evaluated_days)
def test_every_finding_has_words(care: list[CareFacts], status: LifeStatus, day: date):
    found = outcome(care, status, day, CRITERIA)
    assert told.outcome_sentence(found.outcome, found.ground, found.reasons, len(found.missing))
    if found.outcome is OutcomeCode.DOES_NOT_QUALIFY:
        assert all(reason in words.reasons() for reason in found.reasons)
    for finding in assess(care, status, day, CRITERIA).findings:
        assert finding.rule in words.rules()
        assert finding.state in words.states()
        assert not says_a_code(finding)


def says_a_code(finding: Finding) -> list[Fact]:
    """Facts whose name or kind would be told as a code."""
    return [
        fact
        for fact in finding.facts
        if fact.column not in told.facts()
        or (fact.column == "insats" and fact.value not in codes.words("insats"))
    ]


@given(care=care_of_a_person, status=statuses, day=evaluated_days)
def test_every_missing_fact_is_asked_and_can_be_filled_in(
    care: list[CareFacts], status: LifeStatus, day: date
):
    care = [one._replace(decision_id=f"B{number}") for number, one in enumerate(care)]
    sources = {one.decision_id: as_source(one) for one in care}
    found = assess(care, status, day, CRITERIA)
    asks = {one.column: one.decisions for one in asked(found.findings, sources, day)}
    assert set(found.outcome.missing) <= set(asks) <= set(told.questions())
    by_id = {one.decision_id: one for one in care}
    for column, decisions in asks.items():
        held = [by_id[one] for one in decisions]
        assert all(one.active_on(day) for one in held)
        assert held or column == "icf_personlig_vard", "only an unspecified grade is the source's"


@given(care=care_of_a_person, day=evaluated_days, data=st.data())
def test_what_is_asked_decides_when_it_is_told(
    care: list[CareFacts], day: date, data: st.DataObject
):
    care = [one._replace(decision_id=f"B{number}") for number, one in enumerate(care)]
    status = LifeStatus(1940, None, None)
    for _round in range(40):
        found = assess(care, status, day, CRITERIA)
        sources = {one.decision_id: as_source(one) for one in care}
        asks = [one for one in asked(found.findings, sources, day) if one.decisions]
        if found.outcome.outcome is not OutcomeCode.NEEDS_ASSESSMENT or not asks:
            break
        one = asks[0]
        value = data.draw(st.sampled_from([v for v, _said in told.choices(one.column)]))
        care = [filled(held, one.column, value, one.decisions) for held in care]
    else:
        pytest.fail("asked without end")
    assert found.outcome.outcome is not OutcomeCode.NEEDS_ASSESSMENT or not asks


_NAMES = {
    CARE: "care_per_day",
    "icf_personlig_vard": "icf",
    "varaktigt": "lasting",
    "forbattring": "prospect",
    "medboende": "co_resident",
    "enbart_behandling": "treatment_only",
    "narstaende_hjalp": "relative_help",
}


def filled(held: CareFacts, column: str, value: str, decisions: tuple[str, ...]) -> CareFacts:
    if held.decision_id != decisions[0]:
        return held
    known: dict[str, Any] = {"J": True, "N": False, "liten": value, "oklar": value, "god": value}
    facts: dict[str, Any] = {_NAMES[column]: known[value] if value in known else int(value)}
    return held._replace(**facts)


def as_source(held: CareFacts) -> Source:
    silent = tuple(column for column, name in _NAMES.items() if getattr(held, name) is None)
    return Source(
        held.decision_id,
        held.decision_id,
        "standard",
        held.kind,
        None,
        "Linden",
        held.starts_on,
        held.last_day,
        silent,
        (),
    )


def test_a_state_of_every_kind_is_said():
    assert set(words.states()) == {state.value for state in State}
    assert set(codes.words("stance")) == {stance.value for stance in Stance}
