"""Papers looked at, saved and sent to a printer; what has changed since one was printed."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from ntand.domain.codes import Answer, Ground, Protection
from ntand.errors import BadFile, Cancelled, NotAllowed, Refused
from ntand.services.actor import Actor, Role
from ntand.services.certificates import NewCertificate, void
from ntand.services.installation import Installation
from ntand.services.papers import (
    Order,
    PaperKind,
    changed_since,
    changes_since_print,
    papers_standing,
    prepare_papers,
    preview_papers,
    print_changes,
    print_lists,
    remember_papers,
    save_papers,
)
from ntand.services.papers.changes import ChangeCode, ChangesSincePrint
from ntand.services.papers.preview import (
    preview_letter,
    preview_new_letter,
)
from ntand.services.protecting import tell_protection
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from ntand.store.work import reading
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate, decision, number
from tests.installations import offer as offer_row
from tests.services.acting import CANARY, day, give, on, refused, settle

THIRD = number("19400103")
LISTS = Order(PaperKind.LIST, 2026)


def holder(desk: Desk, person: str = SOMEONE, **cells: str) -> None:
    """Someone with an imported certificate who said yes."""
    row = {"beslut_id": f"B-{person}", "personnummer": person, **cells}
    assert not desk.load("insatser", decision(**row)).rejected
    desk.load("intyg", certificate(intyg_id=f"1489-{person[:8]}", personnummer=person))
    desk.load("erbjudanden", offer_row(personnummer=person, ar="2026", svar="ja"))


def changed(desk: Desk, person: str, **cells: str) -> None:
    desk.load("insatser", decision(beslut_id=f"B-{person}", personnummer=person, **cells))


def how(desk: Desk) -> tuple[Installation, Actor]:
    return desk.installation, desk.actor


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def printouts(desk: Desk) -> list:
    return desk.select("SELECT kind, unit_code FROM printout ORDER BY printed_at, id")


@pytest.fixture
def printed(desk: Desk) -> Desk:
    """The list of one unit is printed, with two persons on it."""
    desk.load_units()
    holder(desk, efternamn="Ek")
    holder(desk, SOMEONE_ELSE, efternamn="Alm")
    print_lists(*how(desk), 2026, desk.folder / "lists")
    return desk


def changes(desk: Desk, **options) -> ChangesSincePrint:
    return changes_since_print(*how(desk), 2026, **options)


def codes(desk: Desk) -> dict[str, str]:
    """Name -> how it differs, over all units."""
    found = changes(desk)
    return {
        one.name.partition(",")[0]: one.code
        for unit in found.units
        for one in (*unit.joined, *unit.left)
    }


# --- Looking ----------------------------------------------------------------------------------


def test_a_preview_is_what_would_be_written_and_no_print(desk: Desk):
    desk.load_units()
    holder(desk)
    before = desk.counts()
    shown = preview_papers(*how(desk), Order(PaperKind.LIST, 2026, ("E1",)))
    after = desk.counts()
    assert {name for name in after if after[name] != before[name]} == {
        "access_event",
        "access_subject",
    }
    (file,) = print_lists(*how(desk), 2026, desk.folder).files
    assert Path(file.path).read_bytes() == shown


def test_the_letter_before_and_after_the_certificate_is_issued(desk: Desk):
    settle(desk, adress="Åsgatan 1")
    new = NewCertificate(Ground.G1, valid_from=day("2026-10-01"))
    before = preview_new_letter(*how(desk), SOMEONE, new)
    assert "kommer när intyget utfärdas" in text(before)
    assert desk.counts()["certificate"] == desk.counts()["outbox_item"] == 0
    key = give(desk, valid_from=day("2026-10-01")).intyg_id
    after = text(preview_letter(*how(desk), key))
    assert key in after
    assert after.replace(key, "") == text(before).replace("kommer när intyget utfärdas", "")
    assert "KOPIA" in text(preview_letter(*how(desk), key, is_copy=True))
    assert desk.counts()["printout"] == 0


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"skydd": "sekretessmarkering"}, "papers.protected"),
        ({"avliden": "2026-08-01"}, "papers.gone"),
        ({"utflyttad": "2026-08-01"}, "papers.gone"),
    ],
)
def test_no_letter_is_shown_of_whom_none_is_printed(sqlite_desk: Desk, cells, code):
    settle(sqlite_desk)
    key = give(sqlite_desk).intyg_id
    changed(sqlite_desk, SOMEONE, **cells)
    with refused(code):
        preview_letter(*how(sqlite_desk), key)
    with refused(code):
        preview_new_letter(*how(sqlite_desk), SOMEONE, NewCertificate(Ground.G1))


def test_no_letter_of_an_unknown_or_voided_certificate(sqlite_desk: Desk):
    settle(sqlite_desk)
    key = give(sqlite_desk).intyg_id
    void(*how(sqlite_desk), key, "Fel")
    with refused("certificate.voided"):
        preview_letter(*how(sqlite_desk), key)
    with refused("certificate.unknown"):
        preview_letter(*how(sqlite_desk), "1489-none")


def test_offer_forms_of_a_unit_or_a_person(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    give(sqlite_desk)
    give(sqlite_desk, SOMEONE_ELSE)
    assert len(pages(preview_papers(*how(sqlite_desk), Order(PaperKind.OFFER, 2026, ("E1",))))) == 2
    assert (
        len(
            pages(preview_papers(*how(sqlite_desk), Order(PaperKind.OFFER, 2026, None, (SOMEONE,))))
        )
        == 1
    )
    with refused("papers.empty"):
        preview_papers(*how(sqlite_desk), Order(PaperKind.OFFER, 2026, ("E2",)))


@pytest.mark.parametrize("kind", PaperKind)
def test_nothing_to_print_is_told(sqlite_desk: Desk, kind: PaperKind):
    settle(sqlite_desk)
    order = Order(kind, 2026, persons=(SOMEONE,) if kind is PaperKind.COPY else ())
    for act in (preview_papers, prepare_papers):
        with refused("papers.empty"):
            act(*how(sqlite_desk), order)
    with refused("papers.empty"):
        save_papers(*how(sqlite_desk), order, sqlite_desk.folder)


def test_only_those_who_may_print_may_look(sqlite_desk: Desk):
    settle(sqlite_desk, skydd="sekretessmarkering")
    give(sqlite_desk)
    reader = Actor("r", Role.REVIEWER)
    issuer = Actor("i", Role.ISSUER)
    forms = Order(PaperKind.PROTECTED, 2026)
    for act in (preview_papers, prepare_papers):
        with pytest.raises(NotAllowed):
            act(sqlite_desk.installation, reader, LISTS)
        with pytest.raises(NotAllowed):
            act(sqlite_desk.installation, issuer, forms)
    assert preview_papers(*how(sqlite_desk), forms)


# --- Saving and printing ----------------------------------------------------------------------


def test_prepared_papers_are_remembered_when_the_printer_took_them(desk: Desk):
    desk.load_units()
    holder(desk)
    holder(desk, SOMEONE_ELSE, enhet_kod="E2")
    papers = prepare_papers(*how(desk), LISTS)
    assert [(one.shown_unit, one.file, one.pages) for one in papers] == [
        ("E1", "E1-2026.pdf", 1),
        ("E2", "E2-2026.pdf", 1),
    ]
    assert desk.counts()["printout"] == 0
    changed(desk, SOMEONE, skydd="sekretessmarkering")  # while the printer worked
    remember_papers(*how(desk), papers)
    assert printouts(desk) == [("lista", "E1"), ("lista", "E2")]
    assert desk.counts()["printout_subject"] == 2
    assert [one.paper for one in changes(desk).protected] == ["lista"]


def test_letters_printed_are_not_printed_again(sqlite_desk: Desk):
    settle(sqlite_desk)
    give(sqlite_desk)
    order = Order(PaperKind.LETTER, 2026)
    papers = prepare_papers(*how(sqlite_desk), order)
    assert prepare_papers(*how(sqlite_desk), order)
    remember_papers(*how(sqlite_desk), papers)
    with refused("papers.empty"):
        prepare_papers(*how(sqlite_desk), order)


def test_some_units_and_those_without(sqlite_desk: Desk):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    holder(sqlite_desk, SOMEONE_ELSE, enhet_kod="E2")
    sqlite_desk.load("intyg", certificate(intyg_id="1489-b", personnummer=THIRD))
    sqlite_desk.load("erbjudanden", offer_row(personnummer=THIRD, ar="2026", svar="ja"))
    tell_protection(*how(sqlite_desk), THIRD, Protection.NONE, "Enligt Skatteverket")
    order = Order(PaperKind.LIST, 2026, ("E2", "-"))
    files = save_papers(*how(sqlite_desk), order, sqlite_desk.folder / "out").files
    assert [file.unit for file in files] == ["-", "E2"]


class Impatient:
    def step(self, done: int, total: int | None) -> None:
        if done:
            raise Cancelled


def test_cancelled_saving_leaves_neither_files_nor_memory(sqlite_desk: Desk):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    holder(sqlite_desk, SOMEONE_ELSE, enhet_kod="E2")
    out = sqlite_desk.folder / "out"
    with pytest.raises(Cancelled):
        save_papers(*how(sqlite_desk), LISTS, out, Impatient())
    assert not out.exists()
    assert printouts(sqlite_desk) == []


def test_a_file_that_cannot_be_written_leaves_none_of_the_others(sqlite_desk: Desk):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    holder(sqlite_desk, SOMEONE_ELSE, enhet_kod="E2")
    out = sqlite_desk.folder / "out"
    (out / "E2-2026.pdf").mkdir(parents=True)
    with pytest.raises(BadFile):
        save_papers(*how(sqlite_desk), LISTS, out)
    assert [path.name for path in out.iterdir()] == ["E2-2026.pdf"]
    assert printouts(sqlite_desk) == []


# --- Changes since the print ------------------------------------------------------------------


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


# --- How the papers stand ---------------------------------------------------------------------


def test_units_with_counts_and_who_is_left_out(printed: Desk):
    holder(printed, THIRD, skydd="fingerade")
    holder(printed, number("19400104"), avliden="2026-08-30")
    changed(printed, SOMEONE, avliden="2026-08-30")
    found = papers_standing(*how(printed), PaperKind.LIST, 2026)
    (unit,) = found.units
    assert (unit.unit, unit.name, unit.persons, unit.changed) == ("E1", "Linden", 1, 1)
    assert (unit.printed_at or "").startswith("2026-09-01")
    assert unit.printed_by == "anna"
    assert found.left_out == {"protected": 1, "deceased": 2}
    assert found.protected_since == 0
    sheets = papers_standing(*how(printed), PaperKind.CHANGES, 2026)
    assert [(one.unit, one.persons) for one in sheets.units] == [("E1", 1)]


def test_a_unit_whose_last_person_is_gone_is_still_shown(sqlite_desk: Desk):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    print_lists(*how(sqlite_desk), 2026, sqlite_desk.folder)
    changed(sqlite_desk, SOMEONE, avliden="2026-08-30")
    (unit,) = papers_standing(*how(sqlite_desk), PaperKind.LIST, 2026).units
    assert (unit.persons, unit.changed) == (0, 1)


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_stands_somehow(sqlite_desk: Desk, kind: PaperKind):
    settle(sqlite_desk)
    give(sqlite_desk)
    found = papers_standing(*how(sqlite_desk), kind, 2026)
    wanted = {PaperKind.LETTER: ["E1"], PaperKind.OFFER: ["E1"]}
    assert [unit.unit for unit in found.units] == wanted.get(kind, [])
    with pytest.raises((NotAllowed, Refused)):
        papers_standing(sqlite_desk.installation, Actor("r", Role.REVIEWER), kind, 2026)
