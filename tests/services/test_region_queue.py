"""The road to the region as a person sees it, and what one does about what is stuck on it."""

from collections.abc import Callable

import pytest

from ntand.domain.codes import Answer, Basis, EndReason, Stance
from ntand.errors import Cancelled, NotAllowed
from ntand.mock_region.errors import TITLES
from ntand.sentences.refusals import refusal
from ntand.services.actor import Actor, Role
from ntand.services.certificates import consent, end
from ntand.services.exchange.outbox.mending import item_detail, resend
from ntand.services.exchange.outbox.portal import mark_registered, portal_fields
from ntand.services.exchange.outbox.queue_view import Mend, QueueFilter, locate, queue, region_state
from ntand.services.exchange.sync import Synced, sync
from ntand.services.stances import decide
from ntand.services.status import status
from ntand.services.yearly_round import NewAnswer, offer
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision
from tests.quick_region import served
from tests.services.acting import change, give, outbox, refused, settle
from tests.services.region_line import no_waiting
from tests.services.road import connected, exchange, rows

__all__ = ["connected", "no_waiting", "served"]


def refuse_one(desk: Desk) -> str:
    """A certificate whose item the region refuses: it lacks the criteria's version."""
    settle(desk)
    key = give(desk).intyg_id
    exchange(desk)
    change(desk, "UPDATE certificate SET criteria = ''")
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert exchange(desk).rejected == 1
    return key


# --- How it stands --------------------------------------------------------------------------


def test_each_thing_that_waits_is_counted_where_it_stands(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    how = desk.installation, desk.actor
    give(desk)
    give(desk, SOMEONE_ELSE, basis=None)
    state = region_state(*how)
    assert (state.ready, state.held_basis, state.on_paper) == (1, 1, 0)
    assert (state.connected, state.last_exchange, state.channel) == (False, None, "service")
    assert status(*how).waiting == 2
    told = decision(personnummer=SOMEONE, beslut_id=f"B-{SOMEONE}", skydd="fingerade")
    desk.load("insatser", told)
    decide(*how, SOMEONE_ELSE, Stance.REFUSES_DISCLOSURE, "Vill inte")
    state = region_state(*how)
    assert (state.ready, state.held_basis, state.said_no, state.on_paper) == (0, 0, 1, 1)
    assert status(*how).waiting == 0  # a no stays here, and is not on its way
    assert {row.hold for row in rows(desk, QueueFilter.WAITING)} == {"refused"}
    (on_paper,) = rows(desk, QueueFilter.PAPER)
    assert on_paper.mend == Mend.PAPER
    assert on_paper.card is not None
    assert on_paper.card.protected
    assert on_paper.card.unit_name is None


def test_what_is_tried_again_tells_when_and_holds_the_others_of_the_person(desk: Desk):
    settle(desk)
    give(desk)
    offer(desk.installation, desk.actor, SOMEONE, 2026)
    later = "2026-09-02 10:00:00+00:00"
    change(
        desk,
        "UPDATE outbox_item SET attempts = 1, next_at = ? WHERE kind = 'certificate'",
        later.replace("+00:00", ".000000") if desk.installation.settings.embedded else later,
    )
    state = region_state(desk.installation, desk.actor)
    assert (state.held_time, state.held_order, state.ready) == (1, 1, 0)
    assert state.next_retry is not None
    assert state.next_retry.startswith("2026-09-02T")
    first, second = rows(desk, QueueFilter.WAITING)
    assert (first.hold, first.next_at, first.attempts) == ("time", state.next_retry, 1)
    assert (second.hold, second.key) == ("order", "2026")


def test_what_lacks_a_basis_leads_to_consent_and_leaves_after_it(desk: Desk):
    settle(desk)
    give(desk, basis=None)
    (row,) = rows(desk, QueueFilter.WAITING)
    assert (row.hold, row.mend) == ("basis", Mend.CONSENT)
    consent(desk.installation, desk.actor, SOMEONE, Basis.CONSENT)
    (row,) = rows(desk, QueueFilter.WAITING)
    assert (row.hold, row.mend) == ("ready", Mend.NOTHING)


def test_what_was_sent_is_shown_the_latest_first(
    sqlite_desk: Desk, connected: Callable[[Desk], Desk]
):
    desk = connected(sqlite_desk)
    settle(desk)
    key = give(desk).intyg_id
    exchange(desk)
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NewAnswer(Answer.YES))
    exchange(desk)
    sent = rows(desk, QueueFilter.SENT)
    assert [row.key for row in sent] == ["2026", key]
    assert all(row.delivered_at for row in sent)
    assert region_state(desk.installation, desk.actor).last_exchange is not None


def test_to_look_takes_permission_and_is_logged_with_the_persons(sqlite_desk: Desk):
    settle(sqlite_desk)
    give(sqlite_desk)
    with pytest.raises(NotAllowed):
        queue(sqlite_desk.installation, Actor("it", Role.ADMINISTRATOR), QueueFilter.WAITING)
    rows(sqlite_desk, QueueFilter.WAITING)
    ((persons,),) = sqlite_desk.select(
        "SELECT COUNT(*) FROM access_subject s JOIN access_event e ON e.sequence = s.sequence"
        " WHERE e.action = 'region.waiting'"
    )
    assert persons == 1


def test_each_act_writes_one_line(sqlite_desk: Desk):
    desk = sqlite_desk
    how = desk.installation, desk.actor
    settle(desk)
    give(desk)
    offer(*how, SOMEONE, 2026)
    certificate, yearly = rows(desk, QueueFilter.WAITING)

    def lines() -> int:
        return int(desk.select("SELECT COUNT(*) FROM access_event")[0][0])

    acts: list[Callable[[], object]] = [
        lambda: item_detail(*how, certificate.item),
        lambda: portal_fields(*how, certificate.item),
        lambda: mark_registered(*how, certificate.item, "R-1"),
        lambda: mark_registered(*how, yearly.item),
        lambda: locate(*how, None, certificate.item),
    ]
    for act in acts:
        before = lines()
        act()
        assert lines() == before + 1
    before = lines()
    assert region_state(*how).ready == 0
    assert lines() == before  # about nobody


# --- Refused --------------------------------------------------------------------------------


def test_a_refusal_is_told_in_words_with_the_way_to_mend_it(
    desk: Desk, connected: Callable[[Desk], Desk]
):
    desk = connected(desk)
    key = refuse_one(desk)
    (row,) = rows(desk, QueueFilter.REFUSED)
    assert (row.key, row.problem, row.mend) == (key, "missing_value:kriterier", "certificate")
    assert row.why
    assert row.now
    detail = item_detail(desk.installation, desk.actor, row.item)
    assert not detail.changed
    assert dict(detail.fields)


def test_corrected_and_sent_again_goes_under_a_new_key_that_names_the_old(
    desk: Desk, connected: Callable[[Desk], Desk]
):
    desk = connected(desk)
    refuse_one(desk)
    (row,) = rows(desk, QueueFilter.REFUSED)
    change(desk, "UPDATE certificate SET criteria = 'VGR-N 2027'")
    assert item_detail(desk.installation, desk.actor, row.item).changed
    resend(desk.installation, desk.actor, row.item)
    assert desk.select("SELECT replaces FROM outbox_item WHERE state = 'waiting'") == [(row.item,)]
    (again,) = rows(desk, QueueFilter.WAITING)
    assert again.corrects
    assert exchange(desk) == Synced(sent=1)
    assert not rows(desk, QueueFilter.REFUSED)
    with refused("region.settled"):
        resend(desk.installation, desk.actor, row.item)


def test_what_waited_already_corrects_the_refused_one(
    sqlite_desk: Desk, connected: Callable[[Desk], Desk]
):
    desk = connected(sqlite_desk)
    refuse_one(desk)
    change(desk, "UPDATE outbox_item SET state = 'waiting' WHERE state = 'parked'")  # in flight
    change(desk, "UPDATE certificate SET criteria = 'VGR-N 2027'")
    (key,) = {row["intyg_id"] for row in outbox(desk)}
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    change(desk, "UPDATE outbox_item SET state = 'parked' WHERE attempts > 0 AND state = 'waiting'")
    (row,) = rows(desk, QueueFilter.REFUSED)
    resend(desk.installation, desk.actor, row.item)
    assert not rows(desk, QueueFilter.REFUSED)
    (again,) = rows(desk, QueueFilter.WAITING)
    assert again.corrects


# --- Stopping -------------------------------------------------------------------------------


class Impatient:
    """Stops the work at its second step."""

    steps = 0

    def step(self, done: int, total: int | None) -> None:
        self.steps += 1
        if self.steps > 1:
            raise Cancelled


def test_an_exchange_that_is_stopped_loses_nothing(
    sqlite_desk: Desk, connected: Callable[[Desk], Desk]
):
    desk = connected(sqlite_desk)
    settle(desk)
    give(desk)
    with pytest.raises(Cancelled):
        sync(desk.installation, desk.actor, Impatient())
    assert exchange(desk) == Synced(sent=1)


# --- In words -------------------------------------------------------------------------------

ABOUT_AN_ITEM = {
    *("bad_item", "bad_json", "bad_key", "body_too_large", "number_replaced", "person_deceased"),
    *("bad_code", "bad_date", "bad_id_number", "bad_number", "bad_text", "changed_by_others"),
    *("end_before_start", "key_reused", "missing_value", "no_such_record", "not_allowed"),
    *("too_long", "unknown_field"),
}


@pytest.mark.parametrize("code", sorted(ABOUT_AN_ITEM & TITLES.keys()))
def test_every_refusal_of_an_item_is_told_without_its_code(code: str):
    happened, now = refusal(f"{code}:grund")
    assert code not in happened
    assert "grund" not in happened  # the column by its words
    assert now


def test_a_code_that_nobody_knows_is_told_as_it_is():
    assert "quite_new" in refusal("quite_new")[0]
    assert all(refusal(None))
