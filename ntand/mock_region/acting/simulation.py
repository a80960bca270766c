"""A small region and its dental providers at work: they answer what the municipalities sent.

Each thing has its own chance, drawn from the seed and the thing, so that the same data and seed
always give the same course. What has happened shows in the data; nothing happens twice.
"""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from heapq import nsmallest

from ntand.mock_region.acting.chance import chance
from ntand.mock_region.acting.duties import Duty, duties
from ntand.mock_region.acting.events import act
from ntand.mock_region.store.database import Database

ACTS_PER_STEP = 3
_SECONDS = 3.0


def step(connection: sqlite3.Connection, seed: int) -> Counter[str]:
    """Do the next few things; how many of each name."""

    def turn(duty: Duty) -> tuple[float, str]:
        return chance(seed, "turn", duty.name, duty.about), duty.about

    now = nsmallest(ACTS_PER_STEP, duties(connection, seed), key=turn)
    for duty in now:
        act(connection, duty.event)
    return Counter(duty.name for duty in now)


def simulate(database: Database, seed: int, steps: int) -> Counter[str]:
    """Do at most so many steps, each kept by itself; ends when nothing is left to do."""
    done: Counter[str] = Counter()
    for _ in range(steps):
        with database.writing() as connection:
            now = step(connection, seed)
        if not now:
            break
        done += now
    return done


@contextmanager
def at_work(database: Database, seed: int) -> Iterator[None]:
    """Take a step every few seconds while this lasts."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(_SECONDS):
            # Another process holds the database: there is a next time
            with suppress(sqlite3.OperationalError):
                simulate(database, seed, 1)

    worker = threading.Thread(target=work, name="simulation", daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()
