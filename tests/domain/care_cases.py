"""Decisions for the tests of the criteria: one that qualifies by own home, and any at all."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from ntand.criteria_files import load_criteria
from ntand.domain.care import CareFacts, LifeStatus
from ntand.domain.codes import Prospect, ServiceKind
from tests.domain.literal_criteria import Row

CRITERIA, _ = load_criteria(None)
DAY = date(2027, 3, 1)
ADULT = LifeStatus(1940, None, None)

AT_HOME = CareFacts(
    decision_id="B1",
    kind="hemtjanst",
    starts_on=date(2020, 1, 1),
    last_day=None,
    care_per_day=3,
    icf=3,
    lasting=True,
    prospect="liten",
    co_resident=None,
    treatment_only=False,
    relative_help=None,
)


def decision(kind: str, **facts: Any) -> CareFacts:
    """An active decision that says nothing but its kind and the facts given."""
    silent = AT_HOME._replace(
        kind=kind, care_per_day=None, icf=None, lasting=None, prospect=None, treatment_only=None
    )
    return silent._replace(**facts)


yes_no = st.sampled_from([None, False, True])
days = st.dates(date(2019, 12, 1), date(2028, 2, 1))
close_days = st.sampled_from([date(2027, 2, 28), DAY, date(2027, 3, 2)]) | days
kinds = st.sampled_from([kind.value for kind in ServiceKind]) | st.sampled_from(
    ["hemtjanst", "hemsjukvard", "sabo", "hemvardsbidrag", "korttid", "trygghetslarm"]
)
decisions = st.builds(
    CareFacts,
    decision_id=st.text("ABC123", min_size=1, max_size=3),
    kind=kinds,
    starts_on=st.just(date(2020, 1, 1)) | close_days,
    last_day=st.none() | close_days,
    care_per_day=st.sampled_from([None, 0, 1, 3, 24]),
    icf=st.sampled_from([None, 0, 1, 2, 3, 4, 8, 9]),
    lasting=yes_no,
    prospect=st.sampled_from([None, *(prospect.value for prospect in Prospect)]),
    co_resident=yes_no,
    treatment_only=yes_no,
    relative_help=yes_no,
)
care_of_a_person = st.lists(decisions, max_size=4)
statuses = st.builds(
    LifeStatus,
    st.integers(1995, 2010) | st.just(1940),
    st.none() | st.none() | close_days,
    st.none() | st.none() | close_days,
)
evaluated_days = (
    st.just(DAY)
    | st.sampled_from([date(2020, 12, 31), date(2021, 1, 1), date(2024, 12, 31), date(2025, 1, 1)])
    | days
)


def as_row(care: CareFacts) -> Row:
    """The decision as the file writes it."""
    written = {None: None, False: "N", True: "J"}
    return {
        "insats": care.kind,
        "fran": care.starts_on,
        "till": care.last_day,
        "omvardnad_per_dygn": care.care_per_day,
        "icf_personlig_vard": care.icf,
        "varaktigt": written[care.lasting],
        "forbattring": care.prospect,
        "medboende": written[care.co_resident],
        "enbart_behandling": written[care.treatment_only],
        "narstaende_hjalp": written[care.relative_help],
    }
