"""The exchange over a net that breaks in every way: nothing lost, nothing twice."""

from pathlib import Path

import pytest

from tests.proxy.variant import Play


@pytest.mark.parametrize("seed", range(16))
def test_a_broken_net_loses_nothing_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    play = Play(tmp_path / "play", seed)
    try:
        play.run()
    finally:
        play.close()
