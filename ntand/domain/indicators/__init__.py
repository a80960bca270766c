"""The indicators of a year: counted exactly, and made safe to hand to others."""

from ntand.domain.indicators.behind import Behind, Part, leads_to_persons, persons_behind
from ntand.domain.indicators.calculation import calculate
from ntand.domain.indicators.suppression import PublishedRow, publish_exact, suppress
from ntand.domain.indicators.values import (
    Number,
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

__all__ = [
    "Behind",
    "Number",
    "Part",
    "PublishedRow",
    "Row",
    "StatCertificate",
    "StatOffer",
    "StatPerson",
    "StatTraining",
    "StatUnit",
    "StatVisit",
    "StatisticsInput",
    "calculate",
    "json_number",
    "leads_to_persons",
    "persons_behind",
    "publish_exact",
    "suppress",
]
