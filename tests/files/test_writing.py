"""Writing: what is written is read back the same, and a file is replaced whole or not at all."""

import errno
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntand.domain.codes import FileKind
from ntand.errors import BadFile
from ntand.files.cells import GUARDED, Value, unguarded
from ntand.files.columns import FORMATS
from ntand.files.writing import cell_text, write_table
from tests.files.tables import PERSON, Read, aligned

SAMPLES = Path(__file__).parents[1] / "data" / "alingsas"
UNITS, TRAININGS = FileKind.UNITS, FileKind.TRAININGS
SUFFIXES = ["csv", "xlsx"]

# What reading can give: no blanks at the ends (a guarded TAB or CR in front stays), no signs
# that no file can hold.
texts = (
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=64
    )
    | st.text("=+-@\t\r'\";,\nåÅ1", max_size=12)
).map(lambda text: text.strip() or None)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(values=st.lists(texts, min_size=2, max_size=20))
@settings(max_examples=150)
def test_any_text_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, values: list[str | None]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    rows = [
        {"kod": f"E{n}", "namn": value or "x", "typ": "SABO", "adress": value}
        for n, value in enumerate(values)
    ]
    assert write_table(path, UNITS, aligned(UNITS, rows)) == len(rows)
    assert aligned(UNITS, Read(path, UNITS).rows) == aligned(UNITS, rows)


@given(st.text("\t\r=+-@'x", min_size=1).filter(lambda text: text == text.rstrip()))
def test_a_guard_is_put_and_taken_once(text: str) -> None:
    written = cell_text(text)
    assert written[0] not in GUARDED - {"'"}
    assert unguarded(written) == text


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", list(FileKind))
def test_the_samples_survive_writing_and_reading(
    tmp_path: Path, kind: FileKind, suffix: str
) -> None:
    sample = Read(SAMPLES / f"{kind}.csv", kind)
    path = tmp_path / f"b.{suffix}"
    write_table(path, kind, aligned(kind, sample.rows))
    again = Read(path, kind)
    assert again.columns == FORMATS[kind].names
    assert aligned(kind, again.rows) == aligned(kind, sample.rows)
    first = path.read_bytes()
    write_table(path, kind, aligned(kind, again.rows))
    assert path.read_bytes() == first


def test_the_written_form_is_the_contracts(tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    rows: list[list[Value]] = [
        ["U1", "E1", date(2026, 1, 2), Decimal("1.50"), 8, "=1+1"],
        ["U2", "E1", date(2026, 1, 3), Decimal("10"), 0, None],
    ]
    write_table(path, TRAININGS, rows)
    assert path.read_bytes().decode("utf-8") == (
        "\ufeffutbildning_id;enhet_kod;datum;timmar;deltagare;leverantor\r\n"
        "U1;E1;2026-01-02;1,5;8;'=1+1\r\n"
        "U2;E1;2026-01-03;10;0;\r\n"
    )
    assert [cell_text(value) for value in (True, False, None, PERSON)] == ["J", "N", "", PERSON]


def test_signs_that_no_file_can_hold_do_not_stop_an_export(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        path = tmp_path / f"b.{suffix}"
        write_table(
            path, UNITS, aligned(UNITS, [{"kod": "E1", "namn": "a\0\ud800b", "typ": "LSS"}])
        )
        assert Read(path, UNITS).rows[0]["namn"] == "a?b"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_fault_on_the_way_leaves_the_file_as_it_was(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"b.{suffix}"
    path.write_bytes(b"before")

    def rows():
        yield from aligned(UNITS, [{"kod": "E1"}] * 5_000)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(BadFile, match=r"file\.disk_full"):
        write_table(path, UNITS, rows())
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="limits are set the posix way")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from ntand.errors import BadFile\n"
        "from ntand.files.writing import write_table\n"
        "from ntand.domain.codes import FileKind\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "rows = ([str(n)] * 15 for n in range(100_000))\n"
        "try:\n"
        "    write_table(Path(sys.argv[1]), FileKind.UNITS, rows)\n"
        "except BadFile as error:\n"
        "    print(error.code)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / f"b.{suffix}")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "file.disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"file\.unwritable"):
        write_table(tmp_path / "no" / "b.csv", UNITS, [])
