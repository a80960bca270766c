"""The embedded database: nobody reads it without the key, and damage is told as what it is."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ntand.bootstrap import open_installation
from ntand.errors import StoreError
from ntand.store import database
from ntand.store.engine import sqlite_engine
from ntand.store.keys import keep_key, kept_key
from tests.installations import CLOCK, SOMEONE, Desk, decision

PAGE = 4096


def home_of(desk: Desk) -> Path:
    """The home, let go of, with one person in it."""
    desk.load_units()
    desk.load("insatser", decision(efternamn="Gyllenkrokstierna", handlaggare="Hemligstam"))
    desk.installation.engine.dispose()
    return desk.installation.home


def test_no_file_of_the_home_holds_plain_text(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    engine = database.open_sqlite(home / "ntand.db", kept_key(home))
    with engine.begin() as connection:  # its log is written, not yet folded in
        connection.exec_driver_sql("UPDATE person SET given_name = 'Gyllenkrokstierna'")
        connection.exec_driver_sql("UPDATE decision SET room = 'Hemligstam'")
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {"ntand.db", "ntand.db-wal"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        for word in ("Gyllenkrok", "Hemligstam", SOMEONE, "SQLite format", "CREATE TABLE"):
            assert word.encode() not in content, (path.name, word)
    engine.dispose()


def test_an_ordinary_sqlite_cannot_read_it(sqlite_desk: Desk):
    import sqlite3

    connection = sqlite3.connect(home_of(sqlite_desk) / "ntand.db")
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT * FROM person")
    connection.close()


def code_of_opening(home: Path) -> str:
    with pytest.raises(StoreError) as caught:
        open_installation(home, CLOCK)
    return caught.value.code


def test_another_key_is_told_from_damage(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    keep_key(home, bytes(32))
    assert code_of_opening(home) == "key.wrong"


def test_a_missing_key_is_told(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    (home / "key").unlink()
    assert code_of_opening(home) == "key.missing"


def test_a_missing_database_is_told_and_not_made(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    (home / "ntand.db").unlink()
    assert code_of_opening(home) == "store.missing"
    assert not (home / "ntand.db").exists()


@pytest.mark.parametrize("keep", [0, 100, PAGE, PAGE * 3 + 7])
def test_a_truncated_database_is_told(sqlite_desk: Desk, keep: int):
    home = home_of(sqlite_desk)
    os.truncate(home / "ntand.db", keep)
    assert code_of_opening(home) in {"store.damaged", "store.not_ours"}


def test_a_broken_first_page_is_told(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    overwrite(home / "ntand.db", 100)
    assert code_of_opening(home) == "store.damaged"


def test_a_broken_page_further_down_is_found(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    path = home / "ntand.db"
    overwrite(path, path.stat().st_size - PAGE // 2)
    assert what_is_wrong(path, kept_key(home))


def what_is_wrong(path: Path, key: bytes) -> list[str]:
    try:
        return database.integrity_problems(path, key)
    except StoreError as error:
        return [error.code]


def test_a_folder_with_odd_signs_in_its_name_holds_a_database(tmp_path: Path):
    folder = tmp_path / "a?b#c%20d å"
    folder.mkdir()
    engine = sqlite_engine(folder / "x.db", bytes(32))
    database.migrate(engine)
    engine.dispose()
    assert {path.name for path in folder.iterdir()} == {"x.db"}


# --- Copies ---------------------------------------------------------------------------------


def test_a_copy_is_one_sound_file_and_reading_it_changes_nothing(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    copy = home.parent / "copy.ntand"
    database.copy_database(home / "ntand.db", copy, kept_key(home))
    before = copy.read_bytes()
    assert database.integrity_problems(copy, kept_key(home)) == []
    assert copy.read_bytes() == before
    assert [path.name for path in home.parent.glob("copy*")] == ["copy.ntand"]


def test_a_copy_holds_what_is_still_in_the_log(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    engine = database.open_sqlite(home / "ntand.db", kept_key(home))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET given_name = 'Ny'")
    copy = home.parent / "copy.ntand"
    database.copy_database(home / "ntand.db", copy, kept_key(home))
    engine.dispose()
    copied = sqlite_engine(copy, kept_key(home))
    with copied.connect() as connection:
        names = connection.exec_driver_sql("SELECT given_name FROM person").all()
    copied.dispose()
    assert names == [("Ny",)]


def test_an_older_copy_stays_when_the_new_one_fails(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    path, copy = home / "ntand.db", home.parent / "copy.ntand"
    copy.write_bytes(b"older")
    overwrite(path, PAGE * 5)
    with pytest.raises(StoreError):
        database.copy_database(path, copy, kept_key(home))
    assert copy.read_bytes() == b"older"
    assert [found.name for found in home.parent.glob("copy*")] == ["copy.ntand"]


def test_a_database_is_never_copied_onto_itself(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    other_way = home.parent / "link.ntand"
    other_way.symlink_to(home / "ntand.db")
    with pytest.raises(StoreError, match=r"backup\.onto_itself"):
        database.copy_database(home / "ntand.db", other_way, kept_key(home))


@pytest.mark.parametrize("place", ["no/such/folder/x.ntand", "folder"])
def test_a_copy_that_cannot_be_written_blames_the_copy(sqlite_desk: Desk, place: str):
    home = home_of(sqlite_desk)
    (home.parent / "folder").mkdir()
    with pytest.raises(StoreError, match=r"backup\.not_written"):
        database.copy_database(home / "ntand.db", home.parent / place, kept_key(home))


def test_a_copy_cut_off_by_a_kill_keeps_the_older_one_and_the_next_works(sqlite_desk: Desk):
    home = home_of(sqlite_desk)
    copy = home.parent / "copy.ntand"
    copy.write_bytes(b"older")
    script = """
        import os, signal, sys
        from pathlib import Path
        from ntand.store import database
        database._sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)
        database.copy_database(Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3]))
    """
    key = kept_key(home)
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), home / "ntand.db", copy, key.hex()],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert copy.read_bytes() == b"older"
    shutil.copy(home / "ntand.db", f"{copy}.new-journal")  # whatever else was left
    database.copy_database(home / "ntand.db", copy, key)
    assert database.integrity_problems(copy, key) == []


# --- Network drives -------------------------------------------------------------------------

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/data /data nfs4 rw 0 0
/dev/sdb1 /data/local ext4 rw 0 0
//server/share /mnt/min\\040disk cifs rw 0 0
//server/share /mnt/åäö cifs rw 0 0
/dev/sdc1 /srv ext4 rw 0 0
server:/srv /srv nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/opt/ntand.db", "ext4"),
        ("/data/anna/ntand.db", "nfs4"),
        ("/data/local/ntand.db", "ext4"),
        ("/database/ntand.db", "ext4"),
        ("/mnt/min disk/ntand.db", "cifs"),
        ("/mnt/åäö/ntand.db", "cifs"),
        ("/srv/ntand.db", "nfs"),
    ],
)
def test_a_network_drive_is_known_by_where_it_is_mounted(tmp_path: Path, path: str, kind: str):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, "utf-8")
    assert database._file_system(Path(path), mounts) == kind
    network = database._file_system(Path(path), mounts) in database.NETWORK_FILE_SYSTEMS
    assert network == (kind != "ext4")


def test_a_system_that_does_not_tell_its_mounts_stops_nobody(tmp_path: Path):
    assert database._file_system(tmp_path, tmp_path / "none") == ""
    database.refuse_network_drive(tmp_path / "ntand.db")


def overwrite(path: Path, at: int) -> None:
    with path.open("rb+") as file:
        file.seek(at)
        file.write(b"\x5a" * 64)
