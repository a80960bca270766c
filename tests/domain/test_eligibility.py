from datetime import date
from typing import Any

import pytest

from ntand.domain.care import CareFacts, LifeStatus
from ntand.domain.eligibility import Outcome, assess, outcome
from ntand.domain.findings import Fact, Finding, Rule
from ntand.domain.grounds import Reason, State
from tests.domain.care_cases import ADULT, AT_HOME, CRITERIA, DAY, decision


def judged(*care: CareFacts, status: LifeStatus = ADULT, day: date = DAY) -> Outcome:
    return outcome(care, status, day, CRITERIA)


def found(rule: Rule, *care: CareFacts) -> Finding:
    return next(f for f in assess(care, ADULT, DAY, CRITERIA).findings if f.rule is rule)


def at_home(**facts: Any) -> CareFacts:
    return AT_HOME._replace(**facts)


# --- Rule 0 and activity ----------------------------------------------------------------------


@pytest.mark.parametrize("gone", [LifeStatus(2020, DAY, None), LifeStatus(2020, None, DAY)])
def test_dead_or_moved_by_the_day_is_not_applicable_without_any_list(gone: LifeStatus) -> None:
    assert judged(AT_HOME, status=gone) == Outcome(
        outcome="not_applicable",  # type: ignore[arg-type]
        ground=None,
        grounds=(),
        missing=(),
        reasons=(),
        under_age=False,
        time_limited=False,
    )


def test_dead_or_moved_tomorrow_still_qualifies() -> None:
    tomorrow = date(2027, 3, 2)
    assert judged(AT_HOME, status=LifeStatus(1940, tomorrow, tomorrow)).outcome == "qualifies"


@pytest.mark.parametrize(
    ("starts_on", "last_day", "counts"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2027, 3, 2), None, False),
        (date(2020, 1, 1), date(2027, 2, 28), False),
    ],
)
def test_a_decision_counts_on_its_first_and_last_day(
    starts_on: date, last_day: date | None, counts: bool
) -> None:
    code = judged(at_home(starts_on=starts_on, last_day=last_day)).outcome
    assert code == ("qualifies" if counts else "does_not_qualify")


def test_nobody_qualifies_by_nothing() -> None:
    for care in ([], [decision("trygghetslarm", care_per_day=3, icf=4)]):
        assert judged(*care).outcome == "does_not_qualify"
        assert judged(*care).reasons == ("no_ground",)


# --- G1 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sabo", "sarskild_service"])
@pytest.mark.parametrize("co_resident", [None, False])
@pytest.mark.parametrize(
    ("cares", "code", "missing", "reasons"),
    [
        ([1], "qualifies", (), ()),
        ([0, None, 1], "qualifies", (), ()),
        ([0, None], "needs_assessment", ("omvardnad_per_dygn",), ()),
        ([None], "needs_assessment", ("omvardnad_per_dygn",), ()),
        ([0], "does_not_qualify", (), ("no_daily_personal_care",)),
    ],
)
def test_special_housing_takes_daily_care_of_its_own(
    kind: str,
    co_resident: bool | None,
    cares: list[int | None],
    code: str,
    missing: tuple[str, ...],
    reasons: tuple[str, ...],
) -> None:
    result = judged(*(decision(kind, care_per_day=n, co_resident=co_resident) for n in cares))
    assert (result.outcome, result.missing, result.reasons) == (code, missing, reasons)
    assert result.grounds == (("G1",) if code == "qualifies" else ())


def test_care_granted_by_another_decision_is_no_daily_care_in_special_housing() -> None:
    result = judged(decision("sabo", care_per_day=0), decision("trygghetslarm", care_per_day=3))
    assert result.reasons == ("no_daily_personal_care",)


def test_a_co_resident_is_tried_as_own_home() -> None:
    housed = at_home(kind="sabo", co_resident=True, treatment_only=True)
    assert judged(housed).grounds == ("G2",)
    assert judged(housed._replace(care_per_day=0)).reasons == ("no_daily_personal_care",)


def test_housed_twice_as_resident_and_co_resident_is_tried_both_ways() -> None:
    both = judged(at_home(kind="sabo"), at_home(kind="sarskild_service", co_resident=True))
    assert (both.ground, both.grounds) == ("G1", ("G1", "G2"))


# --- G3, G4 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("point", range(1, 11))
def test_every_point_of_lss_qualifies(point: int) -> None:
    assert judged(decision(f"lss{point}")).grounds == ("G3",)


def test_assistance_allowance_qualifies() -> None:
    assert judged(decision("assistansersattning")).grounds == ("G4",)


def test_all_grounds_met_come_in_the_order_of_proposal() -> None:
    care = [AT_HOME, decision("assistansersattning"), decision("lss2"), at_home(kind="sabo")]
    result = judged(*care)
    assert (result.ground, result.grounds) == ("G1", ("G1", "G3", "G4", "G2"))
    assert judged(*care[:3]).ground == "G3"


# --- G2 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["hemtjanst", "hemsjukvard", "hemvardsbidrag", "korttid"])
def test_help_at_home_makes_own_home_apply(kind: str) -> None:
    assert judged(at_home(kind=kind)).grounds == ("G2",)


@pytest.mark.parametrize("kind", ["trygghetslarm", "ovrig", "sabo", "boendestod"])
def test_help_by_relatives_makes_own_home_apply_whatever_the_decision(kind: str) -> None:
    assert "G2" in judged(at_home(kind=kind, relative_help=True)).grounds
    assert "G2" not in judged(at_home(kind=kind, relative_help=False)).grounds


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"care_per_day": 0}, "no_daily_personal_care"),
        ({"icf": 2}, "icf_below_severe"),
        ({"icf": 0}, "icf_below_severe"),
        ({"icf": 9}, "icf_not_applicable"),
        ({"prospect": "god"}, "improvement_expected"),
        ({"lasting": False}, "not_lasting"),
        ({"treatment_only": True}, "treatment_only"),
    ],
)
def test_any_failed_test_is_a_no_whatever_is_missing(facts: dict[str, Any], reason: str) -> None:
    assert judged(at_home(**facts)).reasons == (reason,)
    assert judged(decision("hemtjanst", **facts)).reasons == (reason,)
    assert judged(decision("hemtjanst", **facts)).missing == ()


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"care_per_day": None}, "omvardnad_per_dygn"),
        ({"icf": None}, "icf_personlig_vard"),
        ({"icf": 8}, "icf_personlig_vard"),
        ({"prospect": None}, "forbattring"),
        ({"lasting": None}, "varaktigt"),
    ],
)
def test_what_is_missing_is_asked_for_by_its_column(facts: dict[str, Any], column: str) -> None:
    result = judged(at_home(**facts))
    assert (result.outcome, result.missing) == ("needs_assessment", (column,))


def test_nothing_told_asks_for_all_four_sorted_and_not_for_treatment() -> None:
    assert judged(decision("hemtjanst")).missing == (
        "forbattring",
        "icf_personlig_vard",
        "omvardnad_per_dygn",
        "varaktigt",
    )


@pytest.mark.parametrize(
    ("values", "reason_or_column"),
    [
        ([3, 0], None),
        ([4, 9, 8], None),
        ([2, 8, 9], "icf_below_severe"),
        ([8, 9], "icf_personlig_vard"),
        ([9, None], "icf_not_applicable"),
    ],
)
def test_the_highest_grade_counts_then_unspecified_then_not_applicable(
    values: list[int | None], reason_or_column: str | None
) -> None:
    result = judged(*(at_home(icf=value) for value in values))
    assert (*result.reasons, *result.missing) == ((reason_or_column,) if reason_or_column else ())


def test_facts_are_joined_over_every_active_decision() -> None:
    care = [
        decision("hemtjanst"),
        decision("trygghetslarm", care_per_day=1),
        decision("ovrig", icf=3),
        decision("boendestod", lasting=True, prospect="liten"),
    ]
    assert judged(*care).grounds == ("G2",)
    ended = [one._replace(last_day=date(2027, 2, 28)) for one in care[1:]]
    assert len(judged(care[0], *ended).missing) == 4


def test_a_zero_beside_an_empty_answer_is_a_no_at_home() -> None:
    care = judged(at_home(care_per_day=0), at_home(care_per_day=None))
    assert care.reasons == ("no_daily_personal_care",)


def test_the_best_for_the_person_counts_when_decisions_differ() -> None:
    good = at_home(prospect="god", lasting=False)
    assert judged(good, at_home(prospect="liten", lasting=True)).outcome == "qualifies"
    assert judged(good, at_home(prospect="oklar", lasting=True)).time_limited
    assert not judged(at_home(prospect="oklar"), at_home(prospect="liten")).time_limited


@pytest.mark.parametrize(
    ("others", "fails"),
    [
        ([], True),
        ([decision("hemsjukvard", treatment_only=True)], True),
        ([decision("hemsjukvard", treatment_only=False)], False),
        ([decision("hemsjukvard", treatment_only=None)], False),
        ([decision("korttid", treatment_only=False)], True),  # only home care counts
        ([decision("hemvardsbidrag")], False),
        ([decision("hemvardsbidrag", treatment_only=True)], False),
        ([decision("trygghetslarm", relative_help=True)], False),
        ([decision("trygghetslarm", relative_help=False)], True),
    ],
)
def test_home_care_that_is_all_treatment_fails_unless_waived(
    others: list[CareFacts], fails: bool
) -> None:
    result = judged(at_home(treatment_only=True), *others)
    assert result.reasons == (("treatment_only",) if fails else ())


def test_short_stay_with_treatment_alone_is_no_home_care() -> None:
    assert judged(at_home(kind="korttid", treatment_only=True)).outcome == "qualifies"


def test_reasons_of_all_grounds_come_sorted_and_once() -> None:
    result = judged(
        decision("sabo", care_per_day=0),
        at_home(care_per_day=0, lasting=False, icf=1, treatment_only=True),
    )
    assert result.reasons == (
        "icf_below_severe",
        "no_daily_personal_care",
        "not_lasting",
        "treatment_only",
    )


def test_a_ground_that_is_not_met_adds_nothing_to_what_is_missing() -> None:
    result = judged(decision("sabo"), decision("hemtjanst", icf=2))
    assert result.missing == ("omvardnad_per_dygn",)
    assert result.reasons == ()


def test_a_time_limit_is_for_own_home_as_the_proposed_ground() -> None:
    unclear = at_home(prospect="oklar")
    assert judged(unclear).time_limited
    assert not judged(unclear, decision("lss9")).time_limited
    assert not judged(unclear._replace(lasting=None)).time_limited


# --- Rule 3 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "birth_year", "under_age"),
    [
        (date(2020, 12, 31), 2001, True),
        (date(2020, 12, 31), 2000, False),
        (date(2021, 1, 1), 1998, True),
        (date(2021, 1, 1), 1997, False),
        (date(2024, 12, 31), 2001, True),
        (date(2025, 1, 1), 2005, False),
        (date(2025, 1, 1), 2006, True),
    ],
)
@pytest.mark.parametrize(
    "care", [[AT_HOME], [AT_HOME._replace(icf=None)], [AT_HOME._replace(icf=1)], []]
)
def test_age_warns_beside_every_outcome_and_changes_none(
    care: list[CareFacts], day: date, birth_year: int, under_age: bool
) -> None:
    result = judged(*care, status=LifeStatus(birth_year, None, None), day=day)
    assert result.under_age is under_age
    assert result._replace(under_age=False) == judged(*care, day=day)


# --- Findings ---------------------------------------------------------------------------------


def test_every_rule_comes_back_for_everyone() -> None:
    gone = LifeStatus(1940, DAY, None)
    for care in ([], [AT_HOME], [decision("sabo"), decision("lss1")]):
        for status in (ADULT, gone):
            assert [f.rule for f in assess(care, status, DAY, CRITERIA).findings] == list(Rule)


def test_a_joined_fact_names_the_decisions_that_tell_it() -> None:
    care = [at_home(decision_id=f"B{n}", care_per_day=n) for n in (1, 3, 3)]
    care[2] = care[2]._replace(decision_id="C")
    finding = found(Rule.G2_CARE, *care)
    assert finding == Finding(
        Rule.G2_CARE, State.MET, (), (Fact("omvardnad_per_dygn", 3, ("B3", "C")),)
    )


def test_a_missing_fact_names_the_decisions_that_could_tell_it() -> None:
    finding = found(Rule.G2_LASTING, decision("hemtjanst"), decision("ovrig", decision_id="B2"))
    assert finding.state is State.UNKNOWN
    assert finding.codes == ("varaktigt",)
    assert finding.facts == (Fact("varaktigt", None, ("B1", "B2")),)


def test_the_facts_of_each_rule_name_their_decisions() -> None:
    home = at_home(treatment_only=True)
    sabo = decision("sabo", decision_id="S", co_resident=True, care_per_day=2)
    grant = decision("hemvardsbidrag", decision_id="H", relative_help=True)
    care = (home, sabo, grant, decision("lss1", decision_id="L"))
    assert found(Rule.G1, *care) == Finding(
        Rule.G1,
        State.DOES_NOT_APPLY,
        (),
        (
            Fact("insats", "sabo", ("S",)),
            Fact("medboende", True, ("S",)),
            Fact("omvardnad_per_dygn", 2, ("S",)),
        ),
    )
    assert found(Rule.G3, *care).facts == (Fact("insats", "lss1", ("L",)),)
    assert found(Rule.G2, *care).facts == (
        Fact("insats", "hemtjanst", ("B1",)),
        Fact("insats", "hemvardsbidrag", ("H",)),
        Fact("medboende", True, ("S",)),
        Fact("narstaende_hjalp", True, ("H",)),
    )
    assert found(Rule.G2_TREATMENT, *care) == Finding(
        Rule.G2_TREATMENT,
        State.DOES_NOT_APPLY,
        (),
        (
            Fact("enbart_behandling", True, ("B1",)),
            Fact("insats", "hemvardsbidrag", ("H",)),
            Fact("narstaende_hjalp", True, ("H",)),
        ),
    )


def test_death_and_age_are_findings_with_their_facts() -> None:
    dead = assess([AT_HOME], LifeStatus(1940, DAY, None), DAY, CRITERIA).findings[0]
    assert dead.state is State.NOT_MET
    assert dead.facts == (Fact("avliden", "2027-03-01"),)
    young = assess([AT_HOME], LifeStatus(2010, None, None), DAY, CRITERIA).findings[-1]
    assert (young.state, young.codes) == (State.NOT_MET, ("under_age",))
    assert young.facts == (Fact("birth_year", 2010), Fact("age_limit", 20))


def test_reasons_that_the_rules_can_give_are_the_contracts() -> None:
    assert {reason.value for reason in Reason} == {
        "no_daily_personal_care",
        "icf_below_severe",
        "icf_not_applicable",
        "improvement_expected",
        "not_lasting",
        "treatment_only",
        "no_ground",
    }
