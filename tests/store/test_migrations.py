"""The schema and the way to it, on both databases."""

import re
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Row, Table, insert, inspect, select
from sqlalchemy.exc import ProgrammingError

from ntand.errors import StoreError
from ntand.services.worklist.renewal import renew
from ntand.store import database
from ntand.store.engine import postgres_engine, sqlite_engine
from ntand.store.keys import kept_key
from ntand.store.schema import HEAD, OLDER
from ntand.store.tables import Base
from tests.installations import Desk, certificate, decision, new_database, offer

KEY = bytes(range(32))


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == HEAD
    return [found.revision for found in script.walk_revisions()]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """An engine over a database without tables."""
    if request.param == "sqlite":
        engine = sqlite_engine(tmp_path / "empty.db", KEY)
    else:
        engine = postgres_engine(new_database())
    yield engine
    engine.dispose()


def migrate_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def fill(desk: Desk) -> None:
    desk.load_units()
    desk.load("insatser", decision())
    desk.load("intyg", certificate(), announce=True)
    desk.load("erbjudanden", offer(svar="ja", svar_datum="2026-02-01"))


def rows_of(engine: Engine, names: set[str]) -> dict[Table, list[Row[Any]]]:
    """What the tables hold, those first that others refer to."""
    with engine.connect() as connection:
        return {
            table: sorted(connection.execute(select(table)).all(), key=str)
            for table in Base.metadata.sorted_tables
            if table.name in names
        }


def tables_of(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_the_program_knows_every_revision_and_no_other():
    assert set(revisions()) == {HEAD, *OLDER}


def test_every_revision_has_a_test():
    here = Path(__file__).read_text("utf-8")
    assert set(re.findall(r"def test_revision_(\w+?)_", here)) == set(revisions())


def test_revision_0001_lays_the_first_tables(empty: Engine):
    migrate_to(empty, "0001")
    assert {"person", "decision", "certificate", "access_event"} <= tables_of(empty)


def test_revision_0002_adds_an_empty_work_list_and_changes_nothing_else(empty: Engine, desk: Desk):
    fill(desk)
    migrate_to(empty, "0001")
    held = filled_like(empty, desk)
    database.migrate(empty)
    assert rows_of(empty, {table.name for table in held}) == held
    assert not any(rows_of(empty, {"work_item", "work_state"}).values())


def test_revision_0003_keeps_everything_and_lets_the_work_list_be_made_anew(
    empty: Engine, desk: Desk
):
    fill(desk)
    renew(desk.installation, desk.actor)
    migrate_to(empty, "0002")
    held = filled_like(empty, desk)
    renewed = {"work_item", "work_state"}
    assert all(rows for table, rows in held.items() if table.name in renewed)
    database.migrate(empty)
    assert not any(rows_of(empty, renewed).values())
    kept = {table: rows for table, rows in held.items() if table.name not in renewed}
    assert rows_of(empty, {table.name for table in kept}) == kept


def filled_like(empty: Engine, desk: Desk) -> dict[Table, list[Row[Any]]]:
    """Copy into the older tables what a desk of today holds; a column they lack is empty there."""
    held = rows_of(desk.installation.engine, tables_of(empty))
    with empty.begin() as connection:
        there = inspect(connection)
        for table, rows in held.items():
            known = {column["name"] for column in there.get_columns(table.name)}
            fresh = [
                {name: value for name, value in row._mapping.items() if name in known}
                for row in rows
            ]
            if fresh:
                connection.execute(insert(table), fresh)
    return held


def test_the_last_revision_lays_the_tables_that_the_rows_describe(empty: Engine):
    database.migrate(empty)
    assert database.revision(empty) == HEAD
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_of_this_version_is_not_migrated_again(empty: Engine):
    database.migrate(empty)
    database.bring_up_to_date(empty, lambda: pytest.fail("nothing to copy"))


def test_a_migration_that_fails_leaves_nothing(empty: Engine):
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE visit (mine INTEGER)")
    with pytest.raises((StoreError, ProgrammingError)):
        database.migrate(empty)
    assert tables_of(empty) == {"visit"}


def test_a_newer_database_is_refused_and_left_alone(desk: Desk):
    engine = desk.installation.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = desk.counts()
    with pytest.raises(StoreError, match=r"store\.newer"):
        reopened(desk)
    assert desk.counts() == before


def test_a_database_of_something_else_is_refused(empty: Engine):
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (number INTEGER)")
    with pytest.raises(StoreError, match=r"store\.not_ours"):
        database.bring_up_to_date(empty, lambda: None)


def test_a_missing_file_is_not_made(tmp_path: Path):
    with pytest.raises(StoreError, match=r"store\.missing"):
        database.open_sqlite(tmp_path / "none.db", KEY)
    assert list(tmp_path.iterdir()) == []


def reopened(desk: Desk) -> Engine:
    engine = desk.installation.engine
    if engine.dialect.name == "sqlite":
        path = desk.installation.home / database.FILE_NAME
        return database.open_sqlite(path, kept_key(desk.installation.home))
    return database.open_postgres(engine.url.render_as_string(hide_password=False))
