"""The yearly lists and the letters: who is on them, and who must never be."""

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ntand.domain.codes import Answer, Basis, EndReason, Stance
from ntand.errors import NotAllowed, UsageError
from ntand.services.actor import Actor, Role
from ntand.services.certificates import consent, end, registered, void
from ntand.services.papers import LetterKind, Papers, print_letters, print_lists
from ntand.services.papers.printing import name_of_unit
from ntand.services.stances import decide
from ntand.services.statistics import statistics
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate, decision, number
from tests.installations import offer as offer_row
from tests.installations import unit as unit_row
from tests.services.acting import CANARY, day, give, on, outbox, settle
from tests.services.printed import THIRD, holder

YES = {"ar": "2026", "svar": "ja"}


def lists(desk: Desk, **options: Any) -> Papers:
    return print_lists(desk.installation, desk.actor, 2026, desk.folder / "lists", **options)


def letters(desk: Desk, kind: str, *persons: str, **options: Any) -> Papers:
    return print_letters(
        desk.installation,
        desk.actor,
        LetterKind(kind),
        desk.folder / "letters",
        references=persons,
        **options,
    )


def pages(papers: Papers) -> list[str]:
    return [page.extract_text() for file in papers.files for page in PdfReader(file.path).pages]


def text(papers: Papers) -> str:
    return "\n".join(pages(papers))


def listed(desk: Desk, **options: Any) -> int:
    return sum(file.persons for file in lists(desk, **options).files)


# --- The yearly list ------------------------------------------------------------------------


def test_the_list_of_a_unit(desk: Desk):
    desk.load_units()
    holder(desk, rum="14 B", sprak="Finska", kontakt_namn="Kaj Ek", kontakt_roll="narstaende")
    (file,) = lists(desk).files
    assert (file.unit, Path(file.path).name, file.persons) == ("E1", "E1-2026.pdf", 1)
    shown = text(lists(desk))
    for word in ("Öberg, Åsa", "1940-01-01", "14 B", "Finska", "Kaj Ek", "Linden"):
        assert word in shown
    assert SOMEONE[8:] not in shown
    assert "G1" not in shown
    rows = desk.select("SELECT kind, year, unit_code FROM printout")
    assert rows == [("lista", 2026, "E1")] * 2
    assert len(desk.select("SELECT person_id FROM printout_subject")) == 2


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({}, True),
        ({"avliden": "2026-09-01"}, False),
        ({"avliden": "2026-09-02"}, True),
        ({"utflyttad": "2026-08-01"}, False),
        ({"utflyttad": "2025-08-01"}, True),  # void: the decision begins after it
        ({"skydd": "sekretessmarkering"}, False),
        ({"skydd": "vad som helst"}, False),
    ],
)
def test_alive_here_and_not_protected(sqlite_desk: Desk, cells, shown):
    sqlite_desk.load_units()
    holder(sqlite_desk, **cells)
    assert listed(sqlite_desk) == shown


@pytest.mark.parametrize(
    ("cells", "today", "two_days_later"),
    [
        ({"fran": "2026-09-01"}, True, True),
        ({"fran": "2026-09-02"}, False, True),
        ({"till": "2026-09-01"}, True, False),
        ({"till": "2026-08-31"}, False, False),
        ({"avslutat": "2026-09-01"}, True, False),
        ({"avslutat": "2026-08-31"}, False, False),
        ({"makulerat": "J"}, False, False),
    ],
)
def test_a_certificate_active_on_the_day(sqlite_desk: Desk, cells, today, two_days_later):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    sqlite_desk.load("intyg", certificate(intyg_id=f"1489-{SOMEONE[:8]}", **cells))
    assert listed(sqlite_desk) == today
    assert listed(sqlite_desk, on=day("2026-09-03")) == two_days_later


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([{"svar": "nej"}], False),
        ([{"svar": "inget"}], False),
        ([{"ar": "2025", "svar": "ja"}, {"svar": "nej"}], False),
        ([{"utford": "2026-05-01"}], False),
        ([{"utford": "2025-12-31"}], True),
        ([{"ar": "2025", "svar": "ja", "utford": "2026-01-01"}], False),
        ([{"avvikelse": "ej_hemma"}], True),
        ([{"erbjuden": "2026-02-01"}], True),
    ],
)
def test_said_yes_and_not_performed(sqlite_desk: Desk, rows, shown):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    sqlite_desk.load("erbjudanden", *(offer_row(**row) for row in rows))
    assert listed(sqlite_desk) == shown


def test_a_visit_that_a_later_deviation_hides_still_counts(desk: Desk):
    desk.load_units()
    holder(desk)
    how = desk.installation, desk.actor, SOMEONE, 2026
    visit(*how, NewVisit(day("2026-05-01")))
    visit(*how, NewVisit(day("2026-06-01"), deviation="ej_hemma"))
    assert listed(desk) == 0
    rows = {
        (row.indicator, row.breakdown): row
        for row in statistics(desk.installation, desk.actor, 2026).rows
    }
    assert rows["K5", "total"].numerator == 1
    assert rows["K11", "total"].numerator == 1


def test_the_unit_is_the_one_of_the_day(sqlite_desk: Desk):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    later = {"beslut_id": "B2", "fran": "2026-10-01", "enhet_kod": "E2"}
    sqlite_desk.load("insatser", decision(**later))
    assert [file.unit for file in lists(sqlite_desk).files] == ["E1"]
    assert [file.unit for file in lists(sqlite_desk, on=day("2026-10-01")).files] == ["E2"]


def test_names_are_in_swedish_order(sqlite_desk: Desk):
    sqlite_desk.load_units()
    names = ["Öst", "Åby", "Zorn", "Ärla", "abel"]
    for at, name in enumerate(names):
        holder(sqlite_desk, number(f"194002{at + 1:02d}"), efternamn=name)
    shown = text(lists(sqlite_desk))
    order = sorted(names, key=lambda name: shown.index(f"{name}, "))
    assert order == ["abel", "Zorn", "Åby", "Ärla", "Öst"]


def test_codes_that_no_file_can_be_called_have_files_of_their_own(sqlite_desk: Desk):
    codes = ["A/B", "A_B", "..", "utan-enhet", "../../x", "Å 1", "x" * 64]
    sqlite_desk.load("enheter", *(unit_row(kod=code) for code in codes))
    for at, code in enumerate(codes):
        holder(sqlite_desk, number(f"194002{at + 1:02d}"), enhet_kod=code)
    known_only_by_certificate = certificate(intyg_id="1489-b", personnummer=THIRD)
    sqlite_desk.load("intyg", known_only_by_certificate)
    change_protection(sqlite_desk)
    sqlite_desk.load("erbjudanden", offer_row(personnummer=THIRD, **YES))
    files = lists(sqlite_desk).files
    assert {file.unit for file in files} == {*codes, "-"}
    paths = [Path(file.path) for file in files]
    assert len({path.name.casefold() for path in paths}) == len(codes) + 1
    assert {path.parent for path in paths} == {sqlite_desk.folder / "lists"}
    assert {path.name for path in paths} > {"A_B-2026.pdf", "utan-enhet-2026.pdf"}
    assert name_of_unit("A_B") == "A_B"


def change_protection(desk: Desk) -> None:
    from ntand.domain.codes import Protection
    from ntand.services.protecting import tell_protection

    tell_protection(desk.installation, desk.actor, THIRD, Protection.NONE, "Enligt Skatteverket")


def test_one_unit_alone(sqlite_desk: Desk):
    sqlite_desk.load_units()
    holder(sqlite_desk)
    holder(sqlite_desk, SOMEONE_ELSE, enhet_kod="E2")
    assert [file.unit for file in lists(sqlite_desk, unit="E2").files] == ["E2"]
    assert lists(sqlite_desk, unit="E9").files == ()


# --- Letters --------------------------------------------------------------------------------


def test_a_letter_is_printed_once_and_only_for_what_was_issued_here(desk: Desk):
    desk.load_units()
    settle(desk, adress="Åsgatan 1", postnummer="441 30", postort="Alingsås")
    holder(desk, SOMEONE_ELSE)
    key = give(desk).intyg_id
    printed = letters(desk, "brev")
    assert [(file.unit, file.persons) for file in printed.files] == [("E1", 1)]
    for word in (key, "Åsa Öberg", "Åsgatan 1", "441 30 Alingsås"):
        assert word in text(printed)
    assert letters(desk, "brev").files == ()
    assert letters(desk, "kopia", SOMEONE).files[0].persons == 1
    assert letters(desk, "brev").files == ()


def test_each_certificate_has_its_letter(desk: Desk):
    settle(desk)
    keys = [give(desk, valid_to=day("2026-12-31")).intyg_id]
    keys.append(give(desk, valid_from=day("2027-01-01")).intyg_id)
    printed = letters(desk, "brev")
    assert all(key in text(printed) for key in keys)
    assert printed.files[0].persons == 1
    assert letters(desk, "brev").files == ()


def test_no_letter_for_what_is_over_or_in_error(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    how = sqlite_desk.installation, sqlite_desk.actor
    end(*how, give(sqlite_desk).intyg_id, EndReason.WRONG_GROUNDS, TODAY)
    void(*how, give(sqlite_desk, SOMEONE_ELSE).intyg_id, "Fel")
    assert letters(on(sqlite_desk, "2026-09-02"), "brev").files == ()


def test_copies_are_for_those_named(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    give(sqlite_desk)
    give(sqlite_desk, SOMEONE_ELSE)
    with pytest.raises(UsageError):
        letters(sqlite_desk, "kopia")
    assert letters(sqlite_desk, "kopia", SOMEONE).files[0].persons == 1


def test_a_letter_is_never_written_over(sqlite_desk: Desk):
    settle(sqlite_desk)
    give(sqlite_desk)
    first, second = (letters(sqlite_desk, "kopia", SOMEONE).files[0].path for _ in range(2))
    assert first != second
    assert Path(first).exists()


@pytest.mark.parametrize(
    "gone",
    [{"avliden": "2026-08-01"}, {"utflyttad": "2026-08-01"}, {"skydd": "fingerade"}],
)
def test_no_letter_to_the_dead_the_moved_and_the_protected(sqlite_desk: Desk, gone):
    settle(sqlite_desk)
    give(sqlite_desk)
    sqlite_desk.load("insatser", decision(beslut_id=f"B-{SOMEONE}", **gone))
    for kind in ("brev", "kopia", "erbjudande"):
        assert letters(sqlite_desk, kind, SOMEONE).files == ()


def test_offers_go_to_holders_without_an_answer_last_years_no_first(sqlite_desk: Desk):
    people = {name: number(f"194003{at:02d}") for at, name in enumerate("ABCDEF", 10)}
    sqlite_desk.load_units()
    for name, person in people.items():
        row = {"beslut_id": f"B-{person}", "personnummer": person, "efternamn": f"{name}-namn"}
        sqlite_desk.load("insatser", decision(**row))
        cells = {"intyg_id": f"1489-{person[:8]}", "personnummer": person}
        ends = {"E": {"till": "2026-08-31"}, "F": {"makulerat": "J"}}.get(name, {})
        sqlite_desk.load("intyg", certificate(**cells, **ends))
    sqlite_desk.load(
        "erbjudanden",
        offer_row(personnummer=people["A"], svar="ja"),
        offer_row(personnummer=people["B"], svar="inget", erbjuden="2026-02-01"),
        offer_row(personnummer=people["D"], ar="2025", svar="nej"),
    )
    shown = pages(letters(sqlite_desk, "erbjudande", year=2026))
    firsts = [name for page in shown for name in people if f"{name}-namn" in page]
    assert list(dict.fromkeys(firsts)) == ["D", "B", "C"]


def test_next_years_offer_is_not_for_a_certificate_that_ends_before(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    give(sqlite_desk, valid_to=day("2026-12-31"))
    give(sqlite_desk, SOMEONE_ELSE, valid_from=day("2027-02-01"))
    printed = letters(sqlite_desk, "erbjudande", year=2027)
    assert sum(file.persons for file in printed.files) == 1
    assert "1940-01-02" in text(printed)


# --- Protected persons ----------------------------------------------------------------------


def test_the_paper_form_until_it_is_registered(desk: Desk):
    settle(desk, skydd="skyddad folkbokforing", adress=CANARY)
    key = give(desk).intyg_id
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NewAnswer(Answer.YES))
    printed = letters(desk, "skyddad")
    assert (printed.files[0].persons, printed.files[0].unit) == (1, None)
    assert key in text(printed)
    assert CANARY not in text(printed)
    assert letters(desk, "skyddad").files
    registered(desk.installation, desk.actor, key, "1")
    assert key not in text(letters(desk, "skyddad"))


def test_the_paper_form_says_when_a_basis_is_missing(sqlite_desk: Desk):
    settle(sqlite_desk, skydd="sekretessmarkering")
    how = sqlite_desk.installation, sqlite_desk.actor, SOMEONE
    give(sqlite_desk, basis=None)
    assert "menprövning saknas" in text(letters(sqlite_desk, "skyddad"))
    consent(*how, Basis.CONSENT)
    assert "menprövning saknas" not in text(letters(sqlite_desk, "skyddad"))
    decide(*how, Stance.REFUSES_DISCLOSURE, "Vill inte")
    assert letters(sqlite_desk, "skyddad").files == ()


def test_what_the_region_refused_before_protection_came_is_on_paper(sqlite_desk: Desk):
    from tests.services.acting import change

    settle(sqlite_desk)
    key = give(sqlite_desk).intyg_id
    change(sqlite_desk, "UPDATE outbox_item SET state = 'parked'")
    sqlite_desk.load("insatser", decision(beslut_id=f"B-{SOMEONE}", skydd="fingerade"))
    assert key in text(letters(sqlite_desk, "skyddad"))


def test_papers_of_protected_persons_need_a_permission(sqlite_desk: Desk):
    settle(sqlite_desk, skydd="sekretessmarkering")
    give(sqlite_desk)
    issuer = Desk(sqlite_desk.installation, sqlite_desk.folder, Actor("eva", Role.ISSUER))
    with pytest.raises(NotAllowed):
        letters(issuer, "skyddad")
    assert sqlite_desk.select(
        "SELECT action FROM access_event WHERE action = 'letters.skyddad' AND NOT allowed"
    )


def test_a_protected_persons_address_is_nowhere(desk: Desk):
    secret = {"adress": CANARY, "postort": CANARY, "rum": CANARY, "telefon": CANARY}
    secret |= {"kontakt_namn": CANARY, "skydd": "sekretessmarkering", "efternamn": "Hemlig"}
    settle(desk, SOMEONE_ELSE)
    holder(desk, **secret)
    holder(desk, THIRD)
    how = desk.installation, desk.actor
    end(*how, f"1489-{SOMEONE[:8]}", EndReason.CONDITIONS_CEASED, TODAY)
    give(desk, valid_from=day("2026-09-02"))
    give(desk, SOMEONE_ELSE)
    offer(*how, SOMEONE, 2026, answer=NewAnswer(Answer.YES))
    made = [lists(desk), *(letters(desk, kind, year=2026) for kind in ("brev", "erbjudande"))]
    made.append(letters(desk, "kopia", SOMEONE, SOMEONE_ELSE))
    assert all(papers.files for papers in made)
    for papers in made:
        assert CANARY not in text(papers)
        assert "Hemlig" not in text(papers)
    assert CANARY not in text(letters(desk, "skyddad"))
    for kind in ("insatser", "intyg", "erbjudanden", "enheter"):
        exported = desk.export(kind, include_protected=False).decode("utf-8-sig")
        assert CANARY not in exported
        assert SOMEONE not in exported
    for suffix in ("csv", "xlsx", "pdf"):
        out = desk.folder / f"statistik.{suffix}"
        statistics(*how, 2026, out)
        assert CANARY.encode() not in out.read_bytes()
    assert CANARY not in json.dumps(outbox(desk))
    log = desk.select("SELECT detail, purpose, username FROM access_event")
    assert CANARY not in str(log)
    assert SOMEONE not in str(log)
