"""Section 2: the files' dialects, headers, values and refusals."""

import json

import pytest

from tests.acceptance.conftest import (
    OTHER,
    SOMEONE,
    Office,
    certificate,
    codes,
    counts,
    csv_text,
    decision,
    offer,
    training,
    unit,
)

REQUIRED = {
    "enheter": ["kod", "namn", "typ"],
    "insatser": [
        *("beslut_id", "personnummer", "fornamn", "efternamn", "enhet_kod", "insats", "fran"),
    ],
    "intyg": ["intyg_id", "personnummer", "grund", "kriterier", "fran", "utfardad", "utfardare"],
    "erbjudanden": ["personnummer", "ar"],
    "utbildningar": ["utbildning_id", "enhet_kod", "datum", "timmar", "deltagare"],
}
SERVICES = (
    *("sabo", "sarskild_service", "korttid", "hemtjanst", "hemsjukvard", "trygghetslarm"),
    *("hemvardsbidrag", "dagverksamhet", "boendestod", "hvb", "familjehem", "ledsagning"),
    *("assistansersattning", "ovrig", *(f"lss{at}" for at in range(1, 11))),
)
UNITS = [unit(namn="Östra längan"), unit(kod="E2", namn="Ängen", ansvarig="Åke")]


# --- Dialects -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_every_encoding_and_separator_is_found_out(
    office: Office, encoding: str, separator: str, end: str
) -> None:
    text = csv_text(UNITS, separator).replace("\r\n", end)
    report = office.load_bytes("enheter", text.encode(encoding))
    assert report.code == 0
    assert counts(report.json) == {"read": 2, "created": 2}
    assert [row["namn"] for row in office.export("enheter")] == ["Östra längan", "Ängen"]


def test_quotes_keep_separators_quotes_and_line_breaks(office: Office) -> None:
    name = 'Linden; "norra"\nhuset'
    office.load("enheter", unit(namn=name))
    assert office.export("enheter")[0]["namn"] == name


def test_headers_and_code_values_match_loosely(office: Office) -> None:
    text = "KOD; Nämn ;T-Y P\r\nE1;A;säbo\r\nE2;B;Hem-tjänst\r\nE3;C;HEM SJUKVARD\r\nE4;D;l_s_s\r\n"
    report = office.load_bytes("enheter", text.encode()).json
    assert counts(report) == {"read": 4, "created": 4}
    kinds = [row["typ"] for row in office.export("enheter")]
    assert kinds == ["SABO", "HEMTJANST", "HEMSJUKVARD", "LSS"]


def test_unknown_columns_are_ignored_and_named(office: Office) -> None:
    report = office.load("enheter", unit(**{"Färg": "grön", "hemsida": "x"}))
    assert report["ignored_columns"] == ["Färg", "hemsida"]
    assert counts(report) == {"read": 1, "created": 1}


def test_blank_lines_are_not_counted(office: Office) -> None:
    text = "kod;namn;typ\r\nE1;A;SABO\r\n\r\n;;\r\nE2;B;FEL\r\n"
    report = office.load_bytes("enheter", text.encode()).json
    assert report["read"] == 2
    assert codes(report) == [(2, "typ", "bad_value")]


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"kod;namn\r\nE1;A\r\n", ".csv"),  # without the required `typ`
        (b"", ".csv"),
        (b"\x00\x01\x02\x03" * 50, ".csv"),
        (b"PK\x03\x04 not a workbook", ".xlsx"),
        (b"hello", ".xlsx"),
        ("kod;namn;typ\nE1;Åsa;SABO\n".encode() + b"E2;\xe5;SABO\n", ".csv"),  # two encodings
    ],
)
def test_what_cannot_be_read_is_refused_whole(office: Office, content: bytes, suffix: str) -> None:
    result = office.load_bytes("enheter", content, suffix)
    assert result.code == 4
    assert set(result.json) == {"error"}
    assert result.error
    assert office.export("enheter") == []


def test_a_file_that_is_not_there(office: Office) -> None:
    assert office.run("import", "enheter", office.folder / "nej.csv").code == 4
    assert office.run("import", "enheter", office.folder).code == 4


@pytest.mark.parametrize("kind", ["enheter", "insatser", "intyg", "erbjudanden", "utbildningar"])
def test_each_required_column_must_be_there(office: Office, kind: str) -> None:
    required = REQUIRED[kind]
    row = {
        "enheter": unit(),
        "insatser": decision(),
        "intyg": certificate(),
        "erbjudanden": offer(),
        "utbildningar": training(),
    }[kind]
    for name in required:
        lacking = {key: value for key, value in row.items() if key != name}
        report = office.load(kind, lacking)
        assert report["error"]["code"], name
        empty = office.load(kind, row | {name: " "}, options=["--dry-run"])
        assert codes(empty) == [(1, name, "missing_value")]
    for name in set(row) - set(required) - {"fornamn", "efternamn"}:
        assert office.load(kind, row | {name: ""}, options=["--dry-run"])["rejected"] == []


# --- Values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "given", "code"),
    [
        ("fran", "2026-02-29", "bad_date"),
        ("fran", "2026-W01-1", "bad_date"),
        ("fran", "26-01-01", "bad_date"),
        ("fran", "2026/01/01", "bad_date"),
        ("fran", "1/2/2026", "bad_date"),
        ("fran", "20260101", ""),
        ("till", "2025-12-31", "end_before_start"),
        ("till", "2026-01-01", ""),
        ("omvardnad_per_dygn", "25", "bad_value"),
        ("omvardnad_per_dygn", "24", ""),
        ("omvardnad_per_dygn", "0", ""),
        ("omvardnad_per_dygn", "-1", "bad_value"),
        ("omvardnad_per_dygn", "1,5", "bad_value"),
        ("icf_personlig_vard", "5", "bad_value"),
        ("icf_personlig_vard", "7", "bad_value"),
        ("icf_personlig_vard", "8", ""),
        ("icf_personlig_vard", "9", ""),
        ("varaktigt", "ja", ""),
        ("varaktigt", "NEJ", ""),
        ("varaktigt", "j", ""),
        ("varaktigt", "kanske", "bad_value"),
        ("forbattring", "Oklar", ""),
        ("forbattring", "stor", "bad_value"),
        ("tandvardsgivare", "Folk-tandvården", ""),
        ("tandvardsgivare", "annan", "bad_value"),
        ("kontakt_roll", "God man", ""),
        ("kontakt_roll", "vän", "bad_value"),
        ("utflyttad_till", "1480", ""),
        ("utflyttad_till", "Utlandet", ""),
        ("utflyttad_till", "Norge", "bad_value"),
        ("beslut_id", "b" * 64, ""),
        ("beslut_id", "b" * 65, "too_long"),
        ("adress", "a" * 500, ""),
        ("adress", "a" * 501, "too_long"),
        ("efternamn", "a" * 501, "too_long"),
        ("avliden", "imorgon", "bad_date"),
    ],
)
def test_values_of_a_decision(office: Office, column: str, given: str, code: str) -> None:
    office.load("enheter", unit())
    report = office.load("insatser", decision(**{column: given}))
    assert codes(report) == ([(1, column, code)] if code else [])
    assert report["warnings"] == []


@pytest.mark.parametrize(
    ("kind", "row", "column", "code"),
    [
        ("intyg", certificate(avslutat="2025-12-31"), "avslutat", "end_before_start"),
        ("intyg", certificate(till="2025-12-31"), "till", "end_before_start"),
        ("intyg", certificate(grund="G5"), "grund", "bad_value"),
        ("intyg", certificate(ursprung="grannen"), "ursprung", "bad_value"),
        ("intyg", certificate(ursprung="Annan kommun"), "", ""),
        ("intyg", certificate(underlag="menprövning"), "", ""),
        ("intyg", certificate(avslutsorsak="trött"), "avslutsorsak", "bad_value"),
        ("intyg", certificate(makulerat="x"), "makulerat", "bad_value"),
        ("intyg", certificate(ersatter="x" * 65), "ersatter", "too_long"),
        ("erbjudanden", offer(ar="1989"), "ar", "bad_value"),
        ("erbjudanden", offer(ar="1990"), "", ""),
        ("erbjudanden", offer(ar="2100"), "", ""),
        ("erbjudanden", offer(ar="2101"), "ar", "bad_value"),
        ("erbjudanden", offer(svar="kanske"), "svar", "bad_value"),
        ("erbjudanden", offer(svarat_av="Ställföreträdare"), "", ""),
        ("erbjudanden", offer(svar_kanal="sms"), "svar_kanal", "bad_value"),
        ("erbjudanden", offer(avvikelse="vägrade öppna"), "", ""),
        ("erbjudanden", offer(avvikelse="Ej hemma"), "", ""),
        ("utbildningar", training(timmar="1.25"), "", ""),
        ("utbildningar", training(timmar="en"), "timmar", "bad_value"),
        ("utbildningar", training(deltagare="7,5"), "deltagare", "bad_value"),
        ("utbildningar", training(deltagare="0"), "", ""),
        ("utbildningar", training(timmar="-1"), "timmar", "bad_value"),
        ("enheter", unit(platser="många"), "platser", "bad_value"),
        ("enheter", unit(personal="12"), "", ""),
        ("enheter", unit(typ="HOTELL"), "typ", "bad_value"),
        ("enheter", unit(stangd="2026-13-01"), "stangd", "bad_date"),
    ],
)
def test_values_of_the_other_files(
    office: Office, kind: str, row: dict[str, str], column: str, code: str
) -> None:
    office.load("enheter", unit())
    report = office.load(kind, row, options=["--dry-run"])
    assert codes(report) == ([(1, column, code)] if code else [])


def test_each_service_kind_is_known(office: Office) -> None:
    office.load("enheter", unit())
    rows = [decision(beslut_id=f"B{at:02d}", insats=kind) for at, kind in enumerate(SERVICES)]
    report = office.load("insatser", *rows)
    assert report["warnings"] == []
    assert [row["insats"] for row in office.export("insatser")] == list(SERVICES)


def test_one_entry_per_fault_and_read_counts_rows(office: Office) -> None:
    office.load("enheter", unit())
    faulty = decision(beslut_id="B1", fran="x", varaktigt="?", fornamn="")
    report = office.load("insatser", faulty, decision(beslut_id="B2"))
    assert sorted(codes(report)) == [
        (1, "fornamn", "missing_value"),
        (1, "fran", "bad_date"),
        (1, "varaktigt", "bad_value"),
    ]
    assert counts(report) == {"read": 2, "created": 1}


def test_a_key_counts_from_the_first_accepted_row(office: Office) -> None:
    report = office.load(
        "enheter",
        unit(typ="FEL"),
        unit(namn="den andra"),
        unit(namn="den andra"),
        unit(namn="den tredje"),
    )
    assert [(row, code) for row, _c, code in codes(report)] == [
        (1, "bad_value"),
        (3, "duplicate_key"),
        (4, "duplicate_key"),
    ]
    assert counts(report) == {"read": 4, "created": 1}
    assert office.export("enheter")[0]["namn"] == "den andra"


def test_keys_of_the_files(office: Office) -> None:
    office.load("enheter", unit())
    own = office.load(
        "insatser",
        decision(kalla="A"),
        decision(kalla="B"),
        decision(kalla=""),
        decision(kalla="standard"),
        decision(kalla="C"),
        options=["--source", "C"],
    )
    assert [(row, code) for row, _c, code in codes(own)] == [(5, "duplicate_key")]
    offers = office.load("erbjudanden", offer(), offer(ar="2027"), offer(ar=" 2026 "))
    assert [(row, code) for row, _c, code in codes(offers)] == [(3, "duplicate_key")]


def test_messages_never_repeat_a_number(office: Office) -> None:
    bad = SOMEONE[:-1] + str((int(SOMEONE[-1]) + 1) % 10)
    rows = [
        decision(personnummer=bad),
        decision(beslut_id="B2", skydd=SOMEONE, insats=OTHER),
        decision(beslut_id="B3", enhet_kod=SOMEONE),
        decision(beslut_id="B4", fran=SOMEONE, varaktigt=OTHER),
    ]
    path = office.write("in.csv", rows)
    result = office.run("import", "insatser", path)
    told = json.dumps([result.json["rejected"], result.json["warnings"], result.err])
    for secret in (bad, SOMEONE, OTHER):
        assert secret not in told
        assert secret[2:] not in told
