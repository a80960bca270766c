"""The card that stands beside every act."""

from datetime import date

import pytest

from ntand.domain.codes import Protection
from ntand.errors import NotFound
from ntand.i18n import _
from ntand.services.people.cards import PersonCard, born, load_cards, person_card
from ntand.services.protecting import tell_protection
from ntand.store.work import reading
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision, number

THIRD = number("19400103")


def card(desk: Desk, who: str = SOMEONE) -> PersonCard:
    return person_card(desk.installation, desk.actor, who)


def load(desk: Desk, *rows: dict[str, str]) -> None:
    desk.load_units()
    assert not desk.load("insatser", *rows).rejected


def other(who: str = SOMEONE_ELSE, **cells: str) -> dict[str, str]:
    return decision(personnummer=who, beslut_id=f"B-{who}", enhet_kod="E2", **cells)


def when(day: str) -> str:
    return _("born {day}").format(day=day)


def test_a_card_says_who_it_is(desk: Desk):
    load(desk, decision())
    shown = card(desk)
    assert shown.name == "Öberg, Åsa"
    assert (shown.id_number, shown.born) == (SOMEONE, "1940-01-01")
    assert (shown.unit_code, shown.unit_name) == ("E1", "Linden")
    assert (shown.protected, shown.protection, shown.namesakes) == (False, "", ())
    assert (shown.deceased_on, shown.moved_on) == (None, None)
    assert desk.select("SELECT action, scope FROM access_event")[-1] == ("person.card", "persons")


def test_the_unit_of_a_protected_person_is_not_told(desk: Desk):
    load(desk, decision(skydd="sekretessmarkering"))
    shown = card(desk)
    assert (shown.protected, shown.protection) == (True, "sekretessmarkering")
    assert (shown.unit_code, shown.unit_name) == (None, None)


def test_unknown_protection_counts_as_protected(desk: Desk):
    row = decision()
    del row["skydd"]
    load(desk, row)
    assert card(desk).protected
    assert card(desk).unit_name is None
    tell_protection(desk.installation, desk.actor, SOMEONE, Protection.NONE, "har frågat")
    assert card(desk).unit_name == "Linden"


def test_namesakes_are_told_whatever_case_and_accents(desk: Desk):
    load(desk, decision(), other(efternamn="ÖBERG"), other(THIRD, fornamn="Asa"))
    assert card(desk).namesakes == (f"ÖBERG, Åsa, {when('1940-01-02')}, Eken",)
    assert card(desk, THIRD).namesakes == ()


def test_a_dead_namesake_is_told_and_a_protected_one_without_unit(desk: Desk):
    load(desk, decision(), other(avliden="2026-03-01"), other(THIRD, skydd="fingerade"))
    dead, protected = card(desk).namesakes
    assert dead == f"Öberg, Åsa, {when('1940-01-02')}, Eken"
    assert protected == f"Öberg, Åsa, {when('1940-01-03')}, {_('protected person')}"
    assert card(desk, SOMEONE_ELSE).deceased_on == date(2026, 3, 1)


def test_many_cards_come_at_once_and_nobodys_id_is_left_out(desk: Desk):
    load(desk, decision(), other(fornamn="Erik", utflyttad="2026-08-01", till="2026-08-01"))
    persons = [row[0] for row in desk.select("SELECT id FROM person")]
    with reading(desk.installation.engine) as connection:
        found = load_cards(connection, TODAY, [*persons, "nobody"])
    assert set(found) == set(persons)
    assert sorted(str(one.moved_on) for one in found.values()) == ["2026-08-01", "None"]


def test_nobody_has_no_card(desk: Desk):
    with pytest.raises(NotFound):
        card(desk)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (SOMEONE, "1940-01-01"),
        ("194001619802", "1940-01-01"),
        ("194001609804", "1940-01"),
        ("194000609805", "1940"),
    ],
)
def test_a_birth_date_is_told_as_far_as_the_number_tells(held: str, told: str):
    assert born(held) == told
