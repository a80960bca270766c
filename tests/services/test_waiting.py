"""The walk through what waits: each once, in its person's order, one of a person at a time."""

from collections import Counter
from itertools import islice

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from ntand.services.exchange.outbox import waiting
from ntand.services.exchange.outbox.waiting import Hold, WaitingItem, Walk, load_standing
from ntand.services.exchange.sync import Synced
from ntand.services.yearly_round import offer
from ntand.store.base import new_id
from ntand.store.bulk import change_rows, insert_rows
from ntand.store.tables import Manner
from tests.installations import Desk, numbers
from tests.quick_region import served
from tests.services.gate import announce, small
from tests.services.region_line import Line, line_on_both, new_line, no_waiting

__all__ = ["line_on_both", "new_line", "no_waiting", "served", "small"]

_CELLS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["ready", "ready", "time", "tried"])), max_size=24
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=_CELLS, batch=st.integers(1, 5), slow=st.integers(1, 3))
def test_each_item_is_taken_once_in_its_persons_order(
    sqlite_desk: Desk, cells: list[tuple[int, str]], batch: int, slow: int
):
    """However small the batches and however long each is under way."""
    installation = sqlite_desk.installation
    former, waiting.BATCH = waiting.BATCH, batch
    try:
        with installation.engine.connect() as connection, connection.begin() as nothing_stays:
            queue_up(connection, cells)
            taken = travel(connection, Walk(installation, Manner.ASKED), slow)
            left = {hold for _item, hold in load_standing(connection, installation)}
            nothing_stays.rollback()
    finally:
        waiting.BATCH = former
    assert left <= {Hold.TIME, Hold.ORDER}
    check_order(cells, taken)


def queue_up(connection: Connection, cells: list[tuple[int, str]]) -> None:
    """Items about units: nothing but their order holds them."""
    columns = (
        *("id", "sequence", "kind", "object_id", "payload_version", "payload", "road", "state"),
        *("attempts", "created_at", "next_at"),
    )
    rows = [
        (
            *(new_id(), at, "unit", f"U{about}", 1, str(at), "service", "waiting"),
            *(3 if how == "tried" else 0, "2026-01-01 00:00:00.000000"),
            "2099-01-01 00:00:00.000000" if how == "time" else None,
        )
        for at, (about, how) in enumerate(cells)
    ]
    insert_rows(connection, "outbox_item", columns, rows)


def travel(connection: Connection, walk: Walk, slow: int) -> list[WaitingItem]:
    """Take batches until there are no more; each lands ``slow`` takings later."""
    taken: list[WaitingItem] = []
    flying: list[list[WaitingItem]] = []
    while True:
        under_way = {item.about for batch in flying for item in batch}
        got = walk.take(connection, under_way, ())
        assert not under_way & {item.about for item in got}
        assert max(Counter(item.about for item in got).values(), default=1) == 1
        taken += got
        flying += [got] * bool(got)
        if not flying:
            return taken
        if not got or len(flying) == slow:
            for item in flying.pop(0):
                land(connection, item.id)


def land(connection: Connection, item: str) -> None:
    change_rows(connection, "UPDATE outbox_item SET state = 'delivered' WHERE id = ?", item)


def check_order(cells: list[tuple[int, str]], taken: list[WaitingItem]) -> None:
    for about in {about for about, _how in cells}:
        own = [(at, how) for at, (who, how) in enumerate(cells) if who == about]
        until = next((at for at, how in own if how == "time"), len(cells))
        expected = [at for at, _how in own if at < until]
        assert [item.sequence for item in taken if item.object_id == f"U{about}"] == expected


def test_a_batch_never_holds_more_than_one_of_a_person_on_either_database(
    line_on_both: Line, small: None
):
    announce(line_on_both.desk, 6, each=2)
    desk = line_on_both.desk
    for number in islice(numbers(), 3):
        offer(desk.installation, desk.actor, number, 2026)
    assert line_on_both.sync() == Synced(sent=15)
    assert line_on_both.agrees()
