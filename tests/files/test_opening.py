"""Opening: encoding, separator, header, and files that cannot be used."""

import codecs
from pathlib import Path

import pytest

from ntand.domain.codes import FileKind
from ntand.errors import BadFile
from ntand.files.folding import fold
from ntand.files.reading import open_table
from tests.files.tables import OTHER, TODAY, decision, read, table_text, units

UNITS = FileKind.UNITS
SAMPLES = Path(__file__).parents[1] / "data" / "alingsas"
SWEDISH = units("E1;Åsgården – Östra;SABO;3", "E2;Älvan;LSS;")


def refusal(folder: Path, content: str | bytes, kind: FileKind = UNITS, **how: object) -> BadFile:
    with pytest.raises(BadFile) as caught:
        read(folder, content, kind, **how)
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp1252", b""),
        ("utf-16-le", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_every_encoding_gives_the_same_names(tmp_path: Path, encoding: str, mark: bytes) -> None:
    got = read(tmp_path, mark + SWEDISH.encode(encoding), UNITS)
    assert [row["namn"] for row in got.rows] == ["Åsgården – Östra", "Älvan"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_the_one_that_finds_our_columns(tmp_path: Path, separator: str) -> None:
    got = read(tmp_path, SWEDISH.replace(";", separator), UNITS)
    assert got.columns == ("kod", "namn", "typ", "platser")
    assert got.read == 2


@pytest.mark.parametrize("kind", list(FileKind))
def test_the_sample_files_are_read_without_a_fault(kind: FileKind, tmp_path: Path) -> None:
    content = (SAMPLES / f"{kind}.csv").read_bytes()
    got = read(tmp_path, content, kind)
    assert (got.faults, got.warnings, got.ignored) == ([], [], ())
    assert got.read == len(got.rows) == content.count(b"\r\n") - 1


def test_headers_match_however_they_are_written(tmp_path: Path) -> None:
    got = read(tmp_path, "NAMN; k-o\u00a0d ;T_Y P;Öppnad\nHus;E1;sabo;20240102\n", UNITS)
    assert got.columns == ("kod", "namn", "typ", "oppnad")
    assert got.rows[0]["typ"] == "SABO"


def test_folding_treats_composed_and_decomposed_letters_alike() -> None:
    assert fold("O\u0308ppn-ad_ Å") == fold("öppnada") == "oppnada"


def test_unknown_columns_are_named_as_written(tmp_path: Path) -> None:
    got = read(tmp_path, "kod;namn;typ; Våning ;Färg;\nE1;Hus;SABO;2;röd;\n", UNITS)
    assert got.ignored == (" Våning ", "Färg")


def test_a_mapping_goes_before_our_names(tmp_path: Path) -> None:
    how = {"mapping": {"Enhetskod": "kod", "Benämning": "namn"}}
    got = read(tmp_path, "enhets-kod;BENAMNING;typ\nE1;Hus;SABO\n", UNITS, **how)
    assert got.rows == [{"kod": "E1", "namn": "Hus", "typ": "SABO"}]


def test_a_mapping_to_an_unknown_column_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, SWEDISH, mapping={"Färg": "farg"})
    assert (error.code, error.facts["columns"]) == ("file.bad_mapping", "farg")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b" \r\n;;\r\n", "file.empty"),
        ("kod;namn\r\nE1;Hus\r\n", "file.missing_column"),
        ("kod;namn;typ;K O D\r\n", "file.duplicate_column"),
        (SWEDISH.encode() + b"\0", "file.nul_bytes"),
        ((SWEDISH + "\0").encode("utf-16"), "file.nul_bytes"),
        (SWEDISH.encode() + b"\xff\r\n", "file.mixed_encoding"),
        (units("E1;\x81;SABO;").encode("latin-1"), "file.encoding"),
        (codecs.BOM_UTF8 + "kod;åa".encode("latin-1"), "file.encoding"),
        (SWEDISH.encode("utf-16")[:-1], "file.cut_off"),
        (units("E1;Hus;SABO;1", "E2;Åsg").encode()[:-5], "file.cut_off"),
        (units("E1;Hus;SABO;1", "E2;H")[:-2], "file.cut_off"),
        (units("E1;Hus;SABO;1", 'E2;"Hus'), "file.cut_off"),
        (units('E1;"Hus"s;SABO;1'), "file.bad_csv"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    error = refusal(tmp_path, content)
    assert (error.code, error.facts["name"]) == (code, "fil.csv")


def test_a_short_last_row_is_taken_when_the_line_is_ended_or_others_are_short(
    tmp_path: Path,
) -> None:
    assert read(tmp_path, units("E1;Hus;SABO;1", "E2;H;LSS"), UNITS).read == 2
    assert read(tmp_path, units("E1;Hus;SABO", "E2;Hus;LSS")[:-2], UNITS).read == 2
    assert read(tmp_path, units("E1;Hus;SABO")[:-2], UNITS).read == 1


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, code in [(tmp_path / "x.csv", "file.not_found"), (tmp_path, "file.not_a_file")]:
        with pytest.raises(BadFile, match=code):
            open_table(path, UNITS, TODAY)


def test_a_bad_line_is_named_by_its_number_and_not_by_what_it_holds(tmp_path: Path) -> None:
    content = table_text(decision(), decision(beslut_id="B2", adress=f'"{OTHER}"x'))
    error = refusal(tmp_path, content, FileKind.DECISIONS)
    assert error.facts == {"name": "fil.csv", "line": 3}


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fil.csv"
    path.write_text(units(*(f"E{n};Hus;SABO;1" for n in range(2_500))))
    with open_table(path, UNITS, TODAY) as table:
        chunks = iter(table)
        assert next(chunks).read == 1_000
        with path.open("a") as file:
            file.write("E;Hus;SABO;1\r\n")
        with pytest.raises(BadFile, match=r"file\.changed"):
            next(chunks)
