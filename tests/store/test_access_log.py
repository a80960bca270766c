"""The access log: whoever changes it, breaks it."""

import pytest

from ntand.store.access_log import chain_breaks
from ntand.store.work import reading, writing
from tests.installations import SOMEONE, Desk, decision

COLUMNS = (
    "segment, at, username, role, action, purpose, allowed, changed, scope, detail, previous,"
    " digest"
)


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A desk with some lines in its log, one of which names a person."""
    from ntand.services.proposals import explain

    desk.load_units()
    desk.load("insatser", decision())
    explain(desk.installation, desk.actor, SOMEONE)
    desk.persons()
    assert breaks(desk) == []
    return desk


def breaks(desk: Desk) -> list[int]:
    with reading(desk.installation.engine) as connection:
        return chain_breaks(connection)


def tamper(desk: Desk, *statements: str) -> list[int]:
    with writing(desk.installation.engine) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    return breaks(desk)


@pytest.mark.parametrize(
    "change",
    [
        "username = 'någon annan'",
        "action = 'inget'",
        "purpose = 'x'",
        "detail = '{}'",
        "scope = 'none'",
        "role = 'issuer'",
        "segment = '2020-01'",
        "digest = 'x'",
        "previous = 'x'",
    ],
)
def test_a_changed_line_is_found(busy: Desk, change: str):
    assert 2 in tamper(busy, f"UPDATE access_event SET {change} WHERE sequence = 2")


def test_a_changed_verdict_or_time_is_found(busy: Desk):
    (at,) = busy.select("SELECT at FROM access_event WHERE sequence = 1")[0]
    assert at
    assert tamper(busy, "UPDATE access_event SET allowed = NOT allowed WHERE sequence = 2") == [2]
    assert 3 in tamper(
        busy,
        "UPDATE access_event SET at = (SELECT at FROM access_event WHERE sequence = 1)"
        " WHERE sequence = 3",
    )


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_removed_line_is_found_wherever_it_stood(busy: Desk, line: int):
    assert tamper(
        busy,
        f"DELETE FROM access_subject WHERE sequence = {line}",
        f"DELETE FROM access_event WHERE sequence = {line}",
    )


def test_an_emptied_log_is_found(busy: Desk):
    assert tamper(busy, "DELETE FROM access_subject", "DELETE FROM access_event")


def test_an_inserted_line_is_found(busy: Desk):
    assert tamper(
        busy,
        f"INSERT INTO access_event (sequence, {COLUMNS}) SELECT 5, {COLUMNS} FROM access_event"
        " WHERE sequence = 4",
    )


def test_lines_that_changed_places_are_found(busy: Desk):
    assert tamper(
        busy,
        "DELETE FROM access_subject",
        "UPDATE access_event SET sequence = 99 WHERE sequence = 1",
        "UPDATE access_event SET sequence = 1 WHERE sequence = 2",
        "UPDATE access_event SET sequence = 2 WHERE sequence = 99",
    )


def test_a_person_taken_off_a_line_is_found(busy: Desk):
    assert tamper(busy, "DELETE FROM access_subject") == [3]
