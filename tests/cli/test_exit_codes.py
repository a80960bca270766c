"""Each fault has its exit code, one JSON object and a sentence; never a traceback."""

import json
from pathlib import Path

import pytest

from ntand.i18n import set_language
from tests.cli.conftest import Run

GOOD = "X2;E001;2027-01-02;2;3"
BAD = "X3;E001;2027-13-02;2;x"
HEAD = "utbildning_id;enhet_kod;datum;timmar;deltagare"


@pytest.fixture(autouse=True)
def swedish_again() -> None:
    set_language("sv")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    file = tmp_path / "blandad.csv"
    file.write_text("\n".join((HEAD, GOOD, BAD)), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["issue"], "usage.invalid"),
        (["blubb"], "usage.invalid"),
        (["identify", "--on", "2027-02-30"], "usage.invalid"),
        (["identify", "--unknown"], "usage.invalid"),
        (["issue", "199001011234", "--ground", "G1"], "bad_check_digit"),
        (["issue", "inte ett nummer", "--ground", "G1"], "bad_format"),
        (["explain", "19901301-1234"], "bad_date"),
        (["issue", "199001019802", "--ground", "G7"], "usage.invalid"),
        (["offer", "199001019802", "--year", "1989"], "usage.invalid"),
        (["offer", "199001019802", "--year", "2027", "--by", "kontakt"], "usage.answer_missing"),
        (["import", "insatser", "x.csv", "--complete"], "usage.complete_as_of"),
        (["import", "intyg", "x", "--complete", "--as-of", "20270101"], "usage.complete_kind"),
        (["import", "enheter", "x.csv", "--announce"], "usage.announce_kind"),
        (["init", "--municipality", "0180"], "usage.municipality"),
        (["init", "--municipality", "1489", "--database", "mysql://x"], "usage.invalid"),
        (["statistics", "--year", "2027", "--out", "figures.doc"], "report.unknown_suffix"),
        (["region", "serve", "--data", "x", "--port", "65536"], "usage.invalid"),
        (["region", "register", "--data", "x", "--municipality", "alings"], "mock.municipality"),
        ([], "usage.command_missing"),
    ],
)
def test_what_the_command_line_alone_shows_is_2(
    run: Run, home: Path, arguments: list[str], code: str
) -> None:
    said = run(*arguments, "--json")
    assert (said.code, said.err) == (2, "")
    assert said.json.keys() == {"error"}
    assert said.json["error"]["code"] == code
    assert len(said.json["error"]["message"]) > 10


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["issue", "199001019802", "--ground", "G1"], "person.unknown"),
        (["explain", "7b5c1c6a-0000-4000-8000-190001019803"], "person.unknown"),
        (["end", "1489-x", "--reason", "fel_grund", "--on", "2027-01-01"], "certificate.unknown"),
        (["import", "intyg", "finns-inte.csv"], "file.not_found"),
        (["sync"], "region.not_connected"),
        (["init", "--municipality", "1489"], "home.exists"),
        (["restore", "finns-inte.ntand", "--force"], "backup.missing"),
        (["region", "dump", "--data", "finns-inte"], "mock.no_region"),
        (["region", "act", "--data", "x", "finns-inte.json"], "file.not_found"),
        (
            ["connect", "--url", "x", "--client-id", "y", "--client-secret-file", "no"],
            "file.not_found",
        ),
    ],
)
def test_what_is_refused_is_4(run: Run, home: Path, arguments: list[str], code: str) -> None:
    said = run("--json", *arguments)
    assert (said.code, said.json["error"]["code"]) == (4, code)


def test_a_malformed_number_from_stdin_is_4(run: Run, home: Path) -> None:
    command = ("issue", "-", "--ground", "G1", "--json")
    assert (run(*command, stdin="199001011234\n").code, run(*command, stdin="").code) == (4, 4)
    assert run(*command, stdin="199001011234\n").json["error"]["code"] == "bad_check_digit"


def test_a_number_from_stdin_may_be_written_in_any_way(run: Run, candidate: str) -> None:
    written = f"\ufeff {candidate[:8]}-{candidate[8:]} \r\n"
    assert run("issue", "-", "--ground", "G1", stdin=written).code == 0


@pytest.mark.parametrize("rehearsal", [[], ["--dry-run"]])
def test_refused_rows_are_3_and_named(
    run: Run, home: Path, mixed: Path, rehearsal: list[str]
) -> None:
    report = run("import", "utbildningar", mixed, *rehearsal, "--json")
    assert (report.code, report.json["read"], report.json["created"]) == (3, 2, 1)
    faults = [(one["row"], one["column"], one["code"]) for one in report.json["rejected"]]
    assert faults == [(2, "datum", "bad_date"), (2, "deltagare", "bad_value")]
    assert {"kind", "updated", "unchanged", "kept", "ignored_columns", "warnings"} <= (
        report.json.keys()
    )
    again = run("import", "utbildningar", mixed, "--json").json
    assert again["created" if rehearsal else "unchanged"] == 1


def test_strict_stores_nothing_is_4_and_names_the_rows(run: Run, home: Path, mixed: Path) -> None:
    said = run("import", "utbildningar", mixed, "--strict", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "import.strict")
    assert [one["row"] for one in said.json["rejected"]] == [2, 2]
    assert run("import", "utbildningar", mixed, "--json").json["created"] == 1
    shown = run("import", "utbildningar", mixed, "--strict")
    assert "deltagare" in shown.out
    assert "--strict" in shown.err


def test_people_see_the_first_twenty_refusals(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "fel.csv"
    rows = [f"Y{n};E001;2027-13-01;2;3" for n in range(30)]
    file.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    shown = run("import", "utbildningar", file)
    assert shown.code == 3
    assert "... och 10 till" in shown.out
    assert shown.out.count("  datum  ") == 20


@pytest.mark.parametrize(
    "arguments",
    [
        ["--json", "--home", "{home}", "--lang", "en", "identify"],
        ["identify", "--json", "--home={home}", "--lang=en"],
        ["--json", "identify", "--lang", "en", "--home", "{home}"],
    ],
)
def test_common_options_stand_before_or_after_the_command(
    run: Run, home: Path, tmp_path: Path, arguments: list[str]
) -> None:
    elsewhere = home.rename(tmp_path / "elsewhere")
    found = run(*(one.format(home=elsewhere) for one in arguments))
    assert len(found.json["persons"]) == 700


def test_the_language_is_swedish_unless_english_is_asked_for(run: Run, tmp_path: Path) -> None:
    assert "Det finns ingen installation" in run("identify").err
    assert "There is no installation" in run("identify", "--lang", "en").err
    assert run("issue", "--help").out.startswith("användning: ")
    assert run("--lang", "en", "issue", "--help").out.startswith("usage: ")
    assert "dessa argument saknas" in run("issue").err


def test_what_is_missing_or_mistyped_is_told_with_what_to_write(run: Run) -> None:
    assert "--ground G1|G2|G3|G4" in run("issue", "-").err
    assert "menar du issue" in run("issu").err
    assert "199001019802" not in run("199001019802").err
    assert "ingen, sekretessmarkering" in run("protection", "-", "--as", "x", "--reason", "y").err


def test_help_and_version_are_one_json_object_too(run: Run) -> None:
    assert "identify" in run("--help", "--json").json["help"]
    assert run("--version", "--json").json.keys() == {"version"}
    assert json.loads(run("identify", "-h", "--json").out).keys() == {"help"}


def test_a_wish_for_today_that_is_no_date_is_2(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NTAND_TODAY", "i dag")
    assert run("identify", "--json").json["error"]["code"] == "usage.today"
    assert run("explain", "199001019802", "--json").code == 2


def test_init_shows_the_recovery_key_once(run: Run, tmp_path: Path) -> None:
    shown = run("init", "--home", tmp_path / "a", "--municipality", "1489")
    assert (shown.code, shown.out.count("|")) == (0, 2)
    assert (
        len(
            run("init", "--home", tmp_path / "b", "--municipality", "1489", "--json").json[
                "recovery_key"
            ]
        )
        == 44
    )


def test_init_writes_the_recovery_key_for_the_user_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "nyckel.txt"
    command = ("init", "--municipality", "1489", "--recovery-file", file, "--home")
    made = run(*command, tmp_path / "a", "--json")
    assert (made.code, made.json["recovery_key"]) == (0, None)
    assert file.stat().st_mode & 0o777 == 0o600
    key = file.read_text("ascii").strip()
    assert key not in made.out
    again = run(*command, tmp_path / "b", "--json")
    assert again.json["error"]["code"] == "key.recovery_file_exists"
    assert not (tmp_path / "b").exists()
    assert file.read_text("ascii").strip() == key
