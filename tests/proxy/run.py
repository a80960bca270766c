"""Many variants, one after the other: ``python -m tests.proxy.run --rounds 200``."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path


def main() -> int:
    """Play the rounds; the first that does not hold is told with its seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the first round")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ntand-proxy-"))
    os.environ |= {"HOME": str(folder), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    from tests.proxy.variant import Play  # after the home is set: the template lies there

    problems, mishaps = Counter[str](), Counter[str]()
    began = time.monotonic()
    for seed in range(asked.seed, asked.seed + asked.rounds):
        play = Play(folder / f"play-{seed}", seed)
        try:
            played = play.run()
        except AssertionError:
            _say(f"seed {seed} does not hold; its folder is left: {folder}")
            raise
        finally:
            play.close()
        problems += played.problems
        mishaps += played.mishaps
        shutil.rmtree(folder / f"play-{seed}")
    _say(f"{asked.rounds} rounds in {time.monotonic() - began:.0f} s: every one holds")
    _say(f"connections that met: {dict(sorted(mishaps.items()))}")
    _say(f"told to the user: {dict(sorted(problems.items()))}")
    shutil.rmtree(folder)
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
