"""Search as you type among 40 000 persons: each keystroke against one full LIKE scan.

Bar: 99 of 100 keystrokes at most one ``LIKE '%x%'`` scan of the same table. The keystroke is the
whole service call; who was shown is logged when typing rests.
Run with ``python -m tests.bench.bench_search``.
"""

import random
from statistics import median, quantiles
from time import perf_counter

from ntand.domain.names import folded
from ntand.services.search import Search
from ntand.store.bulk import select_rows
from ntand.store.work import reading
from tests.bench.municipality import ACTOR, FAMILY, GIVEN, filled_installation, numbers

PERSONS = 40_000
WORDS = 60
_SCAN = (
    "SELECT p.id, n.number, p.given_name, p.family_name FROM person p"
    " JOIN identity_number n ON n.person_id = p.id WHERE p.search_text LIKE ?"
)


def main() -> None:
    """Print the keystrokes' quantiles and the ratio of the 99th to the scan."""
    with filled_installation(PERSONS, PERSONS) as installation:
        search = Search(installation, ACTOR)
        search.find("")
        keystrokes, scans = [], []
        for text in _typed():
            started = perf_counter()
            search.find(text)
            keystrokes.append(perf_counter() - started)
        with reading(installation.engine) as connection:
            for _round in range(15):
                started = perf_counter()
                # Nothing found: a scan that reads the table and builds no rows.
                select_rows(connection, "SELECT id FROM person WHERE search_text LIKE ?", "%qzx%")
                scans.append(perf_counter() - started)
            found = {hit.person for hit in search.find("nyström7", 10_000).hits}
            rows = select_rows(connection, _SCAN, f"%{folded('nyström7')}%")
            assert found == {row[0] for row in rows}
    cuts = quantiles(keystrokes, n=100)
    scan = median(scans)
    print(f"{len(keystrokes)} keystrokes among {PERSONS} persons")
    print(f"full LIKE scan           {scan * 1000:8.2f} ms")
    print(f"keystroke, median        {cuts[49] * 1000:8.2f} ms   ratio {cuts[49] / scan:.2f}")
    print(f"keystroke, 99 of 100     {cuts[98] * 1000:8.2f} ms   ratio {cuts[98] / scan:.2f}")


def _typed() -> list[str]:
    """What the search field holds after each key, for names, numbers and misspellings."""
    chance = random.Random(4)
    known = numbers(PERSONS)
    words = []
    for _word in range(WORDS):
        words += [
            f"{chance.choice(FAMILY)}{chance.randrange(97)}",
            f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}",
            chance.choice(known),
            "qwxz" + chance.choice(FAMILY),
        ]
    return [word[:end] for word in words for end in range(1, len(word) + 1)]


if __name__ == "__main__":
    main()
