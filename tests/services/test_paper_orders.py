"""Papers looked at, saved and sent to a printer; how they stand."""

from pathlib import Path

import pytest

from ntand.domain.codes import Ground, Protection
from ntand.errors import BadFile, Cancelled, NotAllowed, Refused
from ntand.services.actor import Actor, Role
from ntand.services.certificates import NewCertificate, void
from ntand.services.papers import (
    Order,
    PaperKind,
    papers_standing,
    prepare_papers,
    preview_papers,
    print_lists,
    remember_papers,
    save_papers,
)
from ntand.services.papers.preview import (
    preview_letter,
    preview_new_letter,
)
from ntand.services.protecting import tell_protection
from tests.installations import SOMEONE, SOMEONE_ELSE, Desk, certificate, number
from tests.installations import offer as offer_row
from tests.services.acting import day, give, refused, settle
from tests.services.printed import THIRD, changed, changes, holder, how, pages, printed, text

__all__ = ["printed"]

LISTS = Order(PaperKind.LIST, 2026)


def printouts(desk: Desk) -> list:
    return desk.select("SELECT kind, unit_code FROM printout ORDER BY printed_at, id")


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
