"""Stories in a process of their own: so they are the same ones wherever they are told.

Hypothesis also draws from the constants of whatever modules happen to be loaded.
"""

import os
import subprocess
import sys

from tests.model.running import SEED

# Under the tests' own limit of 900: whoever is killed by that one leaves its child behind
_SECONDS = 840


def tell(examples: int, *options: str) -> None:
    """So many stories; the first that fails is told in its shortest form.

    Told again with ``PYTHONHASHSEED=0 python -m tests.model.long`` and these options.
    """
    asked = [f"--examples={examples}", f"--seed={SEED}", *options]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.model.long", *asked],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
