"""Ours and the region's side by side: what stands here and there after the choice."""

from collections.abc import Callable

import pytest

from ntand.domain.codes import Answer, EndReason
from ntand.mock_region import dump
from ntand.services.actor import Permission
from ntand.services.acts import changing
from ntand.services.certificates import end
from ntand.services.exchange.outbox.mending import Choice, item_detail, settle_conflict
from ntand.services.exchange.outbox.outgoing import queue as send
from ntand.services.exchange.outbox.queue_view import Mend, QueueFilter, QueueRow
from ntand.services.exchange.sync import Synced
from ntand.services.undoing import undo
from ntand.services.yearly_round import NewAnswer, offer
from ntand.store.tables import ObjectKind
from tests.exchange.conftest import Served
from tests.installations import SOMEONE, TODAY, Desk, unit
from tests.quick_region import served
from tests.services.acting import change, give, refused, settle
from tests.services.region_line import no_waiting
from tests.services.road import connected, exchange, rows

__all__ = ["connected", "no_waiting", "served"]


def disagree(served: Served, was: str, now: str) -> None:
    """Another hand changes the region's record in silence."""
    with served.database.writing() as connection:
        connection.execute(
            "UPDATE record SET version = 2, foreign_version = 2, data = replace(data, ?, ?)",
            (was, now),
        )


def quarrel(desk: Desk, served: Served) -> QueueRow:
    """The region says G4 now, we say G3; and we have ended it."""
    settle(desk)
    key = give(desk).intyg_id
    exchange(desk)
    disagree(served, '"grund": "G1"', '"grund": "G4"')
    change(desk, "UPDATE certificate SET ground = 'G3'")
    end(desk.installation, desk.actor, key, EndReason.CONDITIONS_CEASED, TODAY)
    assert exchange(desk).conflicts == 1
    (row,) = rows(desk, QueueFilter.CONFLICT)
    return row


def held(desk: Desk) -> tuple[str, str]:
    (row,) = desk.rows("intyg")
    return row["grund"], row["avslutsorsak"]


def at_region(desk: Desk, served: Served) -> tuple[str, str]:
    (row,) = dump(served.data)["certificates"]
    return row["grund"], row["avslutsorsak"]


def test_a_conflict_shows_both_values_of_what_differs(
    desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(desk)
    row = quarrel(desk, served)
    assert row.mend == Mend.CONFLICT
    found = item_detail(desk.installation, desk.actor, row.item).differences
    assert {one.column for one in found} == {"grund", "avslutat", "avslutsorsak"}
    assert all(one.takable for one in found)
    (ground,) = (one for one in found if one.column == "grund")
    assert ground.ours.startswith("G3")
    assert ground.theirs.startswith("G4")


def test_ours_stands_at_the_region_after_the_choice(
    desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(desk)
    row = quarrel(desk, served)
    settle_conflict(desk.installation, desk.actor, row.item, Choice.OURS)
    assert exchange(desk) == Synced(sent=1)
    assert at_region(desk, served) == held(desk) == ("G3", "villkor_upphort")
    assert not rows(desk, QueueFilter.CONFLICT)


def test_letting_ours_stand_can_be_taken_back_until_it_has_left(
    desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(desk)
    row = quarrel(desk, served)
    for _ in range(2):
        done = settle_conflict(desk.installation, desk.actor, row.item, Choice.OURS)
        assert not rows(desk, QueueFilter.CONFLICT)
        assert done.undo is not None
        undo(desk.installation, desk.actor, done.undo)
        assert rows(desk, QueueFilter.CONFLICT) == (row,)
        assert exchange(desk) == Synced()
    done = settle_conflict(desk.installation, desk.actor, row.item, Choice.OURS)
    assert exchange(desk) == Synced(sent=1)
    assert done.undo is not None
    with refused("undo.too_late"):
        undo(desk.installation, desk.actor, done.undo)


def test_theirs_stands_here_and_nothing_is_sent(
    desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(desk)
    row = quarrel(desk, served)
    settle_conflict(desk.installation, desk.actor, row.item, Choice.THEIRS)
    assert held(desk) == at_region(desk, served) == ("G4", "")
    assert exchange(desk) == Synced()
    assert not rows(desk, QueueFilter.CONFLICT)


@pytest.mark.parametrize("columns", [None, ["grund"]])
def test_theirs_waits_until_it_is_known_what_the_region_has(
    desk: Desk,
    connected: Callable[[Desk], Desk],
    served: Served,
    columns: list[str] | None,
):
    desk = connected(desk)
    row = quarrel(desk, served)
    change(desk, "DELETE FROM region_object")  # another region was met, and its lists are unread
    change(desk, "DELETE FROM exchange_state")
    detail = item_detail(desk.installation, desk.actor, row.item)
    assert (detail.differences, detail.known) == ((), False)
    before = held(desk)
    with refused("region.unread"):
        settle_conflict(desk.installation, desk.actor, row.item, Choice.THEIRS, columns)
    assert held(desk) == before
    assert rows(desk, QueueFilter.CONFLICT) == (row,)
    exchange(desk)
    (again,) = rows(desk, QueueFilter.CONFLICT)
    assert item_detail(desk.installation, desk.actor, again.item).known
    settle_conflict(desk.installation, desk.actor, again.item, Choice.THEIRS)
    assert held(desk) == at_region(desk, served) == ("G4", "")


def test_field_by_field_each_may_be_right(
    desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(desk)
    row = quarrel(desk, served)
    settle_conflict(desk.installation, desk.actor, row.item, Choice.THEIRS, ["grund"])
    assert exchange(desk) == Synced(sent=1)
    assert held(desk) == at_region(desk, served) == ("G4", "villkor_upphort")


def test_their_answer_becomes_the_one_that_stands_and_ours_is_kept(
    desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(desk)
    settle(desk)
    give(desk)
    how = desk.installation, desk.actor, SOMEONE, 2026
    offer(*how, answer=NewAnswer(Answer.NO))
    exchange(desk)
    disagree(served, '"svar": "nej"', '"svar": "ja"')
    offer(*how, answer=NewAnswer(Answer.NONE))
    exchange(desk)
    (row,) = rows(desk, QueueFilter.CONFLICT)
    settle_conflict(*how[:2], row.item, Choice.THEIRS)
    assert [one["svar"] for one in desk.rows("erbjudanden")] == ["ja"]
    assert desk.select("SELECT COUNT(*) FROM answer") == [(3,)]


def test_a_unit_of_theirs_is_taken_too(
    sqlite_desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(sqlite_desk)
    desk.load("enheter", unit(telefon="0322-1"))
    add_unit_item(desk)
    exchange(desk)
    disagree(served, '"telefon": "0322-1"', '"telefon": "0322-2"')
    desk.load("enheter", unit(telefon="0322-3"))
    add_unit_item(desk)
    assert exchange(desk).conflicts == 1
    (row,) = rows(desk, QueueFilter.CONFLICT)
    assert (row.key, row.card) == ("E1", None)
    settle_conflict(desk.installation, desk.actor, row.item, Choice.THEIRS)
    assert [one["telefon"] for one in desk.rows("enheter")] == ["0322-2"]


def add_unit_item(desk: Desk) -> None:
    ((id_,),) = desk.select("SELECT id FROM care_unit WHERE code = 'E1'")
    with changing(desk.installation, desk.actor, "unit", Permission.IMPORT) as act:
        send(act, ObjectKind.UNIT, id_, None)


def test_what_cannot_be_stored_here_is_refused_and_nothing_changes(
    sqlite_desk: Desk, connected: Callable[[Desk], Desk], served: Served
):
    desk = connected(sqlite_desk)
    row = quarrel(desk, served)
    before = held(desk)
    change(desk, "UPDATE region_object SET payload = replace(payload, '\"G4\"', '\"G9\"')")
    with refused("region.unusable_value"):
        settle_conflict(desk.installation, desk.actor, row.item, Choice.THEIRS)
    assert held(desk) == before
    assert rows(desk, QueueFilter.CONFLICT)
