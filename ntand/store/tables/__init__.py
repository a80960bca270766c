"""Every table, so that one import knows the whole schema."""

from ntand.store.base import Base
from ntand.store.tables.certificates import (
    AssessmentRow,
    CertificateRow,
    DisclosureRow,
    StanceRow,
)
from ntand.store.tables.exchange import (
    ArrivalRow,
    ExchangeRunRow,
    ExchangeStateRow,
    Manner,
    MessageReadRow,
    ObjectKind,
    OutboxItemRow,
    OutboxState,
    ProviderRow,
    RegionMessageRow,
    RegionObjectRow,
    Road,
)
from ntand.store.tables.people import (
    CareUnitRow,
    DecisionHistoryRow,
    DecisionRow,
    FilledFactRow,
    IdentityNumberRow,
    PersonRow,
)
from ntand.store.tables.records import (
    AccessEventRow,
    AccessSubjectRow,
    ImportRunRow,
    PrintoutRow,
    PrintoutSubjectRow,
    SettingRow,
)
from ntand.store.tables.round import AnswerRow, OfferRow, TrainingRow, VisitRow
from ntand.store.tables.worklist import WorkItemRow, WorkStateRow

__all__ = [
    "AccessEventRow",
    "AccessSubjectRow",
    "AnswerRow",
    "ArrivalRow",
    "AssessmentRow",
    "Base",
    "CareUnitRow",
    "CertificateRow",
    "DecisionHistoryRow",
    "DecisionRow",
    "DisclosureRow",
    "ExchangeRunRow",
    "ExchangeStateRow",
    "FilledFactRow",
    "IdentityNumberRow",
    "ImportRunRow",
    "Manner",
    "MessageReadRow",
    "ObjectKind",
    "OfferRow",
    "OutboxItemRow",
    "OutboxState",
    "PersonRow",
    "PrintoutRow",
    "PrintoutSubjectRow",
    "ProviderRow",
    "RegionMessageRow",
    "RegionObjectRow",
    "Road",
    "SettingRow",
    "StanceRow",
    "TrainingRow",
    "VisitRow",
    "WorkItemRow",
    "WorkStateRow",
]
