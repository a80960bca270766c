"""Who is behind a figure: the very persons and certificates that it was counted from."""

from enum import StrEnum
from typing import NamedTuple

from ntand.domain.indicators.calculation import counted_certificates, note_persons
from ntand.domain.indicators.definitions import CERTIFICATES, INDICATORS, Definition
from ntand.domain.indicators.values import PersonId, StatisticsInput


class Part(StrEnum):
    """Which of a figure's persons are meant."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    DIFFERENCE = "difference"  # in the denominator and not in the numerator


class Behind(NamedTuple):
    """A person behind a figure; the certificate when it is certificates that are counted."""

    person_id: PersonId
    certificate_id: str | None = None


def leads_to_persons(indicator: str) -> bool:
    """Whether the indicator counts persons or their certificates, and not trainings."""
    return INDICATORS[indicator] is not None or indicator in CERTIFICATES


def persons_behind(
    data: StatisticsInput, indicator: str, breakdown: str, group: str, part: Part
) -> list[Behind]:
    """Those whom the figure counts, in the order of the data; none for trainings.

    A count has a numerator alone. Someone stands once for each certificate that is counted.
    """
    if indicator in CERTIFICATES:
        if part is not Part.NUMERATOR:
            return []
        counted = counted_certificates(data)[indicator]
        key = breakdown, group
        return [Behind(one.person_id, one.certificate_id) for one in counted if key in one.keys]
    definition = INDICATORS[indicator]
    if definition is None:
        return []
    noted = note_persons(data)
    groups = noted.groups_of(indicator).get(breakdown)
    if groups is None:
        return []
    wanted = _Wanted(definition, part)
    return [
        Behind(person)
        for person, bits, own in zip(noted.persons, noted.bits, groups, strict=True)
        if own == group and wanted.holds(bits)
    ]


class _Wanted(NamedTuple):
    definition: Definition
    part: Part

    def holds(self, bits: int) -> bool:
        above, below = self.definition
        if self.part is Part.NUMERATOR:
            return bits & above == above
        if below is None:
            return False
        within = bits & below == below
        return within and (self.part is Part.DENOMINATOR or bits & above != above)
