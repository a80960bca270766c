"""The start of ``ntand identify``: importing what it needs, against ``import sqlalchemy.orm``.

Bar: 1.5. Both are processes of their own, started in turn, with byte code at hand.
Run with ``python -m tests.bench.bench_start``.
"""

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

ROUNDS = 15
REFERENCE = "import sqlalchemy.orm"
OURS = (
    "import ntand.cli, ntand.bootstrap, ntand.services.proposals, ntand.store.tables,"
    " sqlcipher3.dbapi2"
)


def main() -> None:
    """Print both medians and the ratio."""
    seconds: dict[str, list[float]] = {REFERENCE: [], OURS: []}
    for _round in range(ROUNDS + 1):
        for code, taken in seconds.items():
            taken.append(_seconds(code))
    for taken in seconds.values():
        taken.pop(0)  # the first start writes the byte code
    ratio = median(a / b for a, b in zip(seconds[OURS], seconds[REFERENCE], strict=True))
    print(f"{REFERENCE:24} {median(seconds[REFERENCE]):8.3f} s")
    print(f"{'ntand identify, imports':24} {median(seconds[OURS]):8.3f} s   ratio {ratio:.2f}")


def _seconds(code: str) -> float:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    started = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return perf_counter() - started


if __name__ == "__main__":
    main()
