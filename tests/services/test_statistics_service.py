"""The figures of the service against the contract's words, read from the exported files."""

import csv
import zipfile
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ntand.domain.indicators import (
    Row,
    StatCertificate,
    StatisticsInput,
    StatOffer,
    StatPerson,
    StatTraining,
    StatUnit,
    StatVisit,
    json_number,
)
from ntand.errors import NotAllowed, UsageError
from ntand.services.actor import Actor, Role
from ntand.services.statistics import statistics
from tests.domain.literal_criteria import literal_outcome
from tests.installations import Desk
from tests.services.acting import settle
from tests.statistics.literal import literal

YEARS = (2024, 2026, 2027)
_FIRST_GROUP = {"sabo", "sarskild_service", "lss8", "lss9"}
_SECOND_GROUP = {"korttid", "hemsjukvard", "hemtjanst"}


def a_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def a_number(text: str) -> int | None:
    return int(text) if text else None


class Files:
    """The five exported files, read with nothing of the program."""

    def __init__(self, desk: Desk) -> None:
        kinds = ("enheter", "insatser", "intyg", "erbjudanden", "utbildningar")
        self.rows = {kind: desk.rows(kind) for kind in kinds}
        self.decisions: dict[str, list[dict[str, str]]] = defaultdict(list)
        for kind in ("insatser", "intyg", "erbjudanden"):
            for row in self.rows[kind]:
                self.decisions[row["personnummer"]] += [row] if kind == "insatser" else []

    def ends(self, person: str) -> tuple[date | None, date | None]:
        rows = self.decisions[person]
        dead = min((row["avliden"] for row in rows if row["avliden"]), default="")
        moved = max((row["utflyttad"] for row in rows if row["utflyttad"]), default="")
        if any(row["fran"] > moved for row in rows):
            moved = ""
        return a_day(dead), a_day(moved)

    def unit(self, person: str, on: str) -> str | None:
        def order(row: dict[str, str]) -> tuple[Any, ...]:
            kind = row["insats"]
            group = 3 if kind in _FIRST_GROUP else 2 if kind in _SECOND_GROUP else 1
            return group, row["fran"], row["beslut_id"], row["kalla"]

        rows = [row for row in self.decisions[person] if row["fran"] <= on]
        active = [row for row in rows if not row["till"] or on <= row["till"]]
        if active:
            return max(active, key=order)["enhet_kod"]
        last = max(rows, key=lambda row: (row["till"], order(row)), default=None)
        return last["enhet_kod"] if last else None

    def ground(self, person: str, on: date) -> str | None:
        rows = [
            {
                "insats": row["insats"],
                "fran": a_day(row["fran"]),
                "till": a_day(row["till"]),
                "omvardnad_per_dygn": a_number(row["omvardnad_per_dygn"]),
                "icf_personlig_vard": a_number(row["icf_personlig_vard"]),
                "forbattring": row["forbattring"] or None,
                **{
                    name: row[name] or None
                    for name in ("varaktigt", "medboende", "enbart_behandling", "narstaende_hjalp")
                },
            }
            for row in self.decisions[person]
        ]
        return literal_outcome(rows, int(person[:4]), *self.ends(person), on)["ground"]  # type: ignore[no-any-return]

    def year(self, year: int) -> StatisticsInput:
        last = date(year, 12, 31)
        types = {row["kod"]: row["typ"] for row in self.rows["enheter"]}
        persons = []
        outcomes: dict[int | str, str] = {}
        for person in self.decisions:
            unit = self.unit(person, last.isoformat())
            ends = [day for day in self.ends(person) if day]
            sex = "X" if not person.isdigit() else "MK"[1 - int(person[10]) % 2]
            born = int(person[:4])
            persons.append(
                StatPerson(
                    person, sex, born, unit, types[unit] if unit else None, min(ends, default=None)
                )
            )
            ground = self.ground(person, last)
            if ground:
                outcomes[person] = ground
        return StatisticsInput(
            year,
            persons,
            [
                StatCertificate(
                    *(row["personnummer"], row["intyg_id"], row["grund"]),
                    *(date.fromisoformat(row["fran"]), a_day(row["till"]), a_day(row["avslutat"])),
                    *(date.fromisoformat(row["utfardad"]), row["ursprung"]),
                    row["avslutsorsak"] or None,
                )
                for row in self.rows["intyg"]
                if row["makulerat"] != "J"
            ],
            [
                StatOffer(
                    *(row["personnummer"], int(row["ar"]), bool(row["erbjuden"])),
                    *(row["svar"] or None, bool(row["avvikelse"])),
                )
                for row in self.rows["erbjudanden"]
            ],
            [
                StatVisit(row["personnummer"], date.fromisoformat(row["utford"]))
                for row in self.rows["erbjudanden"]
                if row["utford"]
            ],
            [
                StatUnit(row["kod"], row["typ"], a_number(row["personal"]))
                for row in self.rows["enheter"]
            ],
            [
                StatTraining(
                    row["enhet_kod"],
                    date.fromisoformat(row["datum"]),
                    Decimal(row["timmar"].replace(",", ".")),
                    int(row["deltagare"]),
                )
                for row in self.rows["utbildningar"]
            ],
            outcomes,
        )


def plain(row: Row) -> tuple[Any, ...]:
    return (*row[:3], json_number(row.numerator), row.denominator)


def test_the_figures_of_every_year_are_those_of_the_files(desk: Desk):
    desk.load_sample()
    files = Files(desk)
    for year in (
        YEARS if desk.installation.settings.embedded else YEARS[1:2]
    ):  # the other database shares all but the reading
        found = statistics(desk.installation, desk.actor, year).rows
        told = [
            (row.indicator, row.breakdown, row.group, row.numerator, row.denominator)
            for row in found
        ]
        assert told == [plain(row) for row in literal(files.year(year))], year
        assert len(told) > 80


def test_a_file_for_others_hides_what_the_screen_shows(sqlite_desk: Desk):
    sqlite_desk.load_sample()
    outs = [sqlite_desk.folder / f"statistik.{suffix}" for suffix in ("csv", "xlsx", "pdf")]
    for out in outs:
        shown = statistics(sqlite_desk.installation, sqlite_desk.actor, 2026, out)
        assert any(row.breakdown == "unit" for row in shown.rows)
        assert any(0 < row.numerator < 5 for row in shown.rows)
    with outs[0].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["breakdown"] for row in rows} == {"total", "sex", "age", "unit_type"}
    assert "<5" in {row["numerator"] for row in rows}
    assert not {row["numerator"] for row in rows} & {"1", "2", "3", "4"}
    assert zipfile.ZipFile(outs[1]).testzip() is None
    assert outs[2].read_bytes().startswith(b"%PDF")


def test_an_exact_file_is_for_those_who_may_and_is_logged(sqlite_desk: Desk):
    sqlite_desk.load_sample()
    out = sqlite_desk.folder / "exakt.csv"
    issuer = Actor("eva", Role.ISSUER)
    with pytest.raises(NotAllowed):
        statistics(sqlite_desk.installation, issuer, 2026, out, exact=True)
    assert not out.exists()
    statistics(sqlite_desk.installation, sqlite_desk.actor, 2026, out, exact=True)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert "unit" in {row["breakdown"] for row in rows}
    assert not {row["numerator"] for row in rows} & {"<5", ".."}
    log = sqlite_desk.select(
        "SELECT username, allowed FROM access_event WHERE action = 'statistics.exact'"
        " ORDER BY sequence"
    )
    assert [(who, bool(allowed)) for who, allowed in log] == [("eva", False), ("anna", True)]


def test_faults_of_the_command_are_told_as_such(sqlite_desk: Desk):
    settle(sqlite_desk)
    how = sqlite_desk.installation, sqlite_desk.actor
    for year in (1989, 10_000):
        with pytest.raises(UsageError):
            statistics(*how, year)
    with pytest.raises(UsageError):
        statistics(*how, 2026, sqlite_desk.folder / "x.doc")


def test_protected_persons_are_counted(sqlite_desk: Desk):
    settle(sqlite_desk, skydd="fingerade")
    rows = statistics(sqlite_desk.installation, sqlite_desk.actor, 2026).rows
    assert ("K12", "total", 0, 1) in {
        (row.indicator, row.breakdown, row.numerator, row.denominator) for row in rows
    }
