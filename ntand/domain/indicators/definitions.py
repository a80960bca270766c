"""The indicators as data: a person carries facts as bits, an indicator is two sets of them.

Someone is counted in a numerator or a denominator when all its bits are among the person's.
"""

from typing import NamedTuple

HOLDER = 1  # a certificate active on some day of the year
ACTIVE = 2  # a certificate active on 31 December
OFFERED = 4
YES = 8
DEVIATION = 16
PERFORMED = 32  # an assessment performed in the year
NO_BEFORE = 64  # answered no the year before
NEW_YES = 128  # the first certificate issued in the year, and answered yes
IN_TIME = 256  # an assessment from the first issue to 90 days after
QUALIFIES = 512

DAYS_TO_FIRST_VISIT = 90


class Definition(NamedTuple):
    """The bits someone must have; no denominator means a count."""

    numerator: int
    denominator: int | None


# Order is the order of the rows. ``None``: counts certificates, participations or hours.
INDICATORS: dict[str, Definition | None] = {
    "K1": Definition(ACTIVE, None),
    "K2": None,
    "K2E": None,
    "K3": Definition(HOLDER | OFFERED, HOLDER),
    "K4": Definition(HOLDER | OFFERED | YES, HOLDER | OFFERED),
    "K4H": Definition(HOLDER | YES, HOLDER),
    "K5": Definition(HOLDER | PERFORMED, HOLDER),
    "K5Y": Definition(HOLDER | YES | PERFORMED, HOLDER | YES),
    "K6": Definition(HOLDER | NO_BEFORE | OFFERED, HOLDER | NO_BEFORE),
    "K7": Definition(NEW_YES | IN_TIME, NEW_YES),
    "K9": None,
    "K9H": None,
    "K11": Definition(YES | DEVIATION, YES),
    "K12": Definition(QUALIFIES | ACTIVE, QUALIFIES),
}

CERTIFICATES = frozenset({"K2", "K2E"})
"""Those that count certificates."""

BREAKDOWNS = ("total", "sex", "age", "ground", "unit_type", "unit", "reason")

NO_GROUP = "-"


def age_group(age: int) -> str:
    """The age group of someone who turns ``age`` during the year."""
    for limit, name in ((20, "0-19"), (24, "20-23"), (65, "24-64"), (80, "65-79")):
        if age < limit:
            return name
    return "80+"
