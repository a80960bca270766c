"""Some rounds of ``kill_rounds.py``; a hundred are for a quiet hour."""

import pytest

from tests.faults.kill_rounds import kill_rounds


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_process_killed_anywhere_loses_nothing_and_doubles_nothing() -> None:
    assert kill_rounds(6, seed=4).total() == 6
