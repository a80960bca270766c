"""Issuing, ending, replacing and voiding certificates, and the basis they wait for."""

import json
import re
import threading
from datetime import timedelta
from typing import Any

import pytest

from ntand.domain.codes import Basis, ConsentForm, EndReason, Ground
from ntand.errors import NtandError, UsageError
from ntand.services.certificates import (
    NewCertificate,
    consent,
    end,
    registered,
    replace_certificate,
    void,
)
from ntand.services.exchange.outbox.outgoing import Sent
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate
from tests.services.acting import (
    certificates,
    day,
    give,
    on,
    outbox,
    refused,
    settle,
    through_portal,
)


def test_certificate_keeps_what_it_rests_on_and_goes_out(desk: Desk):
    settle(desk)
    issued = give(desk)
    assert issued.sent is Sent.QUEUED
    assert re.fullmatch("1489-[0-9a-f]{16}", issued.intyg_id)
    row = certificates(desk)[issued.intyg_id]
    assert (row["grund"], row["fran"], row["utfardad"]) == ("G1", "2026-09-01", "2026-09-01")
    assert (row["utfardare"], row["ursprung"], row["underlag"]) == ("anna", "kommunen", "samtycke")
    assert row["kriterier"] == desk.installation.criteria.version
    ((outcome, criteria, findings),) = desk.select(
        "SELECT a.outcome, a.criteria, a.findings FROM assessment a"
        " JOIN certificate c ON c.assessment_id = a.id"
    )
    assert (outcome, criteria) == ("qualifies", desk.installation.criteria.version)
    assert len(json.loads(findings)) > 3
    assert outbox(desk) == [row]


def test_ids_are_never_the_same(sqlite_desk: Desk):
    settle(sqlite_desk)
    first = give(sqlite_desk, valid_to=TODAY)
    assert first.intyg_id != give(sqlite_desk, valid_from=TODAY + timedelta(days=1)).intyg_id


def test_issuing_against_the_proposal_demands_a_reason(sqlite_desk: Desk):
    settle(sqlite_desk)
    with refused("certificate.reason_needed"):
        give(sqlite_desk, ground="G2")
    with refused("certificate.reason_needed"):
        give(sqlite_desk, ground="G2", reason="   ")
    assert not sqlite_desk.rows("intyg")
    assert not outbox(sqlite_desk)
    assert give(sqlite_desk, ground="G2", reason="Enligt läkare").sent is Sent.QUEUED


def test_the_proposal_is_the_one_of_the_first_day(sqlite_desk: Desk):
    settle(sqlite_desk, till="2026-09-30")
    with refused("certificate.reason_needed"):
        give(sqlite_desk, valid_from=day("2026-10-01"))
    give(sqlite_desk, valid_from=day("2026-09-30"))


def test_a_first_day_in_the_past_is_judged_on_that_day(sqlite_desk: Desk):
    settle(sqlite_desk)
    with refused("certificate.reason_needed"):
        give(sqlite_desk, valid_from=day("2025-12-31"))
    give(sqlite_desk, valid_from=day("2026-01-01"))


@pytest.mark.parametrize(
    ("held", "first", "last", "overlaps"),
    [
        ({"fran": "2026-01-01"}, "2026-09-01", None, True),
        ({"fran": "2026-01-01", "till": "2026-08-31"}, "2026-09-01", None, False),
        ({"fran": "2026-01-01", "till": "2026-09-01"}, "2026-09-01", None, True),
        ({"fran": "2026-01-01", "avslutat": "2026-08-31"}, "2026-09-01", None, False),
        ({"fran": "2026-01-01", "till": "2027-01-01", "avslutat": "2026-08-31"}, "2026-09-01", None, False),  # noqa: E501
        ({"fran": "2026-01-01", "makulerat": "J"}, "2026-09-01", None, False),
        ({"fran": "2026-10-01"}, "2026-09-01", None, True),
        ({"fran": "2026-10-01"}, "2026-09-01", "2026-09-30", False),
        ({"fran": "2026-10-01"}, "2026-09-01", "2026-10-01", True),
    ],
)  # fmt: skip
def test_days_are_held_by_one_certificate(sqlite_desk: Desk, held, first, last, overlaps):
    settle(sqlite_desk)
    sqlite_desk.load("intyg", certificate(**held))
    days: dict[str, Any] = {"valid_from": day(first), "valid_to": day(last) if last else None}
    if overlaps:
        with refused("certificate.overlaps"):
            give(sqlite_desk, **days)
    else:
        give(sqlite_desk, **days)


def test_two_stations_cannot_issue_for_the_same_days(desk: Desk):
    settle(desk)
    outcomes = []

    def at_a_station() -> None:
        try:
            give(desk)
        except NtandError as error:
            outcomes.append(error.code)
        else:
            outcomes.append("issued")

    stations = [threading.Thread(target=at_a_station) for _ in range(4)]
    for station in stations:
        station.start()
    for station in stations:
        station.join()
    assert sorted(outcomes) == ["certificate.overlaps"] * 3 + ["issued"]


def test_last_day_before_the_first_is_a_fault_of_the_command(sqlite_desk: Desk):
    settle(sqlite_desk)
    with pytest.raises(UsageError):
        give(sqlite_desk, valid_to=TODAY - timedelta(days=1))


def test_without_a_basis_it_waits_until_consent_lets_it_go(desk: Desk):
    settle(desk)
    issued = give(desk, basis=None)
    assert issued.sent is Sent.WAITS
    kept = consent(desk.installation, desk.actor, SOMEONE, Basis.CONSENT, ConsentForm.ORAL)
    (changed,) = kept.changed
    assert (changed.intyg_id, changed.sent) == (issued.intyg_id, Sent.QUEUED)
    assert [row["underlag"] for row in outbox(desk)] == ["samtycke"]


@pytest.mark.parametrize("basis", [None, "samtycke"])
def test_the_road_of_protected_persons_is_paper(sqlite_desk: Desk, basis):
    settle(sqlite_desk, skydd="sekretessmarkering")
    assert give(sqlite_desk, basis=basis).sent is Sent.PAPER


def test_the_portal_is_the_road_where_it_is_the_channel(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    portal = through_portal(sqlite_desk)
    assert give(portal).sent is Sent.PORTAL
    assert give(portal, SOMEONE_ELSE, basis=None).sent is Sent.WAITS


def test_ending_keeps_to_the_days_of_the_certificate(sqlite_desk: Desk):
    settle(sqlite_desk)
    key = give(sqlite_desk, valid_to=day("2026-12-31")).intyg_id
    how = sqlite_desk.installation, sqlite_desk.actor, key, EndReason.CONDITIONS_CEASED
    with refused("certificate.end_before_start"):
        end(*how, TODAY - timedelta(days=1))
    with refused("certificate.already_over"):
        end(*how, day("2027-01-01"))
    later = on(sqlite_desk, "2026-11-01")
    end(later.installation, later.actor, key, EndReason.CONDITIONS_CEASED, TODAY, day("2026-10-30"))
    row = certificates(later)[key]
    assert (row["avslutat"], row["avslutsorsak"]) == ("2026-09-01", EndReason.CONDITIONS_CEASED)
    assert row["informerad"] == "2026-10-30"
    assert outbox(later) == [row]  # renewed, not one more


def test_an_end_moved_forward_never_runs_into_the_next_certificate(sqlite_desk: Desk):
    settle(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor
    key = give(sqlite_desk).intyg_id
    end(*how, key, EndReason.WRONG_GROUNDS, day("2026-09-10"))
    give(sqlite_desk, valid_from=day("2026-10-01"))
    with refused("certificate.overlaps"):
        end(*how, key, EndReason.WRONG_GROUNDS, day("2026-10-01"))
    end(*how, key, EndReason.WRONG_GROUNDS, day("2026-09-30"))
    end(*how, key, EndReason.WRONG_GROUNDS, day("2026-09-20"))


def test_history_that_overlaps_can_still_be_ended(sqlite_desk: Desk):
    settle(sqlite_desk)
    sqlite_desk.load("intyg", certificate(), certificate(intyg_id="1489-b", fran="2026-02-01"))
    for key in ("1489-a", "1489-b"):
        end(sqlite_desk.installation, sqlite_desk.actor, key, EndReason.DECEASED, day("2026-08-01"))


def test_replacing_links_ends_the_day_before_and_sends_the_end_first(desk: Desk):
    settle(desk)
    old = give(desk).intyg_id
    later = on(desk, "2026-10-01")
    new = replace_certificate(later.installation, later.actor, old, NewCertificate(Ground.G1))
    rows = certificates(later)
    assert (rows[old]["avslutat"], rows[old]["avslutsorsak"]) == ("2026-09-30", "ersatt")
    assert (rows[new.intyg_id]["ersatter"], rows[new.intyg_id]["underlag"]) == (old, "samtycke")
    assert new.sent is Sent.QUEUED
    assert outbox(later) == [rows[old], rows[new.intyg_id]]


def test_replacing_in_the_day_it_begins_changes_nothing(sqlite_desk: Desk):
    settle(sqlite_desk)
    old = give(sqlite_desk).intyg_id
    before = sqlite_desk.rows("intyg")
    how = sqlite_desk.installation, sqlite_desk.actor
    with refused("certificate.not_active"):
        replace_certificate(*how, old, NewCertificate(Ground.G1))
    assert sqlite_desk.rows("intyg") == before


def test_a_refused_replacement_leaves_the_old_one_as_it_was(sqlite_desk: Desk):
    settle(sqlite_desk)
    old = give(sqlite_desk).intyg_id
    later = on(sqlite_desk, "2026-10-01")
    with refused("certificate.reason_needed"):
        replace_certificate(later.installation, later.actor, old, NewCertificate(Ground.G4))
    assert certificates(later)[old]["avslutat"] == ""
    assert len(outbox(later)) == 1


def test_voiding_marks_and_frees_the_days(sqlite_desk: Desk):
    settle(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor
    key = give(sqlite_desk).intyg_id
    with refused("text.missing"):
        void(*how, key, " ")
    void(*how, key, "Fel person")
    assert certificates(sqlite_desk)[key]["makulerat"] == "J"
    with refused("certificate.voided"):
        void(*how, key, "Fel person")
    with refused("certificate.voided"):
        end(*how, key, EndReason.WRONG_GROUNDS, TODAY)
    give(sqlite_desk)


def test_registered_in_the_portal_waits_no_longer(sqlite_desk: Desk):
    settle(sqlite_desk)
    portal = through_portal(sqlite_desk)
    key = give(portal).intyg_id
    registered(portal.installation, portal.actor, key, " 4711 ")
    assert not outbox(portal)
    assert sqlite_desk.select("SELECT region_number FROM certificate") == [("4711",)]
    end(portal.installation, portal.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert [row["avslutat"] for row in outbox(portal)] == ["2026-09-01"]


def test_unknown_certificates_are_refused(sqlite_desk: Desk):
    how = sqlite_desk.installation, sqlite_desk.actor, "1489-x"
    for act in (
        lambda: end(*how, EndReason.WRONG_GROUNDS, TODAY),
        lambda: void(*how, "Fel"),
        lambda: registered(*how, "1"),
        lambda: replace_certificate(*how, NewCertificate(Ground.G1)),
    ):
        with refused("certificate.unknown"):
            act()


def test_words_longer_than_the_file_allows_are_refused(sqlite_desk: Desk):
    settle(sqlite_desk)
    key = give(sqlite_desk).intyg_id
    with refused("text.too_long"):
        void(sqlite_desk.installation, sqlite_desk.actor, key, "x" * 501)
    void(sqlite_desk.installation, sqlite_desk.actor, key, "x" * 500)


def test_every_act_is_logged_with_whom_it_was_about(desk: Desk):
    settle(desk)
    key = give(desk).intyg_id
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    rows = desk.select(
        "SELECT e.action, e.detail FROM access_event e JOIN access_subject s"
        " ON s.sequence = e.sequence ORDER BY e.sequence"
    )
    assert [action for action, _detail in rows] == ["certificate.issue", "certificate.end"]
    assert all(key in detail for _action, detail in rows)
    assert not any(SOMEONE in detail for _action, detail in rows)
