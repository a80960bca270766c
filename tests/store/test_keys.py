"""Keys: written down, typed in again, kept for one user."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntand.errors import Refused, StoreError
from ntand.store import keys

ALPHABET = sorted(set(string.digits + string.ascii_uppercase) - set("ILOU"))
recovery_keys = st.builds(keys._written, st.binary(min_size=20, max_size=20))


@given(recovery_keys)
def test_a_recovery_key_is_read_however_it_is_copied(written: str):
    key = keys.database_key(written)
    assert len(key) == 32
    sloppy = written.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert keys.database_key(f" {sloppy}\n") == key
    assert keys.database_key(written.replace("-", "–").replace("1", "I")) == key


@given(recovery_keys, st.integers(0, 35), st.sampled_from(ALPHABET))
def test_one_mistyped_sign_is_noticed(written: str, at: int, sign: str):
    place = at + at // 4
    if written[place] == sign:
        return
    with pytest.raises(Refused, match=r"key\.recovery_mistyped"):
        keys.database_key(written[:place] + sign + written[place + 1 :])


@given(recovery_keys, st.integers(0, 34))
def test_two_swapped_signs_are_noticed(written: str, at: int):
    signs = written.replace("-", "")
    swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]
    if swapped == signs:
        return
    with pytest.raises(Refused, match=r"key\.recovery_mistyped"):
        keys.database_key(swapped)


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 36, "ÅÄÖ" * 12, "A" * 37])
def test_what_is_no_recovery_key_is_told(text: str):
    with pytest.raises(Refused, match=r"key\.recovery_malformed"):
        keys.database_key(text)


def test_two_recovery_keys_are_not_alike():
    assert keys.new_recovery_key() != keys.new_recovery_key()


def test_a_kept_key_is_for_this_user_alone(tmp_path: Path):
    assert keys.keep_key(tmp_path, bytes(32)) == "file"
    assert keys.kept_key(tmp_path) == bytes(32)
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert keys.key_is_in_file(tmp_path)


@pytest.mark.parametrize("content", [b"", b"abc", b"zz" * 32, b"\xff\xfe", b"00" * 31])
def test_a_key_file_that_holds_no_key_is_a_missing_key(tmp_path: Path, content: bytes):
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(StoreError, match=r"key\.missing"):
        keys.kept_key(tmp_path)


def test_no_key_is_a_missing_key(tmp_path: Path):
    with pytest.raises(StoreError, match=r"key\.missing"):
        keys.kept_key(tmp_path)
