"""What is left after somebody was killed, and what of it must hold."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.bootstrap import open_installation
from ntand.domain.codes import FileKind
from ntand.mock_region import dump
from ntand.ports import SystemClock
from ntand.services.actor import Actor, Role
from ntand.services.installation import Installation
from ntand.services.installing import check
from ntand.services.records import as_texts, certificate_records, offer_records
from ntand.store.bulk import select_rows
from ntand.store.work import reading
from tests.faults.processes import HAVE, Processes

if TYPE_CHECKING:
    from tests.faults.kill_rounds import Promised

TODAY = date(2026, 9, 1)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:19|20)?\d{6}[-+ ]?\d{4}(?![0-9A-Za-z])")
_DELIVERED = "SELECT id FROM outbox_item WHERE state = 'delivered'"
_TRIED = "SELECT id FROM outbox_item WHERE attempts > 0"
# A record that the region made itself need not tell what the person is called
_NAMES = ("fornamn", "efternamn")
_TIDY = ("waiting", "delivered", "stopped")


def look(processes: Processes, promised: "Promised", *, at_rest: bool) -> None:
    """Everything that must hold; ``at_rest``: nothing is left to exchange."""
    installation = open_installation(processes.home, SystemClock(TODAY))
    try:
        _sound(processes, installation)
        _kept(installation, promised)
        _once(processes, installation)
        if at_rest:
            _same(processes, installation, promised)
    finally:
        installation.engine.dispose()
    _silent(processes)


def _sound(processes: Processes, installation: Installation) -> None:
    found = check(installation, Actor("Provaren", Role.COORDINATOR)).found
    assert not [one.code for one in found if one.serious], "the client's database is unsound"
    assert processes.region_rows("PRAGMA integrity_check") == [("ok",)]


def _kept(installation: Installation, promised: "Promised") -> None:
    """What was told to be saved is there once; what was cut off is there whole or not at all."""
    with reading(installation.engine) as connection:
        certificates = [str(r[2][0]) for r in certificate_records(connection, TODAY)]
        offers = [as_texts(FileKind.OFFERS, r) for r in offer_records(connection, TODAY)]
        visits = select_rows(connection, "SELECT COUNT(*), COUNT(DISTINCT offer_id) FROM visit")
    assert len(certificates) == len(set(certificates))
    assert promised.certificates <= set(certificates), "a certificate told to be saved is lost"
    marks = Counter(one["orsak_nej"] for one in offers if one["ar"] == "2026")
    assert list(marks.values()) == [len(HAVE)], f"an import is there in part: {marks}"
    assert set(marks) <= {promised.mark, *promised.maybe}, f"an import is lost: {marks}"
    assert visits[0][0] <= sum(promised.assessed.values()), "a visit is there twice"


def _once(processes: Processes, installation: Installation) -> None:
    """Each key once; the region has what was delivered, and nothing that was never sent."""
    keys = [row[0] for row in processes.region_rows("SELECT key FROM item")]
    refused = processes.region_rows("SELECT key FROM item WHERE result LIKE '%key_reused%'")
    with reading(installation.engine) as connection:
        delivered = {row[0] for row in select_rows(connection, _DELIVERED)}
        tried = {row[0] for row in select_rows(connection, _TRIED)}
        states = {row[0] for row in select_rows(connection, "SELECT state FROM outbox_item")}
    assert len(keys) == len(set(keys))
    assert not refused
    assert delivered <= set(keys) <= tried
    assert states <= set(_TIDY), f"something needs a person: {states}"
    # Each item raised at most one record by one version
    versions = "SELECT SUM(version - foreign_version) FROM record WHERE foreign_version < version"
    assert (processes.region_rows(versions)[0][0] or 0) <= len(keys)


def _same(processes: Processes, installation: Installation, promised: "Promised") -> None:
    there = dump(processes.data)
    with reading(installation.engine) as connection:
        for plural, kind, read in (
            ("certificates", FileKind.CERTIFICATES, certificate_records),
            ("offers", FileKind.OFFERS, offer_records),
        ):
            here = [as_texts(kind, record) for record in read(connection, TODAY)]
            held = [{k: v for k, v in row.items() if k != "municipality"} for row in there[plural]]
            assert len(here) == len(held), f"not all {plural} are on both sides"
            differing = {
                name
                for one, other in zip(here, held, strict=True)
                for name in one
                if one[name] != other[name] and (other["efternamn"] or name not in _NAMES)
            }
            assert not differing, f"{plural} are not the same on both sides: {differing}"
        visits = select_rows(connection, "SELECT COUNT(*) FROM visit")[0][0]
    assert visits == sum(promised.assessed.values()), "a visit is lost"


def _silent(processes: Processes) -> None:
    """No technical log, and nothing said, names anybody."""
    logs = [*(processes.home / "logs").glob("*"), *processes.data.glob("*.log*")]
    for path in (*logs, Path(processes.said.name)):
        text = _UUID.sub("", path.read_text("utf-8"))
        assert not _NUMBER.search(text), f"an identity number in {path.name}"
        assert "Traceback" not in text, f"a traceback in {path.name}"
