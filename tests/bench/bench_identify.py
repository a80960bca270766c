"""Outcomes and findings of 12 000 persons against the plain reading of their decisions.

Bars: all outcomes within 5 times the plain reading, all findings within 12 times.
Run with ``python -m tests.bench.bench_identify``.
"""

import random
import secrets
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import sqlcipher3

from ntand.criteria_files import load_criteria
from ntand.domain.care import CareFacts, LifeStatus
from ntand.domain.codes import Prospect, ServiceKind
from ntand.domain.eligibility import Outcome, assess, outcome

PERSONS = 12_000
ROUNDS = 7
TODAY = date(2027, 3, 1)

# The columns of `insatser` as the contract has them; those the rules read come first.
RULE_COLUMNS = (
    "personnummer, beslut_id, insats, fran, till, omvardnad_per_dygn, icf_personlig_vard,"
    " varaktigt, forbattring, medboende, enbart_behandling, narstaende_hjalp, avliden, utflyttad"
)
OTHER_COLUMNS = (
    "kalla, fornamn, efternamn, adress, postnummer, postort, rum, telefon, sprak, skydd,"
    " enhet_kod, handlaggare, tandvardsgivare, tandvardsgivare_namn, kontakt_namn,"
    " kontakt_telefon, kontakt_roll, utflyttad_till"
)
READ = f"SELECT {RULE_COLUMNS} FROM insatser"
READ_BY_PERSON = f"{READ} ORDER BY personnummer"
WEIGHTED_KINDS = (
    [ServiceKind.HOME_CARE] * 30
    + [ServiceKind.SAFETY_ALARM] * 20
    + [ServiceKind.HOME_NURSING] * 14
    + [ServiceKind.SPECIAL_HOUSING] * 12
    + [ServiceKind.LSS_9, ServiceKind.LSS_10, ServiceKind.SHORT_STAY] * 3
    + list(ServiceKind)
)

Row = tuple[Any, ...]


def decision(chance: random.Random, person: str, number: int) -> Row:
    """A made-up decision; dates and yes/no as they are stored."""

    def perhaps(value: object) -> object:
        return value if chance.random() < 0.8 else None

    starts = TODAY - timedelta(days=chance.randrange(3000))
    ended = starts + timedelta(days=400) if chance.random() < 0.2 else None
    return (
        person,
        f"B{number:06}",
        chance.choice(WEIGHTED_KINDS).value,
        starts.isoformat(),
        ended.isoformat() if ended else None,
        perhaps(chance.randrange(6)),
        perhaps(chance.choice([0, 1, 2, 3, 3, 4, 8, 9])),
        perhaps(int(chance.random() < 0.8)),
        perhaps(chance.choice([prospect.value for prospect in Prospect])),
        perhaps(int(chance.random() < 0.05)),
        perhaps(int(chance.random() < 0.1)),
        perhaps(int(chance.random() < 0.1)),
        "2027-01-01" if chance.random() < 0.01 else None,
        None,
        *(f"text {number}" for _ in OTHER_COLUMNS.split(",")),
    )


def fill(connection: Any) -> None:
    chance = random.Random(1)
    columns = f"{RULE_COLUMNS}, {OTHER_COLUMNS}"
    connection.execute(f"CREATE TABLE insatser ({columns})")
    connection.execute("CREATE INDEX per_person ON insatser (personnummer)")
    rows: list[Row] = []
    for at in range(PERSONS):
        # No real form of a number is needed: the year of birth and uniqueness are.
        person = f"{1930 + at % 80}-{at:07}"
        for _ in range(chance.choice([1, 1, 2, 2, 3, 3, 4])):
            rows.append(decision(chance, person, len(rows)))
    places = ",".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO insatser VALUES ({places})", rows)
    connection.commit()
    print(f"{PERSONS} persons, {len(rows)} decisions")


def plain_reading(connection: Any) -> list[Row]:
    """The reference: the same rows, nothing done with them."""
    rows: list[Row] = connection.execute(READ).fetchall()
    return rows


def persons(connection: Any) -> Iterator[tuple[list[CareFacts], LifeStatus]]:
    """The decisions of each person as values of the domain."""
    day = date.fromisoformat
    yes: dict[int | None, bool | None] = {None: None, 0: False, 1: True}
    for person, rows in groupby(connection.execute(READ_BY_PERSON), key=itemgetter(0)):
        care = []
        dead, moved = [], []
        for row in rows:
            _, key, kind, starts, last, times, icf, lasting, prospect, co, only, help_, d, m = row
            care.append(
                CareFacts(
                    key,
                    kind,
                    day(starts),
                    day(last) if last else None,
                    times,
                    icf,
                    yes[lasting],
                    prospect,
                    yes[co],
                    yes[only],
                    yes[help_],
                )
            )
            if d:
                dead.append(day(d))
            if m:
                moved.append(day(m))
        yield care, LifeStatus(int(person[:4]), min(dead, default=None), max(moved, default=None))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = perf_counter()
    result = work()
    return perf_counter() - begun, result


def main() -> None:
    criteria, _ = load_criteria(None)
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlcipher3.connect(str(Path(folder) / "bench.db"))
        connection.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
        fill(connection)

        def outcomes() -> list[Outcome]:
            return [outcome(care, status, TODAY, criteria) for care, status in persons(connection)]

        def all_findings() -> list[Any]:
            return [assess(care, status, TODAY, criteria) for care, status in persons(connection)]

        works = {
            "plain reading": lambda: plain_reading(connection),
            "reading into values": lambda: sum(1 for _ in persons(connection)),
            "outcomes": outcomes,
            "findings": all_findings,
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(ROUNDS):
            results = {}
            for name, work in works.items():
                seconds, results[name] = timed(work)
                times[name].append(seconds)
            assert [found.outcome for found in results["findings"]] == results["outcomes"]
        connection.close()
    floor = median(times["plain reading"])
    for name, taken in times.items():
        print(f"{name:20} {median(taken) * 1000:7.1f} ms  {median(taken) / floor:5.2f} x reading")


if __name__ == "__main__":
    main()
