"""The exchange with a region that really serves: nothing lost, nothing twice, nobody exposed."""

from dataclasses import replace
from pathlib import Path

import pytest

from ntand.bootstrap import open_installation
from ntand.domain.codes import Answer, Basis, EndReason, Stance
from ntand.errors import NotAllowed, Refused, SignInNeeded, TemporaryFailure
from ntand.mock_region import dump
from ntand.mock_region.api.limits import Settings
from ntand.services.actor import Actor, Role
from ntand.services.certificates import consent, end, void
from ntand.services.exchange.outbox.mending import Choice, settle_conflict
from ntand.services.exchange.outbox.queue_view import queue
from ntand.services.exchange.sync import Synced, connect, sync
from ntand.services.installing import back_up, restore
from ntand.services.stances import decide
from ntand.services.yearly_round import NewAnswer
from ntand.store.home_lock import home_lock, store_lock
from tests.exchange.conftest import Served
from tests.installations import CLOCK, SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate, decision
from tests.quick_region import served
from tests.services.acting import (
    CANARY,
    change,
    day,
    give,
    outbox,
    refused,
    settle,
    through_portal,
)
from tests.services.region_line import Line, line, line_on_both, new_line, no_waiting

__all__ = ["line", "line_on_both", "new_line", "no_waiting", "served"]

# --- Everything arrives, once ---------------------------------------------------------------


def test_announced_history_arrives_whole_and_only_once(line_on_both: Line):
    desk = line_on_both.desk
    for kind in ("enheter", "insatser"):
        desk.load_file(kind, Path("tests/data/alingsas") / f"{kind}.csv")
    for kind in ("intyg", "erbjudanden"):
        desk.load_file(kind, Path("tests/data/alingsas") / f"{kind}.csv", announce=True)
    done = line_on_both.sync()
    assert done.sent > 1000
    assert done == Synced(sent=done.sent)
    assert line_on_both.agrees()
    for kind in ("intyg", "erbjudanden"):
        desk.load_file(kind, Path("tests/data/alingsas") / f"{kind}.csv", announce=True)
    assert line_on_both.sync() == Synced()


def test_an_announced_row_that_changed_is_announced_again(line: Line):
    settle(line.desk)
    line.desk.load("intyg", certificate(), announce=True)
    assert line.sync().sent == 1
    line.desk.load("intyg", certificate(till="2026-12-31"), announce=True)
    assert line.sync().sent == 1
    assert line.agrees()


def test_announcing_gives_no_basis_to_what_waits_for_one(line: Line):
    settle(line.desk)
    give(line.desk, basis=None)
    (row,) = line.desk.rows("intyg")
    line.desk.load("intyg", row | {"fornamn": "Anna"}, announce=True)
    assert line.sync() == Synced(pending=1)


def test_a_day_at_the_desk_arrives(line_on_both: Line):
    desk = line_on_both.desk
    settle(desk)
    key = give(desk).intyg_id
    line_on_both.offers(answer=NewAnswer(Answer.YES))
    assert line_on_both.sync() == Synced(sent=2)
    end(desk.installation, desk.actor, key, EndReason.CONDITIONS_CEASED, TODAY)
    line_on_both.offers(answer=NewAnswer(Answer.NO))
    assert line_on_both.sync() == Synced(sent=2)
    assert line_on_both.agrees()
    assert line_on_both.sync() == Synced()


def test_the_latest_of_many_states_of_a_person_is_the_one_that_stays(line: Line):
    settle(line.desk)
    give(line.desk)
    for year in range(2020, 2027):
        line.offers(year)
    line.door.loses_answers = True
    with pytest.raises(TemporaryFailure):
        line.sync()
    line.offers(2020, answer=NewAnswer(Answer.YES))
    line.door.loses_answers = False
    line.sync()
    assert line.agrees()
    assert not line.unsettled()


# --- The way is not reliable ----------------------------------------------------------------


def test_a_region_that_is_down_loses_nothing(line: Line):
    settle(line.desk)
    give(line.desk)
    line.door.open = False
    with pytest.raises(TemporaryFailure):
        line.sync()
    assert len(outbox(line.desk)) == 1
    line.door.open = True
    assert line.sync() == Synced(sent=1)


def test_a_lost_answer_leaves_one_effect(line_on_both: Line):
    settle(line_on_both.desk)
    give(line_on_both.desk)
    line_on_both.door.loses_answers = True
    with pytest.raises(TemporaryFailure):
        line_on_both.sync()
    assert len(line_on_both.region("certificates")) == 1
    line_on_both.door.loses_answers = False
    assert line_on_both.sync() == Synced(sent=1)
    assert line_on_both.agrees()


def test_a_change_after_a_lost_answer_is_not_lost(line_on_both: Line):
    settle(line_on_both.desk)
    give(line_on_both.desk)
    line_on_both.offers(answer=NewAnswer(Answer.NO))
    line_on_both.sync()
    line_on_both.offers(answer=NewAnswer(Answer.NONE))
    line_on_both.door.loses_answers = True
    with pytest.raises(TemporaryFailure):
        line_on_both.sync()
    line_on_both.offers(answer=NewAnswer(Answer.YES))
    line_on_both.door.loses_answers = False
    done = line_on_both.sync()
    assert (done.sent, done.conflicts, done.rejected, done.pending) == (2, 0, 0, 0)
    assert line_on_both.region("offers")[0]["svar"] == "ja"
    assert not line_on_both.unsettled()


def test_a_report_after_a_lost_answer_keeps_answer_and_visit(line: Line):
    settle(line.desk)
    give(line.desk)
    line.offers()
    line.door.loses_answers = True
    for _ in range(2):  # one item of the person each time
        with pytest.raises(TemporaryFailure):
            line.sync()
        line.door.loses_answers = False
        line.sync()
        line.offers(answer=NewAnswer(Answer.YES))
        line.door.loses_answers = True
    with pytest.raises(TemporaryFailure):
        line.sync()
    line.reports(utford="2026-08-15", utforare="Folktandvården")
    line.door.loses_answers = False
    done = line.sync()
    assert (done.conflicts, done.rejected, done.pending) == (0, 0, 0)
    (row,) = line.region("offers")
    assert (row["svar"], row["utford"]) == ("ja", "2026-08-15")
    assert line.agrees()


def test_items_of_one_person_never_overtake_one_that_must_wait(line: Line):
    settle(line.desk, SOMEONE, SOMEONE_ELSE)
    give(line.desk)
    line.offers(answer=NewAnswer(Answer.NO))
    change(
        line.desk,
        "UPDATE outbox_item SET attempts = 60, next_at = ? WHERE kind = 'certificate'",
        "2026-09-02 10:00:00.000000",
    )
    give(line.desk, SOMEONE_ELSE)
    assert line.sync() == Synced(sent=1, pending=2)
    assert not line.region("offers")
    change(line.desk, "UPDATE outbox_item SET next_at = NULL")
    assert line.sync() == Synced(sent=2)


def test_a_feed_of_another_region_is_read_from_its_beginning(line: Line, tmp_path: Path):
    settle(line.desk)
    give(line.desk)
    line.offers(answer=NewAnswer(Answer.YES))
    line.reports(utford="2026-08-15")
    line.sync()
    other = Served(tmp_path / "other", Settings(requests_per_second=10_000, burst=10_000))
    try:
        line.door.target = other.url
        connect(line.desk.installation, line.desk.actor, line.door.url, *other.credentials.values())
        line.offers(answer=NewAnswer(Answer.NO))
        done = line.sync()
        assert (done.sent, done.conflicts, done.rejected) == (1, 0, 0)
    finally:
        other.close()


# --- What may not go ------------------------------------------------------------------------


def test_protection_that_comes_later_stops_what_waits(line_on_both: Line):
    desk = line_on_both.desk
    settle(desk, adress=CANARY)
    give(desk)
    line_on_both.offers()
    told = decision(beslut_id=f"B-{SOMEONE}", skydd="sekretessmarkering", adress=CANARY)
    desk.load("insatser", told)
    assert line_on_both.sync() == Synced()
    assert dump(line_on_both.data) == {"certificates": [], "offers": [], "units": []}
    assert desk.select("SELECT DISTINCT road FROM outbox_item") == [("paper",)]
    desk.load("insatser", told | {"skydd": ""})
    assert line_on_both.sync() == Synced(sent=2)


def test_protection_that_comes_in_the_middle_of_a_run_stops_the_rest(line: Line):
    settle(line.desk)
    give(line.desk)
    line.offers()

    def protect(path: str) -> None:
        if path == "/v1/batches":
            told = decision(beslut_id=f"B-{SOMEONE}", skydd="sekretessmarkering")
            line.desk.load("insatser", told)

    line.door.before = protect
    assert line.sync() == Synced(sent=1)
    assert not line.region("offers")


def test_without_a_basis_nothing_goes(line: Line):
    settle(line.desk)
    give(line.desk, basis=None)
    line.offers()
    assert line.sync() == Synced(pending=2)
    consent(line.desk.installation, line.desk.actor, SOMEONE, Basis.CONSENT)
    assert line.sync() == Synced(sent=2)


@pytest.mark.parametrize("how", ["refuses", "withdraws"])
def test_a_basis_taken_back_stops_what_waits(line_on_both: Line, how: str):
    desk = line_on_both.desk
    settle(desk)
    give(desk)
    if how == "refuses":
        decide(desk.installation, desk.actor, SOMEONE, Stance.REFUSES_DISCLOSURE, "Vill inte")
        decide(desk.installation, desk.actor, SOMEONE, Stance.KEEP, "Omprövad")
    else:
        change(desk, "UPDATE disclosure SET withdrawn_on = ?", TODAY.isoformat())
    assert line_on_both.sync() == Synced()
    assert not line_on_both.region("certificates")
    consent(desk.installation, desk.actor, SOMEONE, Basis.CONSENT)
    assert line_on_both.sync() == Synced(sent=1)


def test_a_certificate_in_error_arrives_as_one(line: Line):
    settle(line.desk)
    key = give(line.desk).intyg_id
    line.sync()
    void(line.desk.installation, line.desk.actor, key, "Fel person")
    line.sync()
    assert line.region("certificates")[0]["makulerat"] == "J"


# --- One at a time, signed in, allowed ------------------------------------------------------


def test_two_at_once_are_refused(line_on_both: Line):
    installation = line_on_both.desk.installation
    with home_lock(installation.home, "sync"), refused("home.in_use"):
        line_on_both.sync()
    if not installation.settings.embedded:
        with store_lock(installation.engine, "sync"), refused("home.in_use"):
            line_on_both.sync()
    line_on_both.sync()


def test_through_the_portal_nothing_is_sent(line: Line):
    settle(line.desk)
    desk = through_portal(line.desk)
    give(desk)
    line.door.open = False
    assert sync(desk.installation, desk.actor) == Synced(pending=1)
    line.door.open = True
    assert line.sync() == Synced(sent=1)  # the service instead


def test_not_connected_is_refused(sqlite_desk: Desk):
    with refused("region.not_connected"):
        sync(sqlite_desk.installation, sqlite_desk.actor)


def test_a_connection_that_fails_leaves_the_former(line: Line):
    with pytest.raises(SignInNeeded):
        connect(line.desk.installation, line.desk.actor, line.door.url, "1489", "wrong")
    with pytest.raises(Refused):
        connect(line.desk.installation, line.desk.actor, "ftp://x", "1489", "s")
    assert line.sync() == Synced()


def test_only_those_who_may_exchange(line: Line):
    with pytest.raises(NotAllowed):
        sync(line.desk.installation, Actor("rut", Role.REVIEWER))
    assert line.desk.select("SELECT allowed FROM access_event WHERE action = 'sync'")


# --- After a restore ------------------------------------------------------------------------


def settles(line: Line) -> int:
    """Nothing is refused or left waiting; a person lets ours stand where there is a question."""
    installation, actor = line.desk.installation, line.desk.actor
    done = line.sync()
    assert (done.rejected, done.pending) == (0, 0)
    asked = queue(installation, actor, "conflict").rows
    for row in asked:
        settle_conflict(installation, actor, row.item, Choice.OURS)
    assert line.sync().conflicts == 0
    return len(asked)


def test_after_an_older_backup_everything_settles(line: Line, tmp_path: Path):
    desk = line.desk
    settle(desk)
    key = give(desk).intyg_id
    line.offers(answer=NewAnswer(Answer.NO))
    copy = tmp_path / "copy.ntand"
    back_up(desk.installation, desk.actor, copy)
    line.offers(answer=NewAnswer(Answer.NONE))
    line.sync()
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    line.reports(utford="2026-08-15")
    line.sync()
    desk.installation.engine.dispose()
    restore(desk.installation.home, copy, force=True)
    line.desk = replace(desk, installation=open_installation(desk.installation.home, CLOCK))
    settles(line)
    line.offers(answer=NewAnswer(Answer.YES))
    end(line.desk.installation, line.desk.actor, key, EndReason.CONDITIONS_CEASED, TODAY)
    settles(line)
    assert line.agrees()
    assert line.sync() == Synced()
    (row,) = line.region("offers")
    assert (row["svar"], row["utford"]) == ("ja", "2026-08-15")
    line.desk.installation.engine.dispose()


def test_after_a_backup_from_when_it_was_delivered(line: Line, tmp_path: Path):
    desk = line.desk
    settle(desk)
    key = give(desk).intyg_id
    line.sync()
    copy = tmp_path / "copy.ntand"
    back_up(desk.installation, desk.actor, copy)
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    line.sync()
    desk.installation.engine.dispose()
    restore(desk.installation.home, copy, force=True)
    line.desk = replace(desk, installation=open_installation(desk.installation.home, CLOCK))
    end(
        line.desk.installation, line.desk.actor, key, EndReason.CONDITIONS_CEASED, day("2026-09-02")
    )
    assert settles(line) == 1  # it was ended twice: on other grounds, and another day
    assert line.agrees()
    line.desk.installation.engine.dispose()
