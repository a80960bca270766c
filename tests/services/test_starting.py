"""What the guide asks before there is an installation: proven, and nothing made."""

from pathlib import Path

import pytest

from ntand.domain.municipalities import MUNICIPALITIES, municipalities_by_name
from ntand.errors import NtandError
from ntand.services.installing import make_installation, restore
from ntand.services.starting import (
    is_last_group,
    keep_recovery_key,
    prepare_installation,
)
from ntand.store import database
from tests.installations import new_database


def refusal(*arguments: object) -> str:
    with pytest.raises(NtandError) as told:
        prepare_installation(*arguments)  # type: ignore[arg-type]
    return told.value.code


def test_all_municipalities_stand_in_swedish_order() -> None:
    names = [name for _code, name in municipalities_by_name()]
    assert len(names) == len(MUNICIPALITIES) == 49
    assert (names[0], names[-1]) == ("Ale", "Öckerö")
    assert names.index("Åmål") > names.index("Vårgårda")


def test_preparing_makes_nothing_and_the_key_shown_is_the_key_used(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    prepared = prepare_installation(home, "1489")
    assert not home.parent.exists()
    assert prepared.recovery_key
    made = make_installation(home, "1489", recovery_key=prepared.recovery_key)
    assert made.recovery_key == prepared.recovery_key
    again = restore(tmp_path / "other", home / "ntand.db", prepared.recovery_key)
    assert again.municipality == "1489"


def test_two_preparations_give_two_keys(tmp_path: Path) -> None:
    assert len({prepare_installation(tmp_path / "h", "1489").recovery_key for _ in "ab"}) == 2


def test_a_place_that_cannot_be_used_is_told_before_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    assert refusal(home, "0180") == "usage.municipality"
    make_installation(home, "1489")
    assert refusal(home, "1489") == "home.exists"
    (tmp_path / "file").write_text("x")
    assert refusal(tmp_path / "file" / "home", "1489") == "home.unwritable"
    monkeypatch.setattr(database, "_on_network_drive", lambda _path: True)
    assert refusal(tmp_path / "net", "1489") == "store.network_drive"


@pytest.mark.parametrize(
    "address", ["x", "mysql://a/b", "postgresql://", "postgresql://a@127.0.0.1:x/b"]
)
def test_an_address_that_is_none_is_told(tmp_path: Path, address: str) -> None:
    assert refusal(tmp_path / "home", "1489", address) == "store.bad_address"


def test_a_database_nobody_answers_at_is_told(tmp_path: Path) -> None:
    told = refusal(tmp_path / "home", "1489", "postgresql+psycopg://a@127.0.0.1:1/b")
    assert told == "store.unreachable"


def test_a_shared_database_is_made_and_then_joined(tmp_path: Path) -> None:
    url = new_database()
    first = prepare_installation(tmp_path / "one", "1489", url)
    assert (first.recovery_key, first.joins) == (None, False)
    make_installation(tmp_path / "one", "1489", url)
    assert prepare_installation(tmp_path / "two", "1489", url).joins
    assert refusal(tmp_path / "two", "1440", url) == "store.other_municipality"


def test_the_key_is_kept_for_this_user_alone_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "nyckel.txt"
    keep_recovery_key(path, "A-B")
    assert path.read_text() == "A-B\n"
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(NtandError, match="recovery_file_exists"):
        keep_recovery_key(path, "C-D")
    with pytest.raises(NtandError, match="unwritable"):
        keep_recovery_key(tmp_path / "none" / "n.txt", "C-D")


@pytest.mark.parametrize(
    ("typed", "right"),
    [("0A1B", True), (" oalb ", True), ("0a-1b", True), ("0A1C", False), ("", False)],
)
def test_the_last_group_is_known_in_any_writing(typed: str, right: bool) -> None:
    assert is_last_group("ZZZZ-0A1B", typed) is right
