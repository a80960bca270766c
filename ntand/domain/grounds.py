"""The four grounds, judged from what a person's active decisions say together.

Every clause asks whether *some* decision says something. So a decision becomes a number with a
bit for each thing said, a person the union of the numbers, and a verdict is worked out once for
each union, not once for each person. The facts of own home (G2) are joined over all decisions;
special housing (G1) looks at its own one by one, so that an empty answer beside a zero is
unknown for G1 and a no for G2.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from ntand.domain.care import CareFacts
from ntand.domain.codes import ServiceKind
from ntand.domain.criteria import Criteria


class State(StrEnum):
    """What became of a rule."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    DOES_NOT_APPLY = "does_not_apply"


class Reason(StrEnum):
    """Why a ground that applied is not met, or that none applied."""

    NO_DAILY_PERSONAL_CARE = "no_daily_personal_care"
    ICF_BELOW_SEVERE = "icf_below_severe"
    ICF_NOT_APPLICABLE = "icf_not_applicable"
    IMPROVEMENT_EXPECTED = "improvement_expected"
    NOT_LASTING = "not_lasting"
    TREATMENT_ONLY = "treatment_only"
    NO_GROUND = "no_ground"


class Column(StrEnum):
    """The file columns that a fact is called by."""

    KIND = "insats"
    CARE_PER_DAY = "omvardnad_per_dygn"
    ICF = "icf_personlig_vard"
    LASTING = "varaktigt"
    PROSPECT = "forbattring"
    CO_RESIDENT = "medboende"
    TREATMENT_ONLY = "enbart_behandling"
    RELATIVE_HELP = "narstaende_hjalp"


class Verdict(NamedTuple):
    """A rule's state; ``codes`` are reasons when it is not met, columns when it is unknown."""

    state: State
    codes: tuple[str, ...] = ()


class OwnHome(NamedTuple):
    """The tests of G2, in the order in which people read them."""

    care_per_day: Verdict
    icf: Verdict
    prospect: Verdict
    lasting: Verdict
    treatment: Verdict


class Grounds(NamedTuple):
    """The verdict of each ground in the order in which the first met one is proposed."""

    G1: Verdict
    G3: Verdict
    G4: Verdict
    G2: Verdict
    unclear: bool = False  # G2 is met and the prospect calls for a time limit


MET: Final = Verdict(State.MET)
DOES_NOT_APPLY: Final = Verdict(State.DOES_NOT_APPLY)
NO_CARE: Final = Verdict(State.NOT_MET, (Reason.NO_DAILY_PERSONAL_CARE,))
CARE_MISSING: Final = Verdict(State.UNKNOWN, (Column.CARE_PER_DAY,))
ICF_LOW: Final = Verdict(State.NOT_MET, (Reason.ICF_BELOW_SEVERE,))
ICF_INAPPLICABLE: Final = Verdict(State.NOT_MET, (Reason.ICF_NOT_APPLICABLE,))
ICF_MISSING: Final = Verdict(State.UNKNOWN, (Column.ICF,))
IMPROVING: Final = Verdict(State.NOT_MET, (Reason.IMPROVEMENT_EXPECTED,))
PROSPECT_MISSING: Final = Verdict(State.UNKNOWN, (Column.PROSPECT,))
PASSING: Final = Verdict(State.NOT_MET, (Reason.NOT_LASTING,))
LASTING_MISSING: Final = Verdict(State.UNKNOWN, (Column.LASTING,))
ONLY_TREATMENT: Final = Verdict(State.NOT_MET, (Reason.TREATMENT_ONLY,))


# What some active decision says. G1's three answers lie above the same answers of all decisions.
_TIMES_YES, _TIMES_NO, _TIMES_EMPTY = 1 << 0, 1 << 1, 1 << 2
_HOUSED_SHIFT: Final = 3
_HOUSED_YES, _HOUSED_NO, _HOUSED_EMPTY = 1 << 3, 1 << 4, 1 << 5
_HOUSED, _LSS, _ASSISTANCE, _OWN_HOME = 1 << 6, 1 << 7, 1 << 8, 1 << 9
_ONLY_TREATMENT, _OTHER_HOME_CARE, _WAIVES_TREATMENT = 1 << 10, 1 << 11, 1 << 12
_ICF_SEVERE, _ICF_MILD, _ICF_UNSPECIFIED, _ICF_INAPPLICABLE = 1 << 13, 1 << 14, 1 << 15, 1 << 16
_LASTING_YES, _LASTING_NO = 1 << 17, 1 << 18
_FIRST_PROSPECT: Final = 1 << 19  # the next ones follow in the order of the criteria

_YES_NO: Final = (None, False, True)


class _Meanings(NamedTuple):
    """The bits of each answer under one version of the criteria."""

    kinds: dict[tuple[str, bool | None, bool | None, bool | None], int]
    icf: dict[int | None, int]
    lasting: dict[bool | None, int]
    prospects: dict[str | None, int]


def said(care: Iterable[CareFacts], day: date, criteria: Criteria) -> int:
    """What the decisions active on the day say together; 0 when none is."""
    kinds, icfs, lastings, prospects = _meanings(criteria)
    least = criteria.care_per_day
    together = 0
    for _, kind, starts, last, times, icf, lasting, prospect, co_resident, only, relatives in care:
        if starts > day or (last is not None and last < day):
            continue
        kept = kinds[kind, co_resident, only, relatives]
        answer = _TIMES_EMPTY if times is None else _TIMES_YES if times >= least else _TIMES_NO
        together |= kept | answer | icfs[icf] | lastings[lasting] | prospects[prospect]
        if kept & _HOUSED:
            together |= answer << _HOUSED_SHIFT
    return together


@lru_cache(maxsize=8192)
def judge(together: int, criteria: Criteria) -> Grounds:
    """Every ground's verdict on what the decisions say together."""
    tests = own_home_tests(together, criteria)
    own_home = DOES_NOT_APPLY if tests is None else _own_home(tests)
    prospect = _prospect(together, criteria)
    return Grounds(
        _special_housing(together),
        MET if together & _LSS else DOES_NOT_APPLY,
        MET if together & _ASSISTANCE else DOES_NOT_APPLY,
        own_home,
        own_home is MET and prospect in criteria.prospects_time_limited,
    )


@lru_cache(maxsize=8192)
def own_home_tests(together: int, criteria: Criteria) -> OwnHome | None:
    """The five tests of G2 over the joined facts; None when own home does not apply."""
    if not together & _OWN_HOME:
        return None
    return OwnHome(
        _care_test(together),
        _icf_test(together),
        _prospect_test(_prospect(together, criteria), criteria),
        _lasting_test(together),
        _treatment_test(together),
    )


def _special_housing(together: int) -> Verdict:
    """G1: lives there out of own need, and some such decision grants daily care."""
    if not together & _HOUSED:
        return DOES_NOT_APPLY
    if together & _HOUSED_YES:
        return MET
    return CARE_MISSING if together & _HOUSED_EMPTY else NO_CARE


def _own_home(tests: OwnHome) -> Verdict:
    """Any failed test: not met, whatever is missing. Else anything missing: unknown."""
    for state in (State.NOT_MET, State.UNKNOWN):
        codes = tuple(code for test in tests if test.state is state for code in test.codes)
        if codes:
            return Verdict(state, codes)
    return MET


def _care_test(together: int) -> Verdict:
    if together & _TIMES_YES:
        return MET
    return NO_CARE if together & _TIMES_NO else CARE_MISSING


def _icf_test(together: int) -> Verdict:
    """A grade goes before unspecified, which is no answer, and that before not applicable."""
    if together & _ICF_SEVERE:
        return MET
    if together & _ICF_MILD:
        return ICF_LOW
    if together & _ICF_UNSPECIFIED:
        return ICF_MISSING
    return ICF_INAPPLICABLE if together & _ICF_INAPPLICABLE else ICF_MISSING


def _prospect(together: int, criteria: Criteria) -> str | None:
    """The first of the criteria's order that some decision says."""
    for rank, prospect in enumerate(criteria.prospects):
        if together & _FIRST_PROSPECT << rank:
            return prospect
    return None


def _prospect_test(prospect: str | None, criteria: Criteria) -> Verdict:
    if prospect is None:
        return PROSPECT_MISSING
    return MET if prospect in criteria.prospects_accepted else IMPROVING


def _lasting_test(together: int) -> Verdict:
    if together & _LASTING_YES:
        return MET
    return PASSING if together & _LASTING_NO else LASTING_MISSING


def _treatment_test(together: int) -> Verdict:
    """Home care that is all treatment fails; help by relatives or a grant waives the test."""
    if together & _WAIVES_TREATMENT or not together & (_ONLY_TREATMENT | _OTHER_HOME_CARE):
        return DOES_NOT_APPLY
    return MET if together & _OTHER_HOME_CARE else ONLY_TREATMENT


@lru_cache(maxsize=8)
def _meanings(criteria: Criteria) -> _Meanings:
    icf: dict[int | None, int] = {
        None: 0,
        criteria.icf_unspecified: _ICF_UNSPECIFIED,
        criteria.icf_not_applicable: _ICF_INAPPLICABLE,
    }
    for grade in criteria.icf_graded:
        icf[grade] = _ICF_SEVERE if grade >= criteria.icf else _ICF_MILD
    return _Meanings(
        kinds={
            (kind.value, co_resident, only, relatives): _kind_bits(
                kind, bool(co_resident), bool(only), bool(relatives), criteria
            )
            for kind, co_resident, only, relatives in product(
                ServiceKind, _YES_NO, _YES_NO, _YES_NO
            )
        },
        icf=icf,
        lasting={None: 0, True: _LASTING_YES, False: _LASTING_NO},
        prospects={None: 0}
        | {prospect: _FIRST_PROSPECT << rank for rank, prospect in enumerate(criteria.prospects)},
    )


def _kind_bits(
    kind: str, co_resident: bool, only_treatment: bool, relatives: bool, criteria: Criteria
) -> int:
    """What a decision of the kind says whatever its other facts; an empty yes/no is not a yes."""
    housing = kind in criteria.special_housing
    home_care = kind in criteria.home_care
    things = {
        _HOUSED: housing and not co_resident,
        _LSS: kind in criteria.lss,
        _ASSISTANCE: kind in criteria.assistance_allowance,
        _OWN_HOME: kind in criteria.own_home or (housing and co_resident) or relatives,
        _ONLY_TREATMENT: home_care and only_treatment,
        _OTHER_HOME_CARE: home_care and not only_treatment,
        _WAIVES_TREATMENT: kind in criteria.home_care_grant or relatives,
    }
    return sum(bit for bit, told in things.items() if told)
