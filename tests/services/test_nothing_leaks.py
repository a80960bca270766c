"""What the services of the window must not tell, and to whom; and that looking is noted."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ntand.domain.codes import Answer, Basis, EndReason, FileKind, Ground, Protection, Stance
from ntand.errors import NotAllowed
from ntand.services import candidates as candidates_of
from ntand.services.actor import Actor, Permission, Role
from ntand.services.certificate_detail import certificate_detail
from ntand.services.certificate_list import certificates
from ntand.services.certificates import NewCertificate, consent, end, issue, registered, void
from ntand.services.exchange.outbox.mending import item_detail, resend, settle_conflict
from ntand.services.exchange.outbox.portal import mark_registered, portal_fields
from ntand.services.exchange.outbox.queue_view import locate, queue, region_state
from ntand.services.facts import fill_fact
from ntand.services.importing.inspection import inspect
from ntand.services.importing.rehearsal import rehearse
from ntand.services.importing.values import ImportOptions
from ntand.services.installation import Installation
from ntand.services.issuing import draft, draft_many, issue_many
from ntand.services.papers.changes import changes_since_print
from ntand.services.papers.orders import Order, PaperKind
from ntand.services.papers.preview import preview_letter, preview_new_letter
from ntand.services.papers.standing import papers_standing
from ntand.services.people.cards import person_card
from ntand.services.people.register import (
    EVERYONE,
    Only,
    open_register,
    people_ids,
    people_units,
)
from ntand.services.people.register import Order as By
from ntand.services.people.view import person_view
from ntand.services.proposals import explain
from ntand.services.protecting import tell_protection
from ntand.services.round_person import round_of_person
from ntand.services.round_view import round_overview, round_rows
from ntand.services.search import search_people
from ntand.services.stances import decide
from ntand.services.statistics.behind import persons_behind
from ntand.services.status import status
from ntand.services.undoing import Undo, undo
from ntand.services.worklist.reading import WorkFilter, todo_counts, work_choices, work_list
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, offer_many, visit
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision, number
from tests.services.acting import give, settle

TWIN = number("19410203")


def person_of(desk: Desk, who: str) -> str:
    (row,) = desk.select("SELECT person_id FROM identity_number WHERE number = ?", who)
    return str(row[0])


def lookers(desk: Desk, who: str) -> list[str]:
    """The actions in the access log that name the person, without those that stored."""
    rows = desk.select(
        "SELECT e.action FROM access_event e JOIN access_subject s ON s.sequence = e.sequence"
        " WHERE s.person_id = ? AND e.changed = ? ORDER BY e.sequence",
        person_of(desk, who),
        False,
    )
    return [row[0] for row in rows]


# --- Looking is noted ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "action"),
    [
        (lambda i, a, who, _key: person_card(i, a, who), "person.card"),
        (lambda i, a, who, _key: person_view(i, a, who), "person.view"),
        (lambda i, a, who, _key: draft(i, a, who), "certificate.draft"),
        (lambda i, a, who, _key: round_of_person(i, a, who, 2026), "round.person"),
        (lambda i, a, _who, key: certificate_detail(i, a, key), "certificate.detail"),
        (lambda i, a, _who, _key: queue(i, a, "waiting"), "region.waiting"),
    ],
)
def test_a_namesake_shown_in_a_warning_has_been_seen(
    desk: Desk, look: Callable[[Installation, Actor, str, str], Any], action: str
):
    settle(desk, SOMEONE, TWIN)  # of the same name
    key = give(desk).intyg_id
    assert action not in lookers(desk, TWIN)
    found = look(desk.installation, desk.actor, SOMEONE, key)
    assert "Öberg, Åsa, " in repr(found)
    assert action in lookers(desk, TWIN)
    assert action in lookers(desk, SOMEONE)


# --- Protected persons -----------------------------------------------------------------------


def test_a_protected_persons_past_tells_no_place_either(desk: Desk):
    places = {"tandvardsgivare_namn": "Kliniken i Ekdungen", "kontakt_roll": "god_man"}
    desk.load_units()
    desk.load("insatser", decision(**places))
    give(desk)
    visit(desk.installation, desk.actor, SOMEONE, 2026, NewVisit(TODAY, "Hygienisten i Ekdungen"))
    now = {"tandvardsgivare_namn": "Annan klinik", "kontakt_roll": "", "skydd": "fingerade"}
    desk.load("insatser", decision(**now))
    for found in (
        person_view(desk.installation, desk.actor, SOMEONE),
        round_of_person(desk.installation, desk.actor, SOMEONE, 2026),
    ):
        assert "Ekdungen" not in repr(found)
        assert "god_man" not in repr(found)
    shown = person_view(desk.installation, desk.actor, SOMEONE, show_protected=True)
    assert "Kliniken i Ekdungen" in repr(shown)
    assert "Hygienisten i Ekdungen" in repr(shown)


@pytest.mark.parametrize("only", [WorkFilter(unit="E1"), WorkFilter(text="linden")])
def test_a_unit_never_finds_someone_protected_since_the_list_was_made(desk: Desk, only: WorkFilter):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    renew(desk.installation, desk.actor)
    assert len(work_list(desk.installation, desk.actor, "candidate", only).rows) == 2
    settle(desk, SOMEONE, skydd="fingerade")
    found = work_list(desk.installation, desk.actor, "candidate", only)
    assert found.stale
    assert [row.person for row in found.rows] == [person_of(desk, SOMEONE_ELSE)]
    assert found.counts["candidate"] == 1
    everyone = work_list(desk.installation, desk.actor, "candidate")
    assert {row.unit_code for row in everyone.rows} == {None, "E1"}
    by_name = work_list(desk.installation, desk.actor, "candidate", WorkFilter(text="åsa"))
    assert len(by_name.rows) == 2


def test_no_narrowing_by_unit_finds_a_protected_person(desk: Desk):
    settle(desk, SOMEONE, skydd="sekretessmarkering")
    who, actor = desk.installation, desk.actor
    # Before there is a certificate: a number of one, made at random, may hold these two signs
    assert not search_people(who, actor, "E1").hits
    give(desk)
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NewAnswer(Answer.YES))
    renew(desk.installation, desk.actor)
    assert not people_ids(who, actor, By.NAME, Only(unit="E1"))
    assert not round_rows(who, actor, 2026, "E1")
    assert all(unit.key != "E1" for unit in round_overview(who, actor, 2026).units)
    assert not search_people(who, actor, "linden").hits
    every = candidates_of.candidates(who, actor)
    assert not every.units
    assert "linden" not in repr(every).lower()
    assert "linden" not in repr(certificates(who, actor)).lower()
    behind = persons_behind(who, actor, 2026, "K1", "unit", "E1")
    assert (behind.rows, behind.hidden) == ((), 1)
    assert not any(row.unit for row in persons_behind(who, actor, 2026, "K1", "total", "").rows)
    assert not work_choices(who, actor).units
    assert "linden" not in repr(changes_since_print(who, actor, 2026)).lower()


# --- Who may ---------------------------------------------------------------------------------

Service = Callable[[Installation, Actor, Path], Any]
ORDER = Order(PaperKind.LIST, 2026)
READ, ISSUE, RECORD, PRINT = (
    Permission.READ,
    Permission.ISSUE,
    Permission.RECORD,
    Permission.PRINT,
)
SERVICES: dict[str, tuple[Permission, Service]] = {
    "card": (READ, lambda i, a, _f: person_card(i, a, SOMEONE)),
    "view": (READ, lambda i, a, _f: person_view(i, a, SOMEONE)),
    "protected": (
        Permission.PROTECTED,
        lambda i, a, _f: person_view(i, a, SOMEONE, show_protected=True),
    ),
    "register": (READ, lambda i, a, _f: open_register(i, a, By.NAME, EVERYONE, 10)),
    "ids": (READ, lambda i, a, _f: people_ids(i, a)),
    "units": (READ, lambda i, a, _f: people_units(i, a)),
    "search": (READ, lambda i, a, _f: search_people(i, a, "a")),
    "candidates": (READ, lambda i, a, _f: candidates_of.candidates(i, a)),
    "explain": (READ, lambda i, a, _f: explain(i, a, SOMEONE)),
    "certificates": (READ, lambda i, a, _f: certificates(i, a)),
    "detail": (READ, lambda i, a, _f: certificate_detail(i, a, "x")),
    "draft": (ISSUE, lambda i, a, _f: draft(i, a, SOMEONE)),
    "drafts": (ISSUE, lambda i, a, _f: draft_many(i, a, [])),
    "issue": (ISSUE, lambda i, a, _f: issue(i, a, SOMEONE, NewCertificate(Ground.G1))),
    "issue many": (ISSUE, lambda i, a, _f: issue_many(i, a, [])),
    "end": (ISSUE, lambda i, a, _f: end(i, a, "x", EndReason.MOVED, TODAY)),
    "void": (ISSUE, lambda i, a, _f: void(i, a, "x", "fel")),
    "consent": (ISSUE, lambda i, a, _f: consent(i, a, SOMEONE, Basis.CONSENT)),
    "registered": (RECORD, lambda i, a, _f: registered(i, a, "x", "R1")),
    "decide": (ISSUE, lambda i, a, _f: decide(i, a, SOMEONE, Stance.WAIT, "x")),
    "fact": (ISSUE, lambda i, a, _f: fill_fact(i, a, SOMEONE, "B1", "varaktigt", "J")),
    "protect": (
        Permission.PROTECTED,
        lambda i, a, _f: tell_protection(i, a, SOMEONE, Protection.NONE, "x"),
    ),
    "overview": (READ, lambda i, a, _f: round_overview(i, a, 2026)),
    "rows": (READ, lambda i, a, _f: round_rows(i, a, 2026)),
    "round": (READ, lambda i, a, _f: round_of_person(i, a, SOMEONE, 2026)),
    "offer": (RECORD, lambda i, a, _f: offer(i, a, SOMEONE, 2026)),
    "offer many": (RECORD, lambda i, a, _f: offer_many(i, a, [], 2026)),
    "visit": (RECORD, lambda i, a, _f: visit(i, a, SOMEONE, 2026, NewVisit(TODAY))),
    "behind": (READ, lambda i, a, _f: persons_behind(i, a, 2026, "K1", "total", "")),
    "status": (READ, lambda i, a, _f: status(i, a)),
    "work list": (READ, lambda i, a, _f: work_list(i, a)),
    "counts": (READ, lambda i, a, _f: todo_counts(i, a)),
    "choices": (READ, lambda i, a, _f: work_choices(i, a)),
    "renew": (READ, lambda i, a, _f: renew(i, a)),
    "papers": (PRINT, lambda i, a, _f: papers_standing(i, a, PaperKind.LIST, 2026)),
    "changes": (PRINT, lambda i, a, _f: changes_since_print(i, a, 2026)),
    "letter": (PRINT, lambda i, a, _f: preview_letter(i, a, "x")),
    "new letter": (
        ISSUE,
        lambda i, a, _f: preview_new_letter(i, a, SOMEONE, NewCertificate(Ground.G1)),
    ),
    "region": (READ, lambda i, a, _f: region_state(i, a)),
    "queue": (READ, lambda i, a, _f: queue(i, a, "waiting")),
    "locate": (READ, lambda i, a, _f: locate(i, a, None, "x")),
    "item": (READ, lambda i, a, _f: item_detail(i, a, "x")),
    "resend": (Permission.EXCHANGE, lambda i, a, _f: resend(i, a, "x")),
    "settle": (Permission.EXCHANGE, lambda i, a, _f: settle_conflict(i, a, "x", "ours")),
    "portal": (RECORD, lambda i, a, _f: portal_fields(i, a, "x")),
    "mark": (RECORD, lambda i, a, _f: mark_registered(i, a, "x", "R")),
    "inspect": (Permission.IMPORT, lambda i, a, f: inspect(i, a, f / "no.csv")),
    "rehearse": (
        Permission.IMPORT,
        lambda i, a, f: rehearse(i, a, f / "no.csv", ImportOptions(FileKind.UNITS)),
    ),
    **{
        f"undo {kind}": (permission, lambda i, a, _f, kind=kind: undo(i, a, Undo(kind, "p:t")))  # type: ignore[misc]
        for kind, permission in (
            ("certificate.issue", ISSUE),
            ("certificate.registered", RECORD),
            ("consent", ISSUE),
            ("decide", ISSUE),
            ("fact.fill", ISSUE),
            ("offer", RECORD),
            ("offer.registered", RECORD),
            ("visit", RECORD),
        )
    },
}


NOT_ALLOWED = [
    (name, role)
    for name, (permission, _service) in SERVICES.items()
    for role in (Role.ISSUER, Role.REVIEWER, Role.ADMINISTRATOR)
    if not Actor("rut", role).may(permission)
]


@pytest.mark.parametrize(("name", "role"), NOT_ALLOWED)
def test_who_may_not_is_refused_and_noted(sqlite_desk: Desk, name: str, role: Role):
    _permission, service = SERVICES[name]
    actor, desk = Actor("rut", role), sqlite_desk
    with pytest.raises(NotAllowed):
        service(desk.installation, actor, desk.folder)
    ((user, allowed),) = desk.select(
        "SELECT username, allowed FROM access_event ORDER BY sequence DESC LIMIT 1"
    )
    assert (user, bool(allowed)) == ("rut", False)


def test_no_trace_of_an_act_holds_a_number_or_a_name(desk: Desk):
    settle(desk)
    give(desk)
    who, actor = desk.installation, desk.actor
    offer(who, actor, SOMEONE, 2026, answer=NewAnswer(Answer.NO, reason="Lars sade nej"))
    decide(who, actor, SOMEONE, Stance.KEEP, "Åsa Öberg vill", date(2027, 1, 1))
    fill = replace(desk, installation=who)
    settle(fill, SOMEONE_ELSE, omvardnad_per_dygn="")
    fill_fact(who, actor, SOMEONE_ELSE, f"B-{SOMEONE_ELSE}", "omvardnad_per_dygn", "2")
    kept = " ".join(row[0] for row in desk.select("SELECT detail FROM access_event"))
    for secret in (SOMEONE, SOMEONE[2:8], "Öberg", "Lars", "vill"):
        assert json.dumps(secret)[1:-1] not in kept
        assert secret not in kept
