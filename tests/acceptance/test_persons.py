"""Section 2: the unit of a person, death and moving."""

import pytest

from tests.acceptance.conftest import (
    OTHER,
    SOMEONE,
    THIRD,
    Office,
    certificate,
    decision,
    unit,
)


@pytest.fixture
def place(office: Office) -> Office:
    """An installation with one unit."""
    office.load("enheter", unit(), unit(kod="E2", namn="Eken", typ="HEMTJANST"))
    return office


# --- The unit of a person -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "unit_code"),
    [
        ([("A", "lss9", "2020-01-01", ""), ("B", "hemtjanst", "2026-01-01", "")], "A"),
        ([("A", "lss7", "2026-01-01", ""), ("B", "korttid", "2020-01-01", "")], "B"),
        ([("A", "sabo", "2020-01-01", ""), ("B", "lss8", "2021-01-01", "")], "B"),
        ([("A", "sabo", "2020-01-01", ""), ("B", "sabo", "2020-01-01", "")], "B"),
        ([("A", "sabo", "2020-01-01", "2026-12-30"), ("B", "ovrig", "2020-01-01", "")], "B"),
        (
            [("A", "ovrig", "2020-01-01", "2026-12-30"), ("B", "sabo", "2020-01-01", "2026-12-29")],
            "A",
        ),
        (
            [("A", "ovrig", "2020-01-01", "2026-12-30"), ("B", "sabo", "2020-01-01", "2026-12-30")],
            "B",
        ),
        ([("A", "sabo", "2027-01-01", "")], "-"),
        ([("A", "sabo", "2026-12-31", "2026-12-31"), ("B", "hemtjanst", "2026-12-31", "")], "A"),
    ],
)
def test_the_unit_of_a_person(
    office: Office, rows: list[tuple[str, str, str, str]], unit_code: str
) -> None:
    office.load("enheter", unit(kod="A"), unit(kod="B"))
    office.load(
        "insatser",
        *(
            decision(beslut_id=f"B{at}", enhet_kod=code, insats=kind, fran=first, till=last)
            for at, (code, kind, first, last) in enumerate(rows)
        ),
    )
    office.load("intyg", certificate(fran="2020-01-01"))
    found = office.ok("statistics", "--year", "2026")["rows"]
    groups = [r["group"] for r in found if (r["indicator"], r["breakdown"]) == ("K1", "unit")]
    assert groups == [unit_code]


def test_the_same_decision_id_of_two_sources(office: Office) -> None:
    """Equal in group, day and id: the source decides."""
    office.load("enheter", unit(kod="A"), unit(kod="B"))
    office.load("insatser", decision(kalla="y", enhet_kod="A"), decision(kalla="z", enhet_kod="B"))
    office.load("intyg", certificate())
    found = office.ok("statistics", "--year", "2026")["rows"]
    assert [r["group"] for r in found if (r["indicator"], r["breakdown"]) == ("K1", "unit")] == [
        "B"
    ]


# --- Death and moving -----------------------------------------------------------------------


def test_the_earliest_death_and_the_latest_move_count(place: Office) -> None:
    place.load(
        "insatser",
        decision(avliden="2026-06-02"),
        decision(beslut_id="B2", avliden="2026-06-01"),
        decision(beslut_id="C1", personnummer=OTHER, utflyttad="2026-06-01"),
        decision(beslut_id="C2", personnummer=OTHER, utflyttad="2026-06-05"),
        decision(beslut_id="D1", personnummer=THIRD, utflyttad="2026-06-05"),
        decision(beslut_id="D2", personnummer=THIRD, fran="2026-06-06"),
    )

    def outcomes(on: str) -> list[str]:
        found = place.persons(on)
        return [found[who]["outcome"] for who in (SOMEONE, OTHER, THIRD)]

    gone, there = "not_applicable", "qualifies"
    assert outcomes("2026-05-31") == [there, there, there]
    assert outcomes("2026-06-01") == [gone, there, there]
    assert outcomes("2026-06-04") == [gone, there, there]
    assert outcomes("2026-06-05") == [gone, gone, there]


def test_a_move_is_not_void_when_a_decision_begins_that_day(place: Office) -> None:
    place.load(
        "insatser",
        decision(utflyttad="2026-06-05"),
        decision(beslut_id="B2", fran="2026-06-05"),
    )
    assert place.persons("2026-06-05")[SOMEONE]["outcome"] == "not_applicable"
    place.load("insatser", decision(beslut_id="B3", fran="2027-06-06"))
    assert place.persons("2026-06-05")[SOMEONE]["outcome"] == "qualifies"
