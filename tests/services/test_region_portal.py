"""What is entered in the region's portal by hand, from the queue."""

from ntand.domain.codes import EndReason
from ntand.services.certificates import end
from ntand.services.exchange.outbox.portal import mark_registered, portal_fields
from ntand.services.exchange.outbox.queue_view import QueueFilter
from ntand.services.undoing import undo
from ntand.services.yearly_round import offer
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision
from tests.services.acting import change, give, refused, settle, through_portal
from tests.services.road import rows


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
