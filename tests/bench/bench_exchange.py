"""Exchange of 10 000 items: the client's time, against bare httpx posting the same batches.

Bar: 1.5 by the clock; the client's own processor time is shown beside it. The bare loop waits for
each answer before it posts the next batch and keeps nothing; the client keeps a few batches under
way, and stores what became of each. Each round sends to a region of its own.
Run with ``python -m tests.bench.bench_exchange``.
"""

import json
from pathlib import Path
from shutil import copytree
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import httpx

from ntand.bootstrap import open_installation
from ntand.domain.codes import FileKind
from ntand.ports import SystemClock
from ntand.services.exchange.sync import connect, sync
from ntand.services.importing import ImportOptions, import_file
from ntand.store.bulk import select_rows
from ntand.store.work import reading
from tests.bench.municipality import (
    ACTOR,
    TODAY,
    empty_installation,
    write_certificates,
    write_decisions,
)
from tests.bench.region import running_region

ITEMS, BATCH, ROUNDS = 10_000, 500, 5


def main() -> None:
    """Print both times, and their ratios."""
    with TemporaryDirectory() as folder, empty_installation() as installation:
        decisions, certificates = Path(folder) / "insatser.csv", Path(folder) / "intyg.csv"
        write_decisions(decisions, ITEMS, ITEMS)
        write_certificates(certificates, ITEMS)
        import_file(installation, ACTOR, decisions, ImportOptions(FileKind.DECISIONS))
        options = ImportOptions(FileKind.CERTIFICATES, announce=True)
        import_file(installation, ACTOR, certificates, options)
        with reading(installation.engine) as connection:
            rows = select_rows(connection, "SELECT id, payload FROM outbox_item ORDER BY sequence")
        items = [
            {
                "key": key,
                "kind": "certificate",
                "op": "put",
                "if_match": None,
                "data": json.loads(p),
            }
            for key, p in rows
        ]
        installation.engine.dispose()
        pairs = []
        for number in range(ROUNDS):
            with running_region(Path(folder) / f"bare{number}") as (url, client):
                bare = _timed(lambda url=url, client=client: _post(url, client, items))
            home = Path(folder) / f"home{number}"
            copytree(installation.home, home)
            with running_region(Path(folder) / f"ours{number}") as (url, client):
                opened = open_installation(home, SystemClock(TODAY))
                credentials = client["client_id"], client["client_secret"]
                connected = connect(opened, ACTOR, url, *credentials)
                ours = _timed(lambda connected=connected: _sync(connected, len(items)))
                opened.engine.dispose()
            pairs.append((bare, ours))
    print(f"{len(items)} items in batches of {BATCH}")
    for name, at in (("bare httpx", 0), ("ntand sync", 1)):
        cpu, wall = (median(pair[at][which] for pair in pairs) for which in (0, 1))
        print(f"{name:24} {cpu:8.3f} s of its own, {wall:8.3f} s by the clock")
    own = median(ours[0] / bare[0] for bare, ours in pairs)
    wall = median(ours[1] / bare[1] for bare, ours in pairs)
    print(f"{'ratio':24} {own:8.2f}   of its own,  {wall:8.2f}   by the clock")


def _sync(installation: Any, expected: int) -> None:
    done = sync(installation, ACTOR)
    assert (done.sent, done.pending) == (expected, 0)


def _post(url: str, client: dict[str, str], items: list[dict[str, Any]]) -> None:
    with httpx.Client(base_url=url, timeout=60) as http:
        form = {"grant_type": "client_credentials", **client}
        token = http.post("/oauth2/token", data=form).raise_for_status().json()["access_token"]
        for start in range(0, len(items), BATCH):
            body = {"items": items[start : start + BATCH]}
            answer = http.post(
                "/v1/batches", json=body, headers={"Authorization": f"Bearer {token}"}
            )
            assert all(result["status"] < 300 for result in answer.json()["results"])


def _timed(work: Any) -> tuple[float, float]:
    """Seconds of this process's own time, and by the clock."""
    own, wall = process_time(), perf_counter()
    work()
    return process_time() - own, perf_counter() - wall


if __name__ == "__main__":
    main()
