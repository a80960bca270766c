"""An identity number that another replaces: its history stays, and two persons may become one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ntand.domain.identity import kind_of, parse_identity
from ntand.domain.protection import strictest
from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, looking
from ntand.services.exchange.outbox.outgoing import queue, renew_waiting
from ntand.services.importing.names import refresh_names_of
from ntand.services.installation import Installation
from ntand.services.people.cards import load_cards
from ntand.services.persons import resolve_person
from ntand.store.base import new_id
from ntand.store.bulk import change_rows, insert_record, select_among, select_rows, stored_date
from ntand.store.joining import join_persons
from ntand.store.people import find_person
from ntand.store.tables import ObjectKind

_CURRENT = "SELECT id, number FROM identity_number WHERE person_id = ? AND valid_to IS NULL"
_FORMER = (
    "UPDATE identity_number SET valid_to = ?, replaced_by = ? WHERE person_id = ? AND id <> ?"
    " AND valid_to IS NULL"
)
_AGAIN = (
    "UPDATE identity_number SET valid_to = NULL, replaced_by = NULL"
    " WHERE person_id = ? AND number = ?"
)
_TOLD = "SELECT told_protection FROM person WHERE id = ?"
_WAITING = (
    "SELECT DISTINCT kind, object_id FROM outbox_item WHERE person_id = ? AND state = 'waiting'"
)
_CERTIFICATES = "SELECT person_id FROM certificate WHERE voided = ? AND person_id IN (?)"
_YEARS = "SELECT person_id, year FROM offer WHERE person_id IN (?)"


@dataclass(frozen=True, slots=True)
class Likeness:
    """One of two who may be the same: what to compare. Where a protected person is is not told."""

    person: str
    id_number: str
    name: str  # family name first
    born: str  # ISO date, as far as the number tells
    unit_name: str | None
    protected: bool
    deceased_on: date | None
    certificates: int  # without those voided
    years: tuple[int, ...]  # with an offer, ascending


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a new number would bring; ``other`` has it, or had it, and would be the same person."""

    number: str  # 12 characters
    person: Likeness
    other: Likeness | None
    again: bool  # the person has had the number before


@dataclass(frozen=True, slots=True)
class Renumbered:
    """The person under the new number; ``merged``: who turned out to be the same, if anyone."""

    person: str
    merged: str | None


def look_up_number(
    installation: Installation, actor: Actor, person: str, new_number: str
) -> Foreseen:
    """Who has the number already, beside the person who is to get it. Nothing is stored.

    Raises:
        IdentityError: the new number is none.
        Refused: ``number.same`` when the person has it already.
    """
    with looking(installation, actor, "number.look", Permission.IMPORT) as act:
        connection = act.connection
        person = resolve_person(connection, person, act.today)
        act.touch(person)
        number = parse_identity(new_number, act.today).number
        _refuse_present(act, person, number)
        holder = find_person(connection, number)
        other = holder if holder != person else None
        shown = [person] if other is None else [person, other]
        act.touch(*shown)
        found = _likenesses(act, shown)
        held_by = None if other is None else found[other]
        return Foreseen(number, found[person], held_by, again=holder == person)


def merge_number(
    installation: Installation,
    actor: Actor,
    person: str,
    new_number: str,
    foreseen: Foreseen | None = None,
) -> Renumbered:
    """Give the person a number that replaces the one there is.

    When another person has it already, the two become one: all that was kept of the person is
    that one's from then on, the former number leads there, and the access log stays as it is.
    ``foreseen`` is what was shown before; nothing is done when that is no longer so.

    Raises:
        IdentityError: the new number is none.
        Refused: ``number.same`` when the person has it already; ``number.taken`` when it has
            come to another person since it was looked up.
    """
    with changing(installation, actor, "number.replace", Permission.IMPORT) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        number = parse_identity(new_number, act.today).number
        if foreseen is not None and not _still(act, foreseen, person, number):
            raise Refused("number.taken")
        return replace_number(act, person, number)


def replace_number(act: Act, person: str, number: str) -> Renumbered:
    """The same within an act under way.

    Raises:
        Refused: ``number.same``.
    """
    connection = act.connection
    _refuse_present(act, person, number)
    other = find_person(connection, number)
    merged = None
    if other is None or other == person:
        _add_number(act, person, number)
        kept = person
    else:
        merged, kept = person, other
        _join(act, merged, kept, number)
    for kind, object_id in select_rows(connection, _WAITING, kept):
        renew_waiting(act, ObjectKind(kind), object_id, kept)
    return Renumbered(kept, merged)


def _refuse_present(act: Act, person: str, number: str) -> None:
    ((_id, present),) = select_rows(act.connection, _CURRENT, person)
    if present == number:
        raise Refused("number.same")


def _still(act: Act, foreseen: Foreseen, person: str, number: str) -> bool:
    """Whether the number would bring what was foreseen."""
    holder = find_person(act.connection, number)
    other = foreseen.other.person if foreseen.other else None
    same = (foreseen.number, foreseen.person.person) == (number, person)
    return same and other == (holder if holder != person else None)


def _likenesses(act: Act, persons: Collection[str]) -> dict[str, Likeness]:
    connection = act.connection
    held = [row[0] for row in select_among(connection, _CERTIFICATES, persons, False)]
    years: dict[str, list[int]] = {person: [] for person in persons}
    for person, year in select_among(connection, _YEARS, persons):
        years[person].append(year)
    return {
        person: Likeness(
            person,
            card.id_number,
            card.name,
            card.born,
            card.unit_name,
            card.protected,
            card.deceased_on,
            held.count(person),
            tuple(sorted(years[person])),
        )
        for person, card in load_cards(connection, act.today, persons).items()
    }


def _add_number(act: Act, person: str, number: str) -> None:
    """The number is the person's current one; what was it before is an alias."""
    connection, again = act.connection, None
    for (id_,) in select_rows(
        connection,
        "SELECT id FROM identity_number WHERE person_id = ? AND number = ?",
        person,
        number,
    ):
        again = id_
    fresh = again or new_id()
    if again is None:
        # Not current before the former has ended: a number is only one person's, and one theirs.
        row = {"id": fresh, "person_id": person, "number": number, "kind": kind_of(number)}
        insert_record(connection, "identity_number", {**row, "valid_from": act.today})
    else:
        change_rows(connection, _AGAIN, person, number)
    change_rows(connection, _FORMER, stored_date(connection, act.today), fresh, person, fresh)


def _join(act: Act, former: str, kept: str, number: str) -> None:
    connection = act.connection
    act.touch(former, kept)
    act.detail["merged"] = {"former": former, "into": kept}
    told = [select_rows(connection, _TOLD, who)[0][0] for who in (former, kept)]
    known = [one for one in told if one is not None]
    joined = join_persons(connection, former, kept, strictest(*known) if known else None)
    change_rows(
        connection,
        "UPDATE identity_number SET person_id = ? WHERE person_id = ?",
        kept,
        former,
    )
    _add_number(act, kept, number)
    refresh_names_of(connection, [kept], act.today)
    for offer in joined:
        # The region has joined its own two, its own way: it is told how they stand here.
        if offer.known:
            queue(act, ObjectKind.OFFER, offer.kept, kept)
