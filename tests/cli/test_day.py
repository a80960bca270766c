"""A day on the command line: every command does what the contract says, in its words."""

import json
from io import StringIO
from pathlib import Path

import pytest

from ntand.cli.table import table
from tests.cli.conftest import SAMPLE, Run

PROPOSAL = {
    *("person", "id_number", "outcome", "ground", "grounds", "missing", "reasons", "warnings"),
    *("time_limited", "certificate", "candidate"),
}


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_identify_evaluates_everyone_by_number(run: Run, home: Path) -> None:
    found = run("identify", "--on", "20270101", "--json").json
    numbers = [one["id_number"] for one in found["persons"]]
    assert (found["on"], found["criteria"]) == ("2027-01-01", "VGR-N 2027")
    assert numbers == sorted(numbers)
    assert len(numbers) == 700
    assert found["persons"][0].keys() >= PROPOSAL


def test_identify_shows_people_counts_and_reasons_in_words(run: Run, home: Path) -> None:
    shown = run("identify")
    assert shown.code == 0
    assert "Kandidater för intyg" in shown.out
    assert "Bor i särskilt boende" in shown.out
    assert "ntand issue" in shown.err


def test_identify_names_those_who_wait_and_hides_where_the_protected_live(
    run: Run, home: Path
) -> None:
    shown = [run("identify", "--show", one).out for one in ("kandidater", "bedom", "omprova")]
    hits = run("search", "e", "--limit", "9999", "--json").json["persons"]
    protected = {hit["id_number"] for hit in hits if hit["protection"]}
    named = {hit["id_number"]: f"{hit['family_name']}, {hit['given_name']}" for hit in hits}
    lines = [line for out in shown for line in out.splitlines() if line[:8].isdigit()]
    met = {line[:13].replace("-", ""): line for line in lines}
    assert all(named[number] in line for number, line in met.items() if number in named)
    assert met.keys() & protected
    assert all("SKYDDAD" in met[number] for number in met.keys() & protected)
    assert not any(" E0" in met[number] for number in met.keys() & protected)


def test_on_a_terminal_no_row_is_wider_than_it(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [("19900101-9802", "ett två tre " * 20), ("a", "b")]
    wide = table(("Vem", "Vad"), words)
    assert max(map(len, wide.splitlines())) > 200
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "80")
    narrow = table(("Vem", "Vad"), words)
    assert max(map(len, narrow.splitlines())) < 80
    assert wide.count("tre") == narrow.count("tre")


def test_explain_tells_every_rule(run: Run, candidate: str) -> None:
    found = run("explain", candidate, "--json").json
    assert found["proposal"]["ground"] == "G1"
    assert {one["rule"] for one in found["findings"]} >= {"present", "G1", "G2", "G3", "G4", "age"}
    assert "Uppfyllt" in run("explain", candidate).out


def test_a_certificate_lives_its_life(run: Run, candidate: str) -> None:
    issued = run("issue", candidate, "--ground", "g1", "--json").json
    assert issued["sent"] == "waits"
    freed = run("consent", candidate, "--basis", "Samtycke", "--form", "muntligt", "--json").json
    assert freed["certificates"] == [{"intyg_id": issued["intyg_id"], "sent": "queued"}]
    new = run(
        *("replace", issued["intyg_id"], "--ground", "G4", "--valid-from", "2027-04-01"),
        *("--reason", "ny bedömning", "--json"),
    )
    assert (new.code, new.json["sent"]) == (0, "queued")
    key = new.json["intyg_id"]
    assert run("registered", key, "--number", "R-17", "--json").code == 0
    assert run("end", key, "--reason", "villkor upphört", "--on", "20270601").code == 0
    assert run("void", key, "--reason", "fel person", "--json").json["intyg_id"] == key
    assert run("void", key, "--reason", "igen", "--json").json["error"]["code"] == (
        "certificate.voided"
    )


def test_a_decision_holds_a_candidate_back_until_the_day(run: Run, candidate: str) -> None:
    decided = run(
        *("decide", candidate, "--as", "avböjer", "--reason", "vill inte"),
        *("--ask-again", "2027-05-01", "--json"),
    )
    assert decided.json["stance"] == "avbojer"

    def is_candidate(day: str) -> bool:
        persons = run("identify", "--on", day, "--json").json["persons"]
        return next(bool(p["candidate"]) for p in persons if p["id_number"] == candidate)

    assert not is_candidate("2027-04-30")
    assert is_candidate("2027-05-01")


def test_the_round_leads_to_a_list_and_a_visit_away_from_it(
    run: Run, candidate: str, tmp_path: Path
) -> None:
    out = tmp_path / "papper"
    run("issue", candidate, "--ground", "G1", "--basis", "samtycke")
    answered = run(
        *("offer", candidate, "--year", "2027", "--offered", "2027-02-01", "--answer", "JA"),
        *("--answered", "2027-02-10", "--by", "närstående", "--channel", "möte", "--json"),
    )
    assert (answered.code, answered.json["sent"]) == (0, "queued")

    def on_lists() -> int:
        files = run("lists", "--year", "2027", "--out", out, "--json").json["files"]
        assert all(file.keys() >= {"unit", "path", "persons", "pages"} for file in files)
        assert all(Path(file["path"]).is_file() for file in files)
        return sum(file["persons"] for file in files)

    before = on_lists()
    visit = ("visit", candidate, "--year", "2027", "--on", "2027-03-01", "--by", "FTV")
    assert run(*visit, "--deviation", "ej hemma").code == 0
    assert on_lists() == before
    assert run(*visit, "--card", "ja").code == 0
    assert on_lists() == before - 1


def test_letters_are_printed_once_and_copies_for_those_named(
    run: Run, candidate: str, tmp_path: Path
) -> None:
    run("issue", candidate, "--ground", "G1")
    letter = ("letters", "--out", tmp_path / "brev", "--kind")
    assert sum(f["persons"] for f in run(*letter, "brev", "--json").json["files"]) == 1
    assert run(*letter, "brev", "--json").json["files"] == []
    assert run(*letter, "kopia", "-", "--json", stdin=candidate).json["files"][0]["persons"] == 1
    assert run(*letter, "kopia", "--json").json["error"]["code"] == "usage.copies_of_whom"


def test_statistics_give_fractions_and_a_file_for_others(
    run: Run, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "rapport.csv"
    found = run("statistics", "--year", "2026", "--out", out, "--json").json
    assert found["year"] == 2026
    assert found["rows"][0] == {
        "indicator": "K1",
        "breakdown": "total",
        "group": "",
        "numerator": found["rows"][0]["numerator"],
        "denominator": None,
    }
    assert out.is_file()
    shown = run("statistics", "--year", "2026").out
    assert " %" in shown
    assert "Erbjudna munhälsobedömning" in shown


def test_export_and_import_change_nothing(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "intyg.csv"
    exported = run("export", "intyg", file, "--include-protected", "--json").json
    assert exported["protected_left_out"] == 0
    report = run("import", "intyg", file, "--json")
    assert (report.code, report.json["unchanged"]) == (0, exported["rows"])


def test_search_finds_by_name_and_by_number_from_stdin(run: Run, candidate: str) -> None:
    assert run("search", "-", "--json", stdin=candidate).json["persons"][0]["id_number"] == (
        candidate
    )
    found = run("search", "ö", "--limit", "2", "--json").json
    assert (len(found["persons"]), found["more"]) == (2, True)
    assert "Personnummer" in run("search", "ö").out


def test_a_missing_fact_is_filled_in_and_counts(run: Run, home: Path) -> None:
    persons = run("identify", "--json").json["persons"]
    number = next(p["id_number"] for p in persons if p["missing"] == ["omvardnad_per_dygn"])
    facts = [
        fact
        for finding in run("explain", number, "--json").json["findings"]
        for fact in finding["facts"]
        if fact["column"] == "omvardnad_per_dygn" and fact["value"] is None
    ]
    decision = facts[0]["decision_ids"][0]
    assert run("fact", number, decision, "Omvårdnad per dygn", "3").code == 0
    assert "omvardnad_per_dygn" not in run("explain", number, "--json").json["proposal"]["missing"]


def test_protection_told_by_a_person_counts(run: Run, home: Path) -> None:
    number = SAMPLE.joinpath("insatser.csv").read_text("utf-8").splitlines()[1].split(";")[1]
    told = run("protection", number, "--as", "skyddad folkbokföring", "--reason", "prov", "--json")
    assert told.code == 0
    assert told.json.keys() >= {"person", "protection"}
    assert run("protection", number, "--as", "ingen", "--reason", "prov").code == 0


def test_settings_are_shown_and_changed(run: Run, home: Path) -> None:
    changed = run("settings", "contact_phone=0322-61 60 00", "channel=portal", "--json").json
    assert (changed["contact_phone"], changed["channel"]) == ("0322-61 60 00", "portal")
    assert run("sync", "--json").code == 0
    assert run("settings", "colour=red", "--json").json["error"]["code"] == "usage.setting"
    assert run("migrate", "--json").code == 0


@pytest.mark.parametrize("given", ["recovery-file", "environment", "stdin"])
def test_a_backup_opens_on_a_clean_machine_with_the_recovery_key(
    run: Run,
    home: Path,
    recovery_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: str,
) -> None:
    copy, clean = tmp_path / "kopia.ntand", tmp_path / "ren"
    assert run("backup", copy).code == 0
    key = recovery_file.read_text("ascii").strip()
    restore = ("restore", copy, "--home", clean)
    assert run(*restore, "--json").json["error"]["code"] == "backup.key_needed"
    if given == "recovery-file":
        restored = run(*restore, "--recovery-file", recovery_file)
    elif given == "environment":
        monkeypatch.setenv("NTAND_RECOVERY_KEY", key.lower())
        restored = run(*restore)
    else:
        restored = run(*restore, stdin=key + "\n")
    assert restored.code == 0
    assert run("restore", copy, "--home", clean, "--json").json["error"]["code"] == "home.exists"
    assert run("restore", copy, "--home", clean, "--force").code == 0
    assert run("check", "--home", clean, "--json").json["sound"] is True
    assert len(run("identify", "--home", clean, "--json").json["persons"]) == 700


def test_a_saved_mapping_reads_another_systems_file(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "utb.csv"
    file.write_text("Nr;Enhet;datum;timmar;deltagare\nX1;E001;2027-01-02;2;3\n", encoding="utf-8")
    profile = home / "mappings" / "system.json"
    profile.parent.mkdir()
    profile.write_text(json.dumps({"Nr": "utbildning_id", "Enhet": "enhet_kod"}), encoding="utf-8")
    command = ("import", "utbildningar", file, "--map")
    assert run(*command, "system", "--dry-run", "--json").json["created"] == 1
    assert run(*command, profile, "--json").json["created"] == 1
    assert run(*command, "annat", "--json").json["error"]["code"] == "file.not_found"
    profile.write_text("[]", encoding="utf-8")
    assert run(*command, "system", "--json").json["error"]["code"] == "import.mapping_unreadable"
