import json
import random
from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ntand.domain.care import CareFacts, LifeStatus, active
from ntand.domain.codes import ServiceKind
from ntand.domain.eligibility import OutcomeCode, assess, decisive_signature, outcome
from ntand.domain.findings import Rule
from ntand.domain.grounds import Reason, State
from ntand.sentences import eligibility as sentences
from tests.domain.care_cases import (
    ADULT,
    AT_HOME,
    CRITERIA,
    DAY,
    as_row,
    care_of_a_person,
    days,
    decision,
    decisions,
    evaluated_days,
    statuses,
)
from tests.domain.literal_criteria import literal_outcome


@settings(max_examples=300)
@given(care=care_of_a_person, status=statuses, day=evaluated_days)
def test_the_outcome_is_what_the_contract_says_word_for_word(
    care: list[CareFacts], status: LifeStatus, day: date
) -> None:
    rows = [as_row(one) for one in care]
    expected = literal_outcome(rows, status.birth_year, status.deceased_on, status.moved_on, day)
    assert json.loads(json.dumps(outcome(care, status, day, CRITERIA)._asdict())) == expected


def test_twenty_thousand_persons_of_any_kind_get_the_contracts_outcome() -> None:
    chance = random.Random(2027)
    seen = Counter[str]()
    for _ in range(20_000):
        care = [any_decision(chance) for _ in range(chance.choice([1, 1, 2, 3]))]
        found = outcome(care, ADULT, DAY, CRITERIA)
        expected = literal_outcome([as_row(one) for one in care], 1940, None, None, DAY)
        assert json.loads(json.dumps(found._asdict())) == expected, care
        seen.update([found.outcome, *found.grounds, *found.missing, *found.reasons])
    # The sample is worth its name only if nothing in it is rare.
    assert len(seen) == 3 + 4 + 4 + 7
    assert min(seen.values()) > 50


def any_decision(chance: random.Random) -> CareFacts:
    """An active decision whose facts speak often enough for every outcome to come up."""
    kinds = [kind.value for kind in ServiceKind if "lss" not in kind]
    often = ["hemtjanst", "hemsjukvard", "korttid", "sabo"] * 4
    yes_no = [None, False, True]
    return CareFacts(
        "B1",
        chance.choice([*kinds, *often, "lss1", "lss10"]),
        date(2020, 1, 1),
        None,
        chance.choice([None, 0, 1, 1, 3, 24]),
        chance.choice([None, 0, 2, 3, 3, 4, 8, 9]),
        chance.choice([None, False, True, True, True]),
        chance.choice([None, "liten", "liten", "oklar", "god"]),
        *(chance.choice(yes_no) for _ in range(3)),
    )


@settings(max_examples=200)
@given(care=care_of_a_person, status=statuses, day=evaluated_days)
def test_findings_and_outcome_never_disagree(
    care: list[CareFacts], status: LifeStatus, day: date
) -> None:
    found = assess(care, status, day, CRITERIA)
    quick = outcome(care, status, day, CRITERIA)
    assert found.outcome == quick
    by_rule = {finding.rule: finding for finding in found.findings}
    assert (by_rule[Rule.PRESENT].state is State.NOT_MET) is (quick.outcome == "not_applicable")
    grounds = [by_rule[rule] for rule in (Rule.G1, Rule.G3, Rule.G4, Rule.G2)]
    met = tuple(finding.rule.value for finding in grounds if finding.state is State.MET)
    assert quick.grounds == met
    assert (by_rule[Rule.AGE].state is State.NOT_MET) is quick.under_age
    if not met:
        told = {State.UNKNOWN: quick.missing, State.NOT_MET: quick.reasons}
        wanted = State.UNKNOWN if quick.missing else State.NOT_MET
        codes = {code for finding in grounds if finding.state is wanted for code in finding.codes}
        assert codes == set(told[wanted]) - {"no_ground"}
    tests = [finding for finding in found.findings if finding.rule.value.startswith("G2.")]
    states = {test.state for test in tests} - {State.DOES_NOT_APPLY}
    worst = next(
        (s for s in (State.NOT_MET, State.UNKNOWN, State.MET) if s in states), State.DOES_NOT_APPLY
    )
    assert by_rule[Rule.G2].state is worst


@given(care=care_of_a_person, status=statuses, day=evaluated_days)
def test_every_fact_is_told_by_the_decisions_it_names(
    care: list[CareFacts], status: LifeStatus, day: date
) -> None:
    care = [one._replace(decision_id=f"B{number}") for number, one in enumerate(care)]
    rows = {one.decision_id: {**as_row(one)} for one in active(care, day)}
    written = {True: "J", False: "N"}
    for finding in assess(care, status, day, CRITERIA).findings:
        for fact in finding.facts:
            for decision_id in fact.decision_ids:
                value = written[fact.value] if isinstance(fact.value, bool) else fact.value
                assert rows[decision_id][fact.column] == value


@given(care=care_of_a_person, status=statuses, day=evaluated_days)
def test_an_assessment_round_trips_as_json(
    care: list[CareFacts], status: LifeStatus, day: date
) -> None:
    found = assess(care, status, day, CRITERIA)
    assert json.loads(json.dumps(found)) == as_lists(found)


def as_lists(value: Any) -> Any:
    return [as_lists(item) for item in value] if isinstance(value, tuple) else value


@given(care=care_of_a_person, day=evaluated_days, point=st.integers(1, 10))
def test_a_decision_under_lss_qualifies_everyone(
    care: list[CareFacts], day: date, point: int
) -> None:
    care = [*care, decision(f"lss{point}", starts_on=day)]
    assert "G3" in outcome(care, ADULT, day, CRITERIA).grounds


@given(care=care_of_a_person, status=statuses, day=evaluated_days, data=st.data())
def test_the_order_and_the_ids_of_decisions_do_not_matter(
    care: list[CareFacts], status: LifeStatus, day: date, data: st.DataObject
) -> None:
    shuffled = [one._replace(decision_id="X") for one in data.draw(st.permutations(care))]
    assert outcome(shuffled, status, day, CRITERIA) == outcome(care, status, day, CRITERIA)
    assert decisive_signature(shuffled, day) == decisive_signature(care, day)


@given(care=care_of_a_person, status=statuses, day=evaluated_days, more=decisions)
def test_a_ground_is_not_lost_by_one_more_decision_unless_that_is_all_the_home_care(
    care: list[CareFacts], status: LifeStatus, day: date, more: CareFacts
) -> None:
    before = outcome(care, status, day, CRITERIA).grounds
    after = outcome([*care, more], status, day, CRITERIA).grounds
    loses_own_home = more.kind in CRITERIA.home_care and more.treatment_only
    assert set(before) - set(after) <= ({"G2"} if loses_own_home else set())


@given(care=care_of_a_person, status=statuses, day=evaluated_days)
def test_what_is_not_active_makes_no_difference(
    care: list[CareFacts], status: LifeStatus, day: date
) -> None:
    held = active(care, day)
    assert assess(held, status, day, CRITERIA) == assess(care, status, day, CRITERIA)
    assert decisive_signature(held, day) == decisive_signature(care, day)


@given(care=care_of_a_person, one=days, other=days)
def test_the_same_facts_on_another_day_have_the_same_signature(
    care: list[CareFacts], one: date, other: date
) -> None:
    moved = [c._replace(starts_on=other, last_day=None) for c in active(care, one)]
    assert decisive_signature(moved, other) == decisive_signature(care, one)


def test_every_decisive_fact_changes_the_signature() -> None:
    changes = [
        {"kind": "hemsjukvard"},
        {"care_per_day": 0},
        {"care_per_day": None},
        {"icf": 4},
        {"lasting": False},
        {"lasting": None},
        {"prospect": "oklar"},
        {"co_resident": True},
        {"co_resident": False},
        {"treatment_only": None},
        {"relative_help": True},
    ]
    signatures = {decisive_signature([AT_HOME._replace(**change)], DAY) for change in changes}  # type: ignore[arg-type]
    signatures |= {decisive_signature([], DAY), decisive_signature([AT_HOME], DAY)}
    assert len(signatures) == len(changes) + 2


def test_the_signature_is_the_same_in_every_process_and_for_every_kind_of_text() -> None:
    # Stored beside a person's decision: a new way of reckoning would bring everyone back.
    assert decisive_signature([AT_HOME], DAY) == "30942376eb6e1bb7"
    same = AT_HOME._replace(kind=ServiceKind.HOME_CARE, decision_id="other")
    assert decisive_signature([same, AT_HOME], DAY) == decisive_signature([AT_HOME], DAY)


def test_every_code_has_its_sentence() -> None:
    assert set(sentences.outcomes()) == set(OutcomeCode)
    assert set(sentences.rules()) == set(Rule)
    assert set(sentences.states()) == set(State)
    assert set(sentences.reasons()) == set(Reason)
    assert set(sentences.missing()) == set(
        outcome([decision("hemtjanst")], ADULT, DAY, CRITERIA).missing
    )
