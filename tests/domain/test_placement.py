"""Which decision decides where someone lives, and how they are protected."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntand.domain.certificates import CertificateState, Validity, state_on
from ntand.domain.codes import Protection, ServiceKind
from ntand.domain.municipalities import MUNICIPALITIES, municipality_name
from ntand.domain.names import search_text, sort_key
from ntand.domain.placement import Placement, deciding
from ntand.domain.protection import UNKNOWN, Told, is_protected, protection_of

DAY = date(2026, 6, 1)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
FIRST = {"sabo", "sarskild_service", "lss8", "lss9"}
SECOND = {"korttid", "hemsjukvard", "hemtjanst"}


@st.composite
def placements(draw) -> Placement:
    begins = draw(days)
    ends = draw(st.one_of(st.none(), st.integers(-20, 200).map(lambda n: begins + timedelta(n))))
    key, source = draw(st.sampled_from(["1", "10", "2", "Ä", "a"])), draw(st.sampled_from("AB"))
    kind = draw(st.sampled_from(list(ServiceKind)))
    return Placement(f"{source}/{key}", key, source, "E", kind, begins, ends)


def unit_by_the_book(held: list[Placement], day: date) -> str | None:
    """Word by word as the contract says it."""

    def order(one: Placement) -> tuple:
        group = 1 if one.kind in FIRST else 2 if one.kind in SECOND else 3
        return -group, one.starts_on, one.external_id, one.source

    active = [
        one
        for one in held
        if one.starts_on <= day and (one.last_day is None or day <= one.last_day)
    ]
    if active:
        return max(active, key=order).decision_id
    ended = [
        one for one in held if one.last_day is not None and one.starts_on <= one.last_day < day
    ]
    return max(ended, key=lambda one: (one.last_day, order(one))).decision_id if ended else None


@given(st.lists(placements(), max_size=6, unique_by=lambda one: one.decision_id), days)
def test_the_unit_is_decided_as_the_contract_says(held: list[Placement], day: date):
    decides = deciding(held, day)
    assert (decides.decision_id if decides else None) == unit_by_the_book(held, day)


# --- Protection -----------------------------------------------------------------------------

STRICTEST_FIRST = ["vad som helst", "fingerade", "skyddad folkbokforing", "sekretessmarkering", ""]
tolds = st.builds(Told, st.sampled_from([None, *STRICTEST_FIRST]), st.booleans())


@given(st.lists(tolds, max_size=5), st.sampled_from([None, *Protection]))
def test_the_strictest_told_counts_and_silence_protects(told: list[Told], by_person: str | None):
    found = protection_of(told, by_person)
    telling = [one for one in told if one.protection is not None]
    counted = [one for one in telling if one.active] or telling
    if not counted:
        assert found == (UNKNOWN if by_person is None else by_person)
    else:
        strictest = min((one.protection or "" for one in counted), key=STRICTEST_FIRST.index)
        assert found == (UNKNOWN if strictest == STRICTEST_FIRST[0] else strictest)
    assert is_protected(found) == (found != "")


# --- Certificates ---------------------------------------------------------------------------

validities = st.builds(Validity, days, st.one_of(st.none(), days), st.one_of(st.none(), days))


@given(st.lists(validities, max_size=3), days, st.one_of(st.none(), days))
def test_a_certificate_is_active_future_or_none(held: list[Validity], day: date, gone: date | None):
    def active_on(one: Validity, when: date) -> bool:
        ends = [end for end in (one.ends_on, one.ended_on, gone) if end is not None]
        return one.starts_on <= when and all(when <= end for end in ends)

    if any(active_on(one, day) for one in held):
        expected = CertificateState.ACTIVE
    elif any(one.starts_on > day and active_on(one, one.starts_on) for one in held):
        expected = CertificateState.FUTURE
    else:
        expected = CertificateState.NONE
    assert state_on(held, day, gone) is expected


@given(validities, days, st.one_of(st.none(), st.integers(0, 60)))
def test_an_overlap_is_a_day_in_both(held: Validity, first: date, length: int | None):
    last = None if length is None else first + timedelta(length)
    every_day = (date(2026, 1, 1) + timedelta(n) for n in range(500))
    shared = [day for day in every_day if held.covers(day) and first <= day <= (last or day)]
    assert held.overlaps(first, last) == bool(shared)


# --- Names ----------------------------------------------------------------------------------


def test_names_stand_in_swedish_order():
    names = ["Zorn", "Ärla", "Åberg", "Öst", "Aa", "écu", "Eda", "Wik", "Vik", "Øre"]
    assert sorted(names, key=sort_key) == [
        *("Aa", "écu", "Eda", "Vik", "Wik", "Zorn", "Åberg", "Ärla", "Øre", "Öst")
    ]


@pytest.mark.parametrize("typed", ["åsa", "asa", "öberg", "oberg"])
def test_a_name_is_found_with_and_without_its_dots(typed: str):
    assert typed in search_text("Åsa", "Öberg")


# --- Municipalities -------------------------------------------------------------------------


def test_the_county_has_49_municipalities_that_write_their_names():
    assert len(MUNICIPALITIES) == 49
    names = {code: municipality_name(code) for code in MUNICIPALITIES}
    assert names["1489"] == "Alingsås kommun"
    assert names["1441"] == "Lerums kommun"
    assert names["1480"] == "Göteborgs Stad"
    assert names["1463"] == "Marks kommun"
    assert names["1440"] == "Ale kommun"
