"""The indicators of a year: counted exactly, and made safe to hand to others."""

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
    "Number",
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
    "publish_exact",
    "suppress",
]
