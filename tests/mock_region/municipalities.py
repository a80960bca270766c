"""Two municipalities on a day: what the region holds of each, and what each hears."""

import json
from pathlib import Path
from typing import Any

import pytest

from ntand.mock_region.store.columns import STORED, Kind
from ntand.mock_region.store.database import Database
from ntand.mock_region.store.feed import changes_after
from ntand.mock_region.store.records import save

ONE, OTHER = "1489", "1490"
DAY = "2027-06-01"


@pytest.fixture(autouse=True)
def _a_day(monkeypatch) -> None:
    monkeypatch.setenv("NTAND_TODAY", DAY)


def put(data: Path, municipality: str, kind: str, row: dict[str, str]) -> None:
    known: Kind = STORED[kind]
    with Database(data, create=False) as database, database.writing() as connection:
        save(connection, municipality, known, row, former=None)


def feed(data: Path, municipality: str) -> list[dict[str, Any]]:
    with Database(data, create=False) as database, database.reading() as connection:
        return [json.loads(one) for one in changes_after(connection, municipality, 0, 10_000)[0]]
