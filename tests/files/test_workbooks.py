"""Workbooks: typed cells, and files that must not be opened."""

import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ntand.domain.codes import FileKind
from ntand.errors import BadFile
from ntand.files.archive import MAX_UNPACKED
from tests.files.tables import PERSON, Read

DECISIONS, OFFERS, UNITS = FileKind.DECISIONS, FileKind.OFFERS, FileKind.UNITS


def workbook(path: Path, *rows: list[Any], start: tuple[int, int] = (0, 0)) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows, start[0]):
        sheet.write_row(at, start[1], row)
    book.close()
    return path


def repacked(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The workbook with its parts changed; None leaves a part out."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            changed = change(name, content)
            if changed is not None:
                new.writestr(name, changed)
    return path


def sheet_xml(cells: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        return content.replace(b"</sheetData>", cells + b"</sheetData>")

    return change


def plain(folder: Path) -> Path:
    return workbook(folder / "b.xlsx", ["kod", "namn", "typ"], ["E1", "Hus", "SABO"])


def code_of(path: Path, kind: FileKind = UNITS) -> str:
    with pytest.raises(BadFile) as caught:
        Read(path, kind)
    assert caught.value.facts["name"] == path.name
    return caught.value.code


def test_real_dates_numbers_and_truth_values_are_taken(tmp_path: Path) -> None:
    header = ["personnummer", "ar", "erbjuden", "svar_datum", "munvardskort"]
    row = [float(PERSON), 2026.0, date(2026, 1, 2), datetime.fromisoformat("2026-01-03"), True]
    got = Read(workbook(tmp_path / "b.xlsx", header, row), OFFERS)
    values = [PERSON, 2026, date(2026, 1, 2), date(2026, 1, 3), True]
    assert got.rows == [dict(zip(header, values, strict=True))]


def test_lost_zeros_come_back(tmp_path: Path) -> None:
    header = [
        *("beslut_id", "personnummer", "fornamn", "efternamn", "enhet_kod", "insats", "fran"),
        "utflyttad_till",
    ]
    row = [7, 905271474, "Eva", "Ek", "E1", "sabo", "2024-01-01", 180]
    got = Read(workbook(tmp_path / "b.xlsx", header, row), DECISIONS)
    shown = [got.rows[0][name] for name in ("beslut_id", "personnummer", "utflyttad_till")]
    assert shown == ["7", "200905271474", "0180"]


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    row = [PERSON, 2026, datetime.fromisoformat("2026-01-02T10:30")]
    got = Read(workbook(tmp_path / "b.xlsx", ["personnummer", "ar", "utford"], row), OFFERS)
    assert got.codes == [(1, "utford", "bad_date")]


def test_blank_rows_and_cells_around_the_table_do_not_matter(tmp_path: Path) -> None:
    rows = [
        ["kod", "namn", "typ", " "],
        ["", "", ""],
        ["E1", "Hus", "SABO"],
        ["E2", "H", "LSS", "", "x"],
    ]
    got = Read(workbook(tmp_path / "b.xlsx", *rows, start=(3, 2)), UNITS)
    assert (got.read, got.numbers, got.codes) == (2, [1], [(2, None, "bad_value")])


def test_what_is_no_sound_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    whole = plain(tmp_path).read_bytes()
    cases = {
        b"kod;namn;typ\r\n": "file.not_xlsx",
        b"PK\x03\x04": "file.xlsx_damaged",
        whole[: len(whole) // 2]: "file.xlsx_damaged",
        b"\xd0\xcf\x11\xe0" + bytes(600): "file.old_excel",
        b"\xd0\xcf\x11\xe0" + bytes(6) + "EncryptedPackage".encode("utf-16-le"): "file.locked",
    }
    for content, code in cases.items():
        path.write_bytes(content)
        assert code_of(path) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda name, old: None if name == "xl/workbook.xml" else old, "file.not_xlsx"),
        (lambda name, old: None if name.endswith("sheet1.xml") else old, "file.xlsx_damaged"),
        (lambda name, old: old[: len(old) // 2], "file.xlsx_damaged"),
        (lambda name, old: re.sub(b"<sheets>.*</sheets>", b"<sheets/>", old), "file.no_sheets"),
        (sheet_xml(b'<row r="9"><c r="XFD900000"><v>1</v></c></row>'), "file.xlsx_area"),
        (sheet_xml(b"<row r='9'><c r='XFD900000'><v>1</v></c></row>"), "file.xlsx_unusual"),
        (sheet_xml(b'<row r="9"><x:c s="1" r="XFD900000"><v>1</v></x:c></row>'), "file.xlsx_area"),
        (sheet_xml(b'<row r="9"><c><v>1</v></c></row>'), "file.xlsx_unusual"),
        (lambda name, old: old.replace(b"<sst", b'<!DOCTYPE x [<!ENTITY a "b">]><sst'),
            "file.xlsx_entities"),
    ],
)  # fmt: skip
def test_a_dangerous_workbook_is_refused(
    tmp_path: Path, change: Callable[[str, bytes], bytes | None], code: str
) -> None:
    assert code_of(repacked(plain(tmp_path), change)) == code


def test_a_far_cell_with_a_look_and_no_value_does_no_harm(tmp_path: Path) -> None:
    change = sheet_xml(b'<row r="9"><c r="XFD900000" s="0"/><c s="0" r="XFD900001"/></row>')
    assert Read(repacked(plain(tmp_path), change), UNITS).read == 1


def bomb(path: Path, size: int, name: str = "xl/media/x.bin") -> Path:
    archive = zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED)
    with archive, archive.open(name, "w") as part:
        for _ in range(size // 1_000_000):
            part.write(bytes(1_000_000))
    return path


def lied(path: Path, size: int) -> Path:
    """The last part of the archive declares another size than it has."""
    content = bytearray(path.read_bytes())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    path.write_bytes(content)
    return path


def test_a_bomb_is_refused_at_once_whatever_it_declares(tmp_path: Path) -> None:
    path = bomb(plain(tmp_path), 300_000_000)
    start = time.process_time()
    assert code_of(path) == "file.xlsx_too_large"
    assert code_of(lied(path, 1_000)) == "file.xlsx_too_large"
    assert time.process_time() - start < 1.0


def test_a_part_that_is_smaller_than_declared_is_refused(tmp_path: Path) -> None:
    path = plain(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x.bin", b"abc")
    assert code_of(lied(path, 4)) == "file.xlsx_damaged"


def test_the_ratio_counts_for_the_whole_and_for_each_large_part(tmp_path: Path) -> None:
    assert code_of(bomb(plain(tmp_path), 2_000_000)) == "file.xlsx_too_large"


def test_more_than_a_thousand_parts_are_refused(tmp_path: Path) -> None:
    path = plain(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"x{number}", b"")
    assert code_of(path) == "file.xlsx_too_large"


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    path = plain(tmp_path)
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert code_of(path) == "file.locked"


def test_no_damage_to_a_workbook_gives_anything_but_a_refusal(tmp_path: Path) -> None:
    path = plain(tmp_path)
    whole = path.read_bytes()
    codes = set()
    for at in range(0, len(whole), 23):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            Read(path, UNITS)
        except BadFile as error:
            codes.add(error.code)
    assert "file.xlsx_damaged" in codes


def test_the_limit_is_in_megabytes() -> None:
    assert MAX_UNPACKED == 150_000_000
