"""Two thousand random stories with the region's program called in this process."""

from collections.abc import Iterator

import pytest

from tests.model.running import run
from tests.model.ways import InProcess

EXAMPLES = 2000


@pytest.fixture
def way() -> Iterator[InProcess]:
    reached = InProcess()
    yield reached
    reached.close()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_both_sides_come_to_agree_whatever_happens(way: InProcess) -> None:
    run(way, EXAMPLES)
