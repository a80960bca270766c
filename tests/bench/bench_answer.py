"""One answer saved, with its log line and outbox item, against a bare commit of the same rows.

Bar: 3. Both wait for the disk once: what was said to be saved survives a power cut.
Run with ``python -m tests.bench.bench_answer``.
"""

import secrets
from statistics import median
from time import perf_counter
from typing import Any

import sqlcipher3

from ntand.domain.codes import Answer, AnswerChannel, AnsweredBy
from ntand.services.installation import Installation
from ntand.services.yearly_round import NewAnswer, offer
from ntand.store.keys import kept_key
from tests.bench.municipality import ACTOR, TODAY, filled_installation, numbers

PERSONS, ANSWERS = 12_000, 300
TABLES = ("offer", "answer", "outbox_item", "access_event", "access_subject")
ANSWER = NewAnswer(Answer.YES, TODAY, AnsweredBy.PERSON, AnswerChannel.PHONE)


def main() -> None:
    """Print both medians and the ratio."""
    with filled_installation(PERSONS, PERSONS * 2, certificates=True) as installation:
        read, bare = _connect(installation, "ntand.db"), _connect(installation, "bare.db")
        mine, theirs = [], []
        for number in numbers(PERSONS)[:ANSWERS]:
            started = perf_counter()
            offer(installation, ACTOR, number, TODAY.year, TODAY, ANSWER)
            mine.append(perf_counter() - started)
            theirs.append(_bare_commit(bare, _last_rows(read)))
        read.close()
        bare.close()
    ratio = median(a / b for a, b in zip(mine, theirs, strict=True))
    print(f"{ANSWERS} answers, {PERSONS} persons")
    print(f"bare commit of the rows  {median(theirs) * 1000:8.3f} ms")
    print(f"answer saved             {median(mine) * 1000:8.3f} ms   ratio {ratio:.2f}")


def _connect(installation: Installation, name: str) -> Any:
    """A database with the same key and settings; a file of its own keeps ours cached."""
    connection = sqlcipher3.connect(str(installation.home / name), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{kept_key(installation.home).hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _last_rows(connection: Any) -> dict[str, tuple[Any, ...]]:
    """The rows that the answer just stored."""
    return {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1").fetchone()
        for table in TABLES
    }


def _bare_commit(connection: Any, rows: dict[str, tuple[Any, ...]]) -> float:
    """Seconds for one commit of the same rows, into tables without anything else to keep."""
    for table, row in rows.items():
        columns = ", ".join(f"c{at}" for at in range(len(row)))
        connection.execute(f"CREATE TABLE IF NOT EXISTS bare_{table} ({columns}, id PRIMARY KEY)")
    statements = {
        table: f"INSERT INTO bare_{table} VALUES ({', '.join('?' * len(row))}, ?)"
        for table, row in rows.items()
    }
    started = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, row in rows.items():
        connection.execute(statements[table], (*row, secrets.token_hex(16)))
    connection.execute("COMMIT")
    return perf_counter() - started


if __name__ == "__main__":
    main()
