"""A large made-up municipality for the benchmarks: files, and installations filled from them."""

import csv
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from ntand.bootstrap import open_installation
from ntand.domain.codes import FileKind, Prospect, ServiceKind
from ntand.files.columns import FORMATS
from ntand.ports import SystemClock
from ntand.services.actor import Actor, Role
from ntand.services.importing import ImportOptions, import_file
from ntand.services.installation import Installation
from ntand.services.installing import make_installation

TODAY = date(2027, 3, 1)
CODE = "1489"
ACTOR = Actor("bench", Role.COORDINATOR)
UNITS = 300
KINDS = (
    [ServiceKind.HOME_CARE] * 30
    + [ServiceKind.SAFETY_ALARM] * 20
    + [ServiceKind.HOME_NURSING] * 14
    + [ServiceKind.SPECIAL_HOUSING] * 12
    + [ServiceKind.LSS_9, ServiceKind.LSS_10, ServiceKind.SHORT_STAY] * 3
    + list(ServiceKind)
)
GIVEN = ("Åsa", "Märta", "Zahra", "Łukasz", "Östen", "Anna", "Erik", "Ingrid", "José", "Bengt")
FAMILY = ("Åkesson", "Öberg", "Ängström", "Lindqvist", "Müller", "Kovačević", "O'Brien", "Nyström")


def numbers(count: int, days: int = 11) -> list[str]:
    """Personnummer with serials 980-999, which are never assigned; births ``days`` apart."""
    found: list[str] = []
    day = date(1920, 1, 1)
    while len(found) < count:
        for serial in range(980, 1000):
            found.append(_with_check_digit(f"{day:%Y%m%d}{serial}"))
        day += timedelta(days=days)
    return found[:count]


def _with_check_digit(eleven: str) -> str:
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(eleven[2:]))
    total = sum(number // 10 + number % 10 for number in doubled)
    return f"{eleven}{-total % 10}"


def write_decisions(path: Path, persons: int, rows: int) -> None:
    """An extract of ``rows`` decisions about ``persons`` people."""
    chance = random.Random(1)
    people = [
        (number, chance.choice(GIVEN), f"{chance.choice(FAMILY)}{at % 97 or ''}")
        for at, number in enumerate(numbers(persons))
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(FORMATS[FileKind.DECISIONS].names)
        for at in range(rows):
            out.writerow(_decision(chance, at, *people[at % persons]))


def _decision(chance: random.Random, at: int, number: str, given: str, family: str) -> list[object]:
    starts = TODAY - timedelta(days=chance.randrange(3000))
    ends = starts + timedelta(days=400) if chance.random() < 0.2 else ""
    street = f"Storgatan {chance.randrange(900)}"
    return [
        *("", f"B{at:07}", number, given, family, street, "441 30", "Alingsås", at % 90, ""),
        *(chance.choice(["", "", "arabiska"]), "sekretessmarkering" if at % 200 == 0 else ""),
        *(f"E{at % UNITS:03}", "Karin Karlsson", chance.choice(KINDS).value, starts, ends),
        *(chance.choice(["", 0, 1, 2, 3]), chance.choice(["", 1, 2, 3, 3, 4, 8, 9])),
        *(chance.choice("JJJN"), chance.choice(["", *Prospect]), "N", "N", chance.choice("NNNJ")),
        *("folktandvarden", "", "Lars Öberg", "070-123 45 67", "narstaende", "", "", ""),
    ]


def write_certificates(path: Path, persons: int) -> None:
    """One certificate for each person."""
    chance = random.Random(2)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(FORMATS[FileKind.CERTIFICATES].names)
        for at, number in enumerate(numbers(persons)):
            issued = TODAY - timedelta(days=chance.randrange(2000))
            ended = issued + timedelta(days=500) if chance.random() < 0.1 else ""
            reason = "villkor_upphort" if ended else ""
            ground = chance.choice(["G1", "G2", "G3", "G4"])
            basis = chance.choice(["", "samtycke"])
            what = [f"{CODE}-{at:010x}", number, "", "", ground, "VGR-N 2022", issued, "", issued]
            out.writerow([*what, "Stig Öberg", "", "", basis, "", ended, reason, "N"])


def write_offers(path: Path, persons: int, years: int = 4) -> None:
    """An offer for each person and year, up to the year of TODAY."""
    chance = random.Random(3)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(FORMATS[FileKind.OFFERS].names)
        for number in numbers(persons):
            for year in range(TODAY.year - years + 1, TODAY.year + 1):
                offered = date(year, 1 + chance.randrange(12), 1 + chance.randrange(28))
                answer = chance.choice(["ja", "ja", "nej", "inget", ""])
                visited = answer == "ja" and chance.random() < 0.7
                done = offered + timedelta(days=60) if visited else ""
                deviation = "ej_hemma" if chance.random() < 0.05 else ""
                answered = [answer, offered if answer else "", "personen", "telefon", ""]
                visit = [done, "Folktandvården", "", deviation]
                out.writerow([number, "", "", year, offered, *answered, *visit])


@contextmanager
def empty_installation() -> Iterator[Installation]:
    """An installation of its own, gone afterwards."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_installation(home, CODE)
        installation = open_installation(home, SystemClock(TODAY))
        try:
            yield installation
        finally:
            installation.engine.dispose()


@contextmanager
def filled_installation(
    persons: int, decisions: int, *, certificates: bool = False, offers: bool = False
) -> Iterator[Installation]:
    """An installation that holds a municipality of this size."""
    with empty_installation() as installation:
        path = installation.home / "in.csv"
        write_decisions(path, persons, decisions)
        import_file(installation, ACTOR, path, ImportOptions(FileKind.DECISIONS))
        if certificates:
            write_certificates(path, persons)
            import_file(installation, ACTOR, path, ImportOptions(FileKind.CERTIFICATES))
        if offers:
            write_offers(path, persons)
            import_file(installation, ACTOR, path, ImportOptions(FileKind.OFFERS))
        yield installation


def compare(
    reference: Callable[[], object], ours: Mapping[str, Callable[[], object]], rounds: int
) -> None:
    """Time the reference and ours in turn; print medians and the median of paired ratios."""
    times: dict[str, list[float]] = {name: [] for name in ("reference", *ours)}
    for _round in range(rounds):
        for name, work in {"reference": reference, **ours}.items():
            started = perf_counter()
            work()
            times[name].append(perf_counter() - started)
    print(f"{'reference':24} {median(times['reference']):8.4f} s")
    for name in ours:
        pairs = zip(times[name], times["reference"], strict=True)
        ratio = median(mine / theirs for mine, theirs in pairs)
        print(f"{name:24} {median(times[name]):8.4f} s   ratio {ratio:.2f}")
