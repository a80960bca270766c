"""Outcomes and findings of 12 000 persons against the plain reading of their decisions.

Bars: all outcomes within 5 times the plain reading, all findings within 12 times. Both read the
same columns of the same encrypted database, over the same kind of connection.
Run with ``python -m tests.bench.bench_identify``.
"""

from typing import Any

import sqlcipher3

from ntand.domain.eligibility import assess, outcome
from ntand.services.proposals import evaluate
from ntand.store.care import load_care
from ntand.store.keys import kept_key
from ntand.store.work import reading
from tests.bench.municipality import TODAY, compare, filled_installation

PERSONS, DECISIONS, ROUNDS = 12_000, 28_000, 9
_READ = (
    "SELECT person_id, id, kind, starts_on, ends_on, care_per_day, icf, lasting, prospect,"
    " co_resident, treatment_only, relative_help, missing_from, deceased_on, moved_on FROM decision"
)


def main() -> None:
    """Print the ratios to the plain reading."""
    with filled_installation(PERSONS, DECISIONS, certificates=True) as installation:
        bare = sqlcipher3.connect(str(installation.home / "ntand.db"))
        bare.execute(f"PRAGMA key = \"x'{kept_key(installation.home).hex()}'\"")
        criteria = installation.criteria

        def plain_reading() -> list[Any]:
            return list(bare.execute(_READ).fetchall())

        def outcomes() -> list[Any]:
            with reading(installation.engine) as connection:
                people = load_care(connection).values()
            return [outcome(held.care, held.status, TODAY, criteria) for held in people]

        def findings() -> list[Any]:
            with reading(installation.engine) as connection:
                people = load_care(connection).values()
            return [assess(held.care, held.status, TODAY, criteria) for held in people]

        def whole() -> object:
            with reading(installation.engine) as connection:
                return evaluate(connection, TODAY, criteria)

        assert len(plain_reading()) == DECISIONS
        assert [found.outcome for found in findings()] == outcomes()
        print(f"{PERSONS} persons, {DECISIONS} decisions")
        works = {"outcomes": outcomes, "with all findings": findings, "as identify shows": whole}
        compare(plain_reading, works, ROUNDS)
        bare.close()


if __name__ == "__main__":
    main()
