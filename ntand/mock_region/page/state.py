"""What the page shows: per municipality what came, what the region did and which letters wait."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ntand.mock_region.county import MUNICIPALITIES
from ntand.mock_region.page.arrivals import SHOWN, Arrival, Arrivals
from ntand.mock_region.page.masking import about, masked
from ntand.mock_region.page.words import KINDS, happened, notice_of_faults, result
from ntand.mock_region.store.columns import LETTER

Line = dict[str, str]


def mark(connection: sqlite3.Connection) -> str:
    """A text that changes when the database does, by this process or by another."""
    # What other processes committed moves the first, what this one did the second
    others = connection.execute("PRAGMA data_version").fetchone()[0]
    return f"{others}-{connection.total_changes}"


def state(
    connection: sqlite3.Connection,
    arrivals: Arrivals,
    *,
    simulated: int | None,
    faults: Sequence[str],
) -> dict[str, object]:
    """Everything the page shows, without identity numbers or names of persons."""
    counts = _counts(connection)
    codes = [row[0] for row in connection.execute("SELECT code FROM municipality ORDER BY code")]
    return {
        "notices": list(_notices(simulated, faults)),
        "municipalities": [
            {
                "code": code,
                "name": MUNICIPALITIES.get(code, f"Kommun {code}"),
                "counts": _tiles(counts[code]),
                "arrivals": _arrived(arrivals, code),
                "feed": _feed(connection, code),
                "letters": _letters(connection, code),
            }
            for code in codes
        ],
    }


def _notices(simulated: int | None, faults: Sequence[str]) -> Iterable[dict[str, object]]:
    if faults:
        yield {"text": notice_of_faults([masked(one) for one in faults]), "calm": False}
    if simulated is not None:
        text = f"Regionen och tandvården agerar av sig själva (frö {simulated})."
        yield {"text": text, "calm": True}


def _counts(connection: sqlite3.Connection) -> dict[str, Counter[str]]:
    """Municipality -> how many of each kind; units also by their standing, as ``unit/STATUS``."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for owner, kind, number in connection.execute(
        "SELECT municipality, kind, count(*) FROM record GROUP BY municipality, kind"
    ):
        counts[owner][kind] = number
    for owner, status, number in connection.execute(
        "SELECT municipality, status, count(*) FROM record WHERE kind = 'unit'"
        " GROUP BY municipality, status"
    ):
        counts[owner][f"unit/{status}"] = number
    for owner, number in connection.execute(
        "SELECT municipality, count(DISTINCT person) FROM record WHERE person IS NOT NULL"
        " GROUP BY municipality"
    ):
        counts[owner]["person"] = number
    return counts


def _tiles(counts: Counter[str]) -> list[dict[str, object]]:
    waiting, refused = counts["unit/proposed"], counts["unit/refused"]
    word = "avvisad" if refused == 1 else "avvisade"
    told = [f"{waiting} väntar"] * bool(waiting) + [f"{refused} {word}"] * bool(refused)
    units = ", ".join(told)
    return [
        {"title": many, "count": counts[kind], "more": units if kind == "unit" else ""}
        for kind, (_one, many) in KINDS.items()
        if kind not in ("provider", "message")
    ]


def _arrived(arrivals: Arrivals, municipality: str) -> list[Line]:
    kept = arrivals.of(municipality)
    return [_arrival(number, one) for number, one in reversed(kept)]


def _arrival(number: int, one: Arrival) -> Line:
    tone, words = result(one.status, one.code, one.field)
    title = KINDS[one.kind][0]
    return {
        "id": str(number),
        "at": one.at,
        "title": title,
        "about": one.about,
        "tone": tone,
        "result": words,
    }


def _feed(connection: sqlite3.Connection, municipality: str) -> list[Line]:
    rows = connection.execute(
        "SELECT seq, kind, event, at, data, reason FROM change WHERE municipality = ?"
        " ORDER BY seq DESC LIMIT ?",
        (municipality, SHOWN),
    )
    lines = []
    for seq, kind, event, at, text, reason in rows:
        data = json.loads(text) | {"reason": reason or ""}
        title = masked(happened(kind, event, data))
        lines.append({"id": str(seq), "at": at, "title": title, "about": about(kind, data)})
    return lines


def _letters(connection: sqlite3.Connection, municipality: str) -> list[Line]:
    rows = connection.execute(
        "SELECT id, data FROM record WHERE municipality = ? AND kind = ? ORDER BY id LIMIT ?",
        (municipality, LETTER.name, SHOWN),
    )
    found = [(number, json.loads(text)) for number, text in rows]
    return [
        {
            "id": str(number),
            "at": row["bestalld"],
            "title": "Kopia av intyget" if row["slag"] == "kopia" else "Brev med intyget",
            "about": masked(row["intyg_id"]),
        }
        for number, row in found
    ]
