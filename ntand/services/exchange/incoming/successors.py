"""Numbers replaced before anyone here had them: kept until they are somebody's, then followed.

The feed may tell of B becoming C before it tells of A becoming B; a care system may still say B
long after. What is kept of either number cannot be read without knowing the former.
"""

import hashlib
from contextlib import suppress

from sqlalchemy import Connection

from ntand.errors import Refused
from ntand.services.acts import Act
from ntand.services.exchange.incoming.reading import fact_key, is_newer
from ntand.services.replaced_number import replace_number
from ntand.store.bulk import change_rows, insert_record, select_rows

_FACT = "successor"
_KEPT = "SELECT cursor FROM exchange_state WHERE feed = ?"
_FORGET = "DELETE FROM exchange_state WHERE feed = ?"
_ALL = "SELECT feed FROM exchange_state WHERE feed LIKE 'told:successor:%'"
_NUMBERS = "SELECT number, person_id FROM identity_number WHERE valid_to IS NULL"
_PRESENT = f"{_NUMBERS} AND person_id = ?"


def note_successor(act: Act, former: str, new: str, seq: int) -> None:
    """Keep what an unknown number was replaced by, unless something later is kept."""
    kept = _successor(act, former)
    if kept is not None and kept[0] >= seq:
        return
    feed = fact_key(_FACT, former)
    change_rows(act.connection, _FORGET, feed)
    state = {"feed": feed, "cursor": f"{seq} {_sealed(new, former)}", "read_at": act.now}
    insert_record(act.connection, "exchange_state", state)


def forget_earlier(act: Act, number: str, seq: int) -> None:
    """A number that somebody gets anew is not replaced by what replaced it before."""
    kept = _successor(act, number)
    if kept is not None and kept[0] < seq:
        change_rows(act.connection, _FORGET, fact_key(_FACT, number))


def follow_successors(act: Act, person: str) -> None:
    """Give the person the number that theirs had been replaced by before it was theirs."""
    while True:
        ((present, _person),) = select_rows(act.connection, _PRESENT, person)
        kept = _successor(act, present)
        if kept is None:
            return
        change_rows(act.connection, _FORGET, fact_key(_FACT, present))
        seq, new = kept
        if is_newer(act, "number", present, seq):
            act.touch(person)
            with suppress(Refused):  # a person has done it already
                person = replace_number(act, person, new).person


def whose_number_is_replaced(connection: Connection) -> tuple[str, ...]:
    """Those whose number had been replaced before it came here, from whatever source."""
    kept = {feed for (feed,) in select_rows(connection, _ALL)}
    if not kept:
        return ()
    held = select_rows(connection, _NUMBERS)
    return tuple(person for number, person in held if fact_key(_FACT, number) in kept)


def _successor(act: Act, former: str) -> tuple[int, str] | None:
    """The place of the telling in the feed, and the number told."""
    for (kept,) in select_rows(act.connection, _KEPT, fact_key(_FACT, former)):
        seq, _space, sealed = kept.partition(" ")
        return int(seq), bytes(_mixed(bytes.fromhex(sealed), former)).decode()
    return None


def _sealed(new: str, former: str) -> str:
    return _mixed(new.encode(), former).hex()


def _mixed(text: bytes, former: str) -> bytes:
    """The text and what only the former number gives, one upon the other; twice is none."""
    over = hashlib.sha256(f"{_FACT}:{former}".encode()).digest()
    return bytes(one ^ other for one, other in zip(text, over, strict=False))
