"""Every indicator and breakdown of a year for 12 000 persons, against DuckDB.

Ours reads the rows from a SQLCipher file; DuckDB works on a native copy that is loaded already.
Outcomes are given as a table on both sides. Bar: within 3 times DuckDB.
Run with ``python -m tests.bench.bench_statistics``.
"""

import random
import secrets
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import duckdb
import sqlcipher3

from ntand.domain.indicators import Row, StatisticsInput, StatTraining, calculate

PERSONS = 12_000
UNITS = 300
YEAR = 2027
ROUNDS = 7

Tables = dict[str, tuple[str, list[tuple[Any, ...]]]]

# Data


def tables() -> Tables:
    """The made-up municipality: table -> (columns with types, rows); dates are ISO texts."""
    chance = random.Random(7)
    persons = [_person(chance, number) for number in range(PERSONS)]
    offers, visits = _offers(chance)
    types = ("SABO", "HEMTJANST", "HEMSJUKVARD", "LSS", "ORDINART")
    units = [(f"U{n:03}", types[n % 5], chance.choice((None, 5, 20, 40))) for n in range(UNITS)]
    trainings = [
        (f"U{chance.randrange(UNITS):03}", _day(chance), "1.5", chance.randrange(1, 20))
        for _ in range(600)
    ]
    outcomes = [(p[0], chance.choice(("G1", "G2", "G3"))) for p in persons if p[0] % 4]
    return {
        "person": (
            "id INTEGER PRIMARY KEY, sex VARCHAR, birth_year INTEGER, unit_code VARCHAR,"
            " unit_type VARCHAR, last_day DATE",
            persons,
        ),
        "certificate": (
            "person_id INTEGER, certificate_id VARCHAR, ground VARCHAR, starts_on DATE,"
            " ends_on DATE, ended_on DATE, issued_on DATE, origin VARCHAR, end_reason VARCHAR",
            [c for p in persons for c in _certificates(chance, p[0])],
        ),
        "offer": (
            "person_id INTEGER, year INTEGER, offered BOOLEAN, answer VARCHAR, deviation BOOLEAN",
            offers,
        ),
        "visit": ("person_id INTEGER, performed_on DATE", visits),
        "unit": ("code VARCHAR, type VARCHAR, staff INTEGER", units),
        "training": (
            'unit_code VARCHAR, "on" DATE, hours DECIMAL(9,2), participants INTEGER',
            trainings,
        ),
        "outcome": ("person_id INTEGER, ground VARCHAR", outcomes),
    }


def _day(chance: random.Random) -> str:
    return (date(2024, 1, 1) + timedelta(days=chance.randrange(4 * 365 + 1))).isoformat()


def _perhaps(chance: random.Random, likely: float) -> str | None:
    return _day(chance) if chance.random() < likely else None


def _person(chance: random.Random, number: int) -> tuple[Any, ...]:
    unit = chance.randrange(UNITS)
    types = ("SABO", "HEMTJANST", "HEMSJUKVARD", "LSS", "ORDINART")
    place = (f"U{unit:03}", types[unit % 5]) if chance.random() < 0.95 else (None, None)
    born = chance.randrange(1925, 2010)
    return (number, chance.choice("KKKMMX"), born, *place, _perhaps(chance, 0.1))


def _certificates(chance: random.Random, person: int) -> list[tuple[Any, ...]]:
    found = []
    for number in range(chance.choice((0, 1, 1, 1, 1, 2))):
        starts = _day(chance)
        ended = _perhaps(chance, 0.15)
        found.append(
            (
                person,
                f"{person}-{number}",
                f"G{chance.randrange(1, 5)}",
                starts,
                _perhaps(chance, 0.3),
                ended,
                starts,
                chance.choice(("kommunen", "kommunen", "kommunen", "lakare")),
                chance.choice((None, "fel_grund", "avliden")) if ended else None,
            )
        )
    return found


def _offers(chance: random.Random) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    offers, visits = [], []
    for person in range(PERSONS):
        for year in range(2024, 2028):
            answer = chance.choice(("ja", "ja", "nej", "inget", None))
            deviation = chance.random() < 0.05
            offers.append((person, year, chance.random() < 0.9, answer, deviation))
            if answer == "ja" and chance.random() < 0.7:
                day = date(year, 1, 1) + timedelta(days=chance.randrange(364))
                visits.append((person, day.isoformat()))
    return offers, visits


def fill(data: Tables, database: Any) -> None:
    for name, (columns, rows) in data.items():
        database.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)


def copy_to_duckdb(data: Tables, folder: Path) -> duckdb.DuckDBPyConnection:
    """The same tables, native; loaded through CSV, for row by row takes minutes."""
    import csv

    database = duckdb.connect()
    for name, (columns, rows) in data.items():
        path = folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        database.execute(f"CREATE TABLE {name} ({columns})")
        database.execute(f"COPY {name} FROM '{path}' (HEADER false, NULLSTR '')")
    return database


# Ours


def ours(database: Any) -> list[Row]:
    """Reads what the indicators need and counts."""

    def read(sql: str, *dates: int) -> Any:  # plain rows, which the input allows
        rows = database.execute(sql).fetchall()
        return [_dated(row, dates) for row in rows] if dates else rows

    data = StatisticsInput(
        YEAR,
        read("SELECT id, sex, birth_year, unit_code, unit_type, last_day FROM person", 5),
        read("SELECT * FROM certificate", 3, 4, 5, 6),
        read(f"SELECT * FROM offer WHERE year IN ({YEAR - 1}, {YEAR})"),
        read(f"SELECT * FROM visit WHERE performed_on >= '{YEAR}-01-01'", 1),
        read("SELECT * FROM unit"),
        [
            StatTraining(u, on, Decimal(str(h)), n)
            for u, on, h, n in read("SELECT * FROM training", 1)
        ],
        dict(database.execute("SELECT person_id, ground FROM outcome").fetchall()),
    )
    return calculate(data)


def _dated(row: tuple[Any, ...], places: tuple[int, ...]) -> tuple[Any, ...]:
    cells = list(row)
    for place in places:
        if cells[place] is not None:
            cells[place] = date.fromisoformat(cells[place])
    return tuple(cells)


# The reference

PROFILE = f"""
CREATE OR REPLACE TEMP TABLE profile AS
WITH spell AS (
    SELECT c.*, least(coalesce(c.ends_on, DATE '{YEAR}-12-31'),
        coalesce(c.ended_on, DATE '{YEAR}-12-31'), coalesce(p.last_day, DATE '{YEAR}-12-31'),
        DATE '{YEAR}-12-31') AS until
    FROM certificate c JOIN person p ON p.id = c.person_id),
held AS (
    SELECT person_id, max(until) = DATE '{YEAR}-12-31' AS active,
        arg_max(ground, (until, starts_on, certificate_id)) AS ground
    FROM spell WHERE until >= DATE '{YEAR}-01-01' AND starts_on <= until GROUP BY person_id),
first AS (SELECT person_id, min(issued_on) AS issued FROM certificate GROUP BY person_id),
asked AS (
    SELECT person_id, bool_or(year = {YEAR} AND offered) AS offered,
        bool_or(year = {YEAR} AND answer IS NOT DISTINCT FROM 'ja') AS yes,
        bool_or(year = {YEAR} AND deviation) AS deviation,
        bool_or(year = {YEAR - 1} AND answer IS NOT DISTINCT FROM 'nej') AS no_before
    FROM offer WHERE year IN ({YEAR - 1}, {YEAR}) GROUP BY person_id),
seen AS (
    SELECT v.person_id, bool_or(year(v.performed_on) = {YEAR}) AS performed,
        coalesce(bool_or(v.performed_on BETWEEN f.issued AND f.issued + 90), false) AS in_time
    FROM visit v LEFT JOIN first f USING (person_id) GROUP BY v.person_id)
SELECT p.sex, p.id AS person_id, coalesce(p.unit_type, '-') AS unit_type,
    coalesce(p.unit_code, '-') AS unit, coalesce(h.ground, '-') AS ground,
    CASE WHEN {YEAR} - birth_year < 20 THEN '0-19' WHEN {YEAR} - birth_year < 24 THEN '20-23'
        WHEN {YEAR} - birth_year < 65 THEN '24-64' WHEN {YEAR} - birth_year < 80 THEN '65-79'
        ELSE '80+' END AS age,
    h.person_id IS NOT NULL AS holder, coalesce(h.active, false) AS active,
    coalesce(a.offered, false) AS offered, coalesce(a.yes, false) AS yes,
    coalesce(a.deviation, false) AS deviation, coalesce(a.no_before, false) AS no_before,
    coalesce(s.performed, false) AS performed, coalesce(s.in_time, false) AS in_time,
    coalesce(year(f.issued) = {YEAR} AND a.yes, false) AS new_yes,
    o.person_id IS NOT NULL AS qualifies, coalesce(o.ground, '-') AS outcome
FROM person p LEFT JOIN held h ON h.person_id = p.id LEFT JOIN asked a ON a.person_id = p.id
LEFT JOIN seen s ON s.person_id = p.id LEFT JOIN first f ON f.person_id = p.id
LEFT JOIN outcome o ON o.person_id = p.id
"""

CONDITIONS = {
    "K1": ("active", None),
    "K3": ("offered", "holder"),
    "K4": ("yes", "holder AND offered"),
    "K4H": ("yes", "holder"),
    "K5": ("performed", "holder"),
    "K5Y": ("performed", "holder AND yes"),
    "K6": ("offered", "holder AND no_before"),
    "K7": ("in_time", "new_yes"),
    "K11": ("deviation", "yes"),
    "K12": ("active", "qualifies"),
}
ORDER = ("K1", "K2", "K2E", "K3", "K4", "K4H", "K5", "K5Y", "K6", "K7", "K9", "K9H", "K11", "K12")
BREAKDOWNS = ("total", "sex", "age", "ground", "unit_type", "unit", "reason")


def grouped(figures: str, source: str, ground: str, extra: str = "") -> str:
    """A query giving (breakdown, group, figures …) over all breakdowns at once."""
    columns = ["sex", "age", ground, "unit_type", "unit", *([extra] if extra else [])]
    names = ["sex", "age", "ground", "unit_type", "unit", *([extra] if extra else [])]
    cases = " ".join(
        f"WHEN grouping({c}) = 0 THEN '{n}'" for c, n in zip(columns, names, strict=True)
    )
    sets = ", ".join(f"({column})" for column in columns)
    return (
        f"SELECT CASE {cases} ELSE 'total' END, coalesce({', '.join(columns)}, ''), {figures}"
        f" FROM {source} GROUP BY GROUPING SETS ((), {sets})"
    )


def reference(database: duckdb.DuckDBPyConnection) -> list[Row]:
    """One profile of each person, then all persons' indicators in two grouped queries."""
    database.execute(PROFILE)
    rows: list[Row] = []
    for ground, wanted in (("ground", set(CONDITIONS) - {"K12"}), ("outcome", {"K12"})):
        figures = ", ".join(
            f"count(*) FILTER ({above} AND {below or 'true'}), count(*) FILTER ({below or above})"
            for name, (above, below) in CONDITIONS.items()
            if name in wanted
        )
        names = [name for name in CONDITIONS if name in wanted]
        for line in database.execute(grouped(figures, "profile", ground)).fetchall():
            for place, name in enumerate(names):
                numerator, denominator = line[2 + 2 * place : 4 + 2 * place]
                if denominator or line[0] == "total":
                    below = None if CONDITIONS[name][1] is None else denominator
                    rows.append(Row(name, line[0], line[1], numerator, below))
    rows += certificates(database) + trainings(database)
    rows.sort(key=lambda r: (ORDER.index(r.indicator), BREAKDOWNS.index(r.breakdown), r.group))
    return rows


def certificates(database: duckdb.DuckDBPyConnection) -> list[Row]:
    rows: list[Row] = []
    for name, condition, extra in (
        ("K2", f"year(issued_on) = {YEAR} AND origin = 'kommunen'", ""),
        ("K2E", f"year(ended_on) = {YEAR}", "reason"),
    ):
        source = (
            "(SELECT p.sex, p.age, p.unit_type, p.unit, c.ground,"
            " coalesce(c.end_reason, '-') AS reason FROM certificate c"
            f" JOIN profile p USING (person_id) WHERE {condition})"
        )
        found = database.execute(grouped("count(*)", source, "ground", extra)).fetchall()
        rows += [Row(name, breakdown, group, number, None) for breakdown, group, number in found]
    return rows


def trainings(database: duckdb.DuckDBPyConnection) -> list[Row]:
    found = database.execute(
        f"""WITH held AS (SELECT unit_code AS code, sum(participants) AS number,
                sum(hours * participants) AS hours
            FROM training WHERE year("on") = {YEAR} GROUP BY unit_code)
        SELECT code, grouping(code) AS whole, sum(coalesce(number, 0))::INTEGER,
            sum(coalesce(staff, 0))::INTEGER, sum(coalesce(hours, 0))
        FROM unit FULL JOIN held USING (code) GROUP BY GROUPING SETS ((), (code))"""
    ).fetchall()
    rows = []
    for code, whole, number, staff, hours in found:
        breakdown, group = ("total", "") if whole else ("unit", code)
        if whole or number or staff:
            rows.append(Row("K9", breakdown, group, number, staff))
        if whole or hours:
            exact = int(hours) if hours == int(hours) else hours
            rows.append(Row("K9H", breakdown, group, exact, None))
    return rows


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    data = tables()
    with tempfile.TemporaryDirectory() as folder:
        encrypted = sqlcipher3.connect(str(Path(folder) / "bench.db"))
        encrypted.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
        fill(data, encrypted)
        encrypted.commit()
        native = copy_to_duckdb(data, Path(folder))
        rows = ours(encrypted)
        assert rows == reference(native), "the two do not agree"
        pairs = [
            (seconds(lambda: reference(native)), seconds(lambda: ours(encrypted)))
            for _ in range(ROUNDS)
        ]
        encrypted.close()
    theirs, own = median(p[0] for p in pairs), median(p[1] for p in pairs)
    ratio = median(own / theirs for theirs, own in pairs)
    print(f"{PERSONS} persons, {len(rows)} rows")
    print(f"DuckDB {theirs * 1000:.0f} ms, ours {own * 1000:.0f} ms, ratio {ratio:.2f} (bar 3)")


if __name__ == "__main__":
    main()
