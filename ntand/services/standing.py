"""The standing decisions of people: what holds someone back, and until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntand.domain.eligibility import decisive_signature
from ntand.store.bulk import as_date, select_among, select_rows
from ntand.store.care import load_care

_STANCES = (
    "SELECT person_id, stance, reason, ask_again_on, decided_on, decided_by, decisive_facts"
    " FROM stance WHERE superseded_by IS NULL"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's latest decision about a proposal or a review, and what it rested on."""

    stance: str
    reason: str
    ask_again_on: date | None
    decided_on: date
    decided_by: str
    decisive_facts: str

    def holds(self, signature: str, day: date) -> bool:
        """Whether it still holds: not yet to be asked again, and no decisive fact changed."""
        early = self.ask_again_on is None or day < self.ask_again_on
        return early and self.decisive_facts == signature


def load_stances(
    connection: Connection, persons: Collection[str] | None = None
) -> dict[str, Standing]:
    """The latest decision about each person, or about those named, by person id."""
    if persons is None:
        rows = select_rows(connection, _STANCES)
    else:
        rows = select_among(connection, _STANCES + " AND person_id IN (?)", persons)
    found = {}
    for person, stance, reason, again, decided, by, facts in rows:
        on = as_date(decided)
        assert on is not None
        found[person] = Standing(stance, reason, as_date(again), on, by, facts)
    return found


def holding(
    connection: Connection, day: date, persons: Collection[str] | None = None
) -> dict[str, Standing]:
    """The decisions that hold on the day, by person id."""
    stances = load_stances(connection, persons)
    care = load_care(connection, stances)
    return {
        person: stance
        for person, stance in stances.items()
        if stance.holds(decisive_signature(care[person].care, day), day)
    }
