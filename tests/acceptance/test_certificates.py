"""Section 1: issuing, ending, replacing, voiding, deciding; and what candidates become of it."""

import re

import pytest

from tests.acceptance.conftest import (
    OTHER,
    SOMEONE,
    THIRD,
    Office,
    certificate,
    decision,
    number,
    unit,
)


@pytest.fixture
def place(office: Office) -> Office:
    """Someone who qualifies on G1, and someone who does not."""
    office.load("enheter", unit())
    office.load(
        "insatser",
        decision(),
        decision(beslut_id="B2", personnummer=OTHER, insats="trygghetslarm"),
        decision(beslut_id="B3", personnummer=THIRD, skydd="fingerade"),
    )
    return office


def stored(office: Office, intyg_id: str) -> dict[str, str]:
    return next(row for row in office.export("intyg") if row["intyg_id"] == intyg_id)


def state(office: Office, who: str = SOMEONE, on: str = "2026-09-01") -> tuple[str, bool]:
    found = office.persons(on)[who]
    return found["certificate"], found["candidate"]


# --- Issuing --------------------------------------------------------------------------------


def test_a_certificate_as_proposed(place: Office) -> None:
    assert state(place) == ("none", True)
    issued = place.ok("issue", SOMEONE, "--ground", "G1", "--basis", "samtycke")
    assert re.fullmatch(r"1489-[0-9a-z]{6,}", issued["intyg_id"])
    assert issued["sent"] in ("queued", "portal")
    row = stored(place, issued["intyg_id"])
    assert row["fran"] == row["utfardad"] == "2026-09-01"
    assert (row["grund"], row["till"], row["ursprung"]) == ("G1", "", "kommunen")
    assert (row["kriterier"], row["underlag"], row["makulerat"]) == ("VGR-N 2027", "samtycke", "N")
    assert row["utfardare"]
    assert state(place) == ("active", False)


def test_against_the_proposal_a_reason_is_demanded(place: Office) -> None:
    for who, ground in ((SOMEONE, "G2"), (OTHER, "G1")):
        refused = place.run("issue", who, "--ground", ground, code=4)
        assert refused.error
        assert place.ok("issue", who, "--ground", ground, "--reason", "bedömt")
    assert place.persons()[OTHER]["warnings"] == ["review_certificate"]


def test_the_proposal_on_the_first_day_counts(place: Office) -> None:
    words = ("issue", SOMEONE, "--ground", "G1", "--valid-from")
    assert place.run(*words, "2025-12-31", code=4).error
    assert place.ok(*words, "2026-01-01", "--valid-to", "2026-01-31")
    place.ok(*words, "2026-10-01")
    assert state(place) == ("future", False)
    assert state(place, on="2026-10-01") == ("active", False)


def test_without_a_basis_it_is_valid_but_waits(place: Office) -> None:
    issued = place.ok("issue", SOMEONE, "--ground", "G1")
    assert issued["sent"] == "waits"
    assert state(place) == ("active", False)
    place.ok("consent", SOMEONE, "--basis", "samtycke", "--form", "skriftligt")
    assert stored(place, issued["intyg_id"])["underlag"] == "samtycke"


def test_a_protected_person_goes_on_paper(place: Office) -> None:
    issued = place.ok("issue", THIRD, "--ground", "G1", "--basis", "menprovning")
    assert issued["sent"] == "paper"


def test_overlapping_certificates_are_refused(place: Office) -> None:
    place.load("intyg", certificate(till="2026-09-10"))
    assert place.run("issue", SOMEONE, "--ground", "G1", code=4).error
    assert place.ok("issue", SOMEONE, "--ground", "G1", "--valid-from", "2026-09-11")
    place.load("intyg", certificate(intyg_id="b", personnummer=OTHER, makulerat="J"))
    assert place.ok("issue", OTHER, "--ground", "G1", "--reason", "x")


def test_an_ended_certificate_does_not_overlap(place: Office) -> None:
    place.load("intyg", certificate(avslutat="2026-08-31"))
    assert place.ok("issue", SOMEONE, "--ground", "G1")
    place.load("intyg", certificate(intyg_id="b", personnummer=OTHER, avslutat="2026-09-01"))
    assert place.run("issue", OTHER, "--ground", "G1", "--reason", "x", code=4).error


# --- Ending, replacing, voiding -------------------------------------------------------------


def test_ending_on_the_last_valid_day(place: Office) -> None:
    place.load("intyg", certificate())
    words = ("end", "1489-a", "--reason", "villkor_upphort", "--on")
    assert place.run(*words, "2025-12-31", code=4).error
    place.ok(*words, "2026-03-01", "--informed", "2026-02-28")
    row = stored(place, "1489-a")
    assert (row["avslutat"], row["avslutsorsak"], row["informerad"]) == (
        "2026-03-01",
        "villkor_upphort",
        "2026-02-28",
    )
    assert state(place, on="2026-03-01")[0] == "active"
    assert state(place, on="2026-03-02")[0] == "none"


def test_replacing_ends_the_old_one_the_day_before(place: Office) -> None:
    place.load("intyg", certificate())
    words = ("replace", "1489-a", "--ground", "G2")
    assert place.run(*words, code=4).error
    new = place.ok(*words, "--reason", "ny bedömning")
    old = stored(place, "1489-a")
    assert (old["avslutat"], old["avslutsorsak"]) == ("2026-08-31", "ersatt")
    row = stored(place, new["intyg_id"])
    assert (row["ersatter"], row["grund"], row["fran"]) == ("1489-a", "G2", "2026-09-01")
    assert new["sent"] in {"queued", "portal", "waits", "paper"}


def test_voiding_leaves_it_visible_and_uncounted(place: Office) -> None:
    place.load("intyg", certificate())
    place.ok("void", "1489-a", "--reason", "fel person")
    assert stored(place, "1489-a")["makulerat"] == "J"
    assert state(place) == ("none", True)


def test_unknown_certificates_and_persons(place: Office) -> None:
    assert place.run("end", "nej", "--reason", "avliden", "--on", "2026-01-01", code=4).error
    assert place.run("void", "nej", "--reason", "x", code=4).error
    assert place.run("replace", "nej", "--ground", "G1", code=4).error
    assert place.run("registered", "nej", "--number", "1", code=4).error
    assert place.run("issue", number("19410101"), "--ground", "G1", code=4).error


def test_entered_in_the_portal(place: Office) -> None:
    issued = place.ok("issue", SOMEONE, "--ground", "G1", "--basis", "samtycke")
    place.ok("registered", issued["intyg_id"], "--number", "VGR-17")


@pytest.mark.parametrize(
    "words",
    [
        ("issue", SOMEONE),
        ("issue", SOMEONE, "--ground", "G7"),
        ("issue", SOMEONE, "--ground", "G1", "--basis", "muta"),
        ("issue", SOMEONE, "--ground", "G1", "--form", "rök"),
        ("issue", SOMEONE, "--ground", "G1", "--valid-from", "snart"),
        (
            "issue",
            SOMEONE,
            "--ground",
            "G1",
            "--valid-from",
            "2026-05-02",
            "--valid-to",
            "2026-05-01",
        ),
        ("decide", SOMEONE, "--as", "kanske", "--reason", "x"),
        ("decide", SOMEONE, "--as", "avvakta"),
        ("end", "1489-a", "--reason", "trött", "--on", "2026-01-01"),
        ("end", "1489-a", "--reason", "avliden"),
        ("void", "1489-a"),
        ("void", "1489-a", "--reason", " "),
        ("registered", "1489-a"),
        ("offer", SOMEONE),
        ("offer", SOMEONE, "--year", "1989"),
        ("offer", SOMEONE, "--year", "2026", "--answer", "kanske"),
        ("offer", SOMEONE, "--year", "2026", "--answer", "ja", "--by", "grannen"),
        ("offer", SOMEONE, "--year", "2026", "--answer", "ja", "--channel", "duva"),
        ("visit", SOMEONE, "--year", "2026"),
        ("visit", SOMEONE, "--year", "2026", "--on", "2026-05-01", "--card", "kanske"),
        ("import", "katter", "a.csv"),
        ("import", "enheter"),
        ("export", "enheter"),
        ("identify", "--on", "igår"),
        ("statistics",),
        ("lists", "--year", "2026"),
        ("letters", "--out", "d", "--kind", "vykort"),
        ("letters", "--out", "d"),
        ("sjung",),
        ("identify", "--nej"),
        ("connect", "--url", "http://x"),
        ("region", "sing"),
        ("region", "serve"),
        ("region", "act", "--data", "d"),
        ("init",),
        ("init", "--municipality", "Alingsås"),
    ],
)
def test_what_the_command_line_alone_shows(place: Office, words: tuple[str, ...]) -> None:
    result = place.run(*words, code=2)
    assert set(result.json) == {"error"}
    assert set(result.json["error"]) == {"code", "message"}


# --- A person's decision --------------------------------------------------------------------


@pytest.mark.parametrize(
    "stance", ["avbojer", "nekar_utlamnande", "ej_berattigad", "avvakta", "behall"]
)
def test_a_decision_holds_the_candidate_back_until_asked_again(place: Office, stance: str) -> None:
    words = ("decide", SOMEONE, "--as", stance, "--reason", "x", "--ask-again", "2026-12-01")
    place.ok(*words)
    assert state(place) == ("none", False)
    assert state(place, on="2026-11-30") == ("none", False)
    assert state(place, on="2026-12-01") == ("none", True)


def test_a_decision_holds_until_a_decisive_fact_changes(place: Office) -> None:
    place.ok("decide", SOMEONE, "--as", "avvakta", "--reason", "x")
    assert state(place) == ("none", False)
    place.load("insatser", decision(adress="ny", handlaggare="annan"))
    assert state(place) == ("none", False)
    place.load("insatser", decision(adress="ny", omvardnad_per_dygn="5"))
    assert state(place) == ("none", True)


def test_a_new_relevant_decision_is_a_changed_fact(place: Office) -> None:
    place.ok("decide", SOMEONE, "--as", "ej_berattigad", "--reason", "x")
    place.load("insatser", decision(beslut_id="B9", insats="lss9"))
    assert state(place) == ("none", True)


# --- Who is evaluated -----------------------------------------------------------------------


def test_persons_without_decisions_have_no_ground(office: Office) -> None:
    office.load("intyg", certificate(makulerat="J"))
    office.load("intyg", certificate(intyg_id="b", personnummer=OTHER))
    found = office.persons()
    assert [found[who]["reasons"] for who in (SOMEONE, OTHER)] == [["no_ground"]] * 2
    assert found[SOMEONE]["warnings"] == []
    assert found[OTHER]["warnings"] == ["review_certificate"]
    assert found[SOMEONE]["certificate"] == "none"
    assert found[OTHER]["certificate"] == "active"


def test_the_dead_are_warned_of_while_a_certificate_runs(office: Office) -> None:
    office.load("enheter", unit())
    office.load("insatser", decision(avliden="2026-05-01", personnummer=number("20100101")))
    office.load("intyg", certificate(personnummer=number("20100101"), till="2026-06-01"))
    found = office.persons("2026-05-01")[number("20100101")]
    assert (found["outcome"], found["warnings"]) == ("not_applicable", ["review_certificate"])
    assert found["certificate"] == "active"
    assert office.persons("2026-05-02")[number("20100101")]["certificate"] == "none"
    later = office.persons("2026-06-02")[number("20100101")]
    assert later["warnings"] == []
    before = office.persons("2026-04-30")[number("20100101")]
    assert (before["outcome"], before["warnings"]) == ("qualifies", ["under_age"])


def test_a_future_certificate_that_will_never_be_active(office: Office) -> None:
    office.load("enheter", unit())
    office.load("insatser", decision(avliden="2026-09-15"))
    office.load("intyg", certificate(fran="2026-09-15"))
    assert state(office) == ("future", False)
    office.load("insatser", decision(avliden="2026-09-14"))
    assert state(office) == ("none", True)
