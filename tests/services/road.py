"""The road to the region as a person sees it, and a desk whose road is open."""

from collections.abc import Callable

import pytest

from ntand.services.exchange.outbox.queue_view import QueueRow, queue
from ntand.services.exchange.sync import Synced, sync
from tests.exchange.conftest import Served
from tests.installations import Desk
from tests.quick_region import joined


@pytest.fixture
def connected(served: Served, no_waiting: None) -> Callable[[Desk], Desk]:
    return lambda desk: joined(desk, served)


def rows(desk: Desk, wanted: str) -> tuple[QueueRow, ...]:
    return queue(desk.installation, desk.actor, wanted).rows


def exchange(desk: Desk) -> Synced:
    return sync(desk.installation, desk.actor)
