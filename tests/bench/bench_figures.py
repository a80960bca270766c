"""The whole service's figures of a year, from the store's own tables, against DuckDB.

Beyond ``bench_statistics`` our side finds each person's unit among the decisions and evaluates
everyone on 31 December, which DuckDB is given as tables. Told for its own sake, without a bar.
Run with ``python -m tests.bench.bench_figures``.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ntand.domain.indicators import Row, StatisticsInput, calculate
from ntand.services.statistics import load_statistics
from ntand.store.work import reading
from tests.bench.bench_statistics import YEAR, Tables, copy_to_duckdb, reference
from tests.bench.municipality import compare, filled_installation

PERSONS, DECISIONS, ROUNDS = 12_000, 28_000, 7


def main() -> None:
    """Print both times and the ratio."""
    with (
        TemporaryDirectory() as folder,
        filled_installation(PERSONS, DECISIONS, certificates=True, offers=True) as installation,
    ):

        def loaded() -> StatisticsInput:
            with reading(installation.engine) as connection:
                return load_statistics(connection, YEAR, installation.criteria)

        def ours() -> list[Row]:
            return calculate(loaded())

        native = copy_to_duckdb(_tables(loaded()), Path(folder))
        assert ours() == reference(native), "the two do not agree"
        works = {"reading and evaluating": loaded, "whole service": ours}
        compare(lambda: reference(native), works, ROUNDS)


def _tables(data: StatisticsInput) -> Tables:
    """What DuckDB is given: the same rows, the units and outcomes ready."""

    def plain(rows: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in rows]

    return {
        "person": (
            "id VARCHAR PRIMARY KEY, sex VARCHAR, birth_year INTEGER, unit_code VARCHAR,"
            " unit_type VARCHAR, last_day DATE",
            plain(data.persons),
        ),
        "certificate": (
            "person_id VARCHAR, certificate_id VARCHAR, ground VARCHAR, starts_on DATE,"
            " ends_on DATE, ended_on DATE, issued_on DATE, origin VARCHAR, end_reason VARCHAR",
            plain(data.certificates),
        ),
        "offer": (
            "person_id VARCHAR, year INTEGER, offered BOOLEAN, answer VARCHAR, deviation BOOLEAN",
            plain(data.offers),
        ),
        "visit": ("person_id VARCHAR, performed_on DATE", plain(data.visits)),
        "unit": ("code VARCHAR, type VARCHAR, staff INTEGER", plain(data.units)),
        "training": (
            'unit_code VARCHAR, "on" DATE, hours DECIMAL(9,2), participants INTEGER',
            plain(data.trainings) or [("-", "1900-01-01", "0", 0)],
        ),
        "outcome": ("person_id VARCHAR, ground VARCHAR", list(data.outcomes.items())),
    }


if __name__ == "__main__":
    main()
