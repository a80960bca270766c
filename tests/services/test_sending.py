"""Batches under way side by side: the order kept, nothing lost, one bad item no one's doom."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from ntand.domain.codes import Answer
from ntand.errors import Cancelled, RegionRefused, TemporaryFailure
from ntand.exchange.api import RegionApi
from ntand.mock_region import dump
from ntand.services.consents import withdraw_consent
from ntand.services.exchange.outbox import waiting
from ntand.services.exchange.outbox.sending import MOST_UNDER_WAY
from ntand.services.exchange.outbox.waiting import Hold, WaitingItem, Walk, load_standing
from ntand.services.exchange.runs import next_exchange, runs
from ntand.services.exchange.sync import Synced, exchange, sync
from ntand.services.yearly_round import NewAnswer, offer
from ntand.store.base import new_id
from ntand.store.bulk import change_rows, insert_rows
from ntand.store.tables import Manner
from tests.exchange.conftest import Served
from tests.installations import (
    SOMEONE,
    SOMEONE_ELSE,
    TODAY,
    Desk,
    certificate,
    decision,
    numbers,
)
from tests.quick_region import served
from tests.services.acting import change, give, refused, settle
from tests.services.region_line import Line, line, line_on_both, new_line, no_waiting

__all__ = ["line", "line_on_both", "new_line", "no_waiting", "served"]

Item = dict[str, Any]
Answering = Callable[[list[Item]], "httpx.Response | None"]


class Gate(httpx.BaseTransport):
    """Lets requests through to the region, or answers a batch itself; sees what is under way."""

    def __init__(self) -> None:
        self.through = httpx.HTTPTransport()
        self.answers: Answering = lambda items: None
        self.batches: list[list[str]] = []
        self.most = 0
        self.together: list[set[str]] = []  # persons of two batches that were under way at once
        self._under_way: list[set[str]] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        self.through.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/batches"):
            return self.through.handle_request(request)
        items = json.loads(request.read())["items"]
        persons = {str(item["data"]["personnummer"]) for item in items}
        with self._lock:
            self.together += [persons & others for others in self._under_way]
            self._under_way.append(persons)
            self.most = max(self.most, len(self._under_way))
            self.batches.append([str(item["key"]) for item in items])
        try:
            answer = self.answers(items)
            if answer is None:
                answer = self.through.handle_request(request)
                answer.read()
            return answer
        finally:
            with self._lock:
                self._under_way.remove(persons)


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    told = {"Content-Type": "application/problem+json", **headers}
    return httpx.Response(status, headers=told, content=json.dumps({"code": code}))


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def run(line: Line, served: Served, gate: Gate) -> Iterator[Callable[..., Synced]]:
    """An exchange through the gate."""
    who = served.credentials["client_id"], served.credentials["client_secret"]
    with RegionApi(served.url, *who, transport=gate, attempts=1, waits=False) as api:
        yield lambda *rest: exchange(line.desk.installation, line.desk.actor, api, *rest)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of four, so that few items make many."""
    monkeypatch.setattr(waiting, "BATCH", 4)


def announce(desk: Desk, persons: int, each: int = 1) -> list[str]:
    """Certificates of so many persons, each years apart; all wait with a basis."""
    who = list(islice(numbers(), persons))
    settle(desk, *who)
    rows = [
        certificate(
            personnummer=number,
            intyg_id=f"1489-{at}-{year}",
            fran=f"{2010 + year}-01-01",
            till=f"{2010 + year}-12-31",
            utfardad=f"{2010 + year}-01-01",
        )
        for at, number in enumerate(who)
        for year in range(each)
    ]
    assert not desk.load("intyg", *rows, announce=True).rejected
    return who


def in_states(desk: Desk) -> dict[str, int]:
    return dict(desk.select("SELECT state, COUNT(*) FROM outbox_item GROUP BY state"))


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


# --- What may not leave -----------------------------------------------------------------------


def test_a_consent_taken_back_stops_what_still_waits(line_on_both: Line):
    desk = line_on_both.desk
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    give(desk, SOMEONE_ELSE)
    withdraw_consent(desk.installation, desk.actor, SOMEONE, TODAY)
    assert line_on_both.sync() == Synced(sent=1)
    assert [row["personnummer"] for row in line_on_both.region("certificates")] == [SOMEONE_ELSE]


def test_a_consent_taken_back_in_the_middle_of_a_run_stops_the_rest(
    line: Line, gate: Gate, run: Callable[..., Synced]
):
    settle(line.desk)
    give(line.desk)
    line.offers(answer=NewAnswer(Answer.YES))

    def take_back(_items: list[Item]) -> None:
        withdraw_consent(line.desk.installation, line.desk.actor, SOMEONE, TODAY)

    gate.answers = take_back
    assert run() == Synced(sent=1)
    assert not line.region("offers")


@pytest.mark.parametrize("forbids", ["consent", "protection"])
@pytest.mark.parametrize("status", [503, 400, 401], ids=["failed", "refused whole", "signed out"])
def test_what_has_left_leaves_again_only_while_it_may(
    line: Line, gate: Gate, served: Served, status: int, forbids: str
):
    desk = line.desk
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    give(desk, SOMEONE_ELSE)

    def fail_once(_items: list[Item]) -> httpx.Response | None:
        if len(gate.batches) > 1:
            return None
        if forbids == "consent":
            withdraw_consent(desk.installation, desk.actor, SOMEONE, TODAY)
        else:
            desk.load("insatser", decision(skydd="sekretessmarkering"))
        return problem(status, "not_now")

    gate.answers = fail_once
    who = served.credentials["client_id"], served.credentials["client_secret"]
    with RegionApi(served.url, *who, transport=gate, attempts=2, waits=False) as api:
        done = exchange(desk.installation, desk.actor, api)
    assert (done.sent, [len(keys) for keys in gate.batches]) == (1, [2, 1])
    assert [row["personnummer"] for row in line.region("certificates")] == [SOMEONE_ELSE]


# --- The walk through what waits --------------------------------------------------------------

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


def test_a_pause_stops_between_batches(line: Line, small: None):
    announce(line.desk, 30)
    change(line.desk, "UPDATE outbox_item SET attempts = 0")

    def stop(path: str) -> None:
        if path == "/v1/batches":
            change(
                line.desk,
                "INSERT INTO setting (name, value) SELECT 'exchange.paused', '2026-09-01T00:00:00'"
                " WHERE NOT EXISTS (SELECT 1 FROM setting WHERE name = 'exchange.paused')",
            )

    line.door.before = stop
    with refused("region.paused"):
        line.sync()
    assert 0 < in_states(line.desk)["delivered"] <= 4 * MOST_UNDER_WAY


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
