"""The work list as it is read: narrowed, logged, without a protected person's place."""

import json

import pytest

from ntand.domain.codes import Answer
from ntand.errors import NotAllowed
from ntand.services.actor import Actor, Role
from ntand.services.worklist.reading import todo_counts, work_choices, work_list
from ntand.services.worklist.renewal import renew
from tests.installations import SOMEONE, SOMEONE_ELSE, Desk
from tests.services.acting import give, settle
from tests.services.listed_work import offers, prints, work

# --- Protected persons, filters, permission --------------------------------------------------


def test_the_unit_of_a_protected_person_is_nowhere_in_the_list(desk: Desk):
    settle(desk, SOMEONE, skydd="fingerade")
    settle(desk, SOMEONE_ELSE)
    by_protection = {row.protection: row for row in work(desk)["candidate"]}
    assert by_protection["fingerade"].unit_name is None
    assert by_protection[""].unit_name == "Linden"
    stored = desk.select(
        "SELECT unit_code, unit_name, search_text, detail, object_id FROM work_item"
        " WHERE protection <> ''"
    )
    assert "linden" not in str(stored).casefold()
    assert "E1" not in str(stored)


def test_protection_counts_before_the_list_is_renewed(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    give(desk)
    offers(desk, Answer.YES)
    prints(desk)
    settle(desk, enhet_kod="E2")
    assert work(desk)["changed"][0].facts["now"] == "E2"
    settle(desk, enhet_kod="E2", skydd="fingerade")
    found = work_list(desk.installation, desk.actor, "changed")
    assert found.stale
    (row,) = found.rows
    assert (row.protection, row.unit_code, row.unit_name) == ("fingerade", None, None)
    assert "E2" not in json.dumps(row.facts)
    assert row.object_id is None


def test_only_one_units_or_one_case_workers_or_what_holds_the_words(desk: Desk):
    settle(desk, SOMEONE, handlaggare="Maria")
    settle(desk, SOMEONE_ELSE, handlaggare="Per", enhet_kod="E2", fornamn="Zoë_%")
    assert len(work(desk)["candidate"]) == 2
    for only in ({"unit": "E2"}, {"case_worker": "Per"}, {"text": "zoe öb"}, {"text": "_% eken"}):
        assert [row.case_worker for row in work(desk, **only)["candidate"]] == ["Per"], only
    assert work(desk, text="%_") == {}
    choices = work_choices(desk.installation, desk.actor)
    assert choices.units == (("E2", "Eken"), ("E1", "Linden"))
    assert choices.case_workers == ("Maria", "Per")


def test_someone_protected_is_not_found_by_unit(desk: Desk):
    settle(desk, skydd="sekretessmarkering")
    assert work(desk, unit="E1") == {}
    assert work(desk, text="linden") == {}


def test_the_list_is_logged_as_seen_and_its_renewal_is_not(desk: Desk):
    settle(desk)
    before = desk.counts()["access_event"]
    renew(desk.installation, desk.actor)
    todo_counts(desk.installation, desk.actor)
    assert desk.counts()["access_event"] == before
    assert not work_list(desk.installation, desk.actor).stale
    line = desk.select(
        "SELECT action, scope, changed FROM access_event ORDER BY sequence DESC LIMIT 1"
    )
    assert [(action, scope, bool(changed)) for action, scope, changed in line] == [
        ("worklist", "all", False)
    ]


def test_only_those_who_may_read(desk: Desk):
    nobody = Actor("it", Role.ADMINISTRATOR)
    for service in (renew, work_list, todo_counts, work_choices):
        with pytest.raises(NotAllowed):
            service(desk.installation, nobody)


# --- The first group, emptiness -------------------------------------------------------------


def test_an_empty_installation_says_that_it_is(desk: Desk):
    assert work_list(desk.installation, desk.actor).stale
    renew(desk.installation, desk.actor)
    found = work_list(desk.installation, desk.actor)
    assert (found.empty, found.stale, found.rows) == (True, False, ())
    settle(desk)
    give(desk)
    offers(desk, Answer.NO)
    renew(desk.installation, desk.actor)
    found = work_list(desk.installation, desk.actor)
    assert (found.empty, sum(found.counts.values())) == (False, 0)


def test_the_first_group_with_anything_in_it_is_shown(desk: Desk):
    settle(desk)
    give(desk)
    renew(desk.installation, desk.actor)
    found = work_list(desk.installation, desk.actor)
    assert found.group == "not_offered"
    assert todo_counts(desk.installation, desk.actor)["not_offered"] == 1
