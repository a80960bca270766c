"""Batches under way side by side: the order kept, nothing lost, one bad item no one's doom."""

import json
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from ntand.errors import Cancelled, RegionRefused, TemporaryFailure
from ntand.mock_region import dump
from ntand.services.exchange.outbox.sending import MOST_UNDER_WAY
from ntand.services.exchange.runs import next_exchange, runs
from ntand.services.exchange.sync import Synced, sync
from tests.installations import SOMEONE, SOMEONE_ELSE
from tests.quick_region import served
from tests.services.acting import give, settle
from tests.services.gate import Gate, Item, announce, gate, in_states, problem, run, small
from tests.services.region_line import Line, line, new_line, no_waiting

__all__ = ["gate", "line", "new_line", "no_waiting", "run", "served", "small"]


# --- Side by side ---------------------------------------------------------------------------


def test_batches_are_under_way_together_but_never_two_items_of_one_person(
    line: Line, gate: Gate, run: Callable[..., Synced], small: None
):
    who = announce(line.desk, 14, each=3)
    all_here = threading.Barrier(MOST_UNDER_WAY, timeout=20)
    seats = iter(range(MOST_UNDER_WAY))

    def meet_first(_items: list[Item]) -> None:
        if next(seats, None) is not None:
            all_here.wait()

    gate.answers = meet_first
    assert run() == Synced(sent=3 * len(who))
    assert gate.most == MOST_UNDER_WAY
    assert not any(gate.together)
    sent = [key for batch in gate.batches for key in batch]
    assert len(sent) == len(set(sent)) == 3 * len(who)
    items = line.desk.select("SELECT id, person_id, sequence FROM outbox_item")
    order = {key: (person, at) for key, person, at in items}
    for person in {person for person, _at in order.values()}:
        own = [order[key][1] for key in sent if order[key][0] == person]
        assert own == sorted(own)


def test_what_is_under_way_when_another_fails_is_kept(
    line: Line, gate: Gate, run: Callable[..., Synced], small: None
):
    announce(line.desk, 20)
    all_here = threading.Barrier(MOST_UNDER_WAY, timeout=20)
    turns = iter(["fails", "passes", "passes"])
    one_at_a_time = threading.Lock()

    def one_fails(_items: list[Item]) -> httpx.Response | None:
        all_here.wait()
        with one_at_a_time:
            return httpx.Response(503) if next(turns) == "fails" else None

    gate.answers = one_fails
    with pytest.raises(TemporaryFailure):
        run()
    kept = 4 * (MOST_UNDER_WAY - 1)
    assert in_states(line.desk) == {"delivered": kept, "waiting": 20 - kept}
    assert len(gate.batches) == MOST_UNDER_WAY
    (told,) = runs(line.desk.installation, line.desk.actor)
    assert (told.sent, told.problem) == (kept, "region.busy")
    gate.answers = lambda items: None
    assert run() == Synced(sent=20 - kept)


def test_a_stop_lets_nothing_more_leave_and_keeps_what_had_left(
    line: Line, gate: Gate, run: Callable[..., Synced], small: None
):
    class Stopping:
        def step(self, done: int, _total: int | None) -> None:
            if done:
                raise Cancelled

    announce(line.desk, 40)
    with pytest.raises(Cancelled):
        run(Stopping())
    left = sum(len(batch) for batch in gate.batches)
    assert left <= 4 * MOST_UNDER_WAY
    assert in_states(line.desk) == {"delivered": left, "waiting": 40 - left}
    assert len(dump(line.data)["certificates"]) == left
    assert next_exchange(line.desk.installation) is None


@pytest.mark.parametrize("where", ["/v1/changes", "/v1/certificates", "/v1/batches"])
def test_a_stop_is_heard_while_the_region_is_silent(line: Line, where: str):
    silent, over = threading.Event(), threading.Event()

    def fall_silent(path: str) -> None:
        if path.startswith(where):
            silent.set()
            over.wait()
            raise ConnectionAbortedError

    class Stopping:
        def step(self, _done: int, _total: int | None) -> None:
            if silent.is_set():
                raise Cancelled

    announce(line.desk, 4)
    line.door.before = fall_silent
    began = time.monotonic()
    try:
        with pytest.raises(Cancelled):
            sync(line.desk.installation, line.desk.actor, Stopping())
        assert time.monotonic() - began < 5
    finally:
        over.set()
    assert runs(line.desk.installation, line.desk.actor)[0].problem == Cancelled.default_code
    line.door.before = lambda path: None
    assert line.sync() == Synced(sent=4)
    assert len(line.region("certificates")) == 4


# --- Requests refused whole -----------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 413, 422])
def test_one_bad_item_is_found_and_parked_and_all_others_arrive(
    line: Line, gate: Gate, run: Callable[..., Synced], status: int
):
    announce(line.desk, 40)
    bad = "1489-17-0"

    def choke(items: list[Item]) -> httpx.Response | None:
        named = any(item["data"]["intyg_id"] == bad for item in items)
        return problem(status, "unreadable") if named else None

    gate.answers = choke
    assert run() == Synced(sent=39, rejected=1)
    (parked,) = line.desk.select("SELECT payload, problem FROM outbox_item WHERE state = 'parked'")
    assert json.loads(parked[0])["intyg_id"] == bad
    assert parked[1] == "unreadable"
    assert len(gate.batches) < 20
    assert run() == Synced()


def test_a_service_that_refuses_every_request_parks_no_whole_outbox(
    line: Line, gate: Gate, run: Callable[..., Synced]
):
    announce(line.desk, 200)
    gate.answers = lambda items: problem(400, "unreadable")
    with pytest.raises(RegionRefused):
        run()
    states = in_states(line.desk)
    assert states["parked"] <= 10
    assert states["waiting"] >= 190
    assert len(gate.batches) < 60


def test_a_refusal_that_is_nobodys_item_stops_the_exchange(
    line: Line, gate: Gate, run: Callable[..., Synced]
):
    announce(line.desk, 8)
    gate.answers = lambda items: problem(403, "insufficient_scope")
    with pytest.raises(RegionRefused):
        run()
    assert len(gate.batches) == 1
    assert in_states(line.desk) == {"waiting": 8}


# --- What the region knows that we do not -----------------------------------------------------


def results(items: list[Item], **first: object) -> httpx.Response:
    told = [{"key": item["key"], "status": 200, "etag": "1"} for item in items]
    return httpx.Response(200, json={"results": [told[0] | first, *told[1:]]})


def test_a_number_replaced_is_read_of_and_sent_anew(
    line: Line, gate: Gate, run: Callable[..., Synced]
):
    settle(line.desk)
    give(line.desk)
    said: list[str] = []

    def replaced_once(items: list[Item]) -> httpx.Response | None:
        said.append(str(items[0]["key"]))
        if len(said) > 1:
            return None
        trouble = {"code": "number_replaced", "field": "personnummer"}
        return results(items, status=409, problem=trouble, etag=None)

    gate.answers = replaced_once
    assert run() == Synced(sent=1)
    first, second = said
    assert first != second
    assert line.desk.select("SELECT id, state, replaces FROM outbox_item ORDER BY id") == sorted(
        [(first, "stopped", None), (second, "delivered", first)]
    )


def test_a_number_that_stays_replaced_is_parked(line: Line, gate: Gate, run: Callable[..., Synced]):
    settle(line.desk)
    give(line.desk)
    trouble = {"code": "number_replaced", "field": "personnummer"}
    gate.answers = lambda items: results(items, status=409, problem=trouble, etag=None)
    assert run() == Synced(rejected=1)
    assert line.unsettled() == [("parked", "number_replaced:personnummer")]


def test_a_long_time_asked_for_is_kept_to_by_the_timer(
    line: Line, gate: Gate, run: Callable[..., Synced]
):
    settle(line.desk)
    give(line.desk)
    gate.answers = lambda items: httpx.Response(429, headers={"Retry-After": "7200"})
    with pytest.raises(TemporaryFailure):
        run()
    installation = line.desk.installation
    at = next_exchange(installation)
    assert at is not None
    assert 7100 <= (at - installation.clock.now()).total_seconds() <= 2 * 3600 * 1.11
    gate.answers = lambda items: None
    assert run() == Synced(sent=1)  # asked: at once
    assert next_exchange(installation) is None


@pytest.mark.parametrize("named", [SOMEONE_ELSE, "\0"], ids=["somebody else", "nothing kept"])
def test_a_row_of_somebody_else_told_instead_is_a_question_and_changes_nothing(
    line: Line, gate: Gate, run: Callable[..., Synced], named: str
):
    settle(line.desk, SOMEONE, SOMEONE_ELSE)
    give(line.desk)
    before = line.desk.rows("intyg")

    def instead(items: list[Item]) -> httpx.Response:
        row = items[0]["data"] | {"personnummer": named, "underlag": "Om en annan"}
        told = {"status": 412, "etag": "7", "problem": {"code": "changed_by_others"}, "data": row}
        answer = {"results": [{"key": one["key"], **told} for one in items]}
        return httpx.Response(200, json=answer)

    gate.answers = instead
    assert run().conflicts == 1
    assert line.desk.rows("intyg") == before
    assert line.desk.select("SELECT COUNT(*) FROM region_object")[0][0] == 0
    assert line.unsettled() == [("conflict", "changed_by_others")]
