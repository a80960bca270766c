"""Section 2: what an import does with what is stored already, with persons and with units."""

from typing import Any

import pytest

from tests.acceptance.conftest import (
    KINDS,
    OTHER,
    SAMPLE,
    SOMEONE,
    THIRD,
    Office,
    certificate,
    codes,
    counts,
    decision,
    number,
    offer,
    training,
    unit,
)


@pytest.fixture
def place(office: Office) -> Office:
    """An installation with one unit."""
    office.load("enheter", unit(), unit(kod="E2", namn="Eken", typ="HEMTJANST"))
    return office


def one(office: Office, kind: str) -> dict[str, str]:
    (row,) = office.export(kind)
    return row


# --- The report and the options -------------------------------------------------------------


def test_the_sample_is_unchanged_when_it_comes_again(sampled: Office) -> None:
    before = {kind: sampled.export_bytes(kind, "--include-protected") for kind in KINDS}
    for kind in KINDS:
        report = sampled.ok("import", kind, SAMPLE / f"{kind}.csv")
        assert counts(report) == {"read": report["read"], "unchanged": report["read"]}
        assert report["kind"] == kind
        assert (report["rejected"], report["warnings"], report["ignored_columns"]) == ([], [], [])
    after = {kind: sampled.export_bytes(kind, "--include-protected") for kind in KINDS}
    assert before == after


def test_a_dry_run_tells_the_same_and_stores_nothing(place: Office) -> None:
    rows = [decision(), decision(beslut_id="B2", insats="?"), decision(beslut_id="B3", fran="")]
    dry = place.load("insatser", *rows, options=["--dry-run"])
    assert place.export("insatser") == []
    assert place.persons() == {}
    assert place.load("insatser", *rows) == dry


def test_strict_stores_nothing_and_names_what_was_refused(place: Office) -> None:
    path = place.write("in.csv", [decision(), decision(beslut_id="B2", fran="")])
    result = place.run("import", "insatser", path, "--strict", code=4)
    assert set(result.json) == {"error", "rejected"}
    assert codes(result.json) == [(2, "fran", "missing_value")]
    assert place.export("insatser") == []
    warned = place.write("in.csv", [decision(insats="okänd")])
    assert place.run("import", "insatser", warned, "--strict").code == 0


def test_exit_three_when_rows_were_refused_and_zero_when_only_warned(place: Office) -> None:
    refused = place.write("a.csv", [decision(fran="")])
    assert place.run("import", "insatser", refused).code == 3
    warned = place.write("b.csv", [decision(insats="okänd")])
    assert place.run("import", "insatser", warned).code == 0


# --- Care systems own their decisions and units ---------------------------------------------


def test_an_empty_cell_clears_and_an_absent_column_keeps(place: Office) -> None:
    place.load("insatser", decision(adress="Ågatan 1", till="2027-01-01", telefon="1"))
    lacking = {k: v for k, v in decision(adress="").items() if k != "telefon"}
    report = place.load("insatser", lacking)
    assert counts(report) == {"read": 1, "updated": 1}
    row = one(place, "insatser")
    assert (row["adress"], row["till"], row["telefon"]) == ("", "2027-01-01", "1")
    assert counts(place.load("insatser", lacking)) == {"read": 1, "unchanged": 1}
    place.load("enheter", unit(adress="A", platser="5"))
    place.load("enheter", unit(adress=""))
    found = place.export("enheter")[0]
    assert (found["adress"], found["platser"]) == ("", "5")


def test_a_decision_may_go_to_another_person(place: Office) -> None:
    place.load("insatser", decision())
    report = place.load("insatser", decision(personnummer=OTHER))
    assert counts(report) == {"read": 1, "updated": 1}
    assert one(place, "insatser")["personnummer"] == OTHER


def test_a_fact_filled_in_here_counts_until_the_source_gives_one(place: Office) -> None:
    place.load("insatser", decision(omvardnad_per_dygn=""))
    assert place.persons()[SOMEONE]["missing"] == ["omvardnad_per_dygn"]
    place.ok("fact", SOMEONE, "B1", "omvardnad_per_dygn", "2")
    assert place.persons()[SOMEONE]["outcome"] == "qualifies"
    place.load("insatser", decision(omvardnad_per_dygn="", adress="ny"))
    assert place.persons()[SOMEONE]["outcome"] == "qualifies"
    place.load("insatser", decision(omvardnad_per_dygn="0"))
    assert place.persons()[SOMEONE]["reasons"] == ["no_daily_personal_care"]


def test_unknown_units_get_a_placeholder_that_a_file_fills(office: Office) -> None:
    report = office.load(
        "insatser", decision(enhet_kod="X9"), decision(beslut_id="B2", enhet_kod="X9")
    )
    assert (1, "enhet_kod", "unknown_unit") in codes(report, "warnings")
    assert counts(report) == {"read": 2, "created": 2}
    made = one(office, "enheter")
    assert (made["kod"], made["namn"], made["typ"]) == ("X9", "X9", "ORDINART")
    office.load("enheter", unit(kod="X9", namn="Linden"))
    assert one(office, "enheter")["namn"] == "Linden"
    trained = office.load("utbildningar", training(enhet_kod="Y1"))
    assert codes(trained, "warnings") == [(1, "enhet_kod", "unknown_unit")]


def test_unknown_values_are_kept_and_warned_of(place: Office) -> None:
    report = place.load("insatser", decision(insats="Växelvård", skydd="kvarskrivning"))
    assert sorted(codes(report, "warnings")) == [
        (1, "insats", "unknown_value"),
        (1, "skydd", "unknown_value"),
    ]
    row = one(place, "insatser")
    assert (row["insats"], row["skydd"]) == ("Växelvård", "kvarskrivning")
    assert place.persons()[SOMEONE]["reasons"] == ["no_ground"]
    assert place.run("export", "insatser", place.folder / "a.csv").json
    assert SOMEONE not in (place.folder / "a.csv").read_text("utf-8-sig")


# --- Protection -----------------------------------------------------------------------------


def protected(office: Office) -> set[str]:
    """Who is left out of what may be shown."""
    path = office.folder / "shown.csv"
    hidden = set()
    for kind in ("insatser", "intyg", "erbjudanden"):
        everyone = {row["personnummer"] for row in office.export(kind)}
        office.ok("export", kind, path)
        text = path.read_text("utf-8-sig")
        hidden |= {found for found in everyone if found not in text}
    return hidden


def test_a_file_without_skydd_protects_whom_it_brings(place: Office) -> None:
    place.load("insatser", decision())
    rows = [decision(beslut_id="B2"), decision(beslut_id="B3", personnummer=OTHER)]
    lacking = [{k: v for k, v in row.items() if k != "skydd"} for row in rows]
    report = place.load("insatser", *lacking)
    assert [code for *_r, code in codes(report, "warnings")] == ["no_protection_column"]
    assert protected(place) == {OTHER}
    again = place.load("insatser", *lacking, options=["--unprotected"])
    assert counts(again) == {"read": 2, "unchanged": 2}
    assert protected(place) == set()


def test_unprotected_confirms_at_once(place: Office) -> None:
    row = {k: v for k, v in decision().items() if k != "skydd"}
    place.load("insatser", row, options=["--unprotected"])
    assert protected(place) == set()


def test_unprotected_says_nothing_against_a_told_protection(place: Office) -> None:
    place.load("insatser", decision(skydd="fingerade"))
    row = {k: v for k, v in decision(beslut_id="B2").items() if k != "skydd"}
    place.load("insatser", row, options=["--unprotected"])
    assert protected(place) == {SOMEONE}


def test_someone_without_decisions_is_protected_until_told_otherwise(place: Office) -> None:
    place.load("intyg", certificate())
    place.load("erbjudanden", offer(personnummer=OTHER))
    assert protected(place) == {SOMEONE, OTHER}
    place.ok("protection", OTHER, "--as", "ingen", "--reason", "frågade")
    place.load("insatser", decision())
    assert protected(place) == set()


def test_the_strictest_of_the_active_decisions_protects(place: Office) -> None:
    place.load(
        "insatser",
        decision(beslut_id="B1", skydd="sekretessmarkering", till="2026-08-31"),
        decision(beslut_id="B2", skydd=""),
        decision(beslut_id="B3", personnummer=OTHER, skydd="sekretessmarkering", till="2026-01-02"),
        decision(beslut_id="B4", personnummer=OTHER, skydd="", till="2026-01-03"),
        decision(beslut_id="B5", personnummer=THIRD, skydd="Skyddad Folkbokföring"),
        decision(beslut_id="B6", personnummer=THIRD, skydd=""),
    )
    assert protected(place) == {OTHER, THIRD}


# --- Complete extracts ----------------------------------------------------------------------


def crowd(count: int = 20) -> list[dict[str, str]]:
    return [
        decision(beslut_id=f"B{at:02d}", personnummer=number("19400101", 980 + at % 20))
        for at in range(count)
    ]


AS_OF = ["--complete", "--as-of", "2026-08-01"]


def test_one_missing_is_not_active_from_the_day_and_returns(place: Office) -> None:
    rows = crowd()
    place.load("insatser", *rows)
    gone = rows[0]["personnummer"]
    place.load("insatser", *rows[1:], options=AS_OF)
    assert place.persons("2026-07-31")[gone]["outcome"] == "qualifies"
    assert place.persons("2026-08-01")[gone]["reasons"] == ["no_ground"]
    assert place.persons("2027-08-01")[gone]["reasons"] == ["no_ground"]
    place.load("insatser", rows[0])
    assert place.persons("2026-08-01")[gone]["outcome"] == "qualifies"
    assert place.persons("2026-09-01")[gone]["outcome"] == "qualifies"


def test_ten_per_cent_may_be_missing_but_not_more(place: Office) -> None:
    rows = crowd()
    place.load("insatser", *rows)
    path = place.write("in.csv", rows[3:])
    assert place.run("import", "insatser", path, *AS_OF).code == 4
    assert place.persons("2026-08-01")[rows[0]["personnummer"]]["outcome"] == "qualifies"
    assert place.run("import", "insatser", path, *AS_OF, "--confirm").code == 0
    assert place.persons("2026-08-01")[rows[0]["personnummer"]]["outcome"] != "qualifies"


def test_exactly_ten_per_cent_passes(place: Office) -> None:
    rows = crowd()
    place.load("insatser", *rows)
    path = place.write("in.csv", rows[2:])
    assert place.run("import", "insatser", path, *AS_OF).code == 0


def test_an_empty_complete_file_needs_confirmation(place: Office) -> None:
    path = place.folder / "in.csv"
    path.write_text(";".join(decision()) + "\r\n", "utf-8")
    assert place.run("import", "insatser", path, *AS_OF).code == 4
    place.load("insatser", *crowd(3))
    assert place.run("import", "insatser", path, *AS_OF).code == 4
    assert place.run("import", "insatser", path, *AS_OF, "--confirm").code == 0
    assert {p["outcome"] for p in place.persons("2026-08-01").values()} == {"does_not_qualify"}


def test_other_sources_are_left_alone(place: Office) -> None:
    rows = crowd()
    other = decision(beslut_id="Z", personnummer=OTHER)
    place.load("insatser", *rows, options=["--source", "procapita"])
    place.load("insatser", other, options=["--source", "treserva"])
    place.load("insatser", *rows[1:], options=[*AS_OF, "--source", "procapita"])
    assert place.persons("2026-08-01")[OTHER]["outcome"] == "qualifies"


def test_decisions_not_active_on_the_day_do_not_count_as_missing(place: Office) -> None:
    ended = [row | {"beslut_id": f"X{row['beslut_id']}", "till": "2026-07-31"} for row in crowd()]
    place.load("insatser", *crowd(), *ended)
    path = place.write("in.csv", crowd()[1:])
    assert place.run("import", "insatser", path, *AS_OF).code == 0


def test_the_day_before_the_extract_counts_as_the_end(place: Office) -> None:
    """The unit of someone whose decisions are all over: the one that ended last."""
    rows = crowd()
    first = rows[0]["personnummer"]
    old = decision(beslut_id="Old", personnummer=first, enhet_kod="E2", till="2026-07-30")
    place.load("insatser", *rows, old)
    place.load("insatser", *rows[1:], old, options=AS_OF)
    place.load("intyg", certificate(personnummer=first))
    rows_of = place.ok("statistics", "--year", "2026")["rows"]
    units = {
        r["group"]: r["numerator"]
        for r in rows_of
        if r["indicator"] == "K1" and r["breakdown"] == "unit"
    }
    assert units == {"E1": 1}


# --- Certificates and offers belong to N-tand -----------------------------------------------


def test_an_empty_cell_never_erases(place: Office) -> None:
    place.load("insatser", decision())
    place.load("intyg", certificate(till="2027-01-01", underlag="samtycke", makulerat="J"))
    report = place.load("intyg", certificate(till="", underlag="", makulerat=""))
    assert counts(report) == {"read": 1, "unchanged": 1}
    row = one(place, "intyg")
    assert (row["till"], row["underlag"], row["makulerat"]) == ("2027-01-01", "samtycke", "J")
    assert row["ursprung"] == "kommunen"
    place.load("erbjudanden", offer(erbjuden="2026-02-01", svar="ja", utford="2026-03-01"))
    partly = offer(erbjuden="", svar="nej", utford="")
    assert counts(place.load("erbjudanden", partly)) == {"read": 1, "updated": 1}
    row = one(place, "erbjudanden")
    assert (row["erbjuden"], row["svar"], row["utford"]) == ("2026-02-01", "nej", "2026-03-01")


def test_what_was_changed_here_is_kept(place: Office) -> None:
    place.load("insatser", decision())
    place.load("intyg", certificate())
    place.ok("end", "1489-a", "--reason", "villkor_upphort", "--on", "2026-08-01")
    report = place.load("intyg", certificate(grund="G2"))
    assert counts(report) == {"read": 1, "kept": 1}
    row = one(place, "intyg")
    assert (row["grund"], row["avslutat"]) == ("G1", "2026-08-01")
    same = place.load("intyg", row)
    assert counts(same) == {"read": 1, "unchanged": 1}
    place.load("erbjudanden", offer(svar="nej"))
    place.ok("offer", SOMEONE, "--year", "2026", "--answer", "ja")
    report = place.load("erbjudanden", offer(svar="nej"))
    assert counts(report) == {"read": 1, "kept": 1}
    assert one(place, "erbjudanden")["svar"] == "ja"


def test_someone_unknown_needs_names(place: Office) -> None:
    nameless: Any = {"fornamn": "", "efternamn": ""}
    report = place.load("intyg", certificate(**nameless))
    assert [code for *_r, code in codes(report)] == ["unknown_person"]
    report = place.load("erbjudanden", offer(**nameless))
    assert [code for *_r, code in codes(report)] == ["unknown_person"]
    place.load("insatser", decision())
    assert place.load("intyg", certificate(**nameless))["rejected"] == []
    assert place.load("erbjudanden", offer(**nameless))["rejected"] == []


def test_names_come_from_the_row_that_decides_the_unit(place: Office) -> None:
    place.load(
        "insatser",
        decision(fornamn="Av", efternamn="Boende", enhet_kod="E1", fran="2020-01-01"),
        decision(beslut_id="B2", fornamn="Av", efternamn="Stöd", insats="hemtjanst"),
    )
    place.load("intyg", certificate(fornamn="Någon", efternamn="Annan"))
    row = one(place, "intyg")
    assert (row["fornamn"], row["efternamn"]) == ("Av", "Boende")
