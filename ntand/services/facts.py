"""Facts a person fills in where the care system gives none."""

from dataclasses import dataclass, replace

from sqlalchemy import insert, or_, select, update

from ntand.domain.codes import Prospect
from ntand.errors import NotFound, Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.services.undoing import Undo
from ntand.services.undoing.traces import leave_trace
from ntand.store.base import new_id, table
from ntand.store.care import FILLABLE, FILLABLE_FACTS
from ntand.store.tables import DecisionRow, FilledFactRow

_DECISION, _FILLED = table(DecisionRow), table(FilledFactRow)
_ALLOWED = {
    "omvardnad_per_dygn": {str(times) for times in range(25)},
    "icf_personlig_vard": {"0", "1", "2", "3", "4", "8", "9"},
    "forbattring": {prospect.value for prospect in Prospect},
}
_YES_NO = {"J", "N"}


@dataclass(frozen=True, slots=True)
class Filled:
    """A fact kept beside what the source says."""

    decision: str
    fact: str
    value: str
    undo: Undo | None = None


def fill_fact(
    installation: Installation,
    actor: Actor,
    person: str,
    decision: str,
    fact: str,
    value: str,
) -> Filled:
    """Keep a fact for one of the person's decisions; it counts until the source gives one.

    ``decision`` is the decision's id here or in its source; ``value`` as the file would write it.

    Raises:
        Refused: a fact the rules do not use, a value it cannot have, or told by the source.
    """
    if fact not in FILLABLE_FACTS:
        raise Refused("fact.unknown", column=fact)
    if value not in _ALLOWED.get(fact, _YES_NO):
        raise Refused("fact.bad_value", column=fact)
    with changing(installation, actor, "fact.fill", Permission.ISSUE) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        filled = Filled(_decision(act, person, decision, fact), fact, value)
        act.detail["fact"] = fact
        return replace(filled, undo=leave_trace(act, person, filled=_keep(act, filled)))


def _decision(act: Act, person: str, named: str, fact: str) -> str:
    """The decision's id, when it is one of the person's and its source leaves the fact open."""
    found = act.connection.execute(
        select(_DECISION.c.id, _DECISION.c[FILLABLE[fact]]).where(
            _DECISION.c.person_id == person,
            or_(_DECISION.c.external_id == named, _DECISION.c.id == named),
        )
    ).all()
    if len(found) != 1:
        raise NotFound("fact.decision_unknown")
    key, told = found[0]
    if told is not None:
        raise Refused("fact.told_by_source", column=fact)
    return str(key)


def _keep(act: Act, filled: Filled) -> str:
    """Store the value, whose id is returned, and mark the one it takes the place of."""
    fresh = new_id()
    act.connection.execute(
        insert(_FILLED).values(
            id=fresh,
            decision_id=filled.decision,
            fact=filled.fact,
            value=filled.value,
            filled_by=act.actor.user,
            filled_at=act.now,
        )
    )
    act.connection.execute(
        update(_FILLED)
        .where(
            _FILLED.c.decision_id == filled.decision,
            _FILLED.c.fact == filled.fact,
            _FILLED.c.superseded_by.is_(None),
            _FILLED.c.id != fresh,
        )
        .values(superseded_by=fresh)
    )
    return fresh
