"""The contract's section 4 read word by word, over what the five files of a folder hold."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from tests.acceptance.reading import Person, Row, day, number, rows_of

COUNTS = {"K1", "K2", "K2E", "K9H"}
ORDER = ["K1", "K2", "K2E", "K3", "K4", "K4H", "K5", "K5Y", "K6", "K7", "K9", "K9H", "K11", "K12"]
BREAKDOWNS = ("total", "sex", "age", "ground", "unit_type", "unit", "reason")


Cells = dict[tuple[str, str, str], list[Fraction]]


@dataclass
class Municipality:
    """What the five files of a folder hold."""

    folder: Path
    today: date

    @cached_property
    def files(self) -> dict[str, list[Row]]:
        names = ("enheter", "insatser", "intyg", "erbjudanden", "utbildningar")
        return {name: rows_of(self.folder / f"{name}.csv") for name in names}

    @cached_property
    def units(self) -> dict[str, Row]:
        return {row["kod"]: row for row in self.files["enheter"]}

    @cached_property
    def people(self) -> dict[str, Person]:
        found: dict[str, Person] = {}
        for kind, name in (
            ("insatser", "decisions"),
            ("intyg", "certificates"),
            ("erbjudanden", "offers"),
        ):
            for row in self.files[kind]:
                who = row["personnummer"]
                getattr(found.setdefault(who, Person(who)), name).append(row)
        return dict(sorted(found.items()))

    def identify(self, on: date) -> list[dict[str, object]]:
        return [person.proposal(on) for person in self.people.values()]

    def listed(self, year: int, on: date) -> dict[str, set[str]]:
        """Who stands on the yearly list, by unit."""
        found = defaultdict(set)
        for person in self.people.values():
            gone = (person.died and person.died <= on) or (person.moved and person.moved <= on)
            if (
                not gone
                and not person.protected(self.today)
                and person.certificate(on) == "active"
                and person.answered(year, "ja")
                and not person.performed(year)
            ):
                found[person.unit(on)].add(person.id_number)
        return found

    # --- Indicators -----------------------------------------------------------------------------

    def statistics(self, year: int) -> list[tuple[str, str, str, Fraction, Fraction | None]]:
        cells: Cells = defaultdict(lambda: [Fraction(0), Fraction(0)])
        for person in self.people.values():
            self.count_person(person, year, cells)
            self.count_certificates(person, year, cells)
        self.count_trainings(year, cells)
        rows = []
        for (indicator, breakdown, group), (above, below) in cells.items():
            counts = indicator in COUNTS
            empty = above == 0 if counts else below == 0
            if indicator == "K9":
                empty = above == 0 and below == 0
            if not empty and breakdown != "total":
                rows.append((indicator, breakdown, group, above, None if counts else below))
        for indicator in ORDER:
            above, below = cells[indicator, "total", ""]
            counts = indicator in COUNTS
            rows.append((indicator, "total", "", above, None if counts else below))
        rows.sort(key=lambda row: (ORDER.index(row[0]), BREAKDOWNS.index(row[1]), row[2]))
        return rows

    def count_person(self, person: Person, year: int, cells: "Cells") -> None:
        last = date(year, 12, 31)
        holder = bool(person.in_year(year))
        offered, yes = person.offered(year), person.answered(year, "ja")
        no_before = person.answered(year - 1, "nej")
        done = person.performed(year)
        row = person.offer(year)
        deviation = bool(row and row["avvikelse"])
        qualifies = person.proposal(last)
        entitled = qualifies["outcome"] == "qualifies"
        active = person.certificate(last) == "active"
        first = min((c["utfardad"] for c in person.counting), default="")
        new = first.startswith(str(year)) and yes
        parts = {
            "K1": (active, None),
            "K3": (holder and offered, holder),
            "K4": (holder and offered and yes, holder and offered),
            "K4H": (holder and yes, holder),
            "K5": (holder and done, holder),
            "K5Y": (holder and yes and done, holder and yes),
            "K6": (holder and no_before and offered, holder and no_before),
            "K7": (new and soon(person, first), new),
            "K11": (yes and deviation, yes),
            "K12": (entitled and active, entitled),
        }
        for indicator, (above, below) in parts.items():
            held = max(person.in_year(year), default=None, key=lambda one: one[:3])
            ground = held[3]["grund"] if held else "-"
            if indicator == "K12":
                ground = str(qualifies["ground"] or "-")
            self.add(cells, indicator, person, year, ground, Fraction(above), Fraction(bool(below)))

    def count_certificates(self, person: Person, year: int, cells: "Cells") -> None:
        for row in person.counting:
            if row["utfardad"].startswith(str(year)) and row["ursprung"] in {"", "kommunen"}:
                self.add(cells, "K2", person, year, row["grund"], Fraction(1), Fraction(0))
            if row["avslutat"].startswith(str(year)):
                self.add(cells, "K2E", person, year, row["grund"], Fraction(1), Fraction(0))
                cells["K2E", "reason", row["avslutsorsak"] or "-"][0] += 1

    def add(
        self,
        cells: "Cells",
        indicator: str,
        person: Person,
        year: int,
        ground: str,
        above: Fraction,
        below: Fraction,
    ) -> None:
        unit = person.unit(date(year, 12, 31))
        groups = {
            "total": "",
            "sex": person.sex,
            "age": person.age_group(year),
            "ground": ground,
            "unit_type": self.units[unit]["typ"] if unit != "-" else "-",
            "unit": unit,
        }
        for breakdown, group in groups.items():
            cell = cells[indicator, breakdown, group]
            cell[0] += above
            cell[1] += below

    def count_trainings(self, year: int, cells: "Cells") -> None:
        for code, unit in self.units.items():
            for group in (("total", ""), ("unit", code)):
                cells["K9", *group][1] += number(unit["personal"])
        for row in self.files["utbildningar"]:
            if not row["datum"].startswith(str(year)):
                continue
            people = number(row["deltagare"])
            for group in (("total", ""), ("unit", row["enhet_kod"])):
                cells["K9", *group][0] += people
                cells["K9H", *group][0] += people * number(row["timmar"])


def soon(person: Person, issued: str) -> bool:
    """Whether an assessment came within 90 days of the first certificate."""
    first = day(issued)
    assert first
    last = first + timedelta(days=90)
    return any(first <= on <= last for row in person.offers if (on := day(row["utford"])))
