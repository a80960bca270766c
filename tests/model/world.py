"""The real thing: a client's installation and a region, each with its own database."""

import functools
import itertools
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
from sqlalchemy import event

from ntand.bootstrap import open_installation
from ntand.domain.codes import FileKind
from ntand.exchange.api import RegionApi
from ntand.mock_region import act, register
from ntand.mock_region.api.app import create_app
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.store.database import FILE_NAME, Database
from ntand.services.actor import Actor, Role
from ntand.services.exchange.sync import Synced, exchange
from ntand.services.installation import Installation
from ntand.services.records import as_texts, certificate_records, offer_records
from ntand.settings import read_settings, write_settings
from ntand.store.bulk import Row, select_rows
from ntand.store.work import reading
from tests.installations import Desk, decision, new_sqlite, numbers, unit
from tests.model.faults import Way

ACTOR = Actor("anna", Role.COORDINATOR)
TODAY = date(2026, 9, 1)
MUNICIPALITY = "1489"
Rows = dict[tuple[str, str], dict[str, str]]
"""What one side holds, by kind and key."""
PEOPLE = ("Ada", "Bo", "Cleo")
NUMBERS = dict(zip(PEOPLE, numbers(), strict=False))
SPARE_NUMBERS = tuple(itertools.islice(numbers(), 40, 60))
_MATCHED = "SELECT object_id, payload FROM region_object WHERE kind = 'certificate'"
_SETTINGS = Settings(requests_per_second=1e6, burst=1_000_000)


class Reaching(Protocol):
    """A way to the region, see ``ways.py``.

    ``kept`` is a client that was closed in good order, ``asked`` what the region can be told.
    """

    app: Any
    url: str
    asked: Mapping[str, str]
    folder: Path
    beginning: Any
    kept: Installation | None

    @property
    def examples(self) -> Iterator[int]: ...

    def transport(self) -> httpx.BaseTransport: ...


class _GoneError(BaseException):
    """The process is no more."""


class MovingClock:
    """The same day for ever; each look at the clock is a millisecond later."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 1, 6, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def today(self) -> date:
        return TODAY

    def pass_hours(self, hours: int) -> None:
        self.moment += timedelta(hours=hours)


@functools.cache
def _template() -> tuple[Path, dict[str, str]]:
    """A home with people who qualify, connected to a region that knows nothing yet."""
    folder = Path(tempfile.mkdtemp(prefix="model-", dir=os.environ["HOME"]))
    desk = Desk(new_sqlite(folder / "home"), folder)
    desk.load("enheter", unit())
    desk.load("insatser", *(decided(name) for name in PEOPLE))
    desk.installation.engine.dispose()
    settings = replace(read_settings(folder / "home"), region_url="http://127.0.0.1")
    write_settings(folder / "home", settings)
    credentials = register(folder / "region", MUNICIPALITY)
    return folder, credentials


def decided(name: str, **cells: str) -> dict[str, str]:
    """The person's care decision as the care system tells it."""
    return decision(
        personnummer=NUMBERS[name], beslut_id=f"B-{name}", fornamn=name, efternamn="Öberg", **cells
    )


class World:
    """One municipality with its client, and one region, in a folder of their own."""

    def __init__(
        self, way: Reaching, watch: Callable[[httpx.Request], None], begins: Path | None = None
    ) -> None:
        template, self.credentials = _template()
        self.folder = way.folder / "example"
        shutil.rmtree(self.folder, ignore_errors=True)  # of one that failed at its beginning
        shutil.copytree(begins or template, self.folder)
        self.reaching, self.watch = way, watch
        self.clock = MovingClock()
        self.brought_back = False
        self.open_region()
        # A database library that has read its statements once is half of an example's time
        kept = way.kept or open_installation(self.folder / "home")
        self.begin_client(replace(kept, clock=self.clock))

    # --- Processes ----------------------------------------------------------------------

    def open_client(self) -> None:
        self.begin_client(open_installation(self.folder / "home", self.clock))

    def begin_client(self, installation: Installation) -> None:
        self.installation = self.reaching.kept = installation
        self.way = Way(self.reaching.transport(), self.reaching.asked, self.watch)
        self.api = RegionApi(
            self.reaching.url,
            *self.credentials.values(),
            attempts=2,
            waits=False,
            transport=self.way,
        )

    def keep(self, folder: Path) -> None:
        """A copy of everything, to begin other examples from."""
        self.close_client()
        self.close_region()
        shutil.copytree(self.folder, folder)
        self.open_region()
        self.open_client()

    def close_client(self) -> None:
        self.api.close()
        self.installation.engine.dispose()

    def open_region(self) -> None:
        self.database = Database(self.folder / "region", create=True)
        self.reaching.app = create_app(self.database, _SETTINGS, rules=())
        path = self.folder / "region" / FILE_NAME
        self.region = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def close_region(self) -> None:
        self.region.close()
        self.database.close()

    def close(self) -> None:
        self.close_client()
        self.close_region()
        shutil.rmtree(self.folder)

    def dies_at_commit(self, number: int) -> bool:
        """An exchange whose process is gone just before its so-manieth commit; starts anew."""
        counted = itertools.count(1)

        def gone(_connection: object) -> None:
            if next(counted) >= number:  # nothing is written any more, whatever is tried
                raise _GoneError

        event.listen(self.installation.engine, "commit", gone)
        try:
            self.exchange()
        except _GoneError:
            return True
        finally:
            event.remove(self.installation.engine, "commit", gone)
            self.close_client()
            self.open_client()
        return False

    # --- What happens -------------------------------------------------------------------

    def exchange(self, on_others: Sequence[str] = (), on_batches: Sequence[str] = ()) -> Synced:
        self.way.on_others, self.way.on_batches = iter(on_others), iter(on_batches)
        try:
            return exchange(self.installation, ACTOR, self.api)
        finally:
            self.way.on_others, self.way.on_batches = iter(()), iter(())
            self.way.meanwhile.clear()

    def desk(self) -> Desk:
        return Desk(self.installation, self.folder, ACTOR)

    def happens(self, event: str, **fields: str) -> None:
        """The region, a provider or another municipality acts."""
        act(self.folder / "region", {"event": event, "municipality": MUNICIPALITY, **fields})

    # --- What stands --------------------------------------------------------------------

    def select(self, sql: str, *values: object) -> list[Row]:
        with reading(self.installation.engine) as connection:
            return select_rows(connection, sql, *values)

    def here(self) -> Rows:
        """What the client would tell of each certificate and offer, by kind and key.

        A certificate that was matched goes by the number that the region knows.
        """
        with reading(self.installation.engine) as connection:
            known = {id_: json.loads(row) for id_, row in select_rows(connection, _MATCHED)}
            found = {}
            for record in certificate_records(connection, TODAY):
                number = known.get(record[0], {}).get("intyg_id", str(record[2][0]))
                texts = as_texts(FileKind.CERTIFICATES, record) | {"intyg_id": number}
                found["certificate", number] = texts
            for record in offer_records(connection, TODAY):
                found["offer", f"{record[2][0]} {record[2][3]}"] = as_texts(FileKind.OFFERS, record)
        return found

    def there(self) -> Rows:
        """What the region's own database holds of the municipality."""
        rows = self.region.execute(
            "SELECT kind, key, data FROM record WHERE municipality = ?"
            " AND kind IN ('certificate', 'offer')",
            (MUNICIPALITY,),
        )
        return {(kind, key): json.loads(data) for kind, key, data in rows}
