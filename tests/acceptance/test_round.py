"""Section 1 and 2: offers, visits, yearly lists and letters."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.acceptance.conftest import (
    OTHER,
    SAMPLE,
    SOMEONE,
    THIRD,
    TODAY,
    Office,
    certificate,
    decision,
    offer,
    unit,
)
from tests.acceptance.counting import Municipality


@pytest.fixture
def place(office: Office) -> Office:
    """Two holders in a unit, one of them protected, and one without a certificate."""
    office.load("enheter", unit(), unit(kod="E2", namn="Eken"))
    office.load(
        "insatser",
        decision(fornamn="Åsa", efternamn="Öberg"),
        decision(beslut_id="B2", personnummer=OTHER, fornamn="Bo", efternamn="Dold", skydd="okänd"),
        decision(beslut_id="B3", personnummer=THIRD, fornamn="Cia", efternamn="Utan"),
    )
    office.load("intyg", certificate(), certificate(intyg_id="b", personnummer=OTHER))
    return office


def shown(office: Office, who: str = SOMEONE, year: str = "2026") -> dict[str, str]:
    rows = office.export("erbjudanden")
    return next(row for row in rows if (row["personnummer"], row["ar"]) == (who, year))


def text_of(path: str | Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(str(path)).pages)


def figures(office: Office, year: int = 2026) -> dict[str, tuple[Any, Any]]:
    rows = office.ok("statistics", "--year", year)["rows"]
    return {
        r["indicator"]: (r["numerator"], r["denominator"])
        for r in rows
        if r["breakdown"] == "total"
    }


# --- Offers and visits ----------------------------------------------------------------------


def test_an_offer_is_of_today_unless_it_has_a_day(place: Office) -> None:
    place.ok("offer", SOMEONE, "--year", "2026")
    assert shown(place)["erbjuden"] == TODAY
    place.ok("offer", SOMEONE, "--year", "2026", "--offered", "2026-05-01")
    assert shown(place)["erbjuden"] == "2026-05-01"
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "nej")
    row = shown(place)
    assert (row["erbjuden"], row["svar"], row["svar_datum"]) == ("2026-05-01", "nej", TODAY)


def test_a_later_answer_supersedes(place: Office) -> None:
    words = ("offer", SOMEONE, "--year", "2026", "--answer")
    place.ok(*words, "nej", "--answered", "2026-05-01", "--by", "personen", "--channel", "telefon")
    place.ok(*words, "ja", "--answered", "2026-06-01", "--by", "god_man", "--channel", "mote")
    row = shown(place)
    assert (row["svar"], row["svar_datum"], row["svarat_av"], row["svar_kanal"]) == (
        "ja",
        "2026-06-01",
        "god_man",
        "mote",
    )
    place.ok(*words, "nej", "--answered", "2026-06-01")
    assert shown(place)["svar"] == "nej"


def test_a_visit_performed(place: Office) -> None:
    words = ("visit", SOMEONE, "--year", "2026", "--on", "2026-08-30")
    place.ok(*words, "--by", "Folktandvården", "--card", "J")
    row = shown(place)
    assert (row["utford"], row["utforare"], row["munvardskort"]) == (
        "2026-08-30",
        "Folktandvården",
        "J",
    )
    assert row["avvikelse"] == ""
    assert figures(place)["K5"] == (1, 2)


def test_a_visit_not_performed_and_why(place: Office) -> None:
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "ja")
    place.ok("visit", SOMEONE, "--year", "2026", "--on", "2026-08-30", "--deviation", "ej_hemma")
    row = shown(place)
    assert (row["utford"], row["avvikelse"]) == ("", "ej_hemma")
    assert figures(place)["K5"] == (0, 2)
    assert figures(place)["K11"] == (1, 1)


def test_indicators_see_every_visit_and_the_file_the_latest(place: Office) -> None:
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "ja")
    words = ("visit", SOMEONE, "--year", "2026", "--on")
    place.ok(*words, "2026-03-01", "--deviation", "inlagd")
    place.ok(*words, "2026-04-01")
    assert shown(place)["utford"] == "2026-04-01"
    assert figures(place)["K5"] == (1, 2)
    assert figures(place)["K11"] == (1, 1)


def test_a_visit_counts_in_the_year_it_was_made(place: Office) -> None:
    place.ok("visit", SOMEONE, "--year", "2025", "--on", "2026-01-10")
    assert shown(place, year="2025")["utford"] == "2026-01-10"
    assert figures(place)["K5"] == (1, 2)


# --- Yearly lists ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "on"),
    [
        (2026, TODAY),
        (2025, "2025-06-30"),
        (2026, "2026-12-31"),
        (2027, "2027-03-01"),
        (2024, "2024-02-29"),
    ],
)
def test_the_sample_s_lists_hold_whom_the_contract_says(
    sampled: Office, year: int, on: str
) -> None:
    town = Municipality(SAMPLE, date.fromisoformat(TODAY))
    expected = town.listed(year, date.fromisoformat(on))
    out = sampled.folder / "listor"
    found = sampled.ok("lists", "--year", year, "--out", out, "--on", on)["files"]
    assert {f["unit"]: f["persons"] for f in found} == {c: len(p) for c, p in expected.items()}
    names = {f"utan-enhet-{year}.pdf" if c == "-" else f"{c}-{year}.pdf" for c in expected}
    assert {Path(f["path"]).name for f in found} == names == {p.name for p in out.iterdir()}
    for file in found:
        assert Path(file["path"]).is_file()
        assert len(PdfReader(file["path"]).pages) == file["pages"]
        text = text_of(file["path"])
        for number in expected[file["unit"]]:
            row = town.people[number].deciding_row(date.fromisoformat(on))
            assert row
            # A name may be broken where the column ends.
            bare = text.replace(" ", "").replace("-", "")
            assert row["efternamn"].replace("-", "").replace(" ", "") in bare
            assert row["fornamn"].replace(" ", "") in bare
            assert f"{number[:4]}-{number[4:6]}-{number[6:8]}" in text
        assert not re.search(r"\d{8}-?\d{4}", text)


def test_who_leaves_the_list(place: Office) -> None:
    def listed(*options: str) -> int:
        out = place.folder / "listor"
        files = place.ok("lists", "--year", "2026", "--out", out, *options)["files"]
        return sum(file["persons"] for file in files)

    assert listed() == 0
    for who in (SOMEONE, OTHER, THIRD):
        place.ok("offer", who, "--year", "2026", "--answer", "ja")
    assert listed() == 1  # one is protected, one has no certificate
    assert listed("--unit", "E1") == 1
    assert listed("--unit", "E2") == 0
    assert listed("--on", "2025-12-31") == 0
    place.ok("visit", SOMEONE, "--year", "2026", "--on", "2026-08-01", "--deviation", "inlagd")
    assert listed() == 1
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "nej")
    assert listed() == 0
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "ja")
    place.ok("visit", SOMEONE, "--year", "2025", "--on", "2026-08-02")
    assert listed() == 0


def test_someone_without_a_unit_is_on_a_list_of_their_own(office: Office) -> None:
    office.load("intyg", certificate())
    office.load("erbjudanden", offer(svar="ja"))
    office.ok("protection", SOMEONE, "--as", "ingen", "--reason", "frågade")
    files = office.ok("lists", "--year", "2026", "--out", office.folder)["files"]
    assert [Path(file["path"]).name for file in files] == ["utan-enhet-2026.pdf"]
    assert (files[0]["unit"], files[0]["persons"]) == ("-", 1)


# --- Letters --------------------------------------------------------------------------------


def letters(office: Office, kind: str, *options: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.ok(
        "letters", "--kind", kind, "--out", office.folder / "brev", *options
    )["files"]
    for file in found:
        assert {"unit", "path", "persons", "pages"} <= set(file)
        assert len(PdfReader(file["path"]).pages) == file["pages"]
    return found


def test_letters_go_once_to_those_issued_here(place: Office) -> None:
    assert letters(place, "brev") == []  # imported history had its letters
    issued = place.ok("issue", THIRD, "--ground", "G1", "--basis", "samtycke")["intyg_id"]
    (file,) = letters(place, "brev")
    assert (file["unit"], file["persons"]) == ("E1", 1)
    text = text_of(file["path"])
    assert "Cia" in text
    assert issued in text
    assert letters(place, "brev") == []


def test_copies_of_those_named(place: Office) -> None:
    issued = place.ok("issue", THIRD, "--ground", "G1")["intyg_id"]
    letters(place, "brev")
    (file,) = letters(place, "kopia", THIRD)
    assert issued in text_of(file["path"])
    assert place.run("letters", "--kind", "kopia", "--out", "d", code=2).error


def test_offer_forms_for_holders_without_an_answer(place: Office) -> None:
    (file,) = letters(place, "erbjudande", "--year", "2026")
    text = text_of(file["path"])
    assert file["persons"] == 1
    assert "Öberg" in text
    assert "Dold" not in text
    assert "Utan" not in text.replace("Utan ", "")
    assert letters(place, "erbjudande", "--year", "2026", "--unit", "E2") == []
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "inget")
    assert len(letters(place, "erbjudande", "--year", "2026")) == 1
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "nej")
    assert letters(place, "erbjudande", "--year", "2026") == []
    assert len(letters(place, "erbjudande", "--year", "2027")) == 1


def test_paper_forms_for_the_protected(place: Office) -> None:
    assert letters(place, "skyddad") == []  # imported history is not queued
    place.ok("end", "b", "--reason", "fel_grund", "--on", TODAY)
    (file,) = letters(place, "skyddad")
    assert file["persons"] == 1
    assert "Dold" in text_of(file["path"])
