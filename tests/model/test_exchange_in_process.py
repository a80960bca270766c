"""Two thousand random stories with the region's program called in the same process."""

import pytest

from tests.model.alone import tell


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_both_sides_come_to_agree_whatever_happens() -> None:
    tell(2000)
