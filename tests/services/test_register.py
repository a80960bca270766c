"""The register of everyone: ids in an order, rows as they are seen."""

from datetime import date

import pytest

from ntand.domain.codes import Answer
from ntand.services.people.register import (
    ID_LENGTH,
    Only,
    Order,
    RegisterRow,
    open_register,
    people_ids,
    people_rows,
    people_units,
    split,
)
from ntand.services.yearly_round import NewAnswer, offer
from tests.installations import Desk, decision, number, unit
from tests.services.acting import give

ASA, ERIK, ZETA, DEAD, MOVED, HIDDEN = (number(f"194001{day:02}") for day in range(1, 7))


@pytest.fixture
def town(desk: Desk) -> Desk:
    """Two units and six people: one of them dead, one moved away, one protected."""
    desk.load_units()
    rows = [
        decision(beslut_id="1", personnummer=ASA, fornamn="Åsa", efternamn="Öberg"),
        decision(beslut_id="2", personnummer=ERIK, fornamn="Erik", efternamn="Åkesson"),
        decision(beslut_id="3", personnummer=ZETA, efternamn="Zetterlund", enhet_kod="E2"),
        decision(beslut_id="4", personnummer=DEAD, efternamn="Bo", avliden="2026-08-31"),
        decision(beslut_id="5", personnummer=MOVED, efternamn="Dahl", utflyttad="2026-08-31"),
        decision(beslut_id="6", personnummer=HIDDEN, efternamn="Ek", skydd="fingerade"),
    ]
    assert not desk.load("insatser", *rows).rejected
    return desk


def ids(desk: Desk, order: Order = Order.NAME, **only: object) -> list[str]:
    found = open_register(desk.installation, desk.actor, order, Only(**only)).ids  # type: ignore[arg-type]
    assert len(found) % ID_LENGTH == 0
    return split(found)


def rows(desk: Desk, people: list[str] | None = None) -> list[RegisterRow]:
    wanted = ids(desk, gone=True) if people is None else people
    return people_rows(desk.installation, desk.actor, wanted)


def shown(desk: Desk, order: Order = Order.NAME, **only: object) -> list[str]:
    return [row.family_name for row in rows(desk, ids(desk, order, **only))]


def test_everyone_comes_in_swedish_order_without_the_dead_and_the_moved(town: Desk):
    assert shown(town) == ["Ek", "Zetterlund", "Åkesson", "Öberg"]


def test_the_dead_and_the_moved_come_when_asked_for(town: Desk):
    assert shown(town, gone=True) == ["Bo", "Dahl", "Ek", "Zetterlund", "Åkesson", "Öberg"]
    dead, moved, *others = rows(town)
    assert (dead.deceased_on, moved.moved_on) == (date(2026, 8, 31), date(2026, 8, 31))
    assert {(row.deceased_on, row.moved_on) for row in others} == {(None, None)}


def test_a_death_to_come_and_a_move_before_a_new_decision_hide_nobody(town: Desk):
    town.load(
        "insatser",
        decision(beslut_id="4", personnummer=DEAD, efternamn="Bo", avliden="2026-09-02"),
        decision(beslut_id="7", personnummer=MOVED, efternamn="Dahl", fran="2026-09-01"),
    )
    assert shown(town)[:2] == ["Bo", "Dahl"]
    assert rows(town)[1].moved_on is None


def test_order_by_number_and_by_unit(town: Desk):
    by_number = ["Öberg", "Åkesson", "Zetterlund", "Ek"]
    assert shown(town, Order.NUMBER) == by_number
    # Eken before Linden; whoever's unit is hidden last, so that the place tells nothing.
    assert shown(town, Order.UNIT) == ["Zetterlund", "Åkesson", "Öberg", "Ek"]


def test_a_row_tells_where_and_how_the_certificate_and_the_year_stand(town: Desk):
    give(town, ASA)
    offer(town.installation, town.actor, ASA, 2026, answer=NewAnswer(Answer.YES))
    offer(town.installation, town.actor, ERIK, 2026)
    by_name = {row.family_name: row for row in rows(town)}
    asa, erik, zeta, hidden = (by_name[name] for name in ("Öberg", "Åkesson", "Zetterlund", "Ek"))
    assert (asa.name, asa.id_number, asa.born) == ("Öberg, Åsa", ASA, "1940-01-01")
    assert (asa.unit_code, asa.unit_name, asa.protection) == ("E1", "Linden", "")
    assert (asa.certificate, erik.certificate) == ("active", "none")
    assert (asa.answer, erik.answer, zeta.answer) == ("ja", "", None)
    assert (hidden.unit_code, hidden.unit_name, hidden.protection) == (None, None, "fingerade")


def test_only_those_asked_for(town: Desk):
    give(town, ASA)
    assert shown(town, certificate=True) == ["Öberg"]
    assert shown(town, unit="E1") == ["Åkesson", "Öberg"]
    assert shown(town, unit="E2", certificate=True) == []
    assert shown(town, protected=True) == ["Ek"]
    assert shown(town, candidates=True) == ["Ek", "Zetterlund", "Åkesson"]


def test_those_a_search_found_come_in_the_same_order(town: Desk):
    found = [row.person for row in rows(town) if row.family_name in {"Öberg", "Ek"}]
    before = town.counts()["access_event"]
    picked = people_ids(town.installation, town.actor, among=found[::-1])
    assert split(picked) == found
    assert town.counts()["access_event"] == before  # the search has its own line


def test_the_units_to_choose_among_come_in_swedish_order(town: Desk):
    town.load("enheter", unit(kod="E3", namn="Åsen"), unit(kod="E4", namn="Alen"))
    names = [name for _code, name in people_units(town.installation, town.actor)]
    assert names == ["Alen", "Eken", "Linden", "Åsen"]


def test_opening_the_register_is_one_line_for_everyone(town: Desk):
    before = town.counts()["access_event"]
    rows(town, ids(town, unit="E1"))
    fresh = town.select(
        "SELECT action, scope, changed, detail FROM access_event WHERE sequence > ?", before
    )
    assert [(action, scope, bool(changed)) for action, scope, changed, _ in fresh] == [
        ("register", "all", False)
    ]
    assert fresh[0][3] == '{"order": "name", "unit": "E1"}'


@pytest.mark.parametrize("order", [Order.NAME, Order.NUMBER])
@pytest.mark.parametrize("gone", [False, True])
def test_the_first_come_first_and_all_follow_in_parts(
    town: Desk, monkeypatch: pytest.MonkeyPatch, order: Order, gone: bool
):
    everyone = people_ids(town.installation, town.actor, order, Only(gone=gone))
    opened = open_register(town.installation, town.actor, order, Only(gone=gone), first=3)
    assert (opened.ids, opened.whole) == (everyone[: 3 * ID_LENGTH], False)
    assert open_register(town.installation, town.actor, order, Only(gone=gone), first=9).whole
    for size in (1, 2, 3, 4):
        monkeypatch.setattr("ntand.services.people.register._PART", size)
        assert people_ids(town.installation, town.actor, order, Only(gone=gone)) == everyone


def test_an_empty_register_has_no_ids(desk: Desk):
    assert people_ids(desk.installation, desk.actor) == ""
    assert people_rows(desk.installation, desk.actor, ["0" * 36]) == []
