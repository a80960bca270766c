"""An import is one act: all of it, or nothing; and a rehearsal is as the real one."""

import signal
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from ntand.domain.codes import FileKind
from ntand.errors import BadFile, Cancelled, NotAllowed
from ntand.services.actor import Actor, Role
from ntand.services.importing import ImportOptions, import_file
from ntand.services.importing.values import StrictRefusal
from ntand.store.keys import kept_key
from tests.installations import (
    KINDS,
    SAMPLE,
    SOMEONE,
    Desk,
    certificate,
    csv_text,
    decision,
    offer,
    training,
    unit,
    without,
)

ROWS = {
    "enheter": [unit(), unit(kod="")],
    "insatser": [decision(enhet_kod="ny", insats="nytt"), decision(beslut_id="B2", fran="x")],
    "intyg": [certificate(), certificate(intyg_id="b", grund="G9")],
    "erbjudanden": [offer(svar="ja"), offer(ar="1980")],
    "utbildningar": [training(), training(utbildning_id="U2", timmar="x")],
}


def test_the_sample_comes_in_whole_and_once(desk: Desk):
    first = desk.load_sample()
    assert all(report.created == report.read and not report.rejected for report in first.values())
    assert {str(kind): report.read for kind, report in first.items()} == {
        "enheter": 17,
        "insatser": 1172,
        "intyg": 528,
        "erbjudanden": 1474,
        "utbildningar": 23,
    }
    second = desk.load_sample()
    assert all(report.unchanged == report.read for report in second.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_rehearsal_tells_the_same_and_stores_nothing(desk: Desk, kind: str):
    before = desk.counts()
    options = {"unprotected": True} if kind == "insatser" else {}
    rows = [without(row, "skydd") for row in ROWS[kind]]
    rehearsed = desk.load(kind, *rows, dry_run=True, **options)
    assert desk.counts() == before
    assert desk.load(kind, *rows, **options) == rehearsed
    assert rehearsed.created == len(rehearsed.rejected) == 1


def test_a_rehearsed_extract_marks_nothing(desk: Desk):
    desk.load("insatser", *[decision(beslut_id=f"B{at:02}") for at in range(20)])
    rows = [decision(beslut_id=f"B{at:02}", rum="1") for at in range(19)]
    rehearsed = desk.load("insatser", *rows, dry_run=True, complete=True)
    assert (rehearsed.updated, rehearsed.marked_missing) == (19, 1)
    assert not desk.select("SELECT 1 FROM decision WHERE missing_from IS NOT NULL OR room = '1'")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dry_run", [False, True])
def test_strict_stores_all_or_nothing(desk: Desk, kind: str, dry_run: bool):
    before = desk.counts()
    with pytest.raises(StrictRefusal) as refused:
        desk.load(kind, *ROWS[kind], strict=True, dry_run=dry_run)
    assert [note.row for note in refused.value.rejected] == [2]
    assert desk.counts() == before
    assert desk.load(kind, ROWS[kind][0], strict=True).created == 1


def test_a_fault_in_the_middle_leaves_nothing(desk: Desk):
    class Stop:
        def step(self, done: int, total: int | None) -> None:
            raise Cancelled

    before = desk.counts()
    with pytest.raises(Cancelled):
        import_file(
            desk.installation,
            desk.actor,
            SAMPLE / "insatser.csv",
            ImportOptions(FileKind.DECISIONS),
            Stop(),
        )
    assert desk.counts() == before
    assert desk.load_file("insatser", SAMPLE / "insatser.csv").created == 1172


def test_a_file_that_cannot_be_used_leaves_nothing(desk: Desk):
    before = desk.counts()
    for text in ("", "a;b\r\n1;2\r\n", csv_text([without(decision(), "personnummer")])):
        with pytest.raises(BadFile):
            desk.load_text("insatser", text)
    assert desk.counts() == before


def test_a_workbook_with_zero_signs_cannot_be_used(desk: Desk):
    path = desk.folder / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, (column, cell) in enumerate(decision(rum="a_x0000_b").items()):
            sheet.write_string(0, at, column)
            sheet.write_string(1, at, cell)
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():  # the writer was careful
            archive.writestr(name, content.replace(b"_x005F_x0000_", b"_x0000_"))
    with pytest.raises(BadFile, match=r"file\.nul_bytes"):
        desk.load_file("insatser", path)


def test_who_may_not_import_is_told_before_the_file_is_opened(desk: Desk):
    desk.actor = Actor("bo", Role.REVIEWER)
    with pytest.raises(NotAllowed):
        desk.load_file("insatser", desk.folder / "none.csv")


def big_file(path: Path, rows: int) -> Path:
    first = decision()
    with path.open("w", encoding="utf-8") as file:
        file.write(csv_text([first]))
        line = csv_text([first]).splitlines()[1]
        for at in range(rows):
            file.write(line.replace("B1", f"B-{at}") + "\r\n")
    return path


def test_a_kill_in_the_middle_leaves_nothing(sqlite_desk: Desk):
    """Killed when half of 50 000 rows are in, on the way to the commit."""
    desk = sqlite_desk
    desk.load_units()
    before = desk.counts()
    desk.installation.engine.dispose()
    script = """
        import os, signal, sys
        from pathlib import Path
        from ntand.bootstrap import open_installation, this_user
        from ntand.domain.codes import FileKind
        from ntand.services.importing import ImportOptions, import_file
        class Kill:
            def step(self, done, total):
                if done >= 500:
                    os.kill(os.getpid(), signal.SIGKILL)
        options = ImportOptions(FileKind.DECISIONS)
        home, path = map(Path, sys.argv[1:])
        import_file(open_installation(home), this_user(), path, options, Kill())
    """
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(script),
            desk.installation.home,
            big_file(desk.folder / "big.csv", 50_000),
        ],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert kept_key(desk.installation.home)
    assert desk.counts() == before
    assert desk.load("insatser", decision()).created == 1


def test_memory_stays_flat(sqlite_desk: Desk):
    """50 000 rows may cost little more than 5 000: the keys, not the rows, are remembered."""
    desk = sqlite_desk
    desk.load_units()
    script = """
        import resource, sys
        from pathlib import Path
        from ntand.bootstrap import open_installation, this_user
        from ntand.domain.codes import FileKind
        from ntand.services.importing import ImportOptions, import_file
        options = ImportOptions(FileKind.DECISIONS)
        home, path = map(Path, sys.argv[1:])
        report = import_file(open_installation(home), this_user(), path, options)
        print(report.created, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    """
    peaks = []
    for rows in (5_000, 50_000):
        path = big_file(desk.folder / f"{rows}.csv", rows)
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script), desk.installation.home, path],
            cwd=Path(__file__).parents[2],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks.append(int(done.stdout.split()[1]))
    assert peaks[1] - peaks[0] < 30, peaks  # MB


def test_every_import_is_remembered(desk: Desk):
    desk.load("enheter", *ROWS["enheter"])
    desk.actor = replace(desk.actor, user="bo")
    desk.load("insatser", *ROWS["insatser"], source="treserva")
    runs = desk.select(
        "SELECT kind, source, created, updated, refused, imported_by FROM import_run ORDER BY id"
    )
    assert runs == [
        ("enheter", "standard", 1, 0, 1, "anna"),
        ("insatser", "treserva", 1, 0, 1, "bo"),
    ]
    assert SOMEONE not in str(desk.select("SELECT detail FROM access_event"))
