"""What a file seems to be, told from its headers alone."""

import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ntand.domain.codes import FileKind
from ntand.errors import BadFile, NotAllowed, Refused
from ntand.files.columns import FORMATS
from ntand.files.folding import fold
from ntand.services.actor import Actor, Role
from ntand.services.importing.inspection import Inspected, choose, inspect
from ntand.services.importing.profiles import save_profile, saved_profiles
from ntand.services.importing.recognising import (
    BY_PROFILE,
    BY_SYNONYM,
    UNKNOWN,
    find_faults,
    guess_kind,
    mapping_of,
    recognise,
    synonyms,
)
from tests.installations import KINDS, SAMPLE, SOMEONE, Desk, csv_text, decision, without

# Required only, in the words of a care system.
THEIR_WORDS = {
    "Beslutsnr": "beslut_id",
    "Personnr": "personnummer",
    "Förnamn": "fornamn",
    "Efternamn": "efternamn",
    "Enhetskod": "enhet_kod",
    "Insatstyp": "insats",
    "Startdatum": "fran",
}


def look(desk: Desk, text: str | bytes, name: str = "utdrag.csv", **told: object) -> Inspected:
    path = desk.folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return inspect(desk.installation, desk.actor, path, **told)  # type: ignore[arg-type]


# --- The kind and the columns ---------------------------------------------------------------


@st.composite
def headers(draw: st.DrawFn) -> tuple[FileKind, list[str], list[str]]:
    """A kind, some of its columns with all required ones, and how a file writes them."""
    kind = draw(st.sampled_from(list(FileKind)))
    form = FORMATS[kind].columns
    optional = [one.name for one in form if not one.required]
    names = [one.name for one in form if one.required]
    names += draw(st.lists(st.sampled_from(optional), unique=True)) if optional else []
    names = draw(st.permutations(names))
    return kind, names, [draw(written(name)) for name in names]


def written(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            *(name, name.upper(), name.title(), name.replace("_", " "), name.replace("_", "-")),
            *(name.replace("_", ""), name.replace("a", "å"), f" {name} ", name.replace("o", "Ö")),
        ]
    )


@given(headers())
def test_the_headers_tell_the_kind_and_every_column(
    told: tuple[FileKind, list[str], list[str]],
) -> None:
    kind, names, cells = told
    assert guess_kind(cells) == (kind, True)
    columns = recognise(cells, kind)
    assert [one.column for one in columns] == names
    assert find_faults(kind, names).missing == find_faults(kind, names).twice == ()
    assert mapping_of(columns, kind) == {}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_separator_and_encoding_is_found(
    sqlite_desk: Desk, separator: str, encoding: str
) -> None:
    text = csv_text([decision(rum="å")]).replace(";", separator)
    found = look(sqlite_desk, text.encode(encoding))
    assert (found.kind, found.sure, found.separator) == ("insatser", True, separator)
    assert found.encoding.startswith(encoding.split("-sig", maxsplit=1)[0])
    assert not found.faults.missing
    assert found.sample[0][list(decision(rum="")).index("rum")] == "å"


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_files_are_known(sqlite_desk: Desk, kind: FileKind) -> None:
    found = inspect(sqlite_desk.installation, sqlite_desk.actor, SAMPLE / f"{kind}.csv")
    assert (found.kind, found.sure) == (kind, True)
    assert found.faults.missing == found.faults.twice == ()
    assert len(found.sample) == 5
    rows = (SAMPLE / f"{kind}.csv").read_text("utf-8-sig").count("\n") - 1
    assert found.rows == rows if found.counted else abs(found.rows - rows) < rows / 10


def test_a_workbook_is_looked_into(sqlite_desk: Desk) -> None:
    path = sqlite_desk.folder / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, (column, cell) in enumerate(decision().items()):
            sheet.write_string(0, at, column)
            sheet.write_string(1, at, cell)
    found = inspect(sqlite_desk.installation, sqlite_desk.actor, path)
    assert (found.kind, found.rows, found.counted, found.encoding) == ("insatser", 1, True, "")


@given(st.permutations(list(THEIR_WORDS)))
def test_what_others_call_the_columns_is_known(theirs: list[str]) -> None:
    assert guess_kind(theirs) == (FileKind.DECISIONS, True)
    columns = recognise(theirs, FileKind.DECISIONS)
    assert {one.header: one.column for one in columns} == THEIR_WORDS
    assert find_faults(FileKind.DECISIONS, [one.column for one in columns]).missing == ()
    # An import knows our own names alone: all else has to be told.
    told = {header: name for header, name in THEIR_WORDS.items() if fold(header) != fold(name)}
    assert mapping_of(columns, FileKind.DECISIONS) == told


def test_every_synonym_leads_to_a_column_and_none_is_a_name_of_ours() -> None:
    for kind in FileKind:
        names = FORMATS[kind].names
        assert set(synonyms(kind).values()) <= set(names)
        assert synonyms(kind).keys().isdisjoint(map(fold, names))


def test_a_name_of_ours_goes_before_a_synonym() -> None:
    both = recognise(["Startdatum", "fran"], FileKind.DECISIONS)
    assert [one.column for one in both] == ["", "fran"]


def test_what_merely_looks_alike_is_proposed_and_not_taken() -> None:
    (one,) = recognise(["Efternman"], FileKind.DECISIONS)
    assert (one.column, one.how, one.suggestions[0]) == ("", UNKNOWN, "efternamn")


def test_a_kind_a_person_has_chosen_stands(sqlite_desk: Desk) -> None:
    found = look(sqlite_desk, csv_text([decision()]), kind=FileKind.CERTIFICATES)
    assert (found.kind, found.sure) == ("intyg", True)
    assert "intyg_id" in found.faults.missing


def test_nothing_known_is_no_sure_guess(sqlite_desk: Desk) -> None:
    assert not look(sqlite_desk, "a;b\r\n1;2\r\n").sure


# --- Choosing columns -----------------------------------------------------------------------


def test_chosen_columns_are_what_the_import_reads(desk: Desk) -> None:
    row = {f"x{at}": value for at, value in enumerate(decision(rum="7").values())}
    text = csv_text([row])
    found = look(desk, text, kind=FileKind.DECISIONS)
    assert len(found.faults.missing) == 7
    found = choose(found, dict(zip(row, decision(rum="7"), strict=True)))
    assert found.faults.missing == ()
    report = desk.load_text("insatser", text, mapping=found.mapping)
    assert (report.created, report.ignored_columns) == (1, ())
    assert desk.rows("insatser")[0]["rum"] == "7"


def test_a_column_of_ours_can_be_ignored(desk: Desk) -> None:
    text = csv_text([decision(rum="7")])
    found = choose(look(desk, text), {"rum": ""})
    report = desk.load_text("insatser", text, mapping=found.mapping)
    assert (report.created, report.ignored_columns) == (1, ("rum",))
    assert desk.rows("insatser")[0]["rum"] == ""


def test_a_column_chosen_twice_is_told(sqlite_desk: Desk) -> None:
    found = choose(look(sqlite_desk, csv_text([decision() | {"x": ""}])), {"x": "rum"})
    assert found.faults.twice == ()
    assert choose(found, {"insats": "rum"}).faults == find_faults(
        FileKind.DECISIONS, [one.column for one in choose(found, {"insats": "rum"}).columns]
    )
    assert choose(found, {"insats": "rum"}).faults.twice == ("rum",)


# --- Saved mappings -------------------------------------------------------------------------


def test_a_saved_mapping_that_fits_is_taken_and_one_that_does_not_is_left(desk: Desk) -> None:
    row = {("Rad-id" if name == "beslut_id" else name): text for name, text in decision().items()}
    save_profile(desk.installation, desk.actor, "vård", {"Rad-id": "beslut_id"})
    save_profile(desk.installation, desk.actor, "annat", {"Finns inte": "beslut_id"})
    found = look(desk, csv_text([row]))
    assert [one.name for one in found.profiles] == [found.profile] == ["vård"]
    assert found.columns[0].column == "beslut_id"
    assert found.columns[0].how == BY_PROFILE
    assert not found.faults.missing
    assert look(desk, csv_text([row]), profile="").faults.missing == ("beslut_id",)


def test_a_mapping_is_kept_as_the_command_line_reads_it(desk: Desk) -> None:
    save_profile(desk.installation, desk.actor, " vård 2 ", {"Ärende": "beslut_id"})
    path = desk.installation.home / "mappings" / "vård 2.json"
    assert json.loads(path.read_text("utf-8")) == {"Ärende": "beslut_id"}
    with pytest.raises(Refused, match="mapping_exists"):
        save_profile(desk.installation, desk.actor, "vård 2", {})
    save_profile(desk.installation, desk.actor, "vård 2", {"Nr": "beslut_id"}, replace=True)
    assert saved_profiles(desk.installation.home)[0].mapping == {"Nr": "beslut_id"}


@pytest.mark.parametrize("name", ["", " ", "../ut", "a/b", "a\\b", ".dold", "CON", "x" * 65, "a\0"])
def test_a_mapping_cannot_be_written_elsewhere(sqlite_desk: Desk, name: str) -> None:
    with pytest.raises(Refused, match="mapping_name"):
        save_profile(sqlite_desk.installation, sqlite_desk.actor, name, {})


def test_a_damaged_mapping_is_left_out(sqlite_desk: Desk) -> None:
    folder = sqlite_desk.installation.home / "mappings"
    folder.mkdir()
    (folder / "trasig.json").write_text("[1")
    assert saved_profiles(sqlite_desk.installation.home) == ()


# --- What cannot be used --------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0", b"PK\x03\x04nonsense", b"a\0b;c"])
def test_a_file_that_cannot_be_used_is_told(sqlite_desk: Desk, content: bytes) -> None:
    with pytest.raises(BadFile) as told:
        look(sqlite_desk, content)
    assert told.value.facts["name"] == "utdrag.csv"


def test_who_may_not_import_may_not_look(sqlite_desk: Desk, tmp_path: Path) -> None:
    sqlite_desk.actor = Actor("bo", Role.REVIEWER)
    with pytest.raises(NotAllowed):
        look(sqlite_desk, csv_text([decision()]))
    with pytest.raises(NotAllowed):
        save_profile(sqlite_desk.installation, sqlite_desk.actor, "a", {})


def test_a_file_without_headers_tells_no_number(
    sqlite_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    line = csv_text([decision()]).splitlines()[1]
    with caplog.at_level("DEBUG"):
        found = look(sqlite_desk, line + "\r\n" + line + "\r\n")
    assert not found.sure
    assert SOMEONE not in caplog.text


def test_a_synonym_is_marked_as_such() -> None:
    (one,) = recognise(["Pnr"], FileKind.OFFERS)
    assert (one.column, one.how) == ("personnummer", BY_SYNONYM)


def test_a_missing_column_is_told(sqlite_desk: Desk) -> None:
    found = look(sqlite_desk, csv_text([without(decision(), "fran")]))
    assert (found.kind, found.faults.missing) == ("insatser", ("fran",))
