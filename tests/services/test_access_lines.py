"""Every act writes one line in the access log; a refused attempt writes its own."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ntand.domain.codes import Answer, Basis, EndReason, FileKind, Ground, Protection, Stance
from ntand.errors import NotAllowed
from ntand.services import certificates as certificate_acts
from ntand.services import yearly_round
from ntand.services.actor import Actor, Role
from ntand.services.certificates import NewCertificate
from ntand.services.exports import export_file
from ntand.services.facts import fill_fact
from ntand.services.importing import ImportOptions, import_file
from ntand.services.installing import back_up, check
from ntand.services.papers import LetterKind, print_letters, print_lists
from ntand.services.people.cards import person_card
from ntand.services.people.register import open_register
from ntand.services.people.view import person_view
from ntand.services.proposals import explain, identify
from ntand.services.protecting import tell_protection
from ntand.services.search import search_people
from ntand.services.stances import decide
from ntand.services.statistics import statistics
from ntand.store.access_log import chain_breaks
from ntand.store.work import reading
from tests.installations import SOMEONE, TODAY, Desk, certificate, csv_text, decision

Service = Callable[[Desk, Actor], Any]
CLERK = Actor("rev", Role.ADMINISTRATOR)  # keeps the machine and sees nobody
READER = Actor("läsare", Role.REVIEWER)  # changes nothing


def the_file(desk: Desk):
    path = desk.folder / "insatser.csv"
    path.write_text(csv_text([decision(rum="1")]), "utf-8")
    return path


CHANGING: dict[str, Service] = {
    "import.insatser": lambda desk, who: import_file(
        desk.installation, who, the_file(desk), ImportOptions(FileKind.DECISIONS)
    ),
    "certificate.issue": lambda desk, who: certificate_acts.issue(
        desk.installation,
        who,
        SOMEONE,
        NewCertificate(Ground.G1, Basis.CONSENT, valid_from=date(2027, 1, 1)),
    ),
    "certificate.replace": lambda desk, who: certificate_acts.replace_certificate(
        desk.installation, who, "1489-a", NewCertificate(Ground.G1)
    ),
    "certificate.end": lambda desk, who: certificate_acts.end(
        desk.installation, who, "1489-a", EndReason.WRONG_GROUNDS, TODAY
    ),
    "certificate.void": lambda desk, who: certificate_acts.void(
        desk.installation, who, "1489-a", "fel"
    ),
    "certificate.registered": lambda desk, who: certificate_acts.registered(
        desk.installation, who, "1489-a", "R1"
    ),
    "consent": lambda desk, who: certificate_acts.consent(
        desk.installation, who, SOMEONE, Basis.HARM_TEST
    ),
    "decide": lambda desk, who: decide(desk.installation, who, SOMEONE, Stance.KEEP, "ja"),
    "offer": lambda desk, who: yearly_round.offer(
        desk.installation, who, SOMEONE, 2026, answer=yearly_round.NewAnswer(Answer.YES)
    ),
    "visit": lambda desk, who: yearly_round.visit(
        desk.installation, who, SOMEONE, 2026, yearly_round.NewVisit(TODAY)
    ),
    "fact.fill": lambda desk, who: fill_fact(
        desk.installation, who, SOMEONE, "B1", "icf_personlig_vard", "3"
    ),
    "protection.tell": lambda desk, who: tell_protection(
        desk.installation, who, SOMEONE, Protection.NONE, "har frågat"
    ),
}
LOOKING: dict[str, Service] = {
    "identify": lambda desk, who: identify(desk.installation, who),
    "explain": lambda desk, who: explain(desk.installation, who, SOMEONE),
    "person.card": lambda desk, who: person_card(desk.installation, who, SOMEONE),
    "person.view": lambda desk, who: person_view(desk.installation, who, SOMEONE),
    "person.protected": lambda desk, who: person_view(
        desk.installation, who, SOMEONE, show_protected=True
    ),
    "register": lambda desk, who: open_register(desk.installation, who),
    "export.intyg": lambda desk, who: export_file(
        desk.installation,
        who,
        FileKind.CERTIFICATES,
        desk.folder / "x.csv",
        include_protected=True,
    ),
}
OTHERS: dict[str, Service] = {
    "check": lambda desk, who: check(desk.installation, who),
    "search": lambda desk, who: search_people(desk.installation, who, "öberg"),
    "statistics": lambda desk, who: statistics(desk.installation, who, 2026),
    "print.lists": lambda desk, who: print_lists(desk.installation, who, 2026, desk.folder),
    "print.letters": lambda desk, who: print_letters(
        desk.installation, who, LetterKind("brev"), desk.folder
    ),
    "backup": lambda desk, who: (
        back_up(desk.installation, who, desk.folder / "b.ntand")
        if desk.installation.settings.embedded
        else check(desk.installation, who)
    ),
}
EVERY = CHANGING | LOOKING | OTHERS


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.load_units()
    desk.load("insatser", decision())
    desk.load("intyg", certificate(till="2026-12-31"))
    return desk


def lines(desk: Desk) -> list[tuple]:
    return desk.select(
        "SELECT action, username, allowed, changed, scope, detail, sequence FROM access_event"
        " ORDER BY sequence"
    )


@pytest.mark.parametrize("action", EVERY)
def test_an_act_writes_exactly_one_line_without_a_number(ready: Desk, action: str):
    before = len(lines(ready))
    EVERY[action](ready, ready.actor)
    fresh = lines(ready)[before:]
    assert len(fresh) == 1
    name, user, allowed, changed, scope, detail, sequence = fresh[0]
    assert (user, bool(allowed)) == ("anna", True)
    assert not re.search(r"\d{6}[-+]?\d{4}", re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", detail))
    if action in CHANGING or action in LOOKING:
        assert (name, bool(changed)) == (action, action in CHANGING)
        assert scope in {"persons", "all"}
    if scope == "persons":
        touched = ready.select("SELECT person_id FROM access_subject WHERE sequence = ?", sequence)
        assert touched == ready.select("SELECT id FROM person")
    with reading(ready.installation.engine) as connection:
        assert chain_breaks(connection) == []


@pytest.mark.parametrize("action", EVERY)
def test_who_may_not_is_refused_and_on_record(ready: Desk, action: str):
    who = READER if action in CHANGING or action.startswith(("export", "print")) else CLERK
    if who.role is Role.ADMINISTRATOR and action in {"check", "backup"}:
        who = READER
    before, held = lines(ready), ready.counts()
    with pytest.raises(NotAllowed):
        EVERY[action](ready, who)
    fresh = lines(ready)[len(before) :]
    assert [(user, bool(allowed), bool(changed)) for _a, user, allowed, changed, *_ in fresh] == [
        (who.user, False, False)
    ]
    assert {name for name, count in ready.counts().items() if count != held[name]} == {
        "access_event"
    }


def test_a_failed_act_leaves_no_half_line(ready: Desk):
    before = ready.counts()
    with pytest.raises(Exception, match=r"certificate\.overlaps"):
        certificate_acts.issue(ready.installation, ready.actor, SOMEONE, NewCertificate(Ground.G1))
    assert ready.counts() == before


def test_the_line_names_who_it_was(ready: Desk):
    ready.actor = replace(ready.actor, user="åsa.öberg@alingsås.se")
    ready.persons()
    assert lines(ready)[-1][1] == "åsa.öberg@alingsås.se"
