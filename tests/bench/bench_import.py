"""Import of 100 000 decisions, and of the same file again with one row changed.

Bars: 1.7 and 1.0 times the reference, which reads with csv, validates with the same code, and
writes the same final rows with executemany in one transaction, same key, same SQLite.
Run with ``python -m tests.bench.bench_import``.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ntand.domain.codes import FileKind
from ntand.files.reading import open_table
from ntand.services.importing import ImportOptions, import_file
from ntand.store.keys import kept_key
from tests.bench.municipality import (
    ACTOR,
    CODE,
    TODAY,
    compare,
    empty_installation,
    write_decisions,
)

ROWS, PERSONS, ROUNDS = 100_000, 40_000, 5
TABLES = ("import_run", "care_unit", "person", "identity_number", "decision", "access_event")


def main() -> None:
    """Print the two ratios."""
    with TemporaryDirectory() as folder, empty_installation() as empty:
        extract = Path(folder) / "insatser.csv"
        write_decisions(extract, PERSONS, ROWS)
        changed = Path(folder) / "changed.csv"
        text = extract.read_text("utf-8").replace("Karin Karlsson", "Karin Karlsson-Öberg", 1)
        changed.write_text(text, "utf-8")
        blank = Path(folder) / "blank.db"
        shutil.copy(empty.home / "ntand.db", blank)
        key = kept_key(empty.home)
        options = ImportOptions(FileKind.DECISIONS)

        first = import_file(empty, ACTOR, extract, options)
        assert (first.created, first.rejected) == (ROWS, ())
        rows = _final_rows(empty.home / "ntand.db", key)
        filled = Path(folder) / "filled.db"
        empty.engine.dispose()
        shutil.copy(empty.home / "ntand.db", filled)

        def reference() -> None:
            target = Path(folder) / "reference.db"
            _fresh(blank, target)
            _write(target, key, extract, rows)

        def ours() -> None:
            _fresh(blank, empty.home / "ntand.db")
            import_file(empty, ACTOR, extract, options)
            empty.engine.dispose()

        def again() -> None:
            _fresh(filled, empty.home / "ntand.db")
            report = import_file(empty, ACTOR, changed, options)
            assert (report.updated, report.unchanged) == (1, ROWS - 1)
            empty.engine.dispose()

        print(f"{ROWS} decisions, {PERSONS} persons, municipality {CODE}")
        compare(reference, {"import": ours, "again, one row changed": again}, ROUNDS)
        ours()
        assert {
            name: len(found) for name, found in _final_rows(empty.home / "ntand.db", key).items()
        } == {name: len(found) for name, found in rows.items()}


def _connect(path: Path, key: bytes) -> Any:
    import sqlcipher3

    connection = sqlcipher3.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _final_rows(path: Path, key: bytes) -> dict[str, list[tuple[Any, ...]]]:
    connection = _connect(path, key)
    found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
    connection.close()
    return found


def _write(path: Path, key: bytes, extract: Path, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Read and validate with the same code, then write the rows that are known already."""
    with open_table(extract, FileKind.DECISIONS, TODAY) as table:
        assert sum(len(chunk.rows) for chunk in table) == ROWS
    connection = _connect(path, key)
    connection.execute("BEGIN IMMEDIATE")
    for name, found in rows.items():
        marks = ", ".join("?" * len(found[0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
    connection.execute("COMMIT")
    connection.close()


def _fresh(source: Path, target: Path) -> None:
    for leftover in ("", "-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    shutil.copy(source, target)


if __name__ == "__main__":
    main()
