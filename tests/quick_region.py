"""A region that really serves and asks nobody to slow down."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ntand.mock_region.api.limits import Settings
from ntand.services.exchange.sync import connect
from tests.exchange.conftest import Served
from tests.installations import Desk


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    region = Served(tmp_path / "region", Settings(requests_per_second=10_000, burst=10_000))
    yield region
    region.close()


def joined(desk: Desk, served: Served, url: str | None = None) -> Desk:
    """The desk, connected to the region; by another address when one is given."""
    who = served.credentials["client_id"], served.credentials["client_secret"]
    installation = connect(desk.installation, desk.actor, url or served.url, *who)
    return replace(desk, installation=installation)
