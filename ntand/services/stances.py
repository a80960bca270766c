"""A person's decision about a proposal or a review, also the forms of "no"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, update

from ntand.domain.codes import Stance
from ntand.domain.eligibility import decisive_signature
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.certificates import record_assessment
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.services.texts import needed_words
from ntand.services.undoing import Undo
from ntand.services.undoing.traces import leave_trace
from ntand.store.base import new_id, table
from ntand.store.care import load_care
from ntand.store.tables import StanceRow

_TABLE = table(StanceRow)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision kept; until when it holds, unless a decisive fact changes before."""

    person: str
    stance: Stance
    ask_again_on: date | None
    undo: Undo | None = None


def decide(
    installation: Installation,
    actor: Actor,
    person: str,
    stance: Stance,
    reason: str,
    ask_again_on: date | None = None,
) -> Decided:
    """Keep the decision with the assessment and the facts it rested on.

    Until ``ask_again_on``, or until a decisive fact changes, the person is no candidate.
    """
    reason = needed_words(reason)
    with changing(installation, actor, "decide", Permission.ISSUE) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        act.detail["stance"] = stance.value
        assessment, _found = record_assessment(act, person, act.today)
        care = load_care(act.connection, [person])[person].care
        values = {
            "person_id": person,
            "assessment_id": assessment,
            "stance": stance,
            "reason": reason,
            "ask_again_on": ask_again_on,
            "decisive_facts": decisive_signature(care, act.today),
        }
        kept = _keep(act, person, values)
        return Decided(person, stance, ask_again_on, leave_trace(act, person, stance=kept))


def _keep(act: Act, person: str, values: Mapping[str, object]) -> str:
    """Store the decision, whose id is returned; it supersedes the one before, which is kept."""
    key = new_id()
    act.connection.execute(
        insert(_TABLE).values(
            id=key,
            **values,
            decided_on=act.today,
            decided_at=act.now,
            decided_by=act.actor.user,
        )
    )
    act.connection.execute(
        update(_TABLE)
        .where(
            _TABLE.c.person_id == person,
            _TABLE.c.superseded_by.is_(None),
            _TABLE.c.id != key,
        )
        .values(superseded_by=key)
    )
    return key
