"""The road to the region as a person sees it, and what one does about what is stuck on it."""

from collections.abc import Callable, Iterator

import pytest

from ntand.domain.codes import Answer, Basis, EndReason, Stance
from ntand.errors import Cancelled, NotAllowed
from ntand.mock_region import dump
from ntand.mock_region.errors import TITLES
from ntand.sentences.refusals import refusal
from ntand.services.actor import Actor, Permission, Role
from ntand.services.acts import changing
from ntand.services.certificates import consent, end
from ntand.services.exchange.outbox.mending import Choice, item_detail, resend, settle_conflict
from ntand.services.exchange.outbox.outgoing import queue as send
from ntand.services.exchange.outbox.portal import mark_registered, portal_fields
from ntand.services.exchange.outbox.queue_view import (
    Mend,
    QueueFilter,
    QueueRow,
    locate,
    queue,
    region_state,
)
from ntand.services.exchange.sync import Synced, sync
from ntand.services.stances import decide
from ntand.services.status import status
from ntand.services.undoing import undo
from ntand.services.yearly_round import NewAnswer, offer
from ntand.store.tables import ObjectKind
from tests.exchange.conftest import Served
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision, unit
from tests.one_attempt import one_attempt
from tests.quick_region import joined, served
from tests.services.acting import change, give, outbox, refused, settle, through_portal

__all__ = ["served"]


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with one_attempt():
        yield


@pytest.fixture
def connected(served: Served) -> Callable[[Desk], Desk]:
    return lambda desk: joined(desk, served)


def rows(desk: Desk, wanted: str) -> tuple[QueueRow, ...]:
    return queue(desk.installation, desk.actor, wanted).rows


def exchange(desk: Desk) -> Synced:
    return sync(desk.installation, desk.actor)


def refuse_one(desk: Desk) -> str:
    """A certificate whose item the region refuses: it lacks the criteria's version."""
    settle(desk)
    key = give(desk).intyg_id
    exchange(desk)
    change(desk, "UPDATE certificate SET criteria = ''")
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert exchange(desk).rejected == 1
    return key


def disagree(served: Served, was: str, now: str) -> None:
    """Another hand changes the region's record in silence."""
    with served.database.writing() as connection:
        connection.execute(
            "UPDATE record SET version = 2, foreign_version = 2, data = replace(data, ?, ?)",
            (was, now),
        )


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


# --- Conflicts ------------------------------------------------------------------------------


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


# --- The portal -----------------------------------------------------------------------------


def test_the_portal_is_given_each_field_in_order(desk: Desk):
    desk = through_portal(desk)
    settle(desk, adress="Storgatan 1", postnummer="44130", postort="Alingsås")
    give(desk)
    (row,) = rows(desk, QueueFilter.WAITING)
    fields = portal_fields(desk.installation, desk.actor, row.item)
    assert [field.column for field in fields][:7] == [
        *("personnummer", "fornamn", "efternamn", "adress", "postnummer", "postort", "grund")
    ]
    assert fields[0].value == SOMEONE
    assert fields[3].value == "Storgatan 1"
    assert all(field.label and field.value for field in fields)


def test_the_portal_is_not_given_what_may_not_leave(sqlite_desk: Desk):
    desk = through_portal(sqlite_desk)
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk, basis=None)
    (row,) = rows(desk, QueueFilter.WAITING)
    with refused("region.no_basis"):
        portal_fields(desk.installation, desk.actor, row.item)
    give(desk, SOMEONE_ELSE)
    told = decision(personnummer=SOMEONE_ELSE, beslut_id=f"B-{SOMEONE_ELSE}", skydd="fingerade")
    desk.load("insatser", told)
    (row,) = rows(desk, QueueFilter.PAPER)
    with refused("region.on_paper"):
        portal_fields(desk.installation, desk.actor, row.item)


def test_what_was_entered_waits_no_more_and_can_be_taken_back(desk: Desk):
    desk = through_portal(desk)
    how = desk.installation, desk.actor
    settle(desk)
    give(desk)
    offer(*how, SOMEONE, 2026)
    certificate, yearly = rows(desk, QueueFilter.WAITING)
    done = mark_registered(*how, certificate.item, "R-1")
    offered = mark_registered(*how, yearly.item)
    assert not rows(desk, QueueFilter.WAITING)
    assert {row.region_number for row in rows(desk, QueueFilter.SENT)} == {"R-1", ""}
    with refused("region.settled"):
        mark_registered(*how, yearly.item)
    for one in (offered, done):
        assert one.undo is not None
        undo(*how, one.undo)
    assert len(rows(desk, QueueFilter.WAITING)) == 2


def test_a_certificate_is_entered_with_its_number(sqlite_desk: Desk):
    settle(sqlite_desk)
    give(sqlite_desk)
    (row,) = rows(sqlite_desk, QueueFilter.WAITING)
    with refused("text.missing"):
        mark_registered(sqlite_desk.installation, sqlite_desk.actor, row.item, " ")


def test_what_came_after_the_item_entered_waits_to_be_entered_too(desk: Desk):
    settle(desk)
    key = give(desk).intyg_id
    change(desk, "UPDATE outbox_item SET attempts = 1")  # tried by the service once
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    portal = through_portal(desk)
    issued, ended = rows(portal, QueueFilter.WAITING)
    done = mark_registered(portal.installation, portal.actor, issued.item, "4711")
    assert [row.item for row in rows(portal, QueueFilter.WAITING)] == [ended.item]
    assert done.undo is not None
    undo(portal.installation, portal.actor, done.undo)
    first, last = rows(portal, QueueFilter.WAITING)
    assert first.item == issued.item
    mark_registered(portal.installation, portal.actor, last.item, "4711")
    assert not rows(portal, QueueFilter.WAITING)


def test_an_item_renewed_meanwhile_is_not_taken_for_the_one_entered(desk: Desk):
    settle(desk)
    key = give(desk).intyg_id
    portal = through_portal(desk)
    (shown,) = rows(portal, QueueFilter.WAITING)
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    with refused("region.unknown_item"):
        mark_registered(portal.installation, portal.actor, shown.item, "4711")
    assert rows(portal, QueueFilter.WAITING)


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
