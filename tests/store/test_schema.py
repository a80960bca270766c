"""What the tables refuse, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Table, insert
from sqlalchemy.exc import IntegrityError, StatementError

from ntand.store.base import new_id, table
from ntand.store.tables import (
    AnswerRow,
    CareUnitRow,
    CertificateRow,
    DecisionRow,
    IdentityNumberRow,
    OutboxItemRow,
    PersonRow,
)
from ntand.store.work import writing
from tests.installations import SOMEONE, Desk, certificate, decision, offer

# A table and a column of codes, and what the export names its rows by.
CODES = [
    (PersonRow, "told_protection"),
    (CareUnitRow, "type"),
    (DecisionRow, "kind"),
    (DecisionRow, "prospect"),
    (DecisionRow, "caregiver_kind"),
    (DecisionRow, "contact_role"),
    (CertificateRow, "ground"),
    (CertificateRow, "origin"),
    (CertificateRow, "basis"),
    (CertificateRow, "end_reason"),
    (AnswerRow, "value"),
    (AnswerRow, "answered_by"),
    (AnswerRow, "channel"),
    (IdentityNumberRow, "kind"),
    (OutboxItemRow, "kind"),
    (OutboxItemRow, "road"),
    (OutboxItemRow, "state"),
]


def fill(desk: Desk) -> None:
    desk.load_units()
    desk.load("insatser", decision())
    desk.load("intyg", certificate(), announce=True)
    desk.load("erbjudanden", offer(svar="ja", svar_datum="2026-02-01"))


def test_the_database_refuses_codes_it_does_not_know(desk: Desk):
    fill(desk)
    for row, column in CODES:
        name = table(row).name
        with (
            pytest.raises(Exception, match=r"(?i)check"),
            writing(desk.installation.engine) as connection,
        ):
            connection.exec_driver_sql(f"UPDATE {name} SET {column} = 'sabotage'")


def test_every_column_of_codes_has_been_tried():
    held = {
        (t.name, column.name)
        for t in table(PersonRow).metadata.sorted_tables
        for column in t.columns
        if getattr(column.type, "enums", None)
    }
    tried = {(table(row).name, column) for row, column in CODES}
    # The others are told by the program alone and stored through typed statements.
    assert held - tried == {
        ("stance", "stance"),
        ("disclosure", "basis"),
        ("disclosure", "form"),
        ("exchange_run", "manner"),
        ("import_run", "kind"),
        ("region_object", "kind"),
        ("work_item", "work_group"),
    }


def test_a_number_is_one_persons_at_a_time(desk: Desk):
    fill(desk)
    (person,) = desk.select("SELECT id FROM person")[0]
    numbers = table(IdentityNumberRow)
    values: dict[str, Any] = {"person_id": person, "number": SOMEONE, "kind": "personnummer"}
    kind = desk.select("SELECT kind FROM identity_number")[0][0]
    values["kind"] = kind
    add(desk, numbers, **values, valid_to=date(2020, 1, 1))  # once had: an alias
    with pytest.raises(IntegrityError):
        add(desk, numbers, **values)


def test_nothing_refers_to_what_is_not_there(desk: Desk):
    fill(desk)
    with pytest.raises(IntegrityError):
        add(
            desk,
            table(IdentityNumberRow),
            person_id=new_id(),
            number="194001019999",
            kind=desk.select("SELECT kind FROM identity_number")[0][0],
        )


def test_an_instant_needs_a_zone(desk: Desk):
    with (
        pytest.raises(StatementError, match="time zone"),
        writing(desk.installation.engine) as connection,
    ):
        connection.execute(
            insert(table(CertificateRow).metadata.tables["exchange_state"]).values(
                feed="x",
                cursor="1",
                read_at=datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None),
            )
        )


def test_names_sort_by_code_point_whatever_the_database_thinks(desk: Desk):
    if desk.installation.engine.dialect.name == "sqlite":
        return  # has no other order
    sql = (
        "SELECT collation_name FROM information_schema.columns"
        " WHERE table_name = 'person' AND column_name = 'sort_key'"
    )
    assert desk.select(sql) == [("C",)]


def add(desk: Desk, rows: Table, **values: Any) -> None:
    with writing(desk.installation.engine) as connection:
        connection.execute(insert(rows).values(id=new_id(), **values))
