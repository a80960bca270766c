"""The first exchange: what the region holds is matched, what it lacks is sent, once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ntand.bootstrap import open_installation
from ntand.domain.codes import Answer, EndReason
from ntand.errors import TemporaryFailure
from ntand.exchange.wire import Record
from ntand.services.actor import Permission
from ntand.services.acts import changing
from ntand.services.certificates import end
from ntand.services.exchange.incoming.loading import _take, ask_reconcile
from ntand.services.exchange.registers import propose_units, unit_register
from ntand.services.exchange.sync import Synced
from ntand.services.installing import back_up, restore
from ntand.services.yearly_round import NewAnswer
from tests.installations import CLOCK, SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate
from tests.quick_region import served
from tests.services.acting import day, give, settle
from tests.services.region_line import Line, line, line_on_both, new_line, no_waiting

__all__ = ["line", "line_on_both", "new_line", "no_waiting", "served"]

MANY = Path("tests/data/alingsas")


def filled(line: Line, files: Path = MANY) -> None:
    """The municipality's records are at the region already, sent from another computer."""
    for kind in ("enheter", "insatser"):
        line.desk.load_file(kind, files / f"{kind}.csv")
    for kind in ("intyg", "erbjudanden"):
        line.desk.load_file(kind, files / f"{kind}.csv", announce=True)
    propose_units(
        line.desk.installation, line.desk.actor, [row["kod"] for row in line.desk.rows("enheter")]
    )
    line.sync()


def test_a_new_computer_gets_everything_and_sends_nothing(
    line: Line, new_line: Callable[[Desk], Line], new_sqlite_desk: Callable[[], Desk]
):
    filled(line)
    before = line.region("certificates"), line.region("offers"), line.region("units")
    fresh = new_line(new_sqlite_desk())
    done = fresh.sync()
    assert done.received > 1000
    assert done == Synced(received=done.received)
    assert (fresh.region("certificates"), fresh.region("offers"), fresh.region("units")) == before
    # Those whom only the region has told of count as protected until someone says otherwise.
    loaded = [row["intyg_id"] for row in fresh.desk.rows("intyg")]
    assert loaded == [row["intyg_id"] for row in before[0]]
    assert len(unit_register(fresh.desk.installation, fresh.desk.actor)) == len(before[2])
    assert fresh.sync() == Synced()


def test_what_was_imported_on_both_sides_is_matched_and_not_sent_again(
    line: Line, new_line: Callable[[Desk], Line], new_sqlite_desk: Callable[[], Desk]
):
    filled(line)
    before = line.region("certificates"), line.region("offers")
    fresh = new_line(new_sqlite_desk())
    for kind in ("enheter", "insatser"):
        fresh.desk.load_file(kind, MANY / f"{kind}.csv")
    for kind in ("intyg", "erbjudanden"):
        fresh.desk.load_file(kind, MANY / f"{kind}.csv", announce=True)
    assert fresh.sync() == Synced()
    assert (fresh.region("certificates"), fresh.region("offers")) == before
    assert not fresh.unsettled()
    assert fresh.agrees()


def test_a_cut_after_every_page_reads_none_twice(
    line: Line, new_line: Callable[[Desk], Line], new_sqlite_desk: Callable[[], Desk]
):
    filled(line)
    fresh = new_line(new_sqlite_desk())
    pages: list[str] = []

    def cut(path: str) -> None:
        if path.startswith("/v1/") and not path.startswith("/v1/changes"):
            pages.append(path)
            fresh.door.open = False  # this one passes yet

    fresh.door.before = cut
    cuts = 0
    while True:
        fresh.door.open = True
        try:
            fresh.sync()
            break
        except TemporaryFailure:
            cuts += 1
    assert cuts == len(pages) == len(set(pages)) > 5
    held = [row["intyg_id"] for row in fresh.desk.rows("intyg")]
    assert held == [row["intyg_id"] for row in fresh.region("certificates")]
    assert len(fresh.desk.rows("erbjudanden")) == len(fresh.region("offers"))


def test_one_under_another_number_is_matched_and_told_of_under_that_one(
    line: Line, new_line: Callable[[Desk], Line], new_sqlite_desk: Callable[[], Desk]
):
    settle(line.desk)
    there = give(line.desk, valid_from=day("2026-02-01")).intyg_id
    line.sync()
    fresh = new_line(new_sqlite_desk())
    settle(fresh.desk)
    here = give(fresh.desk, valid_from=day("2026-02-01")).intyg_id
    assert here != there
    fresh.sync()
    assert [row["intyg_id"] for row in fresh.region("certificates")] == [there]
    end(fresh.desk.installation, fresh.desk.actor, here, EndReason.CONDITIONS_CEASED, TODAY)
    assert fresh.sync() == Synced(sent=1)
    (row,) = fresh.region("certificates")
    assert (row["intyg_id"], row["avslutat"]) == (there, TODAY.isoformat())
    assert [row["intyg_id"] for row in fresh.desk.rows("intyg")] == [here]


def test_what_differs_is_asked_and_what_is_empty_is_filled(
    line: Line, new_line: Callable[[Desk], Line], new_sqlite_desk: Callable[[], Desk]
):
    settle(line.desk)
    line.desk.load("intyg", certificate(till="2027-01-01", informerad="2026-01-02"), announce=True)
    line.sync()
    fresh = new_line(new_sqlite_desk())
    settle(fresh.desk)
    fresh.desk.load("intyg", certificate(till="2027-06-30"))
    done = fresh.sync()
    assert (done.sent, done.conflicts) == (0, 1)
    assert fresh.unsettled() == [("conflict", "changed_by_others")]
    (row,) = fresh.desk.rows("intyg")
    assert (row["till"], row["informerad"]) == ("2027-06-30", "2026-01-02")
    assert fresh.region("certificates")[0]["till"] == "2027-01-01"


def test_what_happens_while_the_lists_are_read_is_not_missed(
    line: Line, new_line: Callable[[Desk], Line], new_sqlite_desk: Callable[[], Desk]
):
    settle(line.desk)
    give(line.desk)
    line.offers(answer=NewAnswer(Answer.YES))
    line.sync()
    fresh = new_line(new_sqlite_desk())
    settle(fresh.desk)
    seen: list[str] = []

    def meanwhile(path: str) -> None:
        if path.startswith("/v1/offers") and not seen:
            seen.append(path)
            line.reports(utford="2026-08-15")

    fresh.door.before = meanwhile
    fresh.sync()
    assert seen
    assert fresh.desk.rows("erbjudanden")[0]["utford"] == "2026-08-15"
    assert fresh.desk.select("SELECT COUNT(*) FROM visit") == [(1,)]


def test_the_region_is_asked_for_its_lists_once_and_again_when_told_to(line_on_both: Line):
    line = line_on_both
    settle(line.desk)
    give(line.desk)
    line.sync()
    line.door.passed.clear()
    line.sync()
    assert not [path for path in line.door.passed if path.startswith("/v1/certificates")]
    ask_reconcile(line.desk.installation, line.desk.actor)
    assert line.sync() == Synced()
    assert [path for path in line.door.passed if path.startswith("/v1/certificates")]
    assert line.agrees()


def test_after_a_restore_the_first_exchange_compares_everything(line: Line, tmp_path: Path):
    settle(line.desk, SOMEONE, SOMEONE_ELSE)
    give(line.desk)
    line.sync()
    copy = tmp_path / "copy.ntand"
    back_up(line.desk.installation, line.desk.actor, copy)
    # Done after the backup: known to the region alone, once it is brought back.
    later = give(line.desk, SOMEONE_ELSE).intyg_id
    line.offers(answer=NewAnswer(Answer.YES))
    line.sync()
    before = line.region("certificates"), line.region("offers")
    home = line.desk.installation.home
    line.desk.installation.engine.dispose()
    restore(home, copy, force=True)
    line.desk.installation = open_installation(home, CLOCK)
    done = line.sync()
    assert (done.sent, done.conflicts, done.received) == (0, 0, 2)
    assert later in {row["intyg_id"] for row in line.desk.rows("intyg")}
    assert (line.region("certificates"), line.region("offers")) == before
    assert line.agrees()


def test_a_record_that_cannot_be_understood_stops_nothing(
    line: Line, caplog: pytest.LogCaptureFixture
):
    settle(line.desk)
    desk = line.desk
    with changing(desk.installation, desk.actor, "exchange.load", Permission.EXCHANGE) as act:
        assert not _take(act, "offers", Record("1", '"v1"', {"personnummer": SOMEONE}))
        assert act.counted("malformed") == 1
    assert "offers" in caplog.text
