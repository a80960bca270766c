"""Search as letters are typed."""

from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ntand.domain.names import folded
from ntand.errors import NotAllowed
from ntand.services.actor import Actor, Role
from ntand.services.certificates import registered
from ntand.services.search import Search, search_people
from ntand.store.bulk import select_rows
from ntand.store.work import reading
from tests.installations import Desk, decision, number, numbers, unit
from tests.services.acting import give, settle

NAMES = (
    ("Åsa", "Öberg"),
    ("Asa", "Ostman"),
    ("José", "Müller"),
    ("Łukasz", "Kovačević"),
    ("Zahra", "Ängström"),
    ("Erik", "Åkesson"),
    ("Anna Karin", "Zetterlund"),
    ("Erik", "Öberg"),
)


@pytest.fixture
def town(desk: Desk) -> Desk:
    rows = [
        decision(beslut_id=f"B{at}", personnummer=number, fornamn=given_name, efternamn=family)
        for at, (number, (given_name, family)) in enumerate(zip(numbers(), NAMES, strict=False))
    ]
    desk.load("insatser", *rows)
    return desk


def names(desk: Desk, text: str, limit: int = 50) -> list[str]:
    found = search_people(desk.installation, desk.actor, text, limit)
    return [f"{hit.given_name} {hit.family_name}" for hit in found.hits]


def test_hits_come_in_swedish_order(town: Desk):
    assert names(town, "") == [
        "Łukasz Kovačević",
        "José Müller",
        "Asa Ostman",
        "Anna Karin Zetterlund",
        "Erik Åkesson",
        "Zahra Ängström",
        "Erik Öberg",
        "Åsa Öberg",
    ]


def test_swedish_letters_are_letters_of_their_own_but_a_plain_keyboard_finds_them(town: Desk):
    assert names(town, "åsa") == ["Åsa Öberg"]
    assert names(town, "asa") == ["Asa Ostman", "Åsa Öberg"]
    assert names(town, "ÖBERG") == ["Erik Öberg", "Åsa Öberg"]
    assert names(town, "oberg") == ["Erik Öberg", "Åsa Öberg"]


def test_foreign_accents_do_not_matter(town: Desk):
    assert names(town, "jose") == names(town, "José") == ["José Müller"]
    assert names(town, "muller") == names(town, "müll") == ["José Müller"]
    assert names(town, "lukasz") == names(town, "kovacevic") == ["Łukasz Kovačević"]


def test_every_word_must_be_there_in_any_order(town: Desk):
    assert names(town, "erik öb") == names(town, "öberg eri") == ["Erik Öberg"]
    assert names(town, "erik müller") == []


def test_a_number_is_found_in_the_writings_people_use(town: Desk):
    first = next(iter(numbers()))
    for text in (first, f"{first[:8]}-{first[8:]}", first[2:8]):
        assert "Åsa Öberg" in names(town, text)


def test_a_whole_number_is_found_in_any_customary_writing(desk: Desk):
    old = number("19200101")
    row = decision(personnummer=old)
    desk.load("insatser", row)
    short = f"{old[2:8]}+{old[8:]}"
    dash = "\N{EN DASH}"
    for text in (old, f" {old} ", short, f"{old[:8]}{dash}{old[8:]}", f"{old[2:8]} {old[8:]}"):
        assert names(desk, text) == ["Åsa Öberg"]
    assert names(desk, "1920-01-01") == names(desk, "19200101") == ["Åsa Öberg"]


def test_units_are_found_by_name_and_code(desk: Desk):
    desk.load("enheter", unit(), unit(kod="E2", namn="Solgårdens hemtjänst", typ="HEMTJANST"))
    search = Search(desk.installation, desk.actor)
    for text in ("solg", "solgårdens hem", "hemtjanst", "e2"):
        assert [(one.code, one.type) for one in search.find(text).units] == [("E2", "HEMTJANST")]
    assert search.find("").units == ()
    assert search.find("solgården linden").units == ()


def test_a_certificate_is_found_by_its_number_here_and_at_the_region(desk: Desk):
    settle(desk)
    issued = give(desk).intyg_id
    registered(desk.installation, desk.actor, issued, "R-2026-00077")
    search = Search(desk.installation, desk.actor)
    for text in (issued, issued[3:].upper(), "r-2026", "00077"):
        (hit,) = search.find(text).certificates
        assert (hit.intyg_id, hit.family_name, hit.protected) == (issued, "Öberg", False)
    assert search.find("1489").certificates == ()
    search.rest()
    assert len(logged(desk)) == 1


def test_a_protected_persons_certificate_is_marked(desk: Desk):
    settle(desk, skydd="fingerade")
    issued = give(desk).intyg_id
    (hit,) = search_people(desk.installation, desk.actor, issued).certificates
    assert hit.protected


def test_more_hits_than_asked_for_are_told(town: Desk):
    found = search_people(town.installation, town.actor, "e", 2)
    assert (len(found.hits), found.more) == (2, True)
    assert not search_people(town.installation, town.actor, "zetter", 2).more


def test_a_protected_persons_unit_is_neither_shown_nor_searched(desk: Desk):
    one, other = islice(numbers(), 2)
    protected = decision(personnummer=one, skydd="fingerade", enhet_kod="HEM7")
    desk.load("insatser", protected, decision(beslut_id="B2", personnummer=other, enhet_kod="HEM7"))
    hits = search_people(desk.installation, desk.actor, "öberg").hits
    assert {(hit.id_number, hit.unit, hit.protection) for hit in hits} == {
        (one, None, "fingerade"),
        (other, "HEM7", ""),
    }
    in_unit = search_people(desk.installation, desk.actor, "hem7").hits
    assert [hit.id_number for hit in in_unit] == [other]


def test_a_change_is_found_at_the_next_letter(town: Desk):
    search = Search(town.installation, town.actor)
    assert search.find("nykomling").hits == ()
    town.load("insatser", decision(beslut_id="N", fornamn="Nils", efternamn="Nykomling"))
    assert [hit.given_name for hit in search.find("nykomling").hits] == ["Nils"]


def test_those_shown_are_logged_when_typing_rests(town: Desk):
    search = Search(town.installation, town.actor)
    for text in ("z", "ze", "zett"):
        search.find(text)
    assert logged(town) == []
    search.rest()
    search.rest()
    assert len(logged(town)) == 3  # Zahra, Zetterlund and Łukasz, in one line


def test_who_may_not_read_may_not_search(town: Desk):
    with pytest.raises(NotAllowed):
        Search(town.installation, Actor("it", Role.ADMINISTRATOR))


_KEYS = st.sampled_from([*"aeröåklmnst ", "erik", "öberg", "an", "1930"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(typed=st.lists(_KEYS, max_size=7), limit=st.integers(1, 9))
def test_letter_by_letter_finds_what_a_look_at_each_person_finds(
    sqlite_town: Desk, typed: list[str], limit: int
):
    search = Search(sqlite_town.installation, sqlite_town.actor)
    with reading(sqlite_town.installation.engine) as connection:
        lines = select_rows(
            connection,
            "SELECT p.id, p.search_text, n.number FROM person p"
            " JOIN identity_number n ON n.person_id = p.id ORDER BY p.sort_key",
        )
    text = ""
    for keys in typed:
        text += keys
        words = folded(text).split()
        expected = [
            person
            for person, line, number in lines
            if all(word in f"{line} {number} {number[:8]}-{number[8:]} 1489 e1" for word in words)
        ]
        found = search.find(text, limit)
        assert [hit.person for hit in found.hits] == expected[:limit]
        assert found.more == (len(expected) > limit)


@pytest.fixture
def sqlite_town(sqlite_desk: Desk) -> Desk:
    rows = [
        decision(beslut_id=f"B{at}", personnummer=number, fornamn=given_name, efternamn=family)
        for at, (number, (given_name, family)) in enumerate(zip(numbers(), NAMES, strict=False))
    ]
    sqlite_desk.load("insatser", *rows)
    return sqlite_desk


def logged(desk: Desk) -> list[str]:
    with reading(desk.installation.engine) as connection:
        return [
            person
            for (person,) in select_rows(
                connection,
                "SELECT s.person_id FROM access_subject s JOIN access_event e"
                " ON e.sequence = s.sequence WHERE e.action = 'search'",
            )
        ]
