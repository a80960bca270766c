"""Three hundred random stories over HTTP to a real web server."""

from collections.abc import Iterator

import pytest

from tests.model.running import run
from tests.model.ways import OverHttp

EXAMPLES = 300


@pytest.fixture
def way() -> Iterator[OverHttp]:
    reached = OverHttp()
    yield reached
    reached.close()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_both_sides_come_to_agree_whatever_happens(way: OverHttp) -> None:
    run(way, EXAMPLES)
