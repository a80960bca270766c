"""Sections 3 and 4 on the sample, compared with the contract read word by word."""

import csv
import io
import random
import zipfile
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import (
    KINDS,
    SAMPLE,
    TODAY,
    Office,
    certificate,
    csv_text,
    decision,
    offer,
    training,
    unit,
)
from tests.acceptance.counting import COUNTS, ORDER, Municipality
from tests.acceptance.reading import Row

OPEN = {"total", "sex", "age", "unit_type"}
MARKS = ("<5", "..")


@pytest.fixture(scope="module")
def town() -> Municipality:
    return Municipality(SAMPLE, date.fromisoformat(TODAY))


def figures(office: Office, year: int) -> list[tuple[Any, ...]]:
    told = office.ok("statistics", "--year", year)
    assert told["year"] == year
    names = ("indicator", "breakdown", "group", "numerator", "denominator")
    return [tuple(row[name] for name in names) for row in told["rows"]]


def expected(town: Municipality, year: int) -> list[tuple[Any, ...]]:
    return [
        (*row[:3], float(row[3]), None if row[4] is None else int(row[4]))
        for row in town.statistics(year)
    ]


def compare_persons(office: Office, town: Municipality, on: str) -> Counter[object]:
    told = office.ok("identify", "--on", on)
    assert (told["on"], told["criteria"]) == (on, "VGR-N 2027")
    found = told["persons"]
    wanted = town.identify(date.fromisoformat(on))
    assert len({one.pop("person") for one in found}) == len(wanted)
    assert found == wanted
    return Counter(one["outcome"] for one in wanted)


# --- The sample -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "on",
    ["2020-12-31", "2021-01-01", "2024-12-31", "2025-01-01", TODAY, "2027-12-31", "2029-06-30"],
)
def test_everyone_is_evaluated_as_the_contract_says(
    reader: Office, town: Municipality, on: str
) -> None:
    assert compare_persons(reader, town, on)["qualifies"]


@pytest.mark.parametrize("year", range(2022, 2030))
def test_every_figure_and_the_order_of_the_rows(
    reader: Office, town: Municipality, year: int
) -> None:
    assert figures(reader, year) == expected(town, year)


# --- The sample's values dealt anew: shapes that the sample itself has not ------------------


def dealt(rows: list[Row], columns: str, chance: random.Random) -> list[Row]:
    rows = [dict(row) for row in rows]
    for name in columns.split():
        values = [row[name] for row in rows]
        chance.shuffle(values)
        for row, value in zip(rows, values, strict=True):
            row[name] = value
    for row in rows:
        for name in ("till", "avslutat"):
            if row.get(name) and row[name] < row["fran"]:
                row[name] = chance.choice([row["fran"], ""])
    return rows


def deal(town: Municipality, folder: Path, chance: random.Random) -> None:
    decisions = [dict(row) for row in town.files["insatser"]]
    for row in decisions:
        for name in ("medboende", "narstaende_hjalp", "enbart_behandling"):
            if chance.random() < 0.15:
                row[name] = "J"
        for name in ("avliden", "utflyttad"):
            if chance.random() < 0.08:
                row[name] = f"{chance.randint(2023, 2028)}-{chance.randint(1, 12):02}-28"
    files = dict(town.files)
    files["insatser"] = dealt(
        decisions,
        "insats fran till omvardnad_per_dygn icf_personlig_vard varaktigt forbattring medboende"
        " enbart_behandling narstaende_hjalp enhet_kod skydd avliden utflyttad",
        chance,
    )
    files["intyg"] = dealt(
        files["intyg"],
        "grund fran till utfardad ursprung avslutat avslutsorsak makulerat",
        chance,
    )
    files["erbjudanden"] = dealt(files["erbjudanden"], "erbjuden svar utford avvikelse", chance)
    for kind, rows in files.items():
        (folder / f"{kind}.csv").write_text(csv_text(rows), "utf-8", newline="")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_of_a_municipality_dealt_at_random(
    office: Office, town: Municipality, tmp_path: Path, seed: int
) -> None:
    deal(town, tmp_path, random.Random(seed))
    for kind in KINDS:
        report = office.ok("import", kind, tmp_path / f"{kind}.csv")
        assert report["created"] == report["read"]
    other = Municipality(tmp_path, date.fromisoformat(TODAY))
    outcomes = compare_persons(office, other, "2026-06-30")
    assert min(outcomes.values()) > 20
    assert len(outcomes) == 4
    for year in (2024, 2026, 2027):
        assert figures(office, year) == expected(other, year)


# --- What the sample cannot show ------------------------------------------------------------


def test_every_total_is_there_in_an_empty_installation(office: Office) -> None:
    rows = figures(office, 2026)
    assert [row[0] for row in rows] == ORDER
    assert all(row[1:4] == ("total", "", 0) for row in rows)
    counts = {row[0] for row in rows if row[4] is None}
    assert counts == {"K1", "K2", "K2E", "K9H"}


def test_trainings_are_exact_and_by_unit_alone(office: Office) -> None:
    office.load("enheter", unit(personal="10"), unit(kod="E2"), unit(kod="E3", personal="4"))
    office.load(
        "utbildningar",
        training(timmar="0,1", deltagare="3"),
        training(utbildning_id="U2", timmar="0.2", deltagare="1", enhet_kod="E2"),
        training(utbildning_id="U3", datum="2025-12-31"),
    )
    rows = [row for row in figures(office, 2026) if row[0] in ("K9", "K9H")]
    assert rows == [
        ("K9", "total", "", 4, 14),
        ("K9", "unit", "E1", 3, 10),
        ("K9", "unit", "E2", 1, 0),
        ("K9", "unit", "E3", 0, 4),
        ("K9H", "total", "", 0.5, None),
        ("K9H", "unit", "E1", 0.3, None),
        ("K9H", "unit", "E2", 0.2, None),
    ]


@pytest.mark.parametrize(
    ("performed", "in_time"),
    [("2026-03-01", 1), ("2026-05-30", 1), ("2026-05-31", 0), ("2026-02-28", 0), ("", 0)],
)
def test_ninety_days_both_included(office: Office, performed: str, in_time: int) -> None:
    office.load("enheter", unit())
    office.load("insatser", decision())
    office.load("intyg", certificate(utfardad="2026-03-01", ursprung="lakare", fran="2030-01-01"))
    office.load("erbjudanden", offer(svar="ja", utford=performed))
    found = {row[0]: row[3:] for row in figures(office, 2026) if row[1] == "total"}
    assert found["K7"] == (in_time, 1)
    assert found["K3"] == (0, 0)
    assert found["K2"] == (0, None)


def test_ended_certificates_by_reason(office: Office) -> None:
    office.load("enheter", unit())
    office.load("insatser", decision())
    office.load(
        "intyg",
        certificate(avslutat="2026-02-01", avslutsorsak="avliden"),
        certificate(intyg_id="b", fran="2026-03-01", avslutat="2026-03-02"),
        certificate(intyg_id="c", fran="2026-03-01", avslutat="2026-03-02", makulerat="J"),
    )
    rows = [row for row in figures(office, 2026) if row[0] == "K2E"]
    assert rows[0] == ("K2E", "total", "", 2, None)
    assert rows[-2:] == [("K2E", "reason", "-", 1, None), ("K2E", "reason", "avliden", 1, None)]


# --- Files for others -----------------------------------------------------------------------


def published(office: Office, year: int, *options: str) -> list[list[str]]:
    path = office.folder / f"{year}.csv"
    office.ok("statistics", "--year", year, "--out", path, *options)
    text = path.read_text("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def test_the_exact_file_holds_what_stdout_holds(reader: Office) -> None:
    rows = published(reader, 2026, "--exact")
    told = figures(reader, 2026)
    assert [row[:3] for row in rows] == [list(row[:3]) for row in told]
    assert [Fraction(row[3].replace(",", ".")) for row in rows] == [
        Fraction(str(row[3])) for row in told
    ]


def small(number: Fraction) -> bool:
    return 1 <= number <= 4


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2027])
def test_a_file_for_others_hides_small_rows_and_gives_nothing_away(
    reader: Office, town: Municipality, year: int
) -> None:
    rows = published(reader, year)
    exact = {row[:3]: row[3:] for row in town.statistics(year) if row[1] in OPEN}
    assert [tuple(row[:3]) for row in rows] == list(exact)
    for indicator, breakdown, group, above, below in rows:
        true, whole = exact[indicator, breakdown, group]
        rule = small(true) or (whole is not None and (small(whole) or small(abs(whole - true))))
        if rule:
            assert above == "<5"
        if above in MARKS:
            assert below in ("", above)
        else:
            assert Fraction(above.replace(",", ".")) == true
    assert Solver(rows).worked_out() == {}


SAME = {("K4H", 1): ("K3", 1), ("K5", 1): ("K3", 1), ("K4", 1): ("K3", 0), ("K5Y", 1): ("K4H", 0)}
PARTS = """K1.0<K3.1 K3.0<K3.1 K4.0<K3.0 K4.0<K4H.0 K4H.0<K3.1 K4H.0<K11.1 K5.0<K3.1 K5Y.0<K4H.0
K5Y.0<K5.0 K6.0<K6.1 K6.0<K3.0 K6.1<K3.1 K7.0<K7.1 K7.1<K11.1 K11.0<K11.1 K12.0<K12.1 K12.0<K1.0"""
Name = tuple[str, int, str, str]
HIGH = 10**6


class Solver:
    """Works out what it can from the printed rows: intervals narrowed until nothing moves.

    A value that follows from rows left out (zero) alone is nobody's secret and not counted.
    """

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = {(r[0], r[1], r[2]): r[3:] for r in rows if not r[0].startswith("K9")}
        self.cells = list(dict.fromkeys((key[1], key[2]) for key in self.rows))
        self.bounds: dict[Name, list[int]] = {}
        self.sums: list[tuple[Name, list[Name]]] = []  # a whole and all its parts
        self.orders: list[tuple[Name, Name]] = []
        self._rules()

    def _name(self, indicator: str, part: int, cell: tuple[str, str]) -> Name:
        return (*SAME.get((indicator, part), (indicator, part)), *cell)

    def _parts(self, indicator: str) -> tuple[int, ...]:
        return (0,) if indicator in COUNTS else (0, 1)

    def _rules(self) -> None:
        indicators = {key[0] for key in self.rows}
        for indicator in indicators:
            for part in self._parts(indicator):
                for breakdown in {cell[0] for cell in self.cells} - {"total"}:
                    groups = [c for c in self.cells if c[0] == breakdown]
                    whole = self._name(indicator, part, ("total", ""))
                    self.sums.append((whole, [self._name(indicator, part, c) for c in groups]))
        for order in PARTS.split():
            less, more = (side.split(".") for side in order.split("<"))
            for cell in self.cells:
                pair = (less[0], int(less[1])), (more[0], int(more[1]))
                self.orders.append((self._name(*pair[0], cell), self._name(*pair[1], cell)))

    def _start(self, *, printed: bool) -> None:
        self.bounds = {}
        for indicator in {key[0] for key in self.rows}:
            for cell in self.cells:
                numbers = self.rows.get((indicator, *cell), ["0", "0"])
                for part in self._parts(indicator):
                    bound = self.bounds.setdefault(self._name(indicator, part, cell), [0, HIGH])
                    given = (indicator, *cell) in self.rows
                    if not given or (printed and numbers[part] not in MARKS):
                        bound[:] = [int(numbers[part])] * 2
                    elif printed and indicator in COUNTS:
                        low, high = (1, 4) if numbers[0] == "<5" else (0, HIGH)
                        bound[:] = [max(bound[0], low), min(bound[1], high)]

    def _narrow(self) -> None:
        before: list[list[int]] = []
        while before != (now := [list(bound) for bound in self.bounds.values()]):
            before = now
            for less, more in self.orders:
                low, high = self.bounds[less], self.bounds[more]
                low[1], high[0] = min(low[1], high[1]), max(low[0], high[0])
            for whole, parts in self.sums:
                self._share(self.bounds[whole], [self.bounds[part] for part in parts])

    @staticmethod
    def _share(whole: list[int], parts: list[list[int]]) -> None:
        least, most = sum(p[0] for p in parts), sum(p[1] for p in parts)
        whole[:] = [max(whole[0], least), min(whole[1], most)]
        for part in parts:
            own = list(part)
            part[:] = [
                max(own[0], whole[0] - most + own[1]),
                min(own[1], whole[1] - least + own[0]),
            ]
            least, most = least - own[0] + part[0], most - own[1] + part[1]

    def _pinned(self, *, printed: bool) -> dict[Name, int]:
        self._start(printed=printed)
        self._narrow()
        return {name: low for name, (low, high) in self.bounds.items() if low == high}

    def worked_out(self) -> dict[Name, int]:
        """The hidden values that can be one number only."""
        free = self._pinned(printed=False)
        pinned = self._pinned(printed=True)
        hidden = {
            self._name(indicator, part, (breakdown, group))
            for (indicator, breakdown, group), numbers in self.rows.items()
            if numbers[0] in MARKS
            for part in self._parts(indicator)
        }
        return {name: pinned[name] for name in hidden - set(free) if name in pinned}


@pytest.mark.parametrize("options", [(), ("--exact",)])
def test_every_suffix_and_no_other(reader: Office, options: tuple[str, ...]) -> None:
    for suffix, start in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")):
        path = reader.folder / f"rapport.{suffix}"
        reader.ok("statistics", "--year", 2026, "--out", path, *options)
        assert path.read_bytes().startswith(start)
    assert zipfile.is_zipfile(reader.folder / "rapport.xlsx")
    assert reader.run("statistics", "--year", 2026, "--out", "a.doc").code in (2, 4)


def test_a_file_for_others_names_no_unit_and_no_ground(reader: Office) -> None:
    assert {row[1] for row in published(reader, 2026)} == OPEN
