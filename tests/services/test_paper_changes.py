"""What has changed since a paper was printed: who joined, who left and why, sheet by sheet."""

from pathlib import Path

from ntand.domain.codes import Answer
from ntand.services.papers import (
    Order,
    PaperKind,
    changed_since,
    print_changes,
    print_lists,
    save_papers,
)
from ntand.services.papers.changes import ChangeCode, ChangesSincePrint
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from ntand.store.work import reading
from tests.installations import SOMEONE, TODAY, Desk, certificate, number
from tests.services.acting import CANARY, day, give, on, settle
from tests.services.printed import THIRD, changed, changes, holder, how, printed, text

__all__ = ["printed"]


def codes(desk: Desk) -> dict[str, str]:
    """Name -> how it differs, over all units."""
    found = changes(desk)
    return {
        one.name.partition(",")[0]: one.code
        for unit in found.units
        for one in (*unit.joined, *unit.left)
    }


def test_nothing_has_changed(printed: Desk):
    assert changes(printed) == ChangesSincePrint(2026, (), ())


def test_who_joined_and_who_left_and_why(printed: Desk):
    holder(printed, THIRD, efternamn="Öst")
    changed(printed, SOMEONE, avliden="2026-08-30", efternamn="Ek")
    (unit,) = changes(printed).units
    assert (unit.unit, unit.unit_name, unit.printed_by) == ("E1", "Linden", "anna")
    assert unit.printed_at.startswith("2026-09-01")
    assert [(one.name, one.born, one.code) for one in unit.joined] == [
        ("Öst, Åsa", "1940-01-03", ChangeCode.JOINED)
    ]
    assert [(one.name, one.code) for one in unit.left] == [("Ek, Åsa", ChangeCode.DECEASED)]
    assert changes(printed, unit="E1").units == (unit,)
    assert changes(printed, unit="E2").units == ()


def test_every_reason(printed: Desk):
    people = {name: number(f"194004{at:02d}") for at, name in enumerate("ABCDEF", 10)}
    for name, person in people.items():
        holder(printed, person, efternamn=name)
    print_lists(*how(printed), 2026, printed.folder / "lists")
    changed(printed, people["A"], utflyttad="2026-08-30", efternamn="A")
    visit(*how(printed), people["B"], 2026, NewVisit(TODAY))
    offer(*how(printed), people["C"], 2026, answer=NewAnswer(Answer.NO))
    ends = certificate(
        intyg_id=f"1489-{people['D'][:8]}", personnummer=people["D"], avslutat="2026-08-31"
    )
    printed.load("intyg", ends)
    changed(printed, people["E"], enhet_kod="E2", efternamn="E")
    assert codes(printed) == {
        "A": "moved",
        "B": "performed",
        "C": "no_longer_yes",
        "D": "no_certificate",
        "E": "other_unit",
    }


def test_protected_since_is_told_without_the_unit(printed: Desk):
    changed(printed, SOMEONE, skydd="fingerade", efternamn="Hemlig")
    found = changes(printed)
    assert found.units == ()
    assert [(one.name, one.paper, one.year) for one in found.protected] == [
        ("Hemlig, Åsa", "lista", 2026)
    ]
    assert "E1" not in repr(found)
    assert "Linden" not in repr(found)
    assert print_changes(*how(printed), 2026, printed.folder / "sheets").files == ()


def test_letters_to_someone_protected_since(desk: Desk):
    settle(desk)
    give(desk)
    save_papers(*how(desk), Order(PaperKind.LETTER, 2026), desk.folder)
    save_papers(*how(desk), Order(PaperKind.OFFER, 2026), desk.folder)
    assert changes(desk).protected == ()
    changed(desk, SOMEONE, skydd="sekretessmarkering", adress=CANARY)
    assert sorted(one.paper for one in changes(desk).protected) == ["brev", "erbjudande"]
    with reading(desk.installation.engine) as connection:
        assert {one.unit for one in changed_since(connection, TODAY)} == {None}


def test_a_new_list_begins_anew(printed: Desk):
    changed(printed, SOMEONE, avliden="2026-08-30")
    assert changes(printed).units
    later = on(printed, "2026-09-02")
    print_lists(*how(later), 2026, printed.folder / "lists")
    assert changes(later).units == ()


def sheet(desk: Desk, folder: str) -> str:
    (file,) = print_changes(*how(desk), 2026, desk.folder / folder).files
    return text(Path(file.path).read_bytes())


def test_each_sheet_tells_what_the_ones_before_did_not(printed: Desk):
    holder(printed, THIRD, efternamn="Öst", rum="14 B", sprak="Finska")
    changed(printed, SOMEONE, avliden="2026-08-30", efternamn="Ek")
    shown = sheet(printed, "one")
    for words in ("Ek, Åsa", "har avlidit", "Öst, Åsa", "14 B", "Tolk: Finska", "2 ändringar"):
        assert words in shown
    assert "Alm" not in shown
    assert "listan som skrevs ut den 1 september 2026" in shown
    assert "kompletterar" not in shown
    assert changes(printed).units == ()
    second = on(printed, "2026-09-03")
    changed(second, SOMEONE, avliden="", efternamn="Ek")  # told by mistake
    changed(second, THIRD, avliden="2026-09-02", efternamn="Öst")
    assert codes(second) == {"Ek": "joined", "Öst": "deceased"}
    shown = sheet(second, "two")
    assert "kompletterar bladet med ändringar från den 1 september 2026" in shown
    assert changes(second).units == ()
    changed(second, THIRD, skydd="fingerade", efternamn="Öst")
    assert [one.paper for one in changes(second).protected] == ["lista"]


def test_only_lists_of_this_year_and_later_wait_for_someone(printed: Desk):
    changed(printed, SOMEONE, avliden="2026-08-30")
    with reading(printed.installation.engine) as connection:
        assert len(changed_since(connection, TODAY)) == 1
        assert changed_since(connection, day("2027-01-02")) == []
        assert len(changed_since(connection, day("2027-01-02"), (2026,))) == 1
