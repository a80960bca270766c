"""The start of ``ntand identify``: importing what it needs, against ``import sqlalchemy.orm``.

Bar: 1.5. What it needs is read off a real run: every module that ``ntand identify`` has loaded
when it ends. Both are processes of their own, started in turn, with byte code at hand.
Run with ``python -m tests.bench.bench_start``.
"""

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

from tests.bench.municipality import empty_installation

ROUNDS = 15
REFERENCE = "import sqlalchemy.orm"
_LOADED = """
import contextlib, io, sys
from ntand.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    assert main(["--home", sys.argv[1], "--json", "identify"]) == 0
print(" ".join(name for name in sys.modules if name != "__main__"))
"""


def main() -> None:
    """Print both medians and the ratio."""
    modules = _modules_of_identify()
    ours = f"import {', '.join(modules)}"
    seconds: dict[str, list[float]] = {REFERENCE: [], ours: []}
    for _round in range(ROUNDS + 1):
        for code, taken in seconds.items():
            taken.append(_seconds(code))
    for taken in seconds.values():
        taken.pop(0)  # the first start writes the byte code
    ratio = median(a / b for a, b in zip(seconds[ours], seconds[REFERENCE], strict=True))
    print(f"{REFERENCE:24} {median(seconds[REFERENCE]):8.3f} s")
    print(f"{'ntand identify, imports':24} {median(seconds[ours]):8.3f} s   ratio {ratio:.2f}")
    print(
        f"{len(modules)} modules, {sum(name.startswith('ntand') for name in modules)} of them ours"
    )


def _modules_of_identify() -> list[str]:
    with empty_installation() as installation:
        installation.engine.dispose()
        found = subprocess.run(
            [sys.executable, "-c", _LOADED, str(installation.home)],
            check=True,
            capture_output=True,
            text=True,
        )
    return [name for name in found.stdout.split() if all(map(str.isidentifier, name.split(".")))]


def _seconds(code: str) -> float:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    started = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return perf_counter() - started


if __name__ == "__main__":
    main()
