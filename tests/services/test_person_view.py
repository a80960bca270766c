"""One person whole."""

from dataclasses import replace
from datetime import date

import pytest

from ntand.domain.codes import Answer, Basis, ConsentForm, EndReason, Ground, Stance
from ntand.errors import NotAllowed
from ntand.services.actor import Actor, Role
from ntand.services.certificates import NewCertificate, consent, end, replace_certificate, void
from ntand.services.facts import fill_fact
from ntand.services.people.holdings_view import Stands, Way
from ntand.services.people.view import PersonView, person_view
from ntand.services.stances import decide
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.installations import SOMEONE, TODAY, Desk, decision, number
from tests.installations import offer as offer_row
from tests.services.acting import CANARY, change, give, settle, through_portal

PLACES = {
    **{"adress": CANARY, "postnummer": "441 30", "postort": "Alingsås", "rum": "12"},
    **{"telefon": "070-1", "sprak": "arabiska", "tandvardsgivare": "privat"},
    **{"kontakt_namn": "Lars Öberg", "kontakt_telefon": "070-2", "kontakt_roll": "narstaende"},
}


def view(desk: Desk, who: str = SOMEONE, **how: bool) -> PersonView:
    return person_view(desk.installation, desk.actor, who, **how)  # type: ignore[arg-type]


def actions(desk: Desk) -> list[str]:
    return [row[0] for row in desk.select("SELECT action FROM access_event ORDER BY sequence")]


def test_contact_comes_from_the_decision_that_decides_with_its_source(desk: Desk):
    desk.load_units()
    desk.load(
        "insatser",
        decision(**PLACES),
        decision(beslut_id="B2", insats="hemtjanst", adress="Annan gata 1"),
    )
    contact = view(desk).contact
    assert contact is not None
    assert (contact.address, contact.room, contact.language) == (CANARY, "12", "arabiska")
    assert (contact.contact_name, contact.contact_role) == ("Lars Öberg", "narstaende")
    assert (contact.caregiver_kind, contact.external_id) == ("privat", "B1")


def test_where_a_protected_person_is_is_nowhere_in_the_view(desk: Desk):
    desk.load_units()
    desk.load("insatser", decision(**PLACES))
    desk.load("insatser", decision(**PLACES | {"rum": "14"}, skydd="fingerade"))
    shown = view(desk)
    assert shown.hidden
    assert shown.contact is None
    told = repr(shown)
    for secret in (CANARY, "441 30", "Linden", "'E1'", "070-", "Lars Öberg", "'12'"):
        assert secret not in told


def test_showing_a_protected_person_takes_a_permission_and_leaves_a_line(desk: Desk):
    desk.load_units()
    desk.load("insatser", decision(**PLACES, skydd="fingerade"))
    shown = view(desk, show_protected=True)
    assert shown.contact is not None
    assert (shown.contact.address, shown.card.unit_name) == (CANARY, "Linden")
    assert (shown.card.protected, shown.hidden) == (True, False)
    assert actions(desk)[-1] == "person.protected"
    issuer = replace(desk, actor=Actor("bo", Role.ISSUER))
    with pytest.raises(NotAllowed):
        view(issuer, show_protected=True)
    assert view(issuer).hidden
    assert actions(desk)[-2:] == ["person.protected", "person.view"]


def test_a_fact_tells_who_says_it_and_a_change_what_stood_before(desk: Desk):
    desk.load_units()
    desk.load("insatser", decision(icf_personlig_vard="2"))
    desk.load("insatser", decision(icf_personlig_vard="3", enhet_kod="E2"))
    fill_fact(desk.installation, desk.actor, SOMEONE, "B1", "varaktigt", "J")
    (shown,) = view(desk).decisions
    facts = {fact.column: fact for fact in shown.facts}
    assert (facts["icf_personlig_vard"].value, facts["icf_personlig_vard"].filled_by) == ("3", None)
    assert (facts["varaktigt"].value, facts["varaktigt"].filled_by) == ("J", "anna")
    assert facts["forbattring"].value is None
    (changed,) = shown.changes
    assert dict(changed.before) == {"icf_personlig_vard": "2", "enhet_kod": "E1"}
    assert changed.by == "anna"


def test_active_decisions_come_first(desk: Desk):
    desk.load_units()
    desk.load(
        "insatser",
        decision(beslut_id="old", fran="2020-01-01", till="2025-12-31"),
        decision(beslut_id="home", insats="hemtjanst", fran="2021-01-01"),
        decision(beslut_id="now", fran="2026-01-01"),
    )
    shown = view(desk).decisions
    assert [(one.external_id, one.active, one.decides) for one in shown] == [
        ("now", True, True),
        ("home", True, False),
        ("old", False, False),
    ]


def test_a_certificates_way_to_the_region(desk: Desk):
    settle(desk)
    issued = give(desk, basis=None)
    assert view(desk).certificates[0].way.way is Way.WAITS
    consent(desk.installation, desk.actor, SOMEONE, Basis.CONSENT, ConsentForm.ORAL)
    shown = view(desk)
    assert shown.certificates[0].intyg_id == issued.intyg_id
    assert (shown.certificates[0].way.way, shown.certificates[0].basis) == (Way.QUEUED, "samtycke")
    assert [(one.basis, one.form, one.by) for one in shown.disclosures] == [
        ("samtycke", "muntligt", "anna")
    ]
    change(desk, "UPDATE outbox_item SET state = 'parked', problem = 'bad_ground'")
    assert view(desk).certificates[0].way.way is Way.PARKED
    assert view(desk).certificates[0].way.problem == "bad_ground"
    change(desk, "UPDATE outbox_item SET state = 'delivered'")
    assert view(desk).certificates[0].way.way is Way.DELIVERED


def test_the_other_ways(desk: Desk):
    settle(desk)
    give(through_portal(desk))
    assert view(desk).certificates[0].way.way is Way.PORTAL
    decide(desk.installation, desk.actor, SOMEONE, Stance.REFUSES_DISCLOSURE, "vill inte")
    shown = view(desk)
    assert (shown.certificates[0].way.way, shown.refuses_disclosure) == (Way.REFUSED, True)
    desk.load("insatser", decision(beslut_id=f"B-{SOMEONE}", skydd="sekretessmarkering"))
    assert view(desk).certificates[0].way.way is Way.PAPER


def test_how_certificates_stand_and_follow_each_other(desk: Desk):
    settle(desk)
    first = give(desk, valid_from=date(2026, 1, 1)).intyg_id
    new = NewCertificate(Ground.G1, valid_from=TODAY)
    second = replace_certificate(desk.installation, desk.actor, first, new).intyg_id
    now, before = view(desk).certificates
    assert (now.intyg_id, now.stands, now.replaces) == (second, Stands.ACTIVE, first)
    assert (before.intyg_id, before.stands, before.replaced_by) == (first, Stands.ENDED, second)
    assert before.last_day == date(2026, 8, 31)
    end(desk.installation, desk.actor, second, EndReason.CONDITIONS_CEASED, TODAY)
    assert view(desk).certificates[0].stands is Stands.ACTIVE  # its last valid day
    void(desk.installation, desk.actor, second, "fel person")
    voided = view(desk).certificates[0]
    assert (voided.stands, voided.void_reason) == (Stands.VOIDED, "fel person")
    third = give(desk, valid_from=date(2027, 1, 1)).intyg_id
    shown = {one.intyg_id: one.stands for one in view(desk).certificates}
    assert shown[third] is Stands.FUTURE


def test_every_answer_and_visit_of_every_year(desk: Desk):
    settle(desk)
    desk.load("erbjudanden", offer_row(ar="2025", svar="nej", svar_datum="2025-03-01"))
    no, yes = NewAnswer(Answer.NO, reason="orkar inte"), NewAnswer(Answer.YES)
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=no)
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=yes)
    visit(desk.installation, desk.actor, SOMEONE, 2026, NewVisit(TODAY, "Folktandvården", True))
    shown = view(desk)
    now, before = shown.offers
    assert [now.year, before.year] == [2026, 2025]
    assert [(one.value, one.stands, one.reason) for one in now.answers] == [
        ("ja", True, None),
        ("nej", False, "orkar inte"),
    ]
    assert shown.offer == now
    assert now.answer is not None
    assert now.answer.value == "ja"
    (visited,) = now.visits
    assert (visited.visited_on, visited.performed, visited.care_card) == (TODAY, True, True)
    assert before.answer is not None
    assert before.answer.value == "nej"


def test_decisions_people_took_stand_until_the_next(desk: Desk):
    settle(desk)
    decide(desk.installation, desk.actor, SOMEONE, Stance.WAIT, "på sjukhus", date(2026, 10, 1))
    decide(desk.installation, desk.actor, SOMEONE, Stance.DECLINES, "vill inte")
    now, before = view(desk).stances
    assert (now.stance, now.reason, now.stands) == ("avbojer", "vill inte", True)
    assert (before.stance, before.ask_again_on, before.stands) == (
        "avvakta",
        date(2026, 10, 1),
        False,
    )


def test_who_has_looked_comes_newest_first(desk: Desk):
    settle(desk)
    view(desk)
    give(desk)
    lines = view(desk).lines
    assert [(one.action, one.by, one.changed) for one in lines][:2] == [
        ("certificate.issue", "anna", True),
        ("person.view", "anna", False),
    ]


def test_proposal_findings_and_numbers(desk: Desk):
    settle(desk)
    shown = view(desk)
    assert (shown.proposal.outcome, shown.proposal.candidate) == ("qualifies", True)
    assert shown.findings
    assert [(one.number, one.valid_to) for one in shown.numbers] == [(SOMEONE, None)]


def test_someone_known_through_a_certificate_alone_has_a_view(desk: Desk):
    desk.load_units()
    desk.load("erbjudanden", offer_row(personnummer=number("19400105")))
    shown = view(desk, number("19400105"))
    assert (shown.decisions, shown.contact, shown.hidden) == ((), None, True)
