"""What an issuer sees before the act, and issuing for many at once."""

from datetime import date
from typing import Any

import pytest

from ntand.domain.certificates import last_day_after
from ntand.domain.codes import Basis, Stance
from ntand.services.issuing import draft, draft_many, issue_many
from ntand.services.stances import decide
from ntand.services.undoing import undo
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision, number
from tests.services.acting import certificates, day, give, on, settle

THIRD = number("19400103")


def how(desk: Desk) -> tuple[Any, Any]:
    return desk.installation, desk.actor


def ids(desk: Desk) -> dict[str, str]:
    rows = desk.select("SELECT number, person_id FROM identity_number")
    return {row[0]: row[1] for row in rows}


def test_the_draft_tells_what_is_proposed_on_the_first_day(desk: Desk):
    settle(desk, till="2026-09-30")
    made = draft(*how(desk), SOMEONE)
    assert (made.on, made.proposal.ground, made.unusual) == (TODAY, "G1", ())
    assert made.card.name == "Öberg, Åsa"
    assert draft(*how(desk), SOMEONE, day("2026-10-01")).unusual == ("not_proposed",)


def test_the_draft_tells_which_days_are_taken(desk: Desk):
    settle(desk)
    key = give(desk, valid_to=day("2026-09-10")).intyg_id
    made = draft(*how(desk), SOMEONE)
    assert made.unusual == ("has_certificate",)
    taken = made.overlapping(day("2026-09-10"), None)
    assert taken is not None
    assert taken.intyg_id == key
    assert made.overlapping(day("2026-09-11"), None) is None


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"skydd": "sekretessmarkering"}, "protected"),
        ({"avliden": "2026-08-01"}, "gone"),
        ({"utflyttad": "2026-08-01"}, "gone"),
        ({"omvardnad_per_dygn": "0"}, "not_proposed"),
    ],
)
def test_the_unusual_is_named(sqlite_desk: Desk, cells: dict[str, str], code: str):
    settle(sqlite_desk, **cells)
    assert code in draft(*how(sqlite_desk), SOMEONE).unusual


def test_who_moves_later_is_gone_on_that_day_only(desk: Desk):
    settle(desk, utflyttad="2026-09-15")
    assert draft(*how(desk), SOMEONE, day("2026-09-14")).unusual == ()
    assert "gone" in draft(*how(desk), SOMEONE, day("2026-09-15")).unusual


def test_a_move_before_a_later_decision_is_no_move(desk: Desk):
    settle(desk, utflyttad="2026-08-01")
    desk.load("insatser", decision(beslut_id="B8", fran="2026-08-10", utflyttad="2026-08-01"))
    assert draft(*how(desk), SOMEONE).unusual == ()


def test_a_namesake_a_decision_and_a_refusal_are_named(desk: Desk):
    settle(desk)
    decide(*how(desk), SOMEONE, Stance.REFUSES_DISCLOSURE, "Vill inte")
    assert draft(*how(desk), SOMEONE).unusual == ("held_back", "refuses")
    desk.load("insatser", decision(personnummer=SOMEONE_ELSE, beslut_id="B9"))
    assert draft(*how(desk), SOMEONE_ELSE).unusual == ("namesake",)


def test_many_each_get_their_own_proposal(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    desk.load(
        "insatser", decision(personnummer=THIRD, beslut_id="B3", insats="lss9", enhet_kod="E2")
    )
    known = ids(desk)
    everyone = [known[SOMEONE], known[SOMEONE_ELSE], known[THIRD]]
    assert [one.card.person for one in draft_many(*how(desk), everyone)] == everyone
    done = issue_many(*how(desk), everyone, Basis.CONSENT)
    assert done.issued == 3
    rows = certificates(desk)
    grounds = [rows[one.intyg_id]["grund"] for one in done.results]
    assert grounds == ["G1", "G1", "G3"]
    assert {row["underlag"] for row in rows.values()} == {"samtycke"}
    assert done.undo is not None
    undo(*how(desk), done.undo)
    assert {row["makulerat"] for row in certificates(desk).values()} == {"J"}


def test_one_who_is_refused_stops_none_of_the_others(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    known = ids(desk)
    done = issue_many(*how(desk), [known[SOMEONE], known[SOMEONE_ELSE]])
    first, second = done.results
    assert (first.refusal, first.intyg_id) == ("certificate.overlaps", "")
    assert second.intyg_id in certificates(desk)
    assert done.issued == 1


def test_nobody_is_issued_for_without_a_proposal(sqlite_desk: Desk):
    settle(sqlite_desk, omvardnad_per_dygn="0")
    done = issue_many(*how(sqlite_desk), [ids(sqlite_desk)[SOMEONE]])
    assert done.results[0].refusal == "certificate.reason_needed"
    assert done.undo is None


def test_a_need_that_may_pass_is_certified_for_a_time(sqlite_desk: Desk):
    settle(
        sqlite_desk,
        insats="hemtjanst",
        icf_personlig_vard="3",
        varaktigt="J",
        forbattring="oklar",
        enbart_behandling="N",
        narstaende_hjalp="N",
    )
    made = draft(*how(sqlite_desk), SOMEONE)
    assert made.unusual == ("for_a_time",)
    assert made.suggested_end == day("2027-08-31")
    done = issue_many(*how(sqlite_desk), [made.card.person])
    assert certificates(sqlite_desk)[done.results[0].intyg_id]["till"] == "2027-08-31"


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-09-01", 12, "2027-08-31"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-14"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-01", 12, "2027-02-28"),
    ],
)
def test_months_end_the_day_before(first: str, months: int, last: str):
    assert last_day_after(date.fromisoformat(first), months).isoformat() == last


def test_looking_at_someone_is_logged(sqlite_desk: Desk):
    settle(sqlite_desk)
    draft(*how(on(sqlite_desk, "2026-09-02")), SOMEONE)
    rows = sqlite_desk.select(
        "SELECT e.action FROM access_event e JOIN access_subject s ON s.sequence = e.sequence"
    )
    assert rows == [("certificate.draft",)]
