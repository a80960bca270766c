"""Nobody at the window is told to type a command, where the window has a way of its own."""

import pytest

from ntand.errors import NtandError
from ntand.sentences import explain
from ntand.sentences.in_window import _remedies, explain_in_window


@pytest.mark.parametrize("code", _remedies())
def test_the_remedy_is_the_windows_own(code: str) -> None:
    error = NtandError(code)
    what, now = explain_in_window(error)
    assert what == explain(error)[0]
    assert now != explain(error)[1]
    assert "ntand " not in now
    assert "--" not in now


def test_what_has_no_way_of_its_own_is_told_as_everywhere() -> None:
    error = NtandError("store.full")
    assert explain_in_window(error) == explain(error)
