"""What the population register has told the region of a person."""

from contextlib import suppress
from datetime import timedelta

from ntand.errors import Refused
from ntand.services.acts import Act
from ntand.services.exchange.incoming.noting import note_arrival
from ntand.services.exchange.incoming.reading import (
    Change,
    Malformed,
    day,
    is_newer,
    number,
    person_named,
    words,
)
from ntand.services.exchange.incoming.successors import (
    follow_successors,
    forget_earlier,
    note_successor,
)
from ntand.services.replaced_number import replace_number
from ntand.store.bulk import as_date, change_rows, select_rows, stored_date
from ntand.store.people import find_person

_CLOCKS_DIFFER = timedelta(days=1)
_LIFE = "SELECT deceased_on, moved_on, moved_to FROM person WHERE id = ?"
_DIED = "UPDATE person SET deceased_on = ?, version = version + 1 WHERE id = ?"
_MOVED = "UPDATE person SET moved_on = ?, moved_to = ?, version = version + 1 WHERE id = ?"
_ELSEWHERE = "UPDATE person SET elsewhere_on = ?, version = version + 1 WHERE id = ?"


def deceased(act: Act, change: Change) -> bool:
    """The person has died, or has not after all."""
    on = day(change.data, "avliden")
    if on is not None and on > act.today + _CLOCKS_DIFFER:
        raise Malformed("avliden")  # a death foretold would come true by itself, unseen
    person = person_named(act, change.data)
    if person is not None and is_newer(act, "deceased", person, change.seq):
        ((known, *_move),) = select_rows(act.connection, _LIFE, person)
        if as_date(known) != on:
            change_rows(act.connection, _DIED, stored_date(act.connection, on), person)
            note_arrival(act, change, person, {"avliden": change.data["avliden"]})
    return person is not None


def moved(act: Act, change: Change) -> bool:
    """The person has moved from the municipality, or has not after all."""
    left = day(change.data, "utflyttad")
    where = words(change.data, "till_kommun") if left else None
    person = person_named(act, change.data)
    if person is not None and is_newer(act, "moved", person, change.seq):
        ((_died, known, to),) = select_rows(act.connection, _LIFE, person)
        if (as_date(known), to) != (left, where):
            change_rows(act.connection, _MOVED, stored_date(act.connection, left), where, person)
            told = {"utflyttad": change.data["utflyttad"], "till_kommun": where or ""}
            note_arrival(act, change, person, told)
    return person is not None


def certificate_elsewhere(act: Act, change: Change) -> bool:
    """Another municipality holds a certificate of the person's; nothing more is told."""
    person = person_named(act, change.data)
    if person is not None and is_newer(act, "elsewhere", person, change.seq):
        change_rows(act.connection, _ELSEWHERE, stored_date(act.connection, act.today), person)
        note_arrival(act, change, person, {})
    return person is not None


def number_replaced(act: Act, change: Change) -> bool:
    """The person has another number; the two may be two persons here."""
    former, new = number(act, change.data, "tidigare"), number(act, change.data)
    if former == new:
        raise Malformed
    forget_earlier(act, new, change.seq)
    person = find_person(act.connection, former)
    if person is None:
        note_successor(act, former, new, change.seq)
        return False
    if not is_newer(act, "number", former, change.seq):
        return True
    with suppress(Refused):  # a person has done it already
        person = replace_number(act, person, new).person
        note_arrival(act, change, person, {})
    follow_successors(act, person)
    return True
