"""The life of an installation: made, copied, brought back, checked."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ntand.bootstrap import open_installation
from ntand.errors import NotAllowed, NtandError, Refused, StoreError, UsageError
from ntand.services.actor import Actor, Role
from ntand.services.installing import Made, back_up, check, make_installation, restore
from ntand.settings import read_settings
from ntand.store import database
from ntand.store.keys import kept_key
from ntand.store.work import writing
from tests.installations import CLOCK, COORDINATOR, Desk, decision, new_database


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make_installation(tmp_path / "home", "1489")


def desk_of(home: Path) -> Desk:
    return Desk(open_installation(home, CLOCK), home.parent)


def filled(home: Path) -> Path:
    """A backup of the home after a person came into it."""
    desk = desk_of(home)
    desk.load_units()
    desk.load("insatser", decision())
    copy = home.parent / "copy.ntand"
    back_up(desk.installation, COORDINATOR, copy)
    desk.installation.engine.dispose()
    return copy


def test_only_the_countys_municipalities_have_installations(tmp_path: Path):
    with pytest.raises(UsageError):
        make_installation(tmp_path, "0180")
    assert list(tmp_path.iterdir()) == []


def test_an_installation_is_not_made_over_another(made: Made, tmp_path: Path):
    before = (tmp_path / "home" / "ntand.db").read_bytes()
    with pytest.raises(Refused, match=r"home\.exists"):
        make_installation(tmp_path / "home", "1489")
    assert (tmp_path / "home" / "ntand.db").read_bytes() == before


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"home\.unwritable"):
        make_installation(tmp_path / "file" / "home", "1489")


def test_an_interrupted_making_can_be_done_again(tmp_path: Path):
    script = """
        import os, signal, sys
        from pathlib import Path
        from ntand.services import installing
        from ntand.store import database
        database.migrate = lambda engine: os.kill(os.getpid(), signal.SIGKILL)
        installing.make_installation(Path(sys.argv[1]), "1489")
    """
    home = tmp_path / "home"
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), home],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    make_installation(home, "1489")
    desk_of(home).installation.engine.dispose()
    assert {path.name for path in home.iterdir()} == {"installation.json", "key", "ntand.db"}


def test_the_settings_are_for_this_user_alone(made: Made, tmp_path: Path):
    assert (tmp_path / "home" / "installation.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"channel": "post"}', "\udcff"])
def test_damaged_settings_are_told(made: Made, tmp_path: Path, content: str):
    path = tmp_path / "home" / "installation.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(StoreError, match=r"home\.damaged"):
        read_settings(tmp_path / "home")


def test_two_workstations_share_one_installation(tmp_path: Path):
    url = new_database()
    make_installation(tmp_path / "one", "1489", url)
    make_installation(tmp_path / "two", "1489", url)
    one, two = read_settings(tmp_path / "one"), read_settings(tmp_path / "two")
    assert one.installation == two.installation
    with pytest.raises(Refused, match=r"store\.other_municipality"):
        make_installation(tmp_path / "three", "1490", url)
    assert not (tmp_path / "three" / "installation.json").exists()


# --- Backup and restore ---------------------------------------------------------------------


def test_a_clean_machine_is_brought_back_with_the_recovery_key(made: Made, tmp_path: Path):
    copy = filled(tmp_path / "home")
    before = copy.read_bytes()
    restored = restore(tmp_path / "new", copy, made.recovery_key)
    assert (restored.municipality, restored.replaced) == ("1489", None)
    assert copy.read_bytes() == before
    desk = desk_of(tmp_path / "new")
    assert [row["fornamn"] for row in desk.rows("insatser")] == ["Åsa"]
    assert check(desk.installation, COORDINATOR).sound
    held, old = read_settings(tmp_path / "new"), read_settings(tmp_path / "home")
    assert (held.installation, held.key_check) == (old.installation, old.key_check)
    desk.installation.engine.dispose()


def test_a_clean_machine_asks_for_the_recovery_key(made: Made, tmp_path: Path):
    copy = filled(tmp_path / "home")
    with pytest.raises(StoreError, match=r"backup\.key_needed"):
        restore(tmp_path / "new", copy)
    assert not (tmp_path / "new").exists()


def test_another_recovery_key_opens_nothing(made: Made, tmp_path: Path):
    copy = filled(tmp_path / "home")
    other = make_installation(tmp_path / "other", "1490")
    with pytest.raises(StoreError, match=r"backup\.wrong_key"):
        restore(tmp_path / "new", copy, other.recovery_key)
    assert not (tmp_path / "new").exists()


def test_a_home_in_use_is_not_replaced_unless_forced(made: Made, tmp_path: Path):
    home = tmp_path / "home"
    copy = filled(home)
    desk = desk_of(home)
    desk.load("insatser", decision(beslut_id="B2"))
    desk.installation.engine.dispose()
    with pytest.raises(Refused, match=r"home\.exists"):
        restore(home, copy)
    restored = restore(home, copy, force=True)
    assert len(desk_of(home).rows("insatser")) == 1
    assert restored.replaced is not None
    aside = restore(tmp_path / "aside", Path(restored.replaced), made.recovery_key)
    assert aside.replaced is None
    assert len(desk_of(tmp_path / "aside").rows("insatser")) == 2


def test_a_database_that_is_open_somewhere_is_not_replaced(made: Made, tmp_path: Path):
    home = tmp_path / "home"
    copy = filled(home)
    desk = desk_of(home)
    desk.load("insatser", decision(beslut_id="B2"))
    with pytest.raises(Refused, match=r"home\.in_use"):
        restore(home, copy, force=True)
    assert len(desk.rows("insatser")) == 2
    desk.installation.engine.dispose()


def test_a_damaged_database_is_put_aside_as_it_is(made: Made, tmp_path: Path):
    home = tmp_path / "home"
    copy = filled(home)
    (home / "ntand.db").write_bytes(b"broken" * 1000)
    (home / "installation.json").write_text("broken")
    restored = restore(home, copy, force=True)
    assert restored.replaced is not None
    assert Path(restored.replaced).read_bytes() == b"broken" * 1000
    assert len(desk_of(home).rows("insatser")) == 1


def test_a_home_with_another_key_is_brought_back_with_the_recovery_key(made: Made, tmp_path: Path):
    copy = filled(tmp_path / "home")
    make_installation(tmp_path / "other", "1490")
    restore(tmp_path / "other", copy, made.recovery_key, force=True)
    assert read_settings(tmp_path / "other").municipality == "1489"
    assert len(desk_of(tmp_path / "other").rows("insatser")) == 1


@pytest.mark.parametrize("damage", ["none", "truncated", "broken", "empty", "other"])
def test_an_unsound_backup_changes_nothing(made: Made, tmp_path: Path, damage: str):
    home = tmp_path / "home"
    copy = filled(home)
    if damage == "none":
        copy.unlink()
    elif damage == "truncated":
        os.truncate(copy, copy.stat().st_size // 2)
    elif damage == "broken":
        with copy.open("rb+") as file:
            file.seek(copy.stat().st_size - 3000)
            file.write(b"\x00" * 100)
    else:
        copy.write_bytes(b"" if damage == "empty" else b"kod;namn\r\n" * 1000)
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    with pytest.raises(StoreError):
        restore(home, copy, made.recovery_key, force=True)
    after = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    assert after == before


def test_a_backup_made_by_a_newer_program_is_refused(made: Made, tmp_path: Path):
    home = tmp_path / "home"
    desk = desk_of(home)
    with writing(desk.installation.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    copy = tmp_path / "copy.ntand"
    database.copy_database(home / "ntand.db", copy, kept_key(home))
    desk.installation.engine.dispose()
    with pytest.raises(StoreError, match=r"store\.newer"):
        restore(tmp_path / "new", copy, made.recovery_key)


def test_a_backup_needs_permission_and_leaves_the_older_one(made: Made, tmp_path: Path):
    copy = filled(tmp_path / "home")
    before = copy.read_bytes()
    desk = desk_of(tmp_path / "home")
    with pytest.raises(NotAllowed):
        back_up(desk.installation, Actor("bo", Role.ISSUER), copy)
    assert copy.read_bytes() == before
    desk.installation.engine.dispose()


def test_a_shared_database_is_not_copied_from_here(desk: Desk, tmp_path: Path):
    if desk.installation.settings.embedded:
        return
    with pytest.raises(Refused, match=r"backup\.shared"):
        back_up(desk.installation, COORDINATOR, tmp_path / "x.ntand")


# --- Check ----------------------------------------------------------------------------------


def test_a_sound_installation_is_sound(desk: Desk):
    desk.load_units()
    found = check(desk.installation, COORDINATOR)
    assert found.sound
    codes = [one.code for one in found.found]
    assert codes == (["check.key_in_file"] if desk.installation.settings.embedded else [])


def test_a_log_that_was_tampered_with_is_unsound(desk: Desk):
    desk.load_units()
    with writing(desk.installation.engine) as connection:
        connection.exec_driver_sql("UPDATE access_event SET username = 'x'")
    found = check(desk.installation, COORDINATOR)
    assert not found.sound
    assert "check.log_broken" in [one.code for one in found.found]


def test_a_damaged_page_is_unsound(sqlite_desk: Desk):
    sqlite_desk.load_sample()
    sqlite_desk.installation.engine.dispose()
    path = sqlite_desk.installation.home / "ntand.db"
    with path.open("rb+") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\x00" * 64)
    assert what_check_says(sqlite_desk) in {"check.damaged", "store.damaged"}


def what_check_says(desk: Desk) -> str:
    try:
        found = check(desk.installation, COORDINATOR)
    except NtandError as error:
        return error.code  # the log itself could not be read
    return next(one.code for one in found.found if one.serious)


def test_settings_are_plain_json(made: Made, tmp_path: Path):
    held = json.loads((tmp_path / "home" / "installation.json").read_text("utf-8"))
    assert held["municipality"] == "1489"
    assert made.recovery_key
    assert made.recovery_key not in json.dumps(held)
