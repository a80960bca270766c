"""The list of certificates and what is shown of one."""

from typing import Any

import pytest

from ntand.domain.codes import Basis, EndReason, Ground, Stance
from ntand.services.certificate_detail import certificate_detail
from ntand.services.certificate_list import (
    Certificates,
    Filters,
    Group,
    State,
    Way,
    certificates,
    counted,
    narrowed,
)
from ntand.services.certificates import (
    NewCertificate,
    consent,
    end,
    registered,
    replace_certificate,
    void,
)
from ntand.services.stances import decide
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate, unit
from tests.services.acting import change, day, give, on, refused, settle, through_portal


def how(desk: Desk) -> tuple[Any, Any]:
    return desk.installation, desk.actor


def listed(desk: Desk, group: str = "") -> list[str]:
    return [row.intyg_id for row in narrowed(certificates(*how(desk)), Filters(group))]


def only(desk: Desk) -> Any:
    (row,) = certificates(*how(desk)).rows
    return row


@pytest.mark.parametrize(
    ("cells", "state", "groups"),
    [
        ({}, State.ACTIVE, {"active"}),
        ({"till": "2026-09-01"}, State.ACTIVE, {"active", "expiring"}),
        ({"till": "2026-10-31"}, State.ACTIVE, {"active", "expiring"}),
        ({"till": "2026-11-01"}, State.ACTIVE, {"active"}),
        ({"fran": "2026-09-02"}, State.COMING, {"coming"}),
        ({"till": "2026-08-31"}, State.ENDED, {"ended"}),
        ({"avslutat": "2026-08-31"}, State.ENDED, {"ended"}),
        ({"makulerat": "J"}, State.VOIDED, {"voided"}),
    ],
)
def test_where_a_certificate_stands(desk: Desk, cells: Any, state: State, groups: set[str]):
    settle(desk)
    desk.load("intyg", certificate(**cells))
    row = only(desk)
    assert (row.state, set(row.groups), row.way) == (state, groups, Way.NOT_TOLD)
    assert (row.name, row.born, row.unit_name) == ("Öberg, Åsa", "1940-01-01", "Linden")


def test_it_ends_with_death_or_move(desk: Desk):
    settle(desk, avliden="2026-08-20")
    desk.load("intyg", certificate())
    row = only(desk)
    assert (row.state, row.last_day) == (State.ENDED, day("2026-08-20"))


def test_the_way_to_the_region(desk: Desk):
    settle(desk)
    key = give(desk, basis=None).intyg_id
    assert only(desk).way is Way.NO_BASIS
    assert listed(desk, Group.NO_BASIS) == listed(desk, Group.NOT_SENT) == [key]
    consent(*how(desk), SOMEONE, Basis.CONSENT)
    assert only(desk).way is Way.QUEUED
    decide(*how(desk), SOMEONE, Stance.REFUSES_DISCLOSURE, "Nej")
    assert only(desk).way is Way.REFUSED_DISCLOSURE
    for state, way in (("parked", Way.PARKED), ("conflict", Way.CONFLICT), ("delivered", Way.SENT)):
        change(desk, "UPDATE outbox_item SET state = ?", state)
        assert only(desk).way is way
    assert not listed(desk, Group.NOT_SENT)


def test_the_other_roads(sqlite_desk: Desk):
    settle(sqlite_desk)
    portal = through_portal(sqlite_desk)
    key = give(portal).intyg_id
    assert only(portal).way is Way.PORTAL
    registered(*how(portal), key, "4711")
    assert only(portal).way is Way.SENT
    settle(sqlite_desk, skydd="sekretessmarkering")
    end(*how(portal), key, EndReason.WRONG_GROUNDS, TODAY)
    row = only(portal)
    assert (row.way, row.unit_code, row.unit_name, row.protected) == (Way.PAPER, None, None, True)


def test_the_sample_is_counted_searched_and_in_swedish_order(desk: Desk):
    desk.load_sample()
    found = certificates(*how(desk))
    assert len(found.rows) == desk.counts()["certificate"]
    counts = counted(found, Filters())
    for group in Group:
        assert counts[group] == len(narrowed(found, Filters(group)))
    first = found.rows[0]
    assert first in narrowed(found, Filters(text=first.name.split(",")[0].upper()))
    assert narrowed(found, Filters(text=first.intyg_id)) == (first,)
    in_unit = narrowed(found, Filters(unit=found.units[0][0]))
    assert in_unit
    assert {row.unit_name for row in in_unit} == {found.units[0][1]}
    assert unprotected_units(desk, found)


def unprotected_units(desk: Desk, found: Certificates) -> bool:
    return all(row.unit_name is None for row in found.rows if row.protected)


def test_a_detail_tells_what_it_rests_on_and_what_came_after(desk: Desk):
    settle(desk)
    old = give(desk).intyg_id
    later = on(desk, "2026-10-01")
    new = replace_certificate(*how(later), old, NewCertificate(Ground.G1)).intyg_id
    before, after = (certificate_detail(*how(later), key) for key in (old, new))
    assert (before.replaced_by, after.replaces) == (new, old)
    assert (before.end_reason, before.ended_on) == ("ersatt", day("2026-09-30"))
    assert [line.intyg_id for line in after.others] == [old]
    assert after.basis == "samtycke"
    assert after.card.name == "Öberg, Åsa"
    assert after.rests_on is not None
    assert (after.rests_on.outcome, after.rests_on.on) == ("qualifies", day("2026-10-01"))
    assert len(after.rests_on.findings) > 3


def test_a_detail_of_history_rests_on_nothing_known(sqlite_desk: Desk):
    settle(sqlite_desk)
    sqlite_desk.load("intyg", certificate())
    detail = certificate_detail(*how(sqlite_desk), "1489-a")
    assert (detail.rests_on, detail.replaces, detail.others) == (None, "", ())
    void(*how(sqlite_desk), "1489-a", "Fel person")
    assert certificate_detail(*how(sqlite_desk), "1489-a").void_reason == "Fel person"
    with refused("certificate.unknown"):
        certificate_detail(*how(sqlite_desk), "1489-x")


def test_who_was_looked_at_is_logged(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    key = give(sqlite_desk).intyg_id
    certificates(*how(sqlite_desk))
    certificate_detail(*how(sqlite_desk), key)
    rows = sqlite_desk.select("SELECT action, scope FROM access_event ORDER BY sequence DESC")
    assert rows[:2] == [("certificate.detail", "persons"), ("certificates", "all")]


def test_a_person_without_decisions_has_no_unit(sqlite_desk: Desk):
    sqlite_desk.load("enheter", unit())
    sqlite_desk.load("intyg", certificate())
    assert only(sqlite_desk).unit_code is None
