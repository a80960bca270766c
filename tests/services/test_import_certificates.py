"""Certificates, offers and trainings: N-tand's own, so nothing of them is lost to a file."""

from datetime import date

import pytest

from ntand.domain.codes import Answer, EndReason, Ground
from ntand.services.certificates import NewCertificate, end, issue
from ntand.services.yearly_round import NewAnswer, NewVisit, visit
from ntand.services.yearly_round import offer as record_offer
from tests.installations import (
    SOMEONE,
    SOMEONE_ELSE,
    Desk,
    certificate,
    decision,
    number,
    offer,
    training,
    unit,
    without,
)
from tests.services.test_import_decisions import codes, counts, replace_number

UNNAMED = ("fornamn", "efternamn")


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.load_units()
    desk.load("insatser", decision())
    return desk


# --- Certificates ---------------------------------------------------------------------------


def test_an_empty_cell_or_an_absent_column_erases_nothing(ready: Desk):
    full = certificate(till="2026-12-31", informerad="2026-01-02", underlag="samtycke")
    ready.load("intyg", full)
    assert counts(ready.load("intyg", full | {"till": "", "informerad": ""})) == (0, 0, 1, 0, 0)
    assert counts(ready.load("intyg", without(full, "till", "underlag"))) == (0, 0, 1, 0, 0)
    (row,) = ready.rows("intyg")
    assert (row["till"], row["underlag"]) == ("2026-12-31", "samtycke")


def test_a_changed_row_updates_what_was_not_changed_here(ready: Desk):
    ready.load("intyg", certificate())
    report = ready.load("intyg", certificate(avslutat="2026-03-01", avslutsorsak="fel_grund"))
    assert counts(report) == (0, 1, 0, 0, 0)
    assert ready.rows("intyg")[0]["avslutsorsak"] == "fel_grund"


def test_what_was_changed_here_is_left_and_counted(ready: Desk):
    ready.load("intyg", certificate())
    end(
        ready.installation,
        ready.actor,
        "1489-a",
        EndReason.CONDITIONS_CEASED,
        date(2026, 5, 1),
    )
    assert counts(ready.load("intyg", certificate(till="2026-12-31"))) == (0, 0, 0, 1, 0)
    assert counts(ready.load("intyg", certificate())) == (0, 0, 1, 0, 0)
    (row,) = ready.rows("intyg")
    assert (row["till"], row["avslutat"]) == ("", "2026-05-01")


def test_a_certificate_issued_here_is_left(ready: Desk):
    issued = issue(ready.installation, ready.actor, SOMEONE, NewCertificate(Ground.G1))
    row = ready.rows("intyg")[0]
    assert counts(ready.load("intyg", row)) == (0, 0, 1, 0, 0)
    assert counts(ready.load("intyg", row | {"grund": "G3"})) == (0, 0, 0, 1, 0)
    assert (row["intyg_id"], ready.rows("intyg")[0]["grund"]) == (issued.intyg_id, "G1")


def test_a_row_that_is_left_makes_nobody(ready: Desk):
    issue(ready.installation, ready.actor, SOMEONE, NewCertificate(Ground.G1))
    row = ready.rows("intyg")[0]
    assert counts(ready.load("intyg", row | {"personnummer": SOMEONE_ELSE})) == (0, 0, 0, 1, 0)
    assert list(ready.persons()) == [SOMEONE]


def test_the_usual_stands_where_a_new_row_says_nothing(ready: Desk):
    ready.load("intyg", certificate())
    (row,) = ready.rows("intyg")
    assert (row["ursprung"], row["makulerat"], row["underlag"]) == ("kommunen", "N", "")


def test_someone_unknown_needs_names_once(ready: Desk):
    nameless = without(certificate(personnummer=SOMEONE_ELSE), *UNNAMED)
    named = certificate(intyg_id="b", personnummer=SOMEONE_ELSE)
    report = ready.load("intyg", nameless, named, nameless | {"intyg_id": "c"})
    assert codes(report.rejected) == [(1, "personnummer", "unknown_person")]
    assert report.created == 2
    assert counts(ready.load("intyg", nameless)) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize("missing", UNNAMED)
def test_half_a_name_is_none(ready: Desk, missing: str):
    row = certificate(personnummer=SOMEONE_ELSE) | {missing: ""}
    assert codes(ready.load("intyg", row).rejected) == [(1, "personnummer", "unknown_person")]


def test_a_name_in_a_row_that_repeats_a_key_is_known_all_the_same(ready: Desk):
    report = ready.load(
        "intyg",
        certificate(),
        certificate(personnummer=SOMEONE_ELSE),
        without(certificate(intyg_id="b", personnummer=SOMEONE_ELSE), *UNNAMED),
    )
    assert codes(report.rejected) == [(2, "intyg_id", "duplicate_key")]
    assert report.created == 2


def test_the_name_of_someone_with_decisions_comes_from_them(ready: Desk):
    ready.load("intyg", certificate(fornamn="Fel"))
    assert ready.rows("intyg")[0]["fornamn"] == "Åsa"


def test_both_ends_are_held_against_the_first_day(ready: Desk):
    report = ready.load("intyg", certificate(till="2025-12-31", avslutat="2025-12-30"))
    assert codes(report.rejected) == [
        (1, "till", "end_before_start"),
        (1, "avslutat", "end_before_start"),
    ]


# --- Offers ---------------------------------------------------------------------------------

ANSWERED = {"erbjuden": "2026-02-01", "svar": "nej", "svar_datum": "2026-02-03"}
PERFORMED = {"utford": "2026-04-01", "utforare": "Folktandvården", "munvardskort": "J"}


def test_an_offers_empty_cells_erase_nothing(ready: Desk):
    full = offer(**ANSWERED, **PERFORMED, avvikelse="inlagd")
    assert counts(ready.load("erbjudanden", full)) == (1, 0, 0, 0, 0)
    assert counts(ready.load("erbjudanden", full)) == (0, 0, 1, 0, 0)
    assert counts(ready.load("erbjudanden", offer())) == (0, 0, 1, 0, 0)
    (row,) = ready.rows("erbjudanden")
    assert {name: row[name] for name in (*ANSWERED, *PERFORMED, "avvikelse")} == {
        **ANSWERED,
        **PERFORMED,
        "avvikelse": "inlagd",
    }


def test_a_changed_answer_keeps_the_former(ready: Desk):
    ready.load("erbjudanden", offer(**ANSWERED))
    assert counts(ready.load("erbjudanden", offer(svar="ja"))) == (0, 1, 0, 0, 0)
    answers = ready.select("SELECT value, superseded_by IS NULL FROM answer ORDER BY id")
    assert [(value, bool(stands)) for value, stands in answers] == [("nej", False), ("ja", True)]


def test_the_file_shows_the_latest_visit_kept(ready: Desk):
    ready.load("erbjudanden", offer(**ANSWERED | {"svar": "ja"}))
    for day, deviation in (("2026-05-01", None), ("2026-03-01", "inlagd"), ("2026-04-01", None)):
        visit(
            ready.installation,
            ready.actor,
            SOMEONE,
            2026,
            NewVisit(date.fromisoformat(day), deviation=deviation),
        )
    (row,) = ready.rows("erbjudanden")
    assert (row["utford"], row["avvikelse"]) == ("2026-05-01", "")


def test_an_offer_changed_here_is_left(ready: Desk):
    ready.load("erbjudanden", offer(**ANSWERED))
    record_offer(ready.installation, ready.actor, SOMEONE, 2026, answer=NewAnswer(Answer.YES))
    assert counts(ready.load("erbjudanden", offer(**ANSWERED))) == (0, 0, 0, 1, 0)
    assert ready.rows("erbjudanden")[0]["svar"] == "ja"


def test_one_person_and_year_is_one_offer_under_whatever_number(ready: Desk):
    new = number("19400101", 990)
    replace_number(ready, SOMEONE, new)
    report = ready.load(
        "erbjudanden",
        offer(svar="ja"),
        offer(svar="nej", personnummer=new),
        offer(svar="nej", ar="2025"),
        offer(svar="ja"),
    )
    assert codes(report.rejected) == [(2, None, "duplicate_key"), (4, None, "duplicate_key")]
    assert [(row["ar"], row["svar"]) for row in ready.rows("erbjudanden")] == [
        ("2025", "nej"),
        ("2026", "ja"),
    ]


# --- Trainings ------------------------------------------------------------------------------


def test_hours_are_exact_and_their_writing_is_no_change(ready: Desk):
    ready.load("utbildningar", training(timmar="2,50"))
    assert counts(ready.load("utbildningar", training(timmar="2.5"))) == (0, 0, 1, 0, 0)
    assert counts(ready.load("utbildningar", training(timmar="1234567,123456789012345"))) == (
        *(0, 1, 0, 0),
        0,
    )
    assert ready.rows("utbildningar")[0]["timmar"] == "1234567,123456789012345"


def test_a_training_at_an_unknown_unit_makes_a_placeholder(desk: Desk):
    report = desk.load("utbildningar", training())
    assert codes(report.warnings) == [(1, "enhet_kod", "unknown_unit")]
    assert counts(desk.load("enheter", unit())) == (0, 1, 0, 0, 0)


# --- Announced ------------------------------------------------------------------------------


def test_imported_history_is_not_queued(ready: Desk):
    ready.load("intyg", certificate())
    ready.load("erbjudanden", offer(**ANSWERED))
    assert ready.counts()["outbox_item"] == 0


def test_announced_rows_are_queued_once_unchanged_ones_too(ready: Desk):
    ready.load("intyg", certificate())
    first = ready.load("intyg", certificate(), certificate(intyg_id="b"), announce=True)
    assert (first.announced, counts(first)) == (2, (1, 0, 1, 0, 0))
    assert (
        ready.load("intyg", certificate(), certificate(intyg_id="b"), announce=True).announced == 0
    )
    assert ready.counts()["outbox_item"] == 2
    assert ready.load("erbjudanden", offer(**ANSWERED), announce=True).announced == 1


def test_it_is_told_how_many_leave_without_a_basis_in_the_file(ready: Desk):
    rows = (
        certificate(underlag=""),
        certificate(intyg_id="b", underlag="samtycke", fran="2024-01-01", till="2024-12-31"),
        certificate(intyg_id="c", underlag="", personnummer=SOMEONE_ELSE),
    )
    report = ready.load("intyg", *rows, announce=True, dry_run=True)
    assert (report.announced, report.announced_bare, report.announced_not) == (2, 1, 1)
    assert ready.load("intyg", *rows).announced_not == 0
    assert ready.load("intyg", *rows, announce=True).announced_bare == 1
    again = ready.load("intyg", *rows, announce=True)
    assert (again.announced, again.announced_bare, again.announced_not) == (0, 0, 1)


def test_nothing_of_a_protected_person_is_announced(ready: Desk):
    ready.load("insatser", decision(skydd="sekretessmarkering"))
    report = ready.load(
        "intyg", certificate(), certificate(intyg_id="b", personnummer=SOMEONE_ELSE), announce=True
    )
    assert (report.created, report.announced) == (2, 0)  # the other has no decision: protected too
    assert (report.announced_bare, report.announced_not) == (0, 2)
    assert ready.counts()["outbox_item"] == 0
