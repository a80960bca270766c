"""Random small municipalities, for properties that must hold for every one."""

import random
from datetime import date, timedelta
from decimal import Decimal

from ntand.domain.indicators import (
    StatCertificate,
    StatisticsInput,
    StatOffer,
    StatPerson,
    StatTraining,
    StatUnit,
    StatVisit,
)

YEAR = 2027
UNITS = [
    StatUnit("A1", "SABO", 12),
    StatUnit("B2", "HEMTJANST", None),
    StatUnit("C3", "LSS", 0),
    StatUnit("Ö4", "ORDINART", 7),
]


def municipality(seed: int, size: int) -> StatisticsInput:
    """A year of ``size`` persons; the same seed always gives the same."""
    chance = random.Random(seed)
    persons = [_person(chance, number) for number in range(size)]
    certificates = [
        _certificate(chance, person.id, f"{person.id}-{number}")
        for person in persons
        for number in range(chance.choice((0, 1, 1, 1, 2, 3)))
    ]
    offers = [
        StatOffer(
            person.id,
            year,
            chance.random() < 0.7,
            chance.choice((None, "ja", "ja", "nej", "inget")),
            chance.random() < 0.2,
        )
        for person in persons
        for year in range(YEAR - 2, YEAR + 2)
        if chance.random() < 0.7
    ]
    visits = [StatVisit(offer.person_id, _day(chance)) for offer in offers if chance.random() < 0.6]
    trainings = [
        StatTraining(
            chance.choice((*UNITS, StatUnit("X", "ORDINART", None))).code,
            _day(chance),
            Decimal(chance.randrange(0, 800)) / 100,
            chance.randrange(0, 6),
        )
        for _ in range(chance.randrange(0, 6))
    ]
    outcomes = {p.id: chance.choice(("G1", "G2", "G3")) for p in persons if chance.random() < 0.5}
    return StatisticsInput(YEAR, persons, certificates, offers, visits, UNITS, trainings, outcomes)


def _day(chance: random.Random) -> date:
    edges = (date(YEAR, 1, 1), date(YEAR, 12, 31), date(YEAR - 1, 12, 31), date(YEAR + 1, 1, 1))
    if chance.random() < 0.3:
        return chance.choice(edges)
    return date(YEAR - 1, 6, 1) + timedelta(days=chance.randrange(0, 2 * 365))


def _maybe_day(chance: random.Random, likely: float) -> date | None:
    return _day(chance) if chance.random() < likely else None


def _person(chance: random.Random, number: int) -> StatPerson:
    unit = chance.choice((*UNITS, None))
    return StatPerson(
        number,
        chance.choice("KKKMMMX"),
        chance.choice((1930, 1940, 1947, 1948, 1962, 1963, 2003, 2004, 2007, 2008)),
        unit.code if unit else None,
        unit.type if unit else None,
        _maybe_day(chance, 0.2),
    )


def _certificate(chance: random.Random, person: int | str, name: str) -> StatCertificate:
    ended = _maybe_day(chance, 0.3)
    reason = chance.choice((None, "fel_grund", "avliden")) if ended else None
    return StatCertificate(
        person,
        name,
        chance.choice(("G1", "G2", "G3", "G4")),
        _day(chance),
        _maybe_day(chance, 0.3),
        ended,
        _day(chance),
        chance.choice(("kommunen", "kommunen", "lakare", "regionen")),
        reason,
    )
