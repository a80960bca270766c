"""The contract's sections 2 and 3 read word by word: a person's facts, and who qualifies.

Written without looking at the program's rules: it is slow, plain, and shares nothing with them.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

Row = dict[str, str]

SPECIAL_HOUSING = {"sabo", "sarskild_service"}
LSS = {f"lss{number}" for number in range(1, 11)}
OWN_HOME = {"hemtjanst", "hemsjukvard", "hemvardsbidrag", "korttid"}
FIRST_GROUP = {"sabo", "sarskild_service", "lss8", "lss9"}
SECOND_GROUP = {"korttid", "hemsjukvard", "hemtjanst"}
PROTECTIONS = ("fingerade", "skyddad folkbokforing", "sekretessmarkering", "")


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def number(text: str) -> Fraction:
    return Fraction(text.replace(",", ".") or "0")


@dataclass
class Person:
    id_number: str
    decisions: list[Row] = field(default_factory=list)
    certificates: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)

    # --- The facts ------------------------------------------------------------------------------

    @cached_property
    def died(self) -> date | None:
        return min(
            (found for row in self.decisions if (found := day(row["avliden"]))), default=None
        )

    @cached_property
    def moved(self) -> date | None:
        """The latest move, unless a decision begins after it."""
        told = [found for row in self.decisions if (found := day(row["utflyttad"]))]
        latest = max(told, default=None)
        begins = [day(row["fran"]) for row in self.decisions]
        if latest and any(one and one > latest for one in begins):
            return None
        return latest

    def active_decisions(self, on: date) -> list[Row]:
        return [row for row in self.decisions if covers(row["fran"], row["till"], on)]

    def protected(self, today: date) -> bool:
        if not self.decisions:
            return True
        return bool(self.protection(today))

    def protection(self, today: date) -> str:
        rows = self.active_decisions(today) or self.decisions
        return min((row["skydd"] for row in rows), key=PROTECTIONS.index)

    def unit(self, on: date) -> str:
        row = self.deciding_row(on)
        return row["enhet_kod"] if row else "-"

    def deciding_row(self, on: date) -> Row | None:
        active = self.active_decisions(on)
        if active:
            return max(active, key=weight)
        ended = [row for row in self.decisions if row["till"] and row["till"] < on.isoformat()]
        return max(ended, key=lambda row: (row["till"], weight(row)), default=None)

    @property
    def sex(self) -> str:
        letter = self.id_number[8]
        if letter in "KMX":
            return letter
        return "M" if int(self.id_number[10]) % 2 else "K"

    def age_group(self, year: int) -> str:
        age = year - int(self.id_number[:4])
        for limit, name in ((19, "0-19"), (23, "20-23"), (64, "24-64"), (79, "65-79")):
            if age <= limit:
                return name
        return "80+"

    # --- Certificates ---------------------------------------------------------------------------

    @property
    def counting(self) -> list[Row]:
        return [row for row in self.certificates if row["makulerat"] != "J"]

    def last_day(self, row: Row) -> date:
        ends = [day(row["till"]), day(row["avslutat"]), self.died, self.moved]
        return min((end for end in ends if end), default=date.max)

    def active(self, row: Row, on: date) -> bool:
        begins = day(row["fran"])
        assert begins
        return begins <= on <= self.last_day(row)

    def certificate(self, on: date) -> str:
        if any(self.active(row, on) for row in self.counting):
            return "active"
        begins = [(day(row["fran"]), self.last_day(row)) for row in self.counting]
        if any(first and on < first <= last for first, last in begins):
            return "future"
        return "none"

    def in_year(self, year: int) -> list[tuple[date, str, str, Row]]:
        """Certificates active on some day of the year, by their last active day in it."""
        found = []
        for row in self.counting:
            first = max(day(row["fran"]) or date.min, date(year, 1, 1))
            last = min(self.last_day(row), date(year, 12, 31))
            if first <= last:
                found.append((last, row["fran"], row["intyg_id"], row))
        return found

    def offer(self, year: int) -> Row | None:
        return next((row for row in self.offers if row["ar"] == str(year)), None)

    def offered(self, year: int) -> bool:
        row = self.offer(year)
        return bool(row and row["erbjuden"])

    def answered(self, year: int, answer: str) -> bool:
        row = self.offer(year)
        return bool(row and row["svar"] == answer)

    def performed(self, year: int) -> bool:
        return any(row["utford"].startswith(str(year)) for row in self.offers)

    # --- Who qualifies --------------------------------------------------------------------------

    def proposal(self, on: date) -> dict[str, object]:
        gone = bool((self.died and self.died <= on) or (self.moved and self.moved <= on))
        found = not_applicable() if gone else self.outcome(on)
        warnings = set()
        if not gone and on.year - int(self.id_number[:4]) < age_limit(on):
            warnings.add("under_age")
        if found["outcome"] != "qualifies" and any(
            row["fran"] <= on.isoformat()
            and not (row["till"] and row["till"] < on.isoformat())
            and not (row["avslutat"] and row["avslutat"] < on.isoformat())
            for row in self.counting
        ):
            warnings.add("review_certificate")
        found["warnings"] = sorted(warnings)
        found["certificate"] = self.certificate(on)
        found["id_number"] = self.id_number
        found["candidate"] = found["outcome"] == "qualifies" and found["certificate"] == "none"
        return found

    def outcome(self, on: date) -> dict[str, object]:
        active = self.active_decisions(on)
        found = {"G1": g1(active), "G3": g3(active), "G4": g4(active), "G2": g2(active)}
        met = [ground for ground, (state, _) in found.items() if state == "met"]
        result = not_applicable()
        if met:
            limited = met[0] == "G2" and prospect(active) == "oklar"
            result |= {"outcome": "qualifies", "ground": met[0], "grounds": met}
            result |= {"time_limited": limited}
        elif any(state == "unknown" for state, _ in found.values()):
            missing = {
                code for state, codes in found.values() if state == "unknown" for code in codes
            }
            result |= {"outcome": "needs_assessment", "missing": sorted(missing)}
        else:
            reasons = {code for state, codes in found.values() if state == "not" for code in codes}
            result |= {
                "outcome": "does_not_qualify",
                "reasons": sorted(reasons) or ["no_ground"],
            }
        return result


def not_applicable() -> dict[str, object]:
    return {
        "outcome": "not_applicable",
        "ground": None,
        "grounds": [],
        "missing": [],
        "reasons": [],
        "time_limited": False,
    }


def covers(first: str, last: str, on: date) -> bool:
    return first <= on.isoformat() and (not last or on.isoformat() <= last)


def weight(row: Row) -> tuple[int, str, str, str]:
    kind = row["insats"]
    group = 2 if kind in FIRST_GROUP else 1 if kind in SECOND_GROUP else 0
    return group, row["fran"], row["beslut_id"], row.get("kalla", "") or "standard"


def age_limit(on: date) -> int:
    if on <= date(2020, 12, 31):
        return 20
    return 24 if on < date(2025, 1, 1) else 20


State = tuple[str, Iterable[str]]
NO_CARE = "no_daily_personal_care"


def g1(active: list[Row]) -> State:
    housed = [r for r in active if r["insats"] in SPECIAL_HOUSING and r["medboende"] != "J"]
    if not housed:
        return "does not apply", ()
    if any(r["omvardnad_per_dygn"] and int(r["omvardnad_per_dygn"]) >= 1 for r in housed):
        return "met", ()
    if any(not r["omvardnad_per_dygn"] for r in housed):
        return "unknown", ["omvardnad_per_dygn"]
    return "not", [NO_CARE]


def g3(active: list[Row]) -> State:
    return ("met" if any(r["insats"] in LSS for r in active) else "does not apply"), ()


def g4(active: list[Row]) -> State:
    held = any(r["insats"] == "assistansersattning" for r in active)
    return ("met" if held else "does not apply"), ()


def prospect(active: list[Row]) -> str:
    told = {r["forbattring"] for r in active}
    return next((one for one in ("liten", "oklar", "god") if one in told), "")


def g2(active: list[Row]) -> State:
    if not any(
        r["insats"] in OWN_HOME
        or (r["insats"] in SPECIAL_HOUSING and r["medboende"] == "J")
        or r["narstaende_hjalp"] == "J"
        for r in active
    ):
        return "does not apply", ()
    failed = {*failures(active)}
    missing = {*absences(active)}
    if failed:
        return "not", failed
    return ("unknown", missing) if missing else ("met", ())


def care(active: list[Row]) -> int | None:
    told = [int(r["omvardnad_per_dygn"]) for r in active if r["omvardnad_per_dygn"]]
    return max(told, default=None)


def icf(active: list[Row]) -> str:
    told = {r["icf_personlig_vard"] for r in active}
    return next((one for one in "4321089" if one in told), "")


def lasting(active: list[Row]) -> str:
    told = {r["varaktigt"] for r in active}
    return next((one for one in "JN" if one in told), "")


def failures(active: list[Row]) -> Iterator[str]:
    if care(active) == 0:
        yield NO_CARE
    if icf(active) in {"0", "1", "2"}:
        yield "icf_below_severe"
    if icf(active) == "9":
        yield "icf_not_applicable"
    if prospect(active) == "god":
        yield "improvement_expected"
    if lasting(active) == "N":
        yield "not_lasting"
    helped = any(r["insats"] == "hemvardsbidrag" or r["narstaende_hjalp"] == "J" for r in active)
    visits = [r for r in active if r["insats"] in {"hemtjanst", "hemsjukvard"}]
    if visits and not helped and all(r["enbart_behandling"] == "J" for r in visits):
        yield "treatment_only"


def absences(active: list[Row]) -> Iterator[str]:
    if care(active) is None:
        yield "omvardnad_per_dygn"
    if icf(active) in {"", "8"}:
        yield "icf_personlig_vard"
    if not prospect(active):
        yield "forbattring"
    if not lasting(active):
        yield "varaktigt"


BREAKDOWNS = ("total", "sex", "age", "ground", "unit_type", "unit", "reason")
Cells = dict[tuple[str, str, str], list[Fraction]]
