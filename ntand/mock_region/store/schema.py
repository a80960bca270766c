"""The tables of the region's database, made new or brought forward from an older one."""

import json
import secrets
import sqlite3
import uuid

from ntand.mock_region.errors import RegionError
from ntand.mock_region.store.columns import PROVIDER

VERSION = 2
EVERYONE = ""
"""Owner of the records that are shown to every municipality."""

_RECORD = """
-- owner: a municipality, or '' for what everyone is shown
-- foreign_version: the version that somebody else than the municipality made last, 0 for none
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    ref TEXT NOT NULL,
    person TEXT,
    version INTEGER NOT NULL,
    foreign_version INTEGER NOT NULL,
    data TEXT NOT NULL,
    status TEXT,
    reason TEXT,
    UNIQUE (municipality, kind, key)
);
"""
_RECORD_INDEXES = """
CREATE UNIQUE INDEX record_ref ON record (municipality, kind, ref);
CREATE INDEX record_page ON record (municipality, kind, id);
CREATE INDEX record_person ON record (person, municipality) WHERE person IS NOT NULL;
"""
_PERSON = """
-- what the region knows of a person beside the records; elsewhere: since when it is known that a
-- municipality that keeps no records here holds a certificate; replaced_by: the number in use now
CREATE TABLE person (
    number TEXT PRIMARY KEY,
    deceased TEXT NOT NULL DEFAULT '',
    moved TEXT NOT NULL DEFAULT '',
    moved_to TEXT NOT NULL DEFAULT '',
    elsewhere TEXT NOT NULL DEFAULT '',
    replaced_by TEXT,
    replaced_at TEXT
) WITHOUT ROWID;
CREATE INDEX person_former ON person (replaced_by) WHERE replaced_by IS NOT NULL;
"""
_TABLES = f"""
-- secret: what the names of persons in answers are made with
CREATE TABLE installation (id TEXT NOT NULL, secret TEXT NOT NULL);
CREATE TABLE municipality (
    code TEXT PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE token (
    token_hash TEXT PRIMARY KEY,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    scopes TEXT NOT NULL,
    expires REAL NOT NULL
) WITHOUT ROWID;
{_RECORD}
{_RECORD_INDEXES}
{_PERSON}
-- never emptied: an idempotency key is kept for good
CREATE TABLE item (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    result TEXT NOT NULL,
    replaces TEXT,
    PRIMARY KEY (municipality, key)
) WITHOUT ROWID;
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    etag TEXT,
    at TEXT NOT NULL,
    data TEXT NOT NULL,
    ref TEXT,
    status TEXT,
    reason TEXT
);
CREATE INDEX change_feed ON change (municipality, seq);
"""
# Invented, with the telephone numbers that are kept free for fiction
_PROVIDERS = (
    ("FTV-OVN-01", "Folktandvården Övningsholm (påhittad)", "031-390 06 10", "2020-01-01"),
    ("FTV-OVN-02", "Folktandvården Norra Exempelvik (påhittad)", "031-390 06 11", "2020-01-01"),
    ("FTV-OVN-03", "Folktandvården Provsjö (påhittad)", "031-390 06 12", "2024-09-01"),
    ("TDL-OVN-04", "Tandläkarna vid Låtsastorget (påhittade)", "031-390 06 13", "2022-03-01"),
    ("MHB-OVN-05", "Munhälsa Hemma Övning AB (påhittat)", "031-390 06 14", "2026-01-01"),
)


def bring_up(connection: sqlite3.Connection) -> None:
    """Make the tables, or those an older database lacks, in one transaction and only once.

    Several processes may open the same new file together. Raises :class:`RegionError` for a
    database newer than this program.
    """
    connection.execute("BEGIN IMMEDIATE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in range(VERSION + 1):
        raise RegionError("database_version", "The region's database is of another version.")
    if version == 0:
        _make(connection)
    if version == 1:
        _leave_1(connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _make(connection: sqlite3.Connection) -> None:
    _run(connection, _TABLES)
    connection.execute(
        "INSERT INTO installation VALUES (?, ?)", (uuid.uuid4().hex, secrets.token_hex())
    )
    _list_providers(connection)


def _leave_1(connection: sqlite3.Connection) -> None:
    _run(connection, "ALTER TABLE record RENAME TO former_record")
    _run(connection, _RECORD)
    # Units taken before the region judged any are in use
    _run(
        connection,
        "INSERT INTO record SELECT id, municipality, kind, key, ref, person, version,"
        " foreign_version, data, CASE kind WHEN 'unit' THEN 'active' END, NULL"
        " FROM former_record ORDER BY id;\n"
        "DROP TABLE former_record;\n"
        "ALTER TABLE change ADD COLUMN ref TEXT;\n"
        "ALTER TABLE change ADD COLUMN status TEXT;\n"
        "ALTER TABLE change ADD COLUMN reason TEXT;\n"
        "ALTER TABLE installation ADD COLUMN secret TEXT NOT NULL DEFAULT ''",
    )
    _run(connection, _RECORD_INDEXES)
    _run(connection, _PERSON)
    connection.execute("UPDATE installation SET secret = ?", (secrets.token_hex(),))
    _list_providers(connection)


def _run(connection: sqlite3.Connection, script: str) -> None:
    # Not executescript: it would commit what the transaction has done so far
    for statement in script.split(";\n"):
        connection.execute(statement)


def _list_providers(connection: sqlite3.Connection) -> None:
    for code, name, phone, since in _PROVIDERS:
        row = dict.fromkeys(PROVIDER.columns, "") | {"kod": code, "namn": name, "fran": since}
        row |= {"telefon": phone, "epost": f"{code.lower()}@tandvard.example"}
        connection.execute(
            "INSERT INTO record (municipality, kind, key, ref, version, foreign_version, data)"
            " VALUES (?, ?, ?, ?, 1, 1, ?)",
            (EVERYONE, PROVIDER.name, code, code, json.dumps(row, ensure_ascii=False)),
        )
