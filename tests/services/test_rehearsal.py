"""A rehearsal tells what the real import then does, and the real one does nothing else."""

import csv
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest

from ntand.domain.codes import FileKind
from ntand.errors import BadFile, Cancelled, NotAllowed, Refused
from ntand.ports import SystemClock
from ntand.services.actor import Actor, Role
from ntand.services.importing import ImportOptions
from ntand.services.importing.differences import SHOWN, CellChange, Differences
from ntand.services.importing.refusals import save_notes
from ntand.services.importing.rehearsal import Rehearsal, import_rehearsed, rehearse
from tests.installations import (
    KINDS,
    SAMPLE,
    SOMEONE,
    SOMEONE_ELSE,
    Desk,
    certificate,
    csv_text,
    decision,
    number,
    numbers,
    offer,
    training,
    unit,
    without,
)

Rows = list[dict[str, str]]


def file_of(desk: Desk, rows: Rows) -> Path:
    path = desk.folder / "utdrag.csv"
    path.write_text(csv_text(rows), "utf-8", newline="")
    return path


def tried(desk: Desk, kind: str, rows: Rows, **options: object) -> Rehearsal:
    told = ImportOptions(FileKind(kind), **options)  # type: ignore[arg-type]
    return rehearse(desk.installation, desk.actor, file_of(desk, rows), told)


def stored(desk: Desk) -> dict[str, int]:
    """What is stored, the log aside: a rehearsal is on record as a look."""
    log = ("access_event", "access_subject", "setting")  # the last names the last line
    return {name: n for name, n in desk.counts().items() if name not in log}


# --- The same as the real import ------------------------------------------------------------


def test_the_sample_rehearsed_is_the_sample_imported(desk: Desk) -> None:
    for kind in KINDS:
        path = SAMPLE / f"{kind}.csv"
        before, persons = stored(desk), set(desk.select("SELECT id FROM person"))
        told = rehearse(desk.installation, desk.actor, path, ImportOptions(kind))
        assert stored(desk) == before
        candidates = {one.person for one in desk.persons().values() if one.candidate}
        done = import_rehearsed(desk.installation, desk.actor, path, told)
        assert done.report == told.report
        assert (done.again, done.changed) == (None, "")
        found = told.differences
        fresh = set(desk.select("SELECT id FROM person")) - persons
        assert found.new_persons.count == len(fresh)
        now = {one.person for one in desk.persons().values() if one.candidate}
        assert found.new_candidates.count == len(now - candidates)
        assert found.no_longer_candidates.count + found.lost.count == len(candidates - now)
        assert found.changed.count == told.report.updated
    again = rehearse(desk.installation, desk.actor, path, ImportOptions(kind))
    assert again.differences.none


def test_a_rehearsal_is_a_look_on_record(desk: Desk) -> None:
    tried(desk, "insatser", [decision()])
    (line,) = desk.select("SELECT action, changed, scope, detail FROM access_event")
    assert (line[0], bool(line[1]), line[2]) == ("import.rehearse", False, "all")
    assert SOMEONE not in line[3]


def test_a_rehearsal_can_be_written_down(desk: Desk) -> None:
    desk.load("insatser", decision())
    told = tried(desk, "insatser", [decision(rum="7")], mapping={"rum": "rum"})
    assert json.loads(json.dumps(asdict(told)))["differences"]["changed"]["count"] == 1


# --- Differences ----------------------------------------------------------------------------


def names(people: object) -> list[str]:
    return [one.name for one in people.first]  # type: ignore[attr-defined]


def test_new_persons_and_decisions_are_named(desk: Desk) -> None:
    desk.load_units()
    desk.load("insatser", decision())
    rows = [
        decision(),
        decision(beslut_id="B2", insats="korttid", fran="2026-02-01"),
        decision(beslut_id="B3", personnummer=SOMEONE_ELSE, fornamn="Bo", efternamn="Ask"),
    ]
    found = tried(desk, "insatser", rows).differences
    assert (found.new_persons.count, names(found.new_persons)) == (1, ["Ask, Bo"])
    assert found.new_persons.first[0].born == "1940-01-02"
    assert [(one.name, one.told, one.begins) for one in found.new_decisions.first] == [
        ("Ask, Bo", "sabo", "2026-01-01"),
        ("Öberg, Åsa", "korttid", "2026-02-01"),
    ]
    assert names(found.new_candidates) == ["Ask, Bo"]
    assert found.changed.count == found.missing.count == found.lost.count == 0


def test_a_changed_decision_shows_old_and_new(desk: Desk) -> None:
    desk.load_units()
    desk.load("insatser", decision(rum="7", varaktigt="J", till=""))
    row = decision(rum="8", varaktigt="N", till="2026-12-31", insats="nytt", enhet_kod="E2")
    found = tried(desk, "insatser", [row]).differences
    (one,) = found.changed.first
    assert (one.name, one.about, one.begins, one.found_again) == (
        *("Öberg, Åsa", "nytt", "2026-01-01"),
        False,
    )
    assert set(one.cells) == {
        CellChange("rum", "7", "8"),
        CellChange("enhet_kod", "E1", "E2"),
        CellChange("insats", "sabo", "nytt"),
        CellChange("till", "", "2026-12-31"),
        CellChange("varaktigt", "J", "N"),
    }
    assert (found.lost.count, found.lost.first[0].told) == (1, "does_not_qualify")


def test_a_protected_persons_places_are_hidden(desk: Desk) -> None:
    desk.load_units()
    desk.load("insatser", decision(rum="7", adress="Gatan 1", sprak="finska"))
    row = decision(rum="8", adress="Vägen 2", sprak="svenska", skydd="sekretessmarkering")
    found = tried(desk, "insatser", [row]).differences
    cells = {one.column: one for one in found.changed.first[0].cells}
    assert cells["rum"] == CellChange("rum", "", "", hidden=True)
    assert cells["adress"].hidden
    assert cells["sprak"].new == "svenska"
    assert [(one.name, one.told, one.protected) for one in found.newly_protected.first] == [
        ("Öberg, Åsa", "sekretessmarkering", True)
    ]
    text = json.dumps(asdict(found))
    assert "Gatan" not in text
    assert "Vägen" not in text


def test_protection_that_ends_hides_the_places_once_more(desk: Desk) -> None:
    desk.load("insatser", decision(rum="7", skydd="fingerade"))
    found = tried(desk, "insatser", [decision(rum="8", skydd="")]).differences
    hidden = {one.column for one in found.changed.first[0].cells if one.hidden}
    assert hidden == {"rum"}


def test_a_decision_that_moves_to_another_person_names_both(desk: Desk) -> None:
    desk.load("insatser", decision())
    row = decision(personnummer=SOMEONE_ELSE, fornamn="Bo", efternamn="Ask")
    found = tried(desk, "insatser", [row]).differences
    assert CellChange("personnummer", "Öberg, Åsa", "Ask, Bo") in found.changed.first[0].cells
    assert SOMEONE_ELSE not in json.dumps(asdict(found))


def test_a_complete_extract_tells_what_it_lacks_and_what_came_back(desk: Desk) -> None:
    many = [decision(beslut_id=f"B{at:02}") for at in range(20)]
    desk.load("insatser", *many)
    as_of = date(2026, 9, 1)
    found = tried(desk, "insatser", many[1:], complete=True, as_of=as_of).differences
    assert (found.missing.count, names(found.missing)) == (1, ["Öberg, Åsa"])
    assert not desk.select("SELECT 1 FROM decision WHERE missing_from IS NOT NULL")
    desk.load("insatser", *many[1:], complete=True, as_of=as_of)
    back = tried(desk, "insatser", many, complete=True, as_of=as_of).differences
    assert (back.missing.count, back.found_again, back.changed.count) == (0, 1, 1)
    assert back.changed.first[0].found_again


def test_an_extract_that_lacks_much_asks_first(desk: Desk) -> None:
    desk.load("insatser", *[decision(beslut_id=f"B{at:02}") for at in range(20)])
    told = {"complete": True, "as_of": date(2026, 9, 1)}
    with pytest.raises(Refused, match="complete_lacks"):
        tried(desk, "insatser", [decision(beslut_id="B01")], **told)
    found = tried(desk, "insatser", [decision(beslut_id="B01")], **told, confirmed=True)
    assert found.differences.missing.count == found.report.marked_missing == 19


def test_all_are_counted_and_some_are_named(desk: Desk) -> None:
    everyone = [number for number, _at in zip(numbers(), range(SHOWN + 5), strict=False)]
    rows = [decision(personnummer=one, beslut_id=one[:11] + "x") for one in everyone]
    found = tried(desk, "insatser", rows).differences
    for group in (found.new_persons, found.new_decisions, found.new_candidates):
        assert (group.count, len(group.first)) == (SHOWN + 5, SHOWN)
    desk.load("insatser", *rows)
    changed = tried(desk, "insatser", [row | {"rum": "9"} for row in rows]).differences.changed
    assert (changed.count, len(changed.first)) == (SHOWN + 5, SHOWN)


def test_without_a_protection_column_the_new_are_protected(desk: Desk) -> None:
    rows = [without(decision(), "skydd")]
    assert tried(desk, "insatser", rows).differences.newly_protected.count == 1
    assert tried(desk, "insatser", rows, unprotected=True).differences.newly_protected.count == 0


@pytest.mark.parametrize(
    ("kind", "before", "after", "column"),
    [
        ("enheter", unit(), unit(telefon="1"), "telefon"),
        ("intyg", certificate(), certificate(till="2027-01-01"), "till"),
        ("erbjudanden", offer(), offer(svar="ja"), "svar"),
        ("utbildningar", training(), training(timmar="3"), "timmar"),
    ],
)
def test_the_other_files_show_what_changed(
    desk: Desk, kind: str, before: dict[str, str], after: dict[str, str], column: str
) -> None:
    desk.load(kind, before)
    found = tried(desk, kind, [after])
    (one,) = found.differences.changed.first
    assert [cell.column for cell in one.cells] == [column]
    assert found.differences.changed.count == found.report.updated == 1
    assert desk.load(kind, after).updated == 1


def test_certificates_settle_candidates(desk: Desk) -> None:
    desk.load_units()
    desk.load("insatser", decision())
    found = tried(desk, "intyg", [certificate()]).differences
    assert names(found.no_longer_candidates) == ["Öberg, Åsa"]


# --- Storing what was rehearsed -------------------------------------------------------------


def again(desk: Desk, told: Rehearsal) -> tuple[str, Differences | None]:
    done = import_rehearsed(desk.installation, desk.actor, desk.folder / "utdrag.csv", told)
    assert (done.report is None) == (done.again is not None)
    return done.changed, done.again.differences if done.again else None


def test_a_changed_file_is_rehearsed_again_and_not_stored(desk: Desk) -> None:
    told = tried(desk, "insatser", [decision()])
    file_of(desk, [decision(), decision(beslut_id="B2", personnummer=SOMEONE_ELSE)])
    before = stored(desk)
    changed, found = again(desk, told)
    assert changed == "file"
    assert found is not None
    assert found.new_persons.count == 2
    assert stored(desk) == before


def test_a_file_changed_at_the_last_moment_is_not_stored(desk: Desk) -> None:
    told = tried(desk, "insatser", [decision()])
    path = desk.folder / "utdrag.csv"
    other = desk.folder / "annan.csv"
    other.write_text(csv_text([decision(), decision(beslut_id="B2")]), "utf-8", newline="")

    class Meddle:
        def step(self, done: int, total: int | None) -> None:
            if done == total and other.exists():  # read to its end, and not yet stored
                other.replace(path)

    before = stored(desk)
    done = import_rehearsed(desk.installation, desk.actor, path, told, Meddle())
    assert (done.changed, done.report) == ("file", None)
    assert stored(desk) == before


def test_a_changed_database_is_rehearsed_again_and_not_stored(desk: Desk) -> None:
    told = tried(desk, "insatser", [decision()])
    desk.load("enheter", unit())
    file_of(desk, [decision()])
    before = stored(desk)
    assert again(desk, told)[0] == "database"
    assert stored(desk) == before


def test_someone_who_only_looked_changes_nothing(desk: Desk) -> None:
    told = tried(desk, "insatser", [decision()])
    desk.persons()
    assert again(desk, told) == ("", None)
    assert desk.counts()["decision"] == 1


def test_another_day_is_rehearsed_again(desk: Desk) -> None:
    told = tried(desk, "insatser", [decision()])
    tomorrow = replace(desk.installation, clock=SystemClock(date(2026, 9, 2)))
    desk.installation = tomorrow
    assert again(desk, told)[0] == "day"


def test_a_file_that_is_gone_is_told(desk: Desk) -> None:
    told = tried(desk, "insatser", [decision()])
    (desk.folder / "utdrag.csv").unlink()
    with pytest.raises(BadFile, match="not_found"):
        again(desk, told)


class StopAt:
    """Stops the work at one of its steps."""

    def __init__(self, step: int) -> None:
        self.left = step

    def step(self, _done: int, _total: int | None) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("what", ["rehearse", "import"])
def test_a_stop_at_any_step_leaves_nothing(desk: Desk, step: int, what: str) -> None:
    path = SAMPLE / "insatser.csv"
    told = rehearse(desk.installation, desk.actor, path, ImportOptions(FileKind.DECISIONS))
    before = desk.counts()
    works: dict[str, Callable[[], object]] = {
        "rehearse": lambda: rehearse(
            desk.installation, desk.actor, path, told.options, StopAt(step)
        ),
        "import": lambda: import_rehearsed(
            desk.installation, desk.actor, path, told, StopAt(step % 2)
        ),
    }
    with pytest.raises(Cancelled):
        works[what]()
    assert desk.counts() == before


def test_who_may_not_import_may_not_rehearse(desk: Desk) -> None:
    told = tried(desk, "insatser", [decision()])
    desk.actor = Actor("bo", Role.REVIEWER)
    for work in (lambda: tried(desk, "insatser", [decision()]), lambda: again(desk, told)):
        with pytest.raises(NotAllowed):
            work()


# --- The list of refusals -------------------------------------------------------------------


def test_refusals_are_written_without_what_the_cells_hold(desk: Desk) -> None:
    wrong = number()[:11] + str((int(number()[11]) + 1) % 10)
    rows = [decision(personnummer=wrong), decision(beslut_id="B2", fran="x")]
    told = tried(desk, "insatser", rows)
    path = desk.folder / "nej.csv"
    assert save_notes(desk.installation, desk.actor, told.report.rejected, path) == 2
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";"))
    assert [row[:2] for row in found[1:]] == [["1", "personnummer"], ["2", "fran"]]
    assert wrong not in path.read_text("utf-8-sig")
    with pytest.raises(BadFile, match="unwritable"):
        save_notes(desk.installation, desk.actor, told.report.rejected, desk.folder / "x" / "n.csv")
