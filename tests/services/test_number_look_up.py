"""A look before two persons become one: it shows whom it would be about, and stores nothing."""

from dataclasses import replace

import pytest

from ntand.errors import NotAllowed, Refused
from ntand.sentences import explain
from ntand.services.actor import Actor, Role
from ntand.services.people.view import person_view
from ntand.services.replaced_number import Foreseen, look_up_number, merge_number
from tests.installations import Desk, certificate, number
from tests.services.acting import refused, settle
from tests.services.two_persons import FORMER, NEW, merge, person, rich


def look(desk: Desk, former: str = FORMER, new: str = NEW) -> Foreseen:
    return look_up_number(desk.installation, desk.actor, former, new)


def last_line(desk: Desk) -> tuple[str, set[str]]:
    """The action of the newest line of the log, and whom it names."""
    sequence, action = desk.select("SELECT sequence, action FROM access_event ORDER BY 1")[-1]
    named = desk.select("SELECT person_id FROM access_subject WHERE sequence = ?", sequence)
    return str(action), {row[0] for row in named}


def test_the_look_shows_the_two_side_by_side_and_stores_nothing(desk: Desk):
    rich(desk)
    before = {name: n for name, n in desk.counts().items() if not name.startswith("access_")}
    found = look(desk, FORMER, f"{NEW[2:8]}-{NEW[8:]}")
    assert found.number == NEW
    assert found.other is not None
    assert (found.person.id_number, found.other.id_number) == (FORMER, NEW)
    assert (found.person.born, found.other.born) == ("1940-01-01", "1940-01-02")
    assert (found.person.years, found.other.years) == ((2025, 2026), (2026,))
    assert (found.person.certificates, found.other.certificates) == (1, 1)
    assert found.other.unit_name == "Linden"
    assert {name: n for name, n in desk.counts().items() if name in before} == before
    assert last_line(desk) == ("number.look", {person(desk, FORMER), person(desk, NEW)})


def test_a_number_that_nobody_has_or_that_was_the_persons_own(desk: Desk):
    settle(desk, FORMER)
    assert (look(desk).other, look(desk).again) == (None, False)
    assert last_line(desk) == ("number.look", {person(desk, FORMER)})
    merge(desk)
    found = look(desk, NEW, FORMER)
    assert (found.other, found.again) == (None, True)


def test_a_former_number_leads_the_look_to_who_had_it(desk: Desk):
    third = number("19400103")
    settle(desk, NEW, third)
    merge(desk, NEW, FORMER)
    found = look(desk, third, NEW)
    assert found.other is not None
    assert found.other.id_number == FORMER
    assert merge_number(desk.installation, desk.actor, third, NEW, found).merged is not None
    assert person_view(desk.installation, desk.actor, third).card.id_number == NEW


def test_the_look_tells_no_protected_persons_place_and_counts_nothing_voided(desk: Desk):
    settle(desk, FORMER)
    settle(desk, NEW, skydd="fingerade")
    desk.load("intyg", certificate(personnummer=NEW, makulerat="J"))
    found = look(desk).other
    assert found is not None
    assert (found.protected, found.unit_name, found.certificates) == (True, None, 0)


def test_nothing_is_done_when_it_is_no_longer_as_it_was_shown(desk: Desk):
    settle(desk, FORMER)
    nobody = look(desk)
    settle(desk, NEW)
    before = desk.counts()
    with refused("number.taken"):
        merge_number(desk.installation, desk.actor, FORMER, NEW, nobody)
    assert desk.counts() == before
    assert merge_number(desk.installation, desk.actor, FORMER, NEW, look(desk)).merged


def test_the_look_is_refused_as_the_act_is(desk: Desk):
    settle(desk, FORMER)
    with refused("number.same"):
        look(desk, FORMER, FORMER)
    with refused("bad_format"):
        look(desk, FORMER, "12")
    with pytest.raises(NotAllowed):
        look(replace(desk, actor=Actor("rut", Role.REVIEWER)))


@pytest.mark.parametrize("code", ["number.same", "number.taken"])
def test_a_refusal_has_sentences_of_its_own(code: str):
    assert explain(Refused(code)) != explain(Refused("unexpected"))
    assert code not in " ".join(explain(Refused(code)))
