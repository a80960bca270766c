"""Who is proposed on a day: decisions, certificates and what people have decided, joined."""

from datetime import date

import pytest

from ntand.domain.codes import EndReason, Ground, Stance
from ntand.errors import NotFound
from ntand.i18n import _
from ntand.sentences.explained import gone_sentence
from ntand.services.certificates import NewCertificate, end, issue, void
from ntand.services.facts import fill_fact
from ntand.services.proposals import explain
from ntand.services.stances import decide
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate, decision, number


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.load_units()
    desk.load("insatser", decision())
    return desk


def state(desk: Desk, on: date | None = None) -> tuple[str, bool]:
    found = desk.persons(on)[SOMEONE]
    return found.certificate, found.candidate


def warnings(desk: Desk, on: date | None = None) -> tuple[str, ...]:
    return desk.persons(on)[SOMEONE].warnings


def test_who_qualifies_without_a_certificate_is_a_candidate(ready: Desk):
    assert state(ready) == ("none", True)
    assert ready.persons()[SOMEONE].ground == "G1"


def test_everyone_stored_is_evaluated_in_order_of_numbers(ready: Desk):
    ready.load("intyg", certificate(personnummer=SOMEONE_ELSE, makulerat="J"))
    ready.load("erbjudanden", {**{"personnummer": number("19300101")}, "fornamn": "Bo"} | NAMED)
    found = ready.persons()
    assert list(found) == [number("19300101"), SOMEONE, SOMEONE_ELSE]
    for stranger in (number("19300101"), SOMEONE_ELSE):
        assert found[stranger].outcome == "does_not_qualify"
        assert found[stranger].reasons == ("no_ground",)


NAMED = {"efternamn": "Ek", "ar": "2026"}


# --- A person's decision holds a candidate back ---------------------------------------------


def hold_back(desk: Desk, ask_again_on: date | None = None) -> None:
    decide(desk.installation, desk.actor, SOMEONE, Stance.DECLINES, "vill inte", ask_again_on)


def test_a_no_holds_until_it_is_to_be_asked_again(ready: Desk):
    hold_back(ready, date(2026, 10, 1))
    assert state(ready) == ("none", False)
    assert state(ready, date(2026, 9, 30)) == ("none", False)
    assert state(ready, date(2026, 10, 1)) == ("none", True)


def test_a_no_without_a_day_holds(ready: Desk):
    hold_back(ready)
    assert state(ready, date(2030, 1, 1)) == ("none", False)


@pytest.mark.parametrize(
    ("cells", "asks_again"),
    [
        ({"adress": "Ny gata 1"}, False),
        ({"telefon": "0322", "kontakt_namn": "Bo", "handlaggare": "Maria"}, False),
        ({"enhet_kod": "E2"}, False),
        ({"efternamn": "Ek"}, False),
        ({"omvardnad_per_dygn": "4"}, True),
        ({"icf_personlig_vard": "3"}, True),
        ({"insats": "sarskild_service"}, True),
        ({"varaktigt": "J"}, True),
    ],
)
def test_only_a_decisive_fact_asks_again(ready: Desk, cells: dict[str, str], asks_again: bool):
    hold_back(ready)
    ready.load("insatser", decision(**cells))
    assert state(ready) == ("none", asks_again)


def test_a_new_decision_of_another_kind_asks_again(ready: Desk):
    hold_back(ready)
    ready.load("insatser", decision(beslut_id="B2", insats="lss9"))
    assert state(ready) == ("none", True)


def test_the_latest_decision_of_a_person_counts(ready: Desk):
    hold_back(ready)
    hold_back(ready, TODAY)
    assert state(ready) == ("none", True)


def test_a_fact_filled_in_is_decisive_and_gives_way_to_the_source(ready: Desk):
    ready.load("insatser", decision(omvardnad_per_dygn=""))
    found = ready.persons()[SOMEONE]
    assert (found.outcome, found.missing) == ("needs_assessment", ("omvardnad_per_dygn",))
    fill_fact(ready.installation, ready.actor, SOMEONE, "B1", "omvardnad_per_dygn", "2")
    assert state(ready) == ("none", True)
    fill_fact(ready.installation, ready.actor, SOMEONE, "B1", "omvardnad_per_dygn", "0")
    assert ready.persons()[SOMEONE].reasons == ("no_daily_personal_care",)
    ready.load("insatser", decision(omvardnad_per_dygn="5"))
    assert state(ready) == ("none", True)
    ready.load("insatser", decision(omvardnad_per_dygn=""))
    assert ready.persons()[SOMEONE].reasons == ("no_daily_personal_care",)
    assert ready.rows("insatser")[0]["omvardnad_per_dygn"] == ""


def test_a_fact_filled_in_belongs_to_one_decision(ready: Desk):
    ready.load(
        "insatser", decision(omvardnad_per_dygn=""), decision(beslut_id="B2", omvardnad_per_dygn="")
    )
    fill_fact(ready.installation, ready.actor, SOMEONE, "B1", "omvardnad_per_dygn", "0")
    assert ready.persons()[SOMEONE].outcome == "needs_assessment"


# --- Certificates ---------------------------------------------------------------------------


def test_a_certificate_is_active_then_none(ready: Desk):
    ready.load("intyg", certificate(fran="2026-02-01", till="2026-10-01"))
    assert state(ready, date(2026, 1, 31)) == ("future", False)
    assert state(ready, date(2026, 2, 1)) == ("active", False)
    assert state(ready, date(2026, 10, 1)) == ("active", False)
    assert state(ready, date(2026, 10, 2)) == ("none", True)


def test_an_ended_and_a_voided_one_do_not_count(ready: Desk):
    one = issue(ready.installation, ready.actor, SOMEONE, NewCertificate(Ground.G1))
    assert state(ready) == ("active", False)
    end(ready.installation, ready.actor, one.intyg_id, EndReason.CONDITIONS_CEASED, TODAY)
    assert state(ready, date(2026, 9, 2)) == ("none", True)
    void(ready.installation, ready.actor, one.intyg_id, "fel person")
    assert state(ready) == ("none", True)


def test_a_death_ends_it_after_its_day(ready: Desk):
    ready.load("intyg", certificate())
    ready.load("insatser", decision(avliden="2026-08-10"))
    assert state(ready, date(2026, 8, 9)) == ("active", False)
    dead = ready.persons(date(2026, 8, 10))[SOMEONE]
    assert (dead.outcome, dead.certificate) == ("not_applicable", "active")
    assert state(ready, date(2026, 8, 11)) == ("none", False)


def test_the_earliest_death_and_the_latest_move_count(ready: Desk):
    ready.load(
        "insatser",
        decision(avliden="2026-08-10", utflyttad="2026-03-01"),
        decision(beslut_id="B2", avliden="2026-08-05", utflyttad="2026-07-01"),
    )
    outcomes = [
        ready.persons(date(2026, month, day))[SOMEONE].outcome
        for month, day in ((3, 1), (6, 30), (7, 1))
    ]
    assert outcomes == ["qualifies", "qualifies", "not_applicable"]


def test_a_later_decision_voids_a_move_for_every_day(ready: Desk):
    ready.load("intyg", certificate())
    ready.load("insatser", decision(utflyttad="2026-03-01"))
    assert state(ready, date(2026, 4, 1)) == ("none", False)
    ready.load("insatser", decision(beslut_id="B2", insats="trygghetslarm", fran="2026-03-02"))
    assert state(ready, date(2026, 4, 1)) == ("active", False)
    ready.load("insatser", decision(utflyttad="2026-03-02"))
    assert state(ready, date(2026, 4, 1)) == ("none", False)


def test_a_missing_decision_voids_a_move_all_the_same(ready: Desk):
    ready.load(
        "insatser", decision(utflyttad="2026-03-01"), decision(beslut_id="B2", fran="2026-12-01")
    )
    ready.load(
        "insatser", decision(utflyttad="2026-03-01"), complete=True, as_of=TODAY, confirmed=True
    )
    assert ready.persons()[SOMEONE].outcome == "qualifies"


# --- Warnings -------------------------------------------------------------------------------


def test_a_certificate_without_its_reason_is_to_be_reviewed(ready: Desk):
    ready.load("intyg", certificate(till="2026-10-01"))
    ready.load("insatser", decision(till="2026-06-30"))
    assert warnings(ready, date(2026, 6, 30)) == ()
    assert warnings(ready, date(2026, 7, 1)) == ("review_certificate",)
    assert warnings(ready, date(2026, 10, 2)) == ()


def test_death_and_move_are_disregarded_by_the_review(ready: Desk):
    ready.load("intyg", certificate())
    ready.load("insatser", decision(avliden="2026-02-01"))
    found = ready.persons()[SOMEONE]
    assert (found.outcome, found.certificate) == ("not_applicable", "none")
    assert found.warnings == ("review_certificate",)


def test_a_future_or_voided_certificate_is_not_reviewed(ready: Desk):
    ready.load("insatser", decision(till="2026-06-30"))
    ready.load("intyg", certificate(fran="2026-12-01"), certificate(intyg_id="v", makulerat="J"))
    assert warnings(ready) == ()


def test_both_warnings_stand_in_order(ready: Desk):
    child = number("20100101")
    ready.load("insatser", decision(beslut_id="B2", personnummer=child, omvardnad_per_dygn="0"))
    ready.load("intyg", certificate(personnummer=child))
    assert ready.persons()[child].warnings == ("review_certificate", "under_age")


# --- One person -----------------------------------------------------------------------------


def test_an_explanation_agrees_with_the_list(ready: Desk):
    found = ready.persons()[SOMEONE]
    for reference in (SOMEONE, f"{SOMEONE[2:8]}-{SOMEONE[8:]}", found.person.upper()):
        told = explain(ready.installation, ready.actor, reference)
        assert (told.proposal, told.on) == (found, TODAY)
        assert told.findings


def test_an_unknown_person_is_told(ready: Desk):
    with pytest.raises(NotFound):
        explain(ready.installation, ready.actor, SOMEONE_ELSE)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, ""),
        ({"utflyttad": "2026-03-01"}, _("Moved away {day}.").format(day="2026-03-01")),
        (
            {"avliden": "2026-04-01", "utflyttad": "2026-03-01"},
            _("Died {day}.").format(day="2026-04-01"),
        ),
    ],
)
def test_which_of_death_and_move_it_was_is_said(ready: Desk, cells: dict[str, str], words: str):
    ready.load("insatser", decision(**cells))
    assert gone_sentence(explain(ready.installation, ready.actor, SOMEONE).findings) == words
