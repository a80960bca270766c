"""An identity number that another replaces: its history stays, and two persons may become one."""

from dataclasses import dataclass

from ntand.domain.identity import kind_of, parse_identity
from ntand.domain.protection import strictest
from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.exchange.outgoing import queue, renew_waiting
from ntand.services.importing.names import refresh_names_of
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.store.base import new_id
from ntand.store.bulk import change_rows, insert_record, select_rows, stored_date
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


@dataclass(frozen=True, slots=True)
class Renumbered:
    """The person under the new number; ``merged``: who turned out to be the same, if anyone."""

    person: str
    merged: str | None


def merge_number(
    installation: Installation, actor: Actor, person: str, new_number: str
) -> Renumbered:
    """Give the person a number that replaces the one there is.

    When another person has it already, the two become one: all that was kept of the person is
    that one's from then on, the former number leads there, and the access log stays as it is.

    Raises:
        IdentityError: the new number is none.
        Refused: ``number.same`` when the person has it already.
    """
    with changing(installation, actor, "number.replace", Permission.IMPORT) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        number = parse_identity(new_number, act.today).number
        return replace_number(act, person, number)


def replace_number(act: Act, person: str, number: str) -> Renumbered:
    """The same within an act under way.

    Raises:
        Refused: ``number.same``.
    """
    connection = act.connection
    ((_id, present),) = select_rows(connection, _CURRENT, person)
    if present == number:
        raise Refused("number.same")
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
