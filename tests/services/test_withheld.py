"""What may not leave: it stops where it waits, and does not leave again where it has left."""

from collections.abc import Callable

import httpx
import pytest

from ntand.domain.codes import Answer
from ntand.exchange.api import RegionApi
from ntand.services.consents import withdraw_consent
from ntand.services.exchange.sync import Synced, exchange
from ntand.services.yearly_round import NewAnswer
from tests.exchange.conftest import Served
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, decision
from tests.quick_region import served
from tests.services.acting import give, settle
from tests.services.gate import Gate, Item, gate, problem, run
from tests.services.region_line import Line, line, line_on_both, new_line, no_waiting

__all__ = ["gate", "line", "line_on_both", "new_line", "no_waiting", "run", "served"]


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
