"""Memory of an exchange: 10 000 items delivered against 100 000, each in a process of its own.

Both installations hold the same 50 000 persons with two certificates each; they differ in how
many wait. The database's own page cache, 64 MiB, is filled before. Bar: the memory that an
exchange takes at its peak, above what the process had before, is at most 1.2 times as much.
Run with ``python -m tests.bench.bench_exchange_memory``. Linux only: it reads /proc.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from ntand.bootstrap import open_installation
from ntand.domain.codes import FileKind
from ntand.ports import SystemClock
from ntand.services.exchange.sync import connect, sync
from ntand.services.importing import ImportOptions, import_file
from ntand.services.installation import Installation
from ntand.services.installing import make_installation
from ntand.store.bulk import change_rows, select_rows
from ntand.store.work import reading, writing
from tests.bench.municipality import ACTOR, CODE, TODAY, numbers, write_decisions
from tests.bench.region import running_region

PERSONS, FEW, MANY = 50_000, 10_000, 100_000
_COLUMNS = (
    *("intyg_id", "personnummer", "grund", "kriterier"),
    *("fran", "till", "utfardad", "utfardare"),
)
_KEPT = (
    "DELETE FROM outbox_item WHERE sequence > (SELECT MIN(sequence) + ? FROM outbox_item AS first)"
)


def main() -> None:
    """Print the growth of both, and their ratio."""
    if len(sys.argv) > 1:
        _part(*sys.argv[1:])
        return
    with TemporaryDirectory() as folder:
        many, few = Path(folder) / "many", Path(folder) / "few"
        _alone("make", many)
        copytree(many, few)
        _alone("leave", few)
        grown = []
        for home in (few, many):
            with running_region(Path(folder) / f"region-{home.name}") as (url, client):
                told = _alone("send", home, url, json.dumps(client))
            sent, before, peak = json.loads(told)
            grown.append(peak - before)
            print(f"{sent:8} items: {before:6.1f} MiB before, {peak:6.1f} MiB at the peak")
    print(f"ratio of the growth: {grown[1] / grown[0]:.2f} ({grown[1]:.1f} to {grown[0]:.1f} MiB)")


def _alone(*words: object) -> str:
    """Do one part in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_exchange_memory", *map(str, words)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _part(name: str, home: str, *rest: str) -> None:
    if name == "make":
        _make(Path(home))
        return
    installation = open_installation(Path(home), SystemClock(TODAY))
    if name == "leave":
        with writing(installation.engine) as connection:
            change_rows(connection, _KEPT, FEW - 1)
    else:
        print(json.dumps(_send(installation, rest[0], json.loads(rest[1]))))
    installation.engine.dispose()


def _make(home: Path) -> None:
    make_installation(home, CODE)
    installation = open_installation(home, SystemClock(TODAY))
    decisions, certificates = home / "insatser.csv", home / "intyg.csv"
    write_decisions(decisions, PERSONS, PERSONS)
    _write_certificates(certificates)
    import_file(installation, ACTOR, decisions, ImportOptions(FileKind.DECISIONS))
    options = ImportOptions(FileKind.CERTIFICATES, announce=True)
    import_file(installation, ACTOR, certificates, options)
    installation.engine.dispose()


def _write_certificates(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(_COLUMNS)
        for at, number in enumerate(numbers(PERSONS)):
            for year in range(2024, 2024 + MANY // PERSONS):
                days = f"{year}-01-01", f"{year}-12-31", f"{year}-01-01"
                out.writerow((f"{CODE}-{at}-{year}", number, "G1", "VGR-N 2027", *days, "Maria"))


def _send(installation: Installation, url: str, client: dict[str, str]) -> tuple[int, float, float]:
    """How many were sent; MiB held before, and at the peak."""
    connected = connect(installation, ACTOR, url, client["client_id"], client["client_secret"])
    with reading(installation.engine) as connection:
        select_rows(connection, "PRAGMA quick_check")  # goes through every page
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _mebibytes("VmRSS")
    done = sync(connected, ACTOR)
    assert not done.pending
    return done.sent, before, _mebibytes("VmHWM")


def _mebibytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
