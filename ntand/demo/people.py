"""The made-up persons: who they are, what numbers they have, how they live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from ntand.demo.profiles import PROFILES, Profile
from ntand.domain.codes import Ground
from ntand.files.cells import Value

PracticeData = Mapping[str, Any]

_RESERVE: Final = {"K": 5, "X": 8}
_IN_A_HOME: Final = frozenset({"SABO", "LSS"})
_UNIT_TYPES: Final = {
    "sabo": "SABO",
    "sarskild_service": "SABO",
    "korttid": "SABO",
    "hemtjanst": "HEMTJANST",
    "hemsjukvard": "HEMSJUKVARD",
    **{f"lss{point}": "LSS" for point in range(1, 11)},
}


@dataclass(slots=True)
class PracticePerson:
    """A made-up person with the decisions the practice care system holds."""

    number: str
    given_name: str
    family_name: str
    profile: str
    ground: Ground | None
    holder: bool
    gone_on: date | None = None
    decisions: list[dict[str, Value]] = field(default_factory=list)


def make_people(data: PracticeData, rng: Random, today: date) -> list[PracticePerson]:
    """Everyone, the same for the same seed and day; profiles in their order."""
    numbers = _Numbers(rng, today)
    people = []
    for profile in PROFILES:
        for place in range(profile.persons):
            person = _person(data, rng, profile, place, numbers)
            if not profile.unknown_to_care:
                _decide(data, rng, person, profile, place, today)
            people.append(person)
    return people


class _Numbers:
    """Hands out identity numbers that nobody has."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng, self._today = rng, today
        self._taken: set[str] = set()

    def new(self, age: int, sex: str, kind: str) -> str:
        """A number never given before, for someone who reaches the age this year."""
        while (number := self._drawn(age, sex, kind)) in self._taken:
            pass
        self._taken.add(number)
        return number

    def _drawn(self, age: int, sex: str, kind: str) -> str:
        born = date(self._today.year - age, self._rng.randint(1, 12), self._rng.randint(1, 28))
        if kind in _RESERVE:
            # 80-89 is the reserve numbers' own series for X; an even one from 70 for women.
            serial = self._rng.choice((80, 82, 84)) if kind == "X" else 70
            return with_check_digit(f"{born:%Y%m%d}{kind}{serial:02}")
        serial = self._rng.randrange(980, 1000, 2) + (sex == "M")
        day = born.day + (60 if kind == "coordination" else 0)
        return with_check_digit(f"{born:%Y%m}{day:02}{serial}")


def with_check_digit(eleven: str) -> str:
    """The identity number that the eleven characters begin; a letter counts as its value."""
    digits = [_RESERVE[sign] if sign in _RESERVE else int(sign) for sign in eleven[2:]]
    doubled = (sum(divmod(digit * (2 - place % 2), 10)) for place, digit in enumerate(digits))
    return f"{eleven}{-sum(doubled) % 10}"


def _person(
    data: PracticeData, rng: Random, profile: Profile, place: int, numbers: _Numbers
) -> PracticePerson:
    sex = rng.choice("KKKMM") if profile.ages[0] > 60 else rng.choice("KM")
    (origin,) = rng.choices(data["origins"], [one["weight"] for one in data["origins"]])
    kind = profile.number_kind
    if kind in _RESERVE:
        sex = "K"
    return PracticePerson(
        number=numbers.new(rng.randint(*profile.ages), sex, kind),
        given_name=rng.choice(origin["women" if sex == "K" else "men"]),
        family_name=rng.choice(origin["families"]),
        profile=profile.name,
        ground=profile.ground,
        # Every fifth who could have a certificate is still to be found.
        holder=profile.ground is not None and place % 5 != profile.first_candidate,
    )


def _decide(
    data: PracticeData,
    rng: Random,
    person: PracticePerson,
    profile: Profile,
    place: int,
    today: date,
) -> None:
    """Give the person the profile's decisions, with the same facts about the person in each."""
    about = _about(data, rng, person)
    for spec in profile.decisions:
        facts = {
            name: rng.choice(value) if isinstance(value, tuple) else value
            for name, value in spec.items()
        }
        starts = today - timedelta(days=rng.randint(120, 2400))
        row: dict[str, Value] = {**about, "fran": starts}
        for name, value in facts.items():
            row[name] = today + value if isinstance(value, timedelta) else value
        _place(data, rng, row, place)
        person.decisions.append(row)
    days = [
        row[name] for row in person.decisions for name in ("avliden", "utflyttad") if row.get(name)
    ]
    if days and not profile.returned:
        person.gone_on = min(day for day in days if isinstance(day, date))


def _about(data: PracticeData, rng: Random, person: PracticePerson) -> dict[str, Value]:
    language = next(
        origin["language"] for origin in data["origins"] if person.family_name in origin["families"]
    )
    caregiver = rng.choice(("folktandvarden", "folktandvarden", "privat", "ingen", "okand"))
    return {
        "kalla": data["source"],
        "personnummer": person.number,
        "fornamn": person.given_name,
        "efternamn": person.family_name,
        "sprak": language or None,
        "handlaggare": rng.choice(data["case_workers"]),
        "tandvardsgivare": caregiver,
        "tandvardsgivare_namn": rng.choice(data["dentists"]) if caregiver == "privat" else None,
        **_contact(rng, person),
    }


def _contact(rng: Random, person: PracticePerson) -> dict[str, Value]:
    role = rng.choice(("narstaende", "narstaende", "narstaende", "god_man", "forvaltare", None))
    if role is None:
        return {}
    given = rng.choice(("Eva", "Mats", "Leila", "Jonas", "Malin", "Tarik"))
    family = person.family_name if role == "narstaende" else "Provgård"
    # 031-390 06 00 to 99 are reserved for fiction.
    phone = f"031-390 06 {rng.randint(0, 99):02}"
    return {"kontakt_namn": f"{given} {family}", "kontakt_telefon": phone, "kontakt_roll": role}


def _place(data: PracticeData, rng: Random, row: dict[str, Value], place: int) -> None:
    """Put the decision at a unit of its kind; those who live there have a room, others a street."""
    kind = _UNIT_TYPES.get(str(row["insats"]), "ORDINART")
    units: Sequence[Mapping[str, Any]] = [
        unit for unit in data["units"] if unit["type"] == kind and "replaced_by" not in unit
    ]
    row.setdefault("enhet_kod", units[place % len(units)]["code"])
    if kind in _IN_A_HOME:
        row["rum"] = f"{rng.randint(1, 3)}{rng.randint(1, 24):02}"
    else:
        row["adress"] = f"{rng.choice(data['streets'])} {rng.randint(1, 60)}"
        row["postnummer"] = f"{data['postal_code']}{rng.randint(10, 99)}"
        row["postort"] = data["town"]
        row["telefon"] = f"031-390 06 {rng.randint(0, 99):02}"
