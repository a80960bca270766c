"""What the practice municipality has done so far: certificates, three rounds, trainings."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from ntand.demo.people import PracticeData, PracticePerson
from ntand.domain.codes import Deviation, Ground
from ntand.files.cells import Value

Row = dict[str, Value]
CRITERIA: Final = "VGR-N 2027"
FORMER_CRITERIA: Final = "Region och kommun, före 2027"
_REVIEWED: Final = ("sabo, no daily care", "improving", "passing", "over")
_FREE: Final = ("personen", "narstaende", "god_man", "kontakt")


class History:
    """Writes the past of the people, with the days counted back from today."""

    def __init__(self, data: PracticeData, rng: Random, today: date) -> None:
        self._data, self._rng, self._today = data, rng, today
        self._twists: tuple[Callable[[Row], Sequence[Row]], ...] = (
            self._replaced,
            self._voided,
            self._wrong_grounds,
            self._ceased,
            self._to_come,
            self._expiring,
            self._expired,
            self._other_origin,
        )

    def certificates(self, people: Sequence[PracticePerson]) -> list[Row]:
        """The certificates, in every state, also of some who no longer qualify."""
        rows: list[Row] = []
        holders = [person for person in people if person.holder]
        for place, person in enumerate(holders):
            row = self._certificate(person, person.ground or Ground.G1)
            if person.gone_on is not None:
                self._end_gone(row, person, place)
                rows.append(row)
            elif place % 7 == 3:
                rows += self._twists[place // 7 % len(self._twists)](row)
            else:
                rows.append(row)
        for profile in _REVIEWED:
            person = next(one for one in people if one.profile == profile)
            rows.append(self._certificate(person, Ground.G2))
        return rows

    def offers(self, certificates: Sequence[Row]) -> list[Row]:
        """This year's round under way and the two before it, for those who held one then."""
        rows = []
        for years_ago in (2, 1, 0):
            year = self._today.year - years_ago
            asked: set[Value] = set()
            for place, held in enumerate(certificates):
                if held["personnummer"] in asked or not _held_in(held, year):
                    continue
                asked.add(held["personnummer"])
                rows += self._offer(held, year, years_ago, place)
        return rows

    def trainings(self) -> list[Row]:
        """Mouth care trainings at the open units, three years back."""
        units = [unit["code"] for unit in self._data["units"] if "replaced_by" not in unit]
        rows = []
        for years_ago in (2, 1, 0):
            year = self._today.year - years_ago
            for place, unit in enumerate(units):
                if (place + years_ago) % 2:
                    continue
                rows.append(
                    {
                        "utbildning_id": f"ovning-{year}-{unit}",
                        "enhet_kod": unit,
                        "datum": self._day_of(year, 20, 330),
                        "timmar": self._rng.choice((Decimal("1.5"), Decimal(2), Decimal("0.75"))),
                        "deltagare": self._rng.randint(4, 12),
                        "leverantor": self._rng.choice(self._data["teachers"]),
                    }
                )
        return rows

    def _certificate(self, person: PracticePerson, ground: Ground, days_ago: int = 0) -> Row:
        days = days_ago or self._rng.randint(90, 1500)
        starts = self._today - timedelta(days=days)
        if person.gone_on is not None:
            starts = min(starts, person.gone_on - timedelta(days=200))
        issued = starts - timedelta(days=self._rng.randint(0, 9))
        basis = self._rng.choices(("samtycke", "menprovning", None), (86, 10, 4))[0]
        return {
            "intyg_id": self._new_id(),
            "personnummer": person.number,
            "fornamn": person.given_name,
            "efternamn": person.family_name,
            "grund": ground.value,
            "kriterier": CRITERIA if days < 300 else FORMER_CRITERIA,
            "fran": starts,
            "utfardad": issued,
            "utfardare": self._rng.choice(self._data["issuers"]),
            "ursprung": "kommunen",
            "underlag": basis,
            "informerad": issued if self._rng.random() < 0.9 else None,
            "makulerat": False,
        }

    def _new_id(self) -> str:
        return f"{self._data['municipality']}-{self._rng.getrandbits(64):016x}"

    def _end_gone(self, row: Row, person: PracticePerson, place: int) -> None:
        """Every third end has been forgotten: the program finds it."""
        if place % 3 and person.gone_on is not None:
            reason = "avliden" if person.profile == "dead" else "utflyttad"
            row |= {"avslutat": person.gone_on, "avslutsorsak": reason}

    def _replaced(self, row: Row) -> Sequence[Row]:
        old = self._again(row, 400)
        row |= {"fran": self._ago(100), "utfardad": self._ago(100), "ersatter": old["intyg_id"]}
        old |= {"grund": "G2", "avslutat": self._ago(101), "avslutsorsak": "ersatt"}
        return old, row

    def _voided(self, row: Row) -> Sequence[Row]:
        return self._again(row, 500) | {"makulerat": True}, row

    def _wrong_grounds(self, row: Row) -> Sequence[Row]:
        return (self._again(row, 260) | self._over(35, "fel_grund"),)

    def _ceased(self, row: Row) -> Sequence[Row]:
        return (self._again(row, 700) | self._over(20, "villkor_upphort"),)

    def _to_come(self, row: Row) -> Sequence[Row]:
        return (row | {"fran": self._ago(-20), "utfardad": self._ago(3)},)

    def _expiring(self, row: Row) -> Sequence[Row]:
        return (self._again(row, 330) | {"till": self._ago(-35)},)

    def _expired(self, row: Row) -> Sequence[Row]:
        return (self._again(row, 380) | {"till": self._ago(15)},)

    def _other_origin(self, row: Row) -> Sequence[Row]:
        return (row | {"ursprung": self._rng.choice(("annan_kommun", "lakare", "regionen"))},)

    def _again(self, row: Row, days_ago: int) -> Row:
        """A certificate of the same person, issued so many days ago."""
        day = self._ago(days_ago)
        named: Row = {"intyg_id": self._new_id(), "fran": day, "utfardad": day, "informerad": day}
        named["kriterier"] = CRITERIA if days_ago < 300 else FORMER_CRITERIA
        return row | named

    def _over(self, days_ago: int, reason: str) -> Row:
        return {"avslutat": self._ago(days_ago), "avslutsorsak": reason}

    def _ago(self, days: int) -> date:
        return self._today - timedelta(days=days)

    def _day_of(self, year: int, first: int, last: int) -> date:
        """A day of the year that has been."""
        drawn = date(year, 1, 1) + timedelta(days=self._rng.randint(first, last))
        return min(drawn, self._today)

    def _offer(self, held: Row, year: int, years_ago: int, place: int) -> list[Row]:
        """The offer and what came of it. This year's round has only begun."""
        value = self._rng.choices(("ja", "nej", "inget"), (60, 25, 15))[0]
        if years_ago == 1 and place % 4 == 1:
            value = "nej"
        if years_ago == 0 and place % 4 in (0, 1):
            return []  # not offered yet; among them last year's no
        offered = self._day_of(year, 15, 60)
        row: Row = {name: held[name] for name in ("personnummer", "fornamn", "efternamn")}
        row |= {"ar": year, "erbjuden": offered}
        if years_ago == 0 and place % 4 == 2:
            return [row]  # asked, no answer yet
        answered = min(offered + timedelta(days=self._rng.randint(0, 20)), self._today)
        row |= {
            "svar": value,
            "svar_datum": answered,
            "svarat_av": self._rng.choice(_FREE),
            "svar_kanal": self._rng.choice(("telefon", "blankett", "blankett", "mote", "annat")),
            "orsak_nej": self._rng.choice(self._data["reasons_no"]) if value == "nej" else None,
        }
        if value == "ja":
            row |= self._visit(answered, year, done=0.85 if years_ago else 0.4)
        return [row]

    def _visit(self, answered: date, year: int, done: float) -> Row:
        if self._rng.random() < done:
            visited = answered + timedelta(days=self._rng.randint(3, 150))
            return {
                "utford": min(visited, self._today, date(year, 12, 31)),
                "utforare": self._rng.choice(self._data["providers"]),
                "munvardskort": self._rng.random() < 0.9,
            }
        if self._rng.random() < 0.5:
            return {
                "avvikelse": self._rng.choice([*(one.value for one in Deviation), "Ny tid bokad"])
            }
        return {}


def _held_in(held: Row, year: int) -> bool:
    starts, ended, until = held["fran"], held.get("avslutat"), held.get("till")
    assert isinstance(starts, date)
    if held["makulerat"] or starts > date(year, 12, 31):
        return False
    return all(day.year >= year for day in (ended, until) if isinstance(day, date))
