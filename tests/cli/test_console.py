"""What a terminal is shown, and what a pipe is spared."""

import sys
from io import StringIO

import pytest

from ntand.cli.console import Console
from ntand.cli.table import framed, share, table, whole
from ntand.i18n import set_language


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stream: StringIO) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with Console(as_json=True).progress("Läser in") as progress:
        progress.step(1, 2)
        progress.step(2, 2)
    return stream.getvalue()


def test_a_terminal_sees_progress_and_then_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = drawn(monkeypatch, Terminal())
    assert shown.startswith("\rLäser in ...")
    assert shown.endswith("\r\x1b[2K")


def test_a_pipe_sees_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, StringIO()) == ""


def test_tables_are_aligned_also_with_combining_marks() -> None:
    shown = table(("Namn", "Antal"), [("A\u030asa", 5), ("Bo", 1000)], " r").splitlines()
    assert shown == ["Namn  Antal", "----  -----", "A\u030asa       5", "Bo     1000"]
    assert len({len(line) for line in framed("abc").splitlines()}) == 1


def test_numbers_are_written_as_the_language_does() -> None:
    set_language("sv")
    assert (whole(1172), share(34, 75), share(5, None)) == ("1\u00a0172", "45,3 %", "")
    set_language("en")
    assert (whole(1172), share(34, 75)) == ("1,172", "45.3 %")
    set_language("sv")
