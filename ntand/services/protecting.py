"""Protection told by a person, for someone whom no decision tells of."""

from dataclasses import dataclass

from sqlalchemy import update

from ntand.domain.codes import Protection
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.store.base import table
from ntand.store.care import load_protection
from ntand.store.tables import PersonRow

_PERSON = table(PersonRow)


@dataclass(frozen=True, slots=True)
class Protected:
    """What counts for the person now: what decisions tell goes before what was told here."""

    person: str
    protection: str


def tell_protection(
    installation: Installation, actor: Actor, person: str, protection: Protection, reason: str
) -> Protected:
    """Tell of a person's protection, or that there is none; counts while no decision tells."""
    with changing(installation, actor, "protection.tell", Permission.PROTECTED, reason) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        act.connection.execute(
            update(_PERSON)
            .where(_PERSON.c.id == person)
            .values(told_protection=protection, version=_PERSON.c.version + 1)
        )
        act.detail["told"] = protection.value
        found = load_protection(act.connection, act.today, person)
        return Protected(person, found.get(person, Protection.NONE))
