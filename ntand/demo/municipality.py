"""A made-up municipality as the five files: the same seed and day always give the same rows."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from ntand.demo.history import History, Row
from ntand.demo.people import PracticeData, make_people, with_check_digit
from ntand.domain.codes import FileKind
from ntand.files.cells import Value
from ntand.files.columns import FORMATS
from ntand.files.writing import write_table
from ntand.resources import resource_path

SEED: Final = 1445


@dataclass(frozen=True, slots=True)
class PracticeMunicipality:
    """The rows of the five files, and which rows of the decisions are broken on purpose."""

    code: str
    rows: Mapping[FileKind, Sequence[Row]]
    refused: Mapping[int, str]  # data row from 1 -> the code it is refused with


def practice_municipality(today: date, seed: int = SEED) -> PracticeMunicipality:
    """Make everything up, relative to the day."""
    with resource_path("practice", "municipality.toml").open("rb") as file:
        data = tomllib.load(file)
    rng = Random(seed)  # noqa: S311 - nothing here is secret, and it must come out the same
    people = make_people(data, rng, today)
    decisions: list[Row] = [row for person in people for row in person.decisions]
    for number, row in enumerate(decisions, 1):
        row["beslut_id"] = f"ovning-{number:05}"
    broken = _broken_rows(decisions[0], today)
    refused = {len(decisions) + place: code for place, (code, _row) in enumerate(broken, 1)}
    history = History(data, rng, today)
    certificates = history.certificates(people)
    rows: dict[FileKind, Sequence[Row]] = {
        FileKind.UNITS: _units(data, today),
        FileKind.DECISIONS: [*decisions, *(row for _code, row in broken)],
        FileKind.CERTIFICATES: certificates,
        FileKind.OFFERS: history.offers(certificates),
        FileKind.TRAININGS: history.trainings(),
    }
    return PracticeMunicipality(data["municipality"], rows, refused)


def write_files(practice: PracticeMunicipality, folder: Path) -> dict[FileKind, Path]:
    """Write the five files: the units as a workbook, the others as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for kind, rows in practice.rows.items():
        suffix = ".xlsx" if kind is FileKind.UNITS else ".csv"
        paths[kind] = folder / f"{kind.value}{suffix}"
        names = FORMATS[kind].names
        write_table(paths[kind], kind, [[row.get(name) for name in names] for row in rows])
    return paths


def _units(data: PracticeData, today: date) -> list[Row]:
    rows = []
    for place, unit in enumerate(data["units"]):
        closed = "replaced_by" in unit
        rows.append(
            {
                "kod": unit["code"],
                "namn": unit["name"],
                "typ": unit["type"],
                "adress": f"{data['streets'][place % len(data['streets'])]} {place + 1}",
                "postnummer": f"{data['postal_code']}{10 + place}",
                "postort": data["town"],
                "ansvarig": data["case_workers"][place % len(data["case_workers"])],
                "telefon": f"031-390 06 {10 + place}",
                "epost": f"{unit['code'].lower()}@ovning.example",
                "platser": unit.get("places"),
                "personal": unit.get("staff"),
                "utforare": "Övningsby omvårdnad" if place % 3 else "Påhittad Omsorg AB",
                "oppnad": date(today.year - 12, 3, 1),
                "stangd": date(today.year - 4, 12, 31) if closed else None,
                "ersatts_av": unit.get("replaced_by"),
            }
        )
    return rows


def _broken_rows(sound: Row, today: date) -> list[tuple[str, Row]]:
    """What a real extract holds now and then, each with the code it is refused with."""
    number = str(sound["personnummer"])
    wrong = f"{number[:11]}{(int(number[11]) + 1) % 10}"
    tomorrow = today + timedelta(days=40)
    unborn = with_check_digit(f"{tomorrow:%Y%m%d}981")
    faults: list[tuple[str, dict[str, Value]]] = [
        ("bad_check_digit", {"personnummer": wrong}),
        ("bad_format", {"personnummer": "okänt"}),
        ("in_future", {"personnummer": unborn}),
        ("missing_value", {"enhet_kod": None}),
        ("bad_value", {"omvardnad_per_dygn": "ofta"}),
        ("bad_date", {"fran": f"{today.year}-02-31"}),
        ("end_before_start", {"till": date(today.year - 30, 1, 1)}),
        ("duplicate_key", {"beslut_id": sound["beslut_id"]}),
    ]
    return [
        (code, sound | {"beslut_id": f"ovning-fel-{place}"} | fault)
        for place, (code, fault) in enumerate(faults, 1)
    ]
