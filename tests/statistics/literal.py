"""Section 4 of the contract word by word: slow, day by day, sharing nothing with the product."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ntand.domain.indicators import Row, StatCertificate, StatisticsInput

NAMES = ("K1", "K2", "K2E", "K3", "K4", "K4H", "K5", "K5Y", "K6", "K7", "K9", "K9H", "K11", "K12")
AGES = {"0-19": (-999, 19), "20-23": (20, 23), "24-64": (24, 64), "65-79": (65, 79)}


class Literal:
    """Answers each phrase of the definitions about one person."""

    def __init__(self, data: StatisticsInput) -> None:
        self.data = data
        self.year = data.year
        self.people = {p.id: p for p in data.persons}
        first = date(data.year, 1, 1)
        self.days = [
            first + timedelta(days=n) for n in range((date(data.year + 1, 1, 1) - first).days)
        ]

    def active(self, c: StatCertificate, day: date) -> bool:
        gone = self.people[c.person_id].last_day
        return c.starts_on <= day and all(
            end is None or day <= end for end in (c.ends_on, c.ended_on, gone)
        )

    def certificates(self, p):
        return [c for c in self.data.certificates if c.person_id == p]

    def holder(self, p):
        return any(self.active(c, day) for c in self.certificates(p) for day in self.days)

    def active_at_end(self, p):
        return any(self.active(c, self.days[-1]) for c in self.certificates(p))

    def offers(self, p, year):
        return [o for o in self.data.offers if o.person_id == p and o.year == year]

    def offered(self, p):
        return any(o.offered for o in self.offers(p, self.year))

    def yes(self, p):
        return any(o.answer == "ja" for o in self.offers(p, self.year))

    def no_before(self, p):
        return any(o.answer == "nej" for o in self.offers(p, self.year - 1))

    def deviation(self, p):
        return any(o.deviation for o in self.offers(p, self.year))

    def visits(self, p):
        return [v.performed_on for v in self.data.visits if v.person_id == p]

    def performed(self, p):
        return any(day in self.days for day in self.visits(p))

    def first_issue(self, p):
        return min((c.issued_on for c in self.certificates(p)), default=None)

    def new_yes(self, p):
        return self.first_issue(p) in self.days and self.yes(p)

    def in_time(self, p):
        since = self.first_issue(p)
        return any(since <= day <= since + timedelta(days=90) for day in self.visits(p))

    def ground(self, p):
        ranked = []
        for c in self.certificates(p):
            days = [day for day in self.days if self.active(c, day)]
            if days:
                ranked.append((max(days), c.starts_on, c.certificate_id, c.ground))
        return max(ranked)[3] if ranked else "-"

    def age(self, p):
        age = self.year - self.people[p].birth_year
        return next((name for name, (low, high) in AGES.items() if low <= age <= high), "80+")


def literal(data: StatisticsInput) -> list[Row]:
    """The rows of the year as the contract's sentences give them."""
    say = Literal(data)
    everyone = list(say.people)
    holders = [p for p in everyone if say.holder(p)]
    yes = [p for p in everyone if say.yes(p)]
    offered = [p for p in holders if say.offered(p)]
    holders_yes = [p for p in holders if say.yes(p)]
    no_before = [p for p in holders if say.no_before(p)]
    new = [p for p in everyone if say.new_yes(p)]
    qualified = [p for p in everyone if p in data.outcomes]
    ratios = {
        "K3": (holders, say.offered),
        "K4": (offered, say.yes),
        "K4H": (holders, say.yes),
        "K5": (holders, say.performed),
        "K5Y": (holders_yes, say.performed),
        "K6": (no_before, say.offered),
        "K7": (new, say.in_time),
        "K11": (yes, say.deviation),
        "K12": (qualified, say.active_at_end),
    }
    place = {
        "sex": lambda p: say.people[p].sex,
        "age": say.age,
        "unit_type": lambda p: say.people[p].unit_type or "-",
        "unit": lambda p: say.people[p].unit_code or "-",
    }
    of_person = place | {"ground": say.ground}
    of_certificate = {name: _of_holder(of) for name, of in place.items()}
    of_certificate["ground"] = lambda c: c.ground
    rows = []
    for name in NAMES:
        if name == "K1":
            rows += _count(name, [p for p in everyone if say.active_at_end(p)], of_person)
        elif name == "K2":
            issued = [
                c for c in data.certificates if c.issued_on in say.days and c.origin == "kommunen"
            ]
            rows += _count(name, issued, of_certificate)
        elif name == "K2E":
            ended = [c for c in data.certificates if c.ended_on in say.days]
            by_reason = {"reason": lambda c: c.end_reason or "-"}
            rows += _count(name, ended, of_certificate | by_reason)
        elif name in ("K9", "K9H"):
            rows += _trainings(name, data, say)
        else:
            by_outcome = {"ground": lambda p: data.outcomes.get(p, "-")} if name == "K12" else {}
            rows += _ratio(name, *ratios[name], of_person | by_outcome)
    return rows


ORDER = ("sex", "age", "ground", "unit_type", "unit", "reason")


def _of_holder(of: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda c: of(c.person_id)


def _count(name, members, groups) -> list[Row]:
    rows = [Row(name, "total", "", len(members), None)]
    for breakdown in [b for b in ORDER if b in groups]:
        of = [groups[breakdown](m) for m in members]
        rows += [Row(name, breakdown, g, of.count(g), None) for g in sorted(set(of))]
    return rows


def _ratio(name, members, holds: Callable, groups) -> list[Row]:
    rows = [Row(name, "total", "", sum(map(holds, members)), len(members))]
    for breakdown in [b for b in ORDER if b in groups]:
        for g in sorted({groups[breakdown](m) for m in members}):
            some = [m for m in members if groups[breakdown](m) == g]
            rows.append(Row(name, breakdown, g, sum(map(holds, some)), len(some)))
    return rows


def _trainings(name, data, say) -> list[Row]:
    held = [t for t in data.trainings if t.on in say.days]
    staff = {u.code: u.staff or 0 for u in data.units}
    if name == "K9":
        rows = [Row(name, "total", "", sum(t.participants for t in held), sum(staff.values()))]
    else:
        rows = [Row(name, "total", "", sum((t.hours * t.participants for t in held), 0), None)]
    for code in sorted({*staff, *(t.unit_code for t in held)}):
        mine = [t for t in held if t.unit_code == code]
        number = sum(t.participants for t in mine)
        hours = sum((t.hours * t.participants for t in mine), Decimal())
        if name == "K9" and (number or staff.get(code)):
            rows.append(Row(name, "unit", code, number, staff.get(code, 0)))
        if name == "K9H" and hours:
            rows.append(Row(name, "unit", code, hours, None))
    return rows
