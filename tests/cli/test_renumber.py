"""A new identity number on the command line: looked at first, then given."""

from pathlib import Path

import pytest

from ntand.i18n import set_language
from tests.cli.conftest import Run
from tests.installations import number

NEW = number("19450712")


@pytest.fixture(autouse=True)
def swedish_again() -> None:
    set_language("sv")


@pytest.fixture
def another(run: Run, candidate: str) -> str:
    """The identity number of someone else."""
    persons = run("identify", "--json").json["persons"]
    return str(next(one["id_number"] for one in persons if one["id_number"] != candidate))


def test_a_number_nobody_has_becomes_the_persons(run: Run, candidate: str) -> None:
    written = f"{NEW[:8]}-{NEW[8:]}"
    seen = run("renumber", candidate, written, "--dry-run", "--json")
    assert (seen.code, seen.json["merged"], seen.json["holder"]) == (0, None, None)
    assert run("explain", NEW, "--json").code == 4
    done = run("renumber", candidate, written, "--json")
    assert (done.code, done.json) == (0, {"person": seen.json["person"], "merged": None})
    for reference in (NEW, candidate):
        found = run("explain", reference, "--json").json["proposal"]
        assert (found["id_number"], found["person"]) == (NEW, done.json["person"])
    again = run("renumber", NEW, candidate, "--dry-run", "--json").json
    assert (again["again"], again["holder"]) == (True, None)


def test_two_persons_become_one_and_it_is_said(run: Run, candidate: str, another: str) -> None:
    before = run("identify", "--json").json["persons"]
    lines = f"{candidate}\n{another[:8]}-{another[8:]}\n"
    seen = run("renumber", "-", "-", "--dry-run", "--json", stdin=lines).json
    assert seen["holder"]["id_number"] == another
    assert seen["holder"]["person"] == seen["person"]
    assert {"certificates", "years", "born", "name"} <= seen["holder"].keys()
    assert run("identify", "--json").json["persons"] == before
    done = run("renumber", "-", "-", "--confirm", "--json", stdin=lines).json
    assert done == {"person": seen["person"], "merged": seen["merged"]}
    assert len(run("identify", "--json").json["persons"]) == len(before) - 1


def test_people_see_the_two_side_by_side(run: Run, candidate: str, another: str) -> None:
    seen = run("renumber", candidate, another, "--dry-run")
    assert seen.code == 0
    for one in (candidate, another):
        assert f"{one[:8]}-{one[8:]}" in seen.out
    assert "--dry-run" in seen.err  # what to do next
    assert run("renumber", candidate, another).code == 4
    assert run("renumber", candidate, another, "--dry-run").out == seen.out
    done = run("renumber", candidate, another, "--confirm")
    alone = run("renumber", another, NEW)
    assert (done.code, alone.code) == (0, 0)
    assert done.out != alone.out


@pytest.mark.parametrize("rehearsal", [[], ["--dry-run"]])
def test_faults_have_their_exit_codes(run: Run, candidate: str, rehearsal: list[str]) -> None:
    wrong = NEW[:-1] + str((int(NEW[-1]) + 1) % 10)
    for arguments, stdin, code, error in (
        ((candidate,), "", 2, "usage.invalid"),
        ((candidate, wrong), "", 2, "bad_check_digit"),
        ((candidate, "7b5c1c6a-0000-4000-8000-190001019803"), "", 2, "bad_format"),
        ((candidate, "-"), f"{wrong}\n", 4, "bad_check_digit"),
        ((candidate, "-"), "", 4, "usage.nothing_on_stdin"),
        ((candidate, candidate), "", 4, "number.same"),
        ((NEW, candidate), "", 4, "person.unknown"),
    ):
        said = run("renumber", *arguments, *rehearsal, "--json", stdin=stdin)
        assert (said.code, said.json["error"]["code"]) == (code, error)
        assert "okänt fel" not in said.json["error"]["message"]


def test_nothing_is_stored_by_a_refusal(run: Run, candidate: str, home: Path) -> None:
    before = run("identify", "--json").json["persons"]
    run("renumber", candidate, candidate)
    assert run("identify", "--json").json["persons"] == before
