"""Section 2: workbooks, and what is written."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.acceptance.conftest import (
    OTHER,
    SAMPLE,
    SOMEONE,
    THIRD,
    Office,
    certificate,
    codes,
    counts,
    decision,
    luhn,
    offer,
    training,
    unit,
)


def sheet(*rows: Mapping[str, Any]) -> bytes:
    """A workbook; its second sheet is not meant."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("Blad1")
        columns = list(dict.fromkeys(name for row in rows for name in row))
        page.write_row(0, 0, columns)
        for at, row in enumerate(rows, 1):
            for place, name in enumerate(columns):
                value = row.get(name, "")
                if isinstance(value, date):
                    style = book.add_format({"num_format": "yyyy-mm-dd"})
                    page.write_datetime(at, place, value, style)
                else:
                    page.write(at, place, value)
        book.add_worksheet("Blad2").write(0, 0, "annat")
    return buffer.getvalue()


# --- Workbooks ------------------------------------------------------------------------------


def test_real_dates_and_numbers_of_a_workbook(office: Office) -> None:
    office.load_bytes("enheter", sheet({**unit(), "platser": 12, "personal": 8.0}), ".xlsx")
    row = {
        **decision(),
        "personnummer": int(SOMEONE),
        "beslut_id": 17,
        "fran": date(2026, 1, 1),
        "till": date(2026, 12, 31),
        "omvardnad_per_dygn": 3,
        "icf_personlig_vard": 4,
        "postnummer": 44187,
    }
    report = office.load_bytes("insatser", sheet(row), ".xlsx")
    assert report.code == 0, report
    stored = office.export("insatser")[0]
    assert stored["personnummer"] == SOMEONE
    assert (stored["fran"], stored["till"]) == ("2026-01-01", "2026-12-31")
    assert (stored["beslut_id"], stored["postnummer"]) == ("17", "44187")
    assert office.export("enheter")[0]["platser"] == "12"
    held = {**training(), "timmar": 2.5, "deltagare": 7, "datum": date(2026, 3, 1)}
    assert office.load_bytes("utbildningar", sheet(held), ".xlsx").code == 0
    assert office.export("utbildningar")[0]["timmar"].replace(".", ",") == "2,5"


def test_a_date_may_be_a_number_of_eight_digits(office: Office) -> None:
    office.load("enheter", unit())
    row = {**decision(), "fran": 20260101, "till": date(2026, 12, 31)}
    assert office.load_bytes("insatser", sheet(row), ".xlsx").code == 0
    assert office.export("insatser")[0]["fran"] == "2026-01-01"


@pytest.mark.parametrize("nine", ["050615980", "001215980", "000615980"])
def test_a_lost_leading_zero_is_restored_when_the_check_digit_fits(
    office: Office, nine: str
) -> None:
    office.load("enheter", unit())
    digits = f"{nine}{luhn(nine)}"
    row = {**decision(), "personnummer": int(digits)}
    assert office.load_bytes("insatser", sheet(row), ".xlsx").code == 0
    assert office.export("insatser")[0]["personnummer"] == f"20{digits}"
    wrong = {**decision(beslut_id="B2"), "personnummer": int(digits) + 1}
    again = office.load_bytes("insatser", sheet(wrong), ".xlsx")
    assert [code for *_rest, code in codes(again.json)] in (["bad_format"], ["bad_check_digit"])


def test_the_first_sheet_counts_and_blank_rows_do_not(office: Office) -> None:
    content = sheet(unit(), {}, unit(kod="E2", typ="FEL"))
    report = office.load_bytes("enheter", content, ".xlsx").json
    assert report["read"] == 2
    assert codes(report) == [(2, "typ", "bad_value")]


def repacked(content: bytes, more: Mapping[str, bytes]) -> bytes:
    """The workbook with more entries."""
    buffer = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(content))
    with old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, data in more.items():
            new.writestr(name, data)
    return buffer.getvalue()


def test_bombs_are_refused_before_opening(office: Office) -> None:
    book = sheet(unit())
    bombs = (
        {f"x/{at}": b"" for at in range(1001)},  # entries
        {"xl/media/a": b"\0" * 30_000_000},  # ratio
        {"xl/media/a": bytes(range(256)) * 4096 * 151},  # unpacked
    )
    for more in bombs:
        assert office.load_bytes("enheter", repacked(book, more), ".xlsx").code == 4
    assert office.load_bytes("enheter", repacked(book, {}), ".xlsx").code == 0


# --- What is written ------------------------------------------------------------------------


def test_the_form_of_written_files(office: Office) -> None:
    office.load(
        "enheter", unit(kod="b"), unit(kod="B"), unit(kod="Å"), unit(kod="10"), unit(kod="9")
    )
    content = office.export_bytes("enheter")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert lines[0] == (
        "kod;namn;typ;adress;postnummer;postort;ansvarig;telefon;epost;platser;personal;utforare;"
        "oppnad;stangd;ersatts_av"
    )
    assert [line.split(";")[0] for line in lines[1:-1]] == ["10", "9", "B", "b", "Å"]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+46", "'+46"),
        ("-", "'-"),
        ("@x", "'@x"),
        ("'=1+1", "'=1+1"),  # one sign was taken away when it was read
        ("''=1", "''=1"),
        ("'allt", "''allt"),
        ("''allt", "''allt"),
        ("a=b", "a=b"),
    ],
)
def test_cells_that_could_be_formulas(office: Office, given: str, written: str) -> None:
    office.load("enheter", unit(namn=given))
    assert office.export("enheter")[0]["namn"] == written
    first = office.export_bytes("enheter")
    report = office.load_bytes("enheter", first).json
    assert counts(report) == {"read": 1, "unchanged": 1}
    assert office.export_bytes("enheter") == first


def test_export_columns_are_section_2_s(reader: Office) -> None:
    heads = {}
    for kind in ("insatser", "intyg", "erbjudanden", "utbildningar"):
        heads[kind] = reader.export_bytes(kind).decode("utf-8-sig").splitlines()[0]
    for kind, head in heads.items():
        sample = (SAMPLE / f"{kind}.csv").read_text("utf-8-sig").splitlines()[0]
        assert head in (sample, f"kalla;{sample}")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_export_import_export_gives_the_same_bytes(
    sampled: Office, another: Office, suffix: str, tmp_path: Path
) -> None:
    nasty = '=cmd;"x"\ny'
    sampled.load("enheter", unit(kod="=E1", namn=nasty, adress="'a", utforare="-"))
    sampled.load(
        "insatser",
        decision(enhet_kod="=E1", adress=nasty, insats="Okänt stöd", skydd=""),
        decision(beslut_id="B2", kalla="X", personnummer=OTHER, enhet_kod="=E1", skydd="hemlig"),
    )
    first, second = tmp_path / "first", tmp_path / "second"
    for place in (first, second):
        place.mkdir()
    for kind in ("enheter", "insatser", "intyg", "erbjudanden", "utbildningar"):
        name = f"{kind}.{suffix}"
        sampled.ok("export", kind, first / name, "--include-protected")
        report = another.ok("import", kind, first / name)
        assert counts(report) == {"read": report["read"], "created": report["read"]}
    for kind in ("enheter", "insatser", "intyg", "erbjudanden", "utbildningar"):
        name = f"{kind}.{suffix}"
        another.ok("export", kind, second / name, "--include-protected")
        assert (first / name).read_bytes() == (second / name).read_bytes(), kind


def test_protected_persons_are_left_out_and_counted(office: Office) -> None:
    office.load("enheter", unit())
    office.load(
        "insatser",
        decision(),
        decision(beslut_id="B2", personnummer=OTHER, skydd="sekretessmarkering"),
        decision(beslut_id="B3", personnummer=OTHER),
    )
    office.load("intyg", certificate(), certificate(intyg_id="b", personnummer=OTHER))
    office.load("erbjudanden", offer(), offer(personnummer=THIRD))
    for kind, left_out in (("insatser", 1), ("intyg", 1), ("erbjudanden", 1)):
        path = office.folder / "ut.csv"
        told = office.ok("export", kind, path)
        text = path.read_text("utf-8-sig")
        assert SOMEONE in text
        assert OTHER not in text
        assert THIRD not in text
        assert left_out in told.values(), told
        office.ok("export", kind, path, "--include-protected")
        both = path.read_text("utf-8-sig")
        assert (OTHER in both) or (THIRD in both)


def test_the_suffix_decides_and_the_default_is_csv(office: Office) -> None:
    office.load("enheter", unit())
    for name, start in (
        ("a.xlsx", b"PK"),
        ("a.csv", b"\xef\xbb\xbfkod"),
        ("a", b"\xef\xbb\xbfkod"),
    ):
        path = office.folder / name
        path.write_bytes(b"gammalt")
        office.ok("export", "enheter", path)
        assert path.read_bytes().startswith(start)


def test_unwritable_places_are_refused(office: Office) -> None:
    result = office.run("export", "enheter", office.folder / "finns" / "inte" / "a.csv")
    assert result.code == 4
    assert result.error
