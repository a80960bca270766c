"""The explanation: what each rule found, from which facts, and which decisions told them."""

from collections.abc import Container, Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from ntand.domain.care import CareFacts, LifeStatus
from ntand.domain.criteria import Criteria
from ntand.domain.grounds import MET, Column, Grounds, OwnHome, State, judge, own_home_tests, said


class Rule(StrEnum):
    """The rules in the order in which people read them."""

    PRESENT = "present"  # alive and not moved away
    G1 = "G1"
    G3 = "G3"
    G4 = "G4"
    G2 = "G2"
    G2_CARE = "G2.care_per_day"
    G2_ICF = "G2.icf"
    G2_PROSPECT = "G2.prospect"
    G2_LASTING = "G2.lasting"
    G2_TREATMENT = "G2.treatment"
    AGE = "age"


FactValue = str | int | bool | None
Held = Sequence[CareFacts]  # decisions active on the day


class Fact(NamedTuple):
    """A value a rule looked at and the decisions it came from.

    Joined facts name every decision that says the same; a missing one names all that could.
    Facts of the person (death, move, age) come from no decision. Dates are ISO texts.
    """

    column: str
    value: FactValue
    decision_ids: tuple[str, ...] = ()


class Finding(NamedTuple):
    """What became of a rule; ``codes`` are reasons when not met, columns when unknown."""

    rule: Rule
    state: State
    codes: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


def findings(held: Held, status: LifeStatus, day: date, criteria: Criteria) -> tuple[Finding, ...]:
    """Every rule's finding from the decisions active on the day, the same rules for everyone."""
    if status.gone_on(day):
        return (_gone(status, day), *_SKIPPED)
    age = _age(status.birth_year, day.year, criteria.age_limit(day))
    if not held:
        return (_PRESENT, *_NO_GROUND, age)
    together = said(held, day, criteria)
    grounds, tests = judge(together, criteria), own_home_tests(together, criteria)
    return (
        _PRESENT,
        _housing(held, grounds, criteria),
        _granted(Rule.G3, criteria.lss, held) if grounds.G3 is MET else _NO_G3,
        _granted(Rule.G4, criteria.assistance_allowance, held) if grounds.G4 is MET else _NO_G4,
        *(_NO_G2 if tests is None else _own_home(held, grounds, tests, criteria)),
        age,
    )


def _skipped(*rules: Rule) -> tuple[Finding, ...]:
    return tuple(Finding(rule, State.DOES_NOT_APPLY) for rule in rules)


_PRESENT: Final = Finding(Rule.PRESENT, State.MET)
_NO_G2: Final = _skipped(*(rule for rule in Rule if rule.value.startswith("G2")))
_NO_GROUND: Final = (*_skipped(Rule.G1, Rule.G3, Rule.G4), *_NO_G2)
_SKIPPED: Final = (*_NO_GROUND, *_skipped(Rule.AGE))
_NO_G3, _NO_G4 = _skipped(Rule.G3, Rule.G4)
(_NO_G1,) = _skipped(Rule.G1)


def _gone(status: LifeStatus, day: date) -> Finding:
    dates = (("avliden", status.deceased_on), ("utflyttad", status.moved_on))
    facts = tuple(Fact(column, on.isoformat()) for column, on in dates if on and on <= day)
    return Finding(Rule.PRESENT, State.NOT_MET, (), facts)


@lru_cache(maxsize=1024)
def _age(birth_year: int, year: int, limit: int) -> Finding:
    state = State.MET if year - birth_year >= limit else State.NOT_MET
    codes = () if state is State.MET else ("under_age",)
    facts = (Fact("birth_year", birth_year), Fact("age_limit", limit))
    return Finding(Rule.AGE, state, codes, facts)


def _housing(held: Held, grounds: Grounds, criteria: Criteria) -> Finding:
    """G1 with the facts of each housing decision, also of those that only make a co-resident."""
    facts: list[Fact] = []
    for decision_id, kind, _, _, times, _, _, _, co_resident, _, _ in held:
        if kind in criteria.special_housing:
            source = (decision_id,)
            facts.append(Fact(Column.KIND, kind, source))
            facts.append(Fact(Column.CO_RESIDENT, co_resident, source))
            facts.append(Fact(Column.CARE_PER_DAY, times, source))
    return Finding(Rule.G1, *grounds.G1, tuple(facts)) if facts else _NO_G1


def _granted(rule: Rule, kinds: frozenset[str], held: Held) -> Finding:
    return Finding(rule, State.MET, (), _kind_facts(held, kinds))


def _kind_facts(held: Held, kinds: frozenset[str]) -> tuple[Fact, ...]:
    return tuple([Fact(Column.KIND, d.kind, (d.decision_id,)) for d in held if d.kind in kinds])


def _own_home(
    held: Held, grounds: Grounds, tests: OwnHome, criteria: Criteria
) -> tuple[Finding, ...]:
    ids, _, _, _, times, icf, lasting, prospects, _, _, _ = zip(*held, strict=True)
    care, grade, prospect, lasts, treatment = tests
    return (
        Finding(Rule.G2, *grounds.G2, _why_own_home(held, criteria)),
        Finding(Rule.G2_CARE, *care, _told(Column.CARE_PER_DAY, _highest(times), times, ids)),
        Finding(Rule.G2_ICF, *grade, _told(Column.ICF, _joined_icf(icf, criteria), icf, ids)),
        Finding(
            Rule.G2_PROSPECT,
            *prospect,
            _told(Column.PROSPECT, _first(criteria.prospects, prospects), prospects, ids),
        ),
        Finding(
            Rule.G2_LASTING, *lasts, _told(Column.LASTING, _first(_YES_NO, lasting), lasting, ids)
        ),
        Finding(Rule.G2_TREATMENT, *treatment, _treatment_facts(held, criteria)),
    )


_YES_NO: Final = (True, False)
_V = TypeVar("_V")


def _told(
    column: Column, value: FactValue, told: Sequence[FactValue], ids: Sequence[str]
) -> tuple[Fact]:
    """The joined value and the decisions that tell it."""
    return (Fact(column, value, tuple([ids[at] for at, one in enumerate(told) if one == value])),)


def _highest(numbers: Iterable[int | None]) -> int | None:
    return max([number for number in numbers if number is not None], default=None)


def _joined_icf(told: Sequence[int | None], criteria: Criteria) -> int | None:
    graded = criteria.icf_graded.intersection(told)
    others = (criteria.icf_unspecified, criteria.icf_not_applicable)
    return _highest(graded) if graded else _first(others, told)


def _first(order: Iterable[_V], told: Container[object]) -> _V | None:
    """The first of the order that some decision tells."""
    for value in order:
        if value in told:
            return value
    return None


def _why_own_home(held: Held, criteria: Criteria) -> tuple[Fact, ...]:
    """What makes own home apply: help at home, a co-resident's housing, help by relatives."""
    housed = [
        Fact(Column.CO_RESIDENT, True, (decision.decision_id,))
        for decision in held
        if decision.co_resident and decision.kind in criteria.special_housing
    ]
    return (*_kind_facts(held, criteria.own_home), *housed, *_relatives(held))


def _relatives(held: Held) -> tuple[Fact, ...]:
    ids = tuple([decision.decision_id for decision in held if decision.relative_help])
    return (Fact(Column.RELATIVE_HELP, True, ids),) if ids else ()


def _treatment_facts(held: Held, criteria: Criteria) -> tuple[Fact, ...]:
    """The mark of every home-care decision, and what waives the test."""
    marks = [
        Fact(Column.TREATMENT_ONLY, decision.treatment_only, (decision.decision_id,))
        for decision in held
        if decision.kind in criteria.home_care
    ]
    return (*marks, *_kind_facts(held, criteria.home_care_grant), *_relatives(held))
