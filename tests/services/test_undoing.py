"""Taking an act back: all that the commands show is as it was, and nothing is deleted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ntand.domain.codes import Basis, EndReason, Ground, Stance
from ntand.services.actor import Role
from ntand.services.certificates import (
    NewCertificate,
    consent,
    end,
    registered,
    replace_certificate,
    void,
)
from ntand.services.exchange.outbox.waiting import Hold, load_standing, mark_tried
from ntand.services.facts import fill_fact
from ntand.services.proposals import identify
from ntand.services.stances import decide
from ntand.services.statistics import statistics
from ntand.services.undoing import Undo, undo
from ntand.services.undoing.several import together
from ntand.services.yearly_round import offer
from ntand.store.work import reading, writing
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, certificate, decision
from tests.services.acting import change, day, give, on, outbox, refused, settle, through_portal

Act = Callable[[Desk], Any]


def how(desk: Desk) -> tuple[Any, Any]:
    return desk.installation, desk.actor


def take_back(desk: Desk, what: Undo | None) -> None:
    assert what is not None
    undo(desk.installation, desk.actor, what)


def shown(desk: Desk, without: str = "") -> dict[str, object]:
    """What the contract's commands show, but for a certificate marked as issued in error."""
    exports = {kind: desk.export(kind) for kind in ("insatser", "erbjudanden", "enheter")}
    figures = statistics(*how(desk), 2026)
    with reading(desk.installation.engine) as connection:
        standing = [
            (hold.value, item.kind, item.object_id, item.road)
            for item, hold in load_standing(connection, desk.installation)
        ]
    return {
        **exports,
        "intyg": [row for row in desk.rows("intyg") if row["intyg_id"] != without],
        "identify": identify(*how(desk)),
        "statistics": figures,
        "waiting": list(zip(standing, outbox(desk), strict=True)),
        "numbers": desk.select("SELECT region_number FROM certificate WHERE NOT voided"),
        "refused": desk.select(
            "SELECT id, state FROM outbox_item WHERE state IN ('parked', 'conflict') ORDER BY id"
        ),
    }


def held(desk: Desk) -> str:
    """The certificate of history that the sample person has."""
    desk.load("intyg", certificate(underlag="samtycke"))
    return "1489-a"


def without_basis(desk: Desk) -> str:
    return give(desk, basis=None).intyg_id


def in_the_outbox(desk: Desk) -> str:
    return give(desk, valid_from=day("2026-03-01")).intyg_id


def refused_there(desk: Desk) -> str:
    key = in_the_outbox(desk)
    change(desk, "UPDATE outbox_item SET state = 'parked', attempts = 1, problem = 'x'")
    return key


def taken_there(desk: Desk) -> str:
    key = in_the_outbox(desk)
    change(desk, "UPDATE outbox_item SET state = 'delivered', attempts = 1")
    return key


BEFORE = [held, without_basis, in_the_outbox, refused_there, taken_there]
ON_BOTH = BEFORE[1:4:2]
CHANGES: dict[str, Callable[[Desk, str], Any]] = {
    "end": lambda desk, key: end(*how(desk), key, EndReason.WRONG_GROUNDS, TODAY, TODAY),
    "void": lambda desk, key: void(*how(desk), key, "Fel person"),
    "registered": lambda desk, key: registered(*how(desk), key, "4711"),
    "consent": lambda desk, key: consent(*how(desk), SOMEONE, Basis.CONSENT),
}


@pytest.mark.parametrize("before", BEFORE, ids=lambda one: one.__name__)
@pytest.mark.parametrize("act", CHANGES.values(), ids=CHANGES)
def test_a_change_taken_back_leaves_everything_as_it_was(sqlite_desk: Desk, before: Any, act: Any):
    acts_and_takes_back(sqlite_desk, before, act)


@pytest.mark.parametrize("before", ON_BOTH, ids=lambda one: one.__name__)
@pytest.mark.parametrize("act", CHANGES.values(), ids=CHANGES)
def test_so_it_is_on_a_shared_database(new_postgres_desk: Any, before: Any, act: Any):
    acts_and_takes_back(new_postgres_desk(), before, act)


def acts_and_takes_back(desk: Desk, before: Any, act: Any) -> None:
    settle(desk)
    offer(*how(desk), SOMEONE, 2026)
    key = before(desk)
    as_it_was, rows = shown(desk), desk.counts()
    done = act(desk, key)
    assert shown(desk) != as_it_was or before is not without_basis
    take_back(desk, done.undo)
    assert shown(desk) == as_it_was
    assert all(count >= rows[table] for table, count in desk.counts().items())
    assert undo_twice_is_refused(desk, done.undo)


def undo_twice_is_refused(desk: Desk, what: Undo | None) -> bool:
    as_it_was = shown(desk)
    with refused("undo.too_late"):
        take_back(desk, what)
    return shown(desk) == as_it_was


@pytest.mark.parametrize("basis", [None, "samtycke"])
def test_an_issue_taken_back_is_marked_as_a_mistake_and_never_sent(desk: Desk, basis: Any):
    settle(desk)
    offer(*how(desk), SOMEONE, 2026)
    as_it_was = shown(desk)
    issued = give(desk, basis=basis)
    take_back(desk, issued.undo)
    assert shown(desk, without=issued.intyg_id) == as_it_was
    (row,) = desk.rows("intyg")
    assert row["makulerat"] == "J"
    assert desk.persons()[SOMEONE].candidate
    ((state,),) = desk.select("SELECT state FROM outbox_item WHERE kind = 'certificate'")
    assert state == "stopped"
    assert undo_twice_is_refused(desk, issued.undo)
    give(desk)  # its days are free again


@pytest.mark.parametrize("before", BEFORE, ids=lambda one: one.__name__)
def test_a_replacement_taken_back_opens_the_former_again(sqlite_desk: Desk, before: Any):
    settle(sqlite_desk)
    old = before(sqlite_desk)
    later = on(sqlite_desk, "2026-10-01")
    as_it_was = shown(later)
    new = NewCertificate(Ground.G1, basis=Basis.HARM_TEST)
    issued = replace_certificate(*how(later), old, new)
    take_back(later, issued.undo)
    assert shown(later, without=issued.intyg_id) == as_it_was


@pytest.mark.parametrize("protection", ["sekretessmarkering", ""])
def test_whatever_the_road(sqlite_desk: Desk, protection: str):
    settle(sqlite_desk, skydd=protection)
    desk = through_portal(sqlite_desk)
    as_it_was = shown(desk)
    issued = give(desk)
    take_back(desk, issued.undo)
    assert shown(desk, without=issued.intyg_id) == as_it_was


def test_a_basis_that_lifted_a_refusal_lets_it_stand_again(desk: Desk):
    settle(desk)
    give(desk)
    decide(*how(desk), SOMEONE, Stance.REFUSES_DISCLOSURE, "Vill inte")
    as_it_was = shown(desk)
    kept = consent(*how(desk), SOMEONE, Basis.CONSENT)
    assert shown(desk) != as_it_was
    take_back(desk, kept.undo)
    assert shown(desk) == as_it_was


def test_a_basis_registered_in_error_is_no_refusal_of_an_earlier_one(desk: Desk):
    settle(desk)
    offer(*how(desk), SOMEONE, 2026)
    consent(*how(desk), SOMEONE, Basis.CONSENT)
    as_it_was = shown(desk)
    assert as_it_was["waiting"]
    take_back(desk, consent(*how(desk), SOMEONE, Basis.HARM_TEST).undo)
    assert shown(desk) == as_it_was


@pytest.mark.parametrize("stance", list(Stance))
def test_a_decision_taken_back_lets_the_former_stand(desk: Desk, stance: Stance):
    settle(desk)
    give(desk)
    for former in (None, Stance.WAIT):
        if former:
            decide(*how(desk), SOMEONE, former, "Väntar", day("2026-12-01"))
        as_it_was = shown(desk)
        done = decide(*how(desk), SOMEONE, stance, "Enligt samtal")
        take_back(desk, done.undo)
        assert shown(desk) == as_it_was
        assert undo_twice_is_refused(desk, done.undo)
    assert desk.counts()["stance"] == 3


def test_a_decision_that_has_been_followed_by_another_stays(sqlite_desk: Desk):
    settle(sqlite_desk)
    first = decide(*how(sqlite_desk), SOMEONE, Stance.WAIT, "Väntar")
    decide(*how(sqlite_desk), SOMEONE, Stance.DECLINES, "Nej")
    assert undo_twice_is_refused(sqlite_desk, first.undo)


def test_a_fact_taken_back_lets_the_former_count(desk: Desk):
    settle(desk, omvardnad_per_dygn="", icf_personlig_vard="")
    fill = (*how(desk), SOMEONE, f"B-{SOMEONE}", "omvardnad_per_dygn")
    empty = shown(desk)
    first = fill_fact(*fill, "3")
    as_it_was = shown(desk)
    assert as_it_was != empty
    second = fill_fact(*fill, "0")
    assert shown(desk) != as_it_was
    take_back(desk, second.undo)
    assert shown(desk) == as_it_was
    take_back(desk, first.undo)
    assert shown(desk) == empty
    assert desk.counts()["filled_fact"] == 2


def test_a_fact_someone_has_decided_on_stays(sqlite_desk: Desk):
    settle(sqlite_desk, omvardnad_per_dygn="", icf_personlig_vard="")
    fill = (*how(sqlite_desk), SOMEONE, f"B-{SOMEONE}", "omvardnad_per_dygn", "3")
    filled = fill_fact(*fill)
    give(sqlite_desk)
    assert undo_twice_is_refused(sqlite_desk, filled.undo)


def tried(desk: Desk) -> None:
    with writing(desk.installation.engine) as connection:
        standing = load_standing(connection, desk.installation)
        mark_tried(connection, [item for item, hold in standing if hold is Hold.READY])


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, key: end(*how(desk), key, EndReason.WRONG_GROUNDS, TODAY).undo,
        lambda desk, key: void(*how(desk), key, "Fel person").undo,
        lambda desk, key: consent(*how(desk), SOMEONE, Basis.HARM_TEST).undo,
        lambda desk, key: replace_certificate(*how(desk), key, NewCertificate(Ground.G1)).undo,
    ],
)
def test_what_has_been_tried_is_not_taken_back(desk: Desk, act: Any):
    settle(desk)
    key = in_the_outbox(desk)
    what = act(desk, key)
    tried(desk)
    assert undo_twice_is_refused(desk, what)


def test_what_something_newer_stands_on_is_not_taken_back(sqlite_desk: Desk):
    settle(sqlite_desk)
    issued = give(sqlite_desk)
    ended = end(*how(sqlite_desk), issued.intyg_id, EndReason.WRONG_GROUNDS, TODAY)
    assert undo_twice_is_refused(sqlite_desk, issued.undo)
    give(sqlite_desk, valid_from=day("2026-10-01"))
    assert undo_twice_is_refused(sqlite_desk, ended.undo)  # the two would overlap


def test_another_persons_sending_hinders_nothing(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    give(sqlite_desk, SOMEONE_ELSE)
    tried(sqlite_desk)
    take_back(sqlite_desk, give(sqlite_desk).undo)


def test_an_older_file_is_heeded_as_before_the_act(sqlite_desk: Desk):
    settle(sqlite_desk)
    key = held(sqlite_desk)
    take_back(sqlite_desk, void(*how(sqlite_desk), key, "Fel").undo)
    report = sqlite_desk.load("intyg", certificate(utfardare="Karin"))
    assert report.updated == 1


def test_several_are_taken_back_as_one(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    acts = [give(desk).undo, give(desk, SOMEONE_ELSE).undo]
    take_back(desk, together(acts))
    assert {row["makulerat"] for row in desk.rows("intyg")} == {"J"}
    assert together([]) is None


def test_of_several_those_in_time_are_taken_back(sqlite_desk: Desk):
    settle(sqlite_desk, SOMEONE, SOMEONE_ELSE)
    late = give(sqlite_desk)
    tried(sqlite_desk)
    in_time = give(sqlite_desk, SOMEONE_ELSE)
    with refused("undo.some_too_late"):
        take_back(sqlite_desk, together([late.undo, in_time.undo]))
    voided = {row["intyg_id"]: row["makulerat"] for row in sqlite_desk.rows("intyg")}
    assert voided == {late.intyg_id: "N", in_time.intyg_id: "J"}


def test_taking_back_is_logged_with_whom_it_was_about(desk: Desk):
    settle(desk)
    take_back(desk, give(desk).undo)
    rows = desk.select(
        "SELECT e.action, e.changed FROM access_event e JOIN access_subject s"
        " ON s.sequence = e.sequence ORDER BY e.sequence"
    )
    assert [action for action, _changed in rows][-1] == "undo.certificate.issue"
    assert rows[-1][1]


def test_a_role_that_may_not_act_may_not_take_back(sqlite_desk: Desk):
    settle(sqlite_desk)
    what = give(sqlite_desk).undo
    reader = replace(sqlite_desk, actor=replace(sqlite_desk.actor, role=Role.REVIEWER))
    with refused("permission.missing"):
        take_back(reader, what)
    assert sqlite_desk.rows("intyg")[0]["makulerat"] == "N"


@pytest.mark.parametrize("key", ["", "x", "x:y"])
def test_an_undo_nobody_gave_is_refused(sqlite_desk: Desk, key: str):
    with refused("undo.too_late"):
        take_back(sqlite_desk, Undo("certificate.issue", key))


def test_changes_of_the_source_are_nothing_newer(sqlite_desk: Desk):
    settle(sqlite_desk)
    issued = give(sqlite_desk)
    sqlite_desk.load("insatser", decision(beslut_id=f"B-{SOMEONE}", omvardnad_per_dygn="0"))
    take_back(sqlite_desk, issued.undo)
