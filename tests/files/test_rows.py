"""Rows: every rule for a cell, a row and a key."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ntand.domain.codes import FileKind
from ntand.files.rows import Row, RowFault
from tests.files.tables import OTHER, PERSON, decision, read, table_text, units

UNITS, DECISIONS = FileKind.UNITS, FileKind.DECISIONS
CERTIFICATES, OFFERS, TRAININGS = FileKind.CERTIFICATES, FileKind.OFFERS, FileKind.TRAININGS


def certificate(**cells: str) -> dict[str, str]:
    sound = {
        "intyg_id": "C1",
        "personnummer": PERSON,
        "grund": "G1",
        "kriterier": "VGR",
        "fran": "2024-02-01",
        "utfardad": "2024-01-30",
        "utfardare": "Eva Ek",
    }
    return sound | cells


def offer(**cells: str) -> dict[str, str]:
    return {"personnummer": PERSON, "ar": "2026"} | cells


def training(**cells: str) -> dict[str, str]:
    sound = {"utbildning_id": "U1", "enhet_kod": "E1", "datum": "20260102"}
    return sound | {"timmar": "1,5", "deltagare": "8"} | cells


def unit(**cells: str) -> dict[str, str]:
    return {"kod": "E1", "namn": "Hus", "typ": "SABO"} | cells


@pytest.mark.parametrize(
    ("kind", "row", "name", "value"),
    [
        (DECISIONS, decision(personnummer="18900101-9802"), "personnummer", PERSON),
        (DECISIONS, decision(fran=" 20240229 "), "fran", date(2024, 2, 29)),
        (DECISIONS, decision(insats="Särskild service"), "insats", "sarskild_service"),
        (DECISIONS, decision(insats="LSS 10"), "insats", "lss10"),
        (DECISIONS, decision(skydd="Skyddad folkbokföring"), "skydd", "skyddad folkbokforing"),
        (DECISIONS, decision(skydd=" "), "skydd", None),
        (DECISIONS, decision(kontakt_roll="God man"), "kontakt_roll", "god_man"),
        (DECISIONS, decision(omvardnad_per_dygn="24"), "omvardnad_per_dygn", 24),
        (DECISIONS, decision(icf_personlig_vard="9"), "icf_personlig_vard", 9),
        (DECISIONS, decision(varaktigt="JA"), "varaktigt", True),
        (DECISIONS, decision(varaktigt="n"), "varaktigt", False),
        (DECISIONS, decision(utflyttad_till="0180"), "utflyttad_till", "0180"),
        (DECISIONS, decision(utflyttad_till="Utlandet"), "utflyttad_till", "utlandet"),
        (DECISIONS, decision(fornamn="'-Eva"), "fornamn", "-Eva"),
        (DECISIONS, decision(fornamn="''Eva"), "fornamn", "'Eva"),
        (DECISIONS, decision(fornamn="'Eva"), "fornamn", "'Eva"),
        (DECISIONS, decision(fornamn=" Eva\u00a0"), "fornamn", "Eva"),
        (DECISIONS, decision(fornamn="x" * 500), "fornamn", "x" * 500),
        (TRAININGS, training(timmar="1.50"), "timmar", Decimal("1.50")),
        (TRAININGS, training(), "timmar", Decimal("1.5")),
        (UNITS, unit(typ="Hemtjänst"), "typ", "HEMTJANST"),
        (OFFERS, offer(avvikelse="Ej hemma"), "avvikelse", "ej_hemma"),
        (OFFERS, offer(avvikelse="Hade glömt"), "avvikelse", "Hade glömt"),
        (CERTIFICATES, certificate(makulerat="nej"), "makulerat", False),
        (CERTIFICATES, certificate(ursprung=""), "ursprung", None),
    ],
)
def test_a_sound_cell_gives_its_value(
    tmp_path: Path, kind: FileKind, row: dict[str, str], name: str, value: object
) -> None:
    got = read(tmp_path, table_text(row), kind)
    assert (got.faults, got.warnings) == ([], [])
    assert got.rows[0][name] == value
    assert type(got.rows[0][name]) is type(value)


@pytest.mark.parametrize(
    ("kind", "row", "column", "code"),
    [
        (DECISIONS, decision(personnummer=PERSON[:-1] + "3"), "personnummer", "bad_check_digit"),
        (DECISIONS, decision(personnummer="Eva"), "personnummer", "bad_format"),
        (DECISIONS, decision(personnummer=""), "personnummer", "missing_value"),
        (DECISIONS, decision(beslut_id=" "), "beslut_id", "missing_value"),
        (DECISIONS, decision(beslut_id="x" * 65), "beslut_id", "too_long"),
        (DECISIONS, decision(adress="x" * 501), "adress", "too_long"),
        (DECISIONS, decision(insats="x" * 501), "insats", "too_long"),
        (DECISIONS, decision(fran="2024-02-30"), "fran", "bad_date"),
        (DECISIONS, decision(fran="2024-W01-1"), "fran", "bad_date"),
        (DECISIONS, decision(fran="2024W011"), "fran", "bad_date"),
        (DECISIONS, decision(fran="240101"), "fran", "bad_date"),
        (DECISIONS, decision(fran="２０２４０１０１"), "fran", "bad_date"),
        (DECISIONS, decision(till="2023-12-31"), "till", "end_before_start"),
        (DECISIONS, decision(omvardnad_per_dygn="25"), "omvardnad_per_dygn", "bad_value"),
        (DECISIONS, decision(omvardnad_per_dygn="1,0"), "omvardnad_per_dygn", "bad_value"),
        (DECISIONS, decision(icf_personlig_vard="5"), "icf_personlig_vard", "bad_value"),
        (DECISIONS, decision(varaktigt="kanske"), "varaktigt", "bad_value"),
        (DECISIONS, decision(forbattring="stor"), "forbattring", "bad_value"),
        (DECISIONS, decision(utflyttad_till="180"), "utflyttad_till", "bad_value"),
        (CERTIFICATES, certificate(avslutat="2024-01-31"), "avslutat", "end_before_start"),
        (CERTIFICATES, certificate(grund="G5"), "grund", "bad_value"),
        (CERTIFICATES, certificate(underlag="x"), "underlag", "bad_value"),
        (OFFERS, offer(ar="1989"), "ar", "bad_value"),
        (OFFERS, offer(ar="2101"), "ar", "bad_value"),
        (OFFERS, offer(svar="kanske"), "svar", "bad_value"),
        (TRAININGS, training(timmar="-1"), "timmar", "bad_value"),
        (TRAININGS, training(timmar="1e3"), "timmar", "bad_value"),
        (TRAININGS, training(deltagare="٣"), "deltagare", "bad_value"),
        (UNITS, unit(typ="HUS"), "typ", "bad_value"),
        (UNITS, unit(platser="-1"), "platser", "bad_value"),
    ],
)
def test_a_bad_cell_refuses_its_row(
    tmp_path: Path, kind: FileKind, row: dict[str, str], column: str, code: str
) -> None:
    got = read(tmp_path, table_text(row), kind)
    assert got.codes == [(1, column, code)]
    assert (got.rows, got.read) == ([], 1)


def test_every_fault_of_a_row_is_told_in_the_order_of_rows(tmp_path: Path) -> None:
    rows = (decision(fran="x", personnummer="y"), decision(beslut_id="B2"), decision(till="z"))
    got = read(tmp_path, table_text(*rows), DECISIONS)
    assert got.codes == [
        (1, "personnummer", "bad_format"),
        (1, "fran", "bad_date"),
        (3, "till", "bad_date"),
    ]
    assert got.numbers == [2]


def test_blank_lines_are_not_counted(tmp_path: Path) -> None:
    got = read(
        tmp_path, units("", "E1;A;SABO;", ";;;", " ; ;\u00a0", "E2;B;X;", "", "E3;C;LSS;"), UNITS
    )
    assert (got.read, got.numbers) == (3, [1, 3])
    assert got.codes == [(2, "typ", "bad_value")]


def test_a_short_row_is_filled_and_a_long_one_refused(tmp_path: Path) -> None:
    got = read(tmp_path, units("E1;A;SABO", "E2;B;LSS;1; ", "E3;C;LSS;1;x"), UNITS)
    assert got.codes == [(3, None, "bad_value")]
    assert [row["platser"] for row in got.rows] == [None, 1]


def test_a_later_row_with_an_accepted_key_is_refused(tmp_path: Path) -> None:
    rows = (decision(fran="x"), decision(), decision(), decision(till="x"))
    got = read(tmp_path, table_text(*rows), DECISIONS)
    assert got.numbers == [2]
    assert got.codes == [
        (1, "fran", "bad_date"),
        (3, "beslut_id", "duplicate_key"),
        (4, "till", "bad_date"),
        (4, "beslut_id", "duplicate_key"),
    ]


def test_keys_are_remembered_from_chunk_to_chunk(tmp_path: Path) -> None:
    rows = [f"E{n};Hus;SABO;1" for n in range(2_500)] + ["E1;Hus;SABO;1"]
    assert read(tmp_path, units(*rows), UNITS).codes == [(2_501, "kod", "duplicate_key")]


def test_a_decision_is_known_by_source_and_id(tmp_path: Path) -> None:
    rows = (decision(kalla="A"), decision(kalla="B"), decision(kalla=""), decision(kalla="A"))
    got = read(tmp_path, table_text(*rows), DECISIONS, source="B")
    assert got.codes == [(n, "beslut_id", "duplicate_key") for n in (3, 4)]


def test_an_offer_is_known_by_person_and_year(tmp_path: Path) -> None:
    rows = (
        offer(),
        offer(ar="2025"),
        offer(personnummer=OTHER),
        offer(personnummer="18900101-9802"),
    )
    assert read(tmp_path, table_text(*rows), OFFERS).codes == [(4, None, "duplicate_key")]


def test_a_row_refused_by_the_caller_leaves_its_key_free(tmp_path: Path) -> None:
    def unnamed(rows: list[Row]) -> list[RowFault]:
        return [RowFault(number, None, "unknown_person") for number, _ in rows if number == 1]

    rows = (certificate(), certificate(), certificate())
    got = read(tmp_path, table_text(*rows), CERTIFICATES, refuse=unnamed)
    assert got.codes == [(1, None, "unknown_person"), (3, "intyg_id", "duplicate_key")]
    assert got.numbers == [2]


def test_unknown_support_and_protection_are_kept_with_a_warning(tmp_path: Path) -> None:
    rows = (
        decision(insats="Matlåda", skydd="Kvarskrivning 7"),
        decision(beslut_id="B2", insats="Matlåda", fran="x", skydd=""),
    )
    got = read(tmp_path, table_text(*rows), DECISIONS)
    assert got.warnings == [
        RowFault(1, "skydd", "unknown_value"),
        RowFault(1, "insats", "unknown_value", "Matlåda"),
    ]
    assert (got.rows[0]["insats"], got.rows[0]["skydd"]) == ("Matlåda", "Kvarskrivning 7")


def test_an_absent_column_is_not_a_column_of_empty_cells(tmp_path: Path) -> None:
    got = read(tmp_path, "kod;typ;namn\nE1;SABO;Hus\n", UNITS)
    assert got.columns == ("kod", "namn", "typ")
    assert got.rows == [{"kod": "E1", "namn": "Hus", "typ": "SABO"}]


def test_a_cell_of_ten_million_signs_costs_its_row_alone(tmp_path: Path) -> None:
    got = read(tmp_path, units(f"E1;{'x' * 10_000_000};SABO;1", "E2;Hus;LSS;2"), UNITS)
    assert got.codes == [(1, "namn", "too_long")]
    assert got.numbers == [2]
