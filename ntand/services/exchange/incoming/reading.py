"""Reading what an event tells: its fields, whom it is about, and its place in the feed."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from ntand.domain.identity import parse_identity
from ntand.services.acts import Act
from ntand.store.bulk import change_rows, insert_record, select_rows
from ntand.store.people import find_person

LONGEST = 500
_PLACE = "SELECT cursor FROM exchange_state WHERE feed = ?"


class Change(Protocol):
    """Something others did, as the exchange hands it over."""

    @property
    def seq(self) -> int:
        """Its place in the feed."""

    @property
    def kind(self) -> str:
        """What it is about."""

    @property
    def event(self) -> str:
        """What happened."""

    @property
    def etag(self) -> str | None:
        """The record's version after it."""

    @property
    def data(self) -> Mapping[str, str]:
        """The record's columns as text, or what is told of the person."""

    @property
    def status(self) -> str | None:
        """A unit's standing at the region."""

    @property
    def reason(self) -> str | None:
        """Why a unit was refused."""


class Malformed(Exception):
    """An event of a known kind lacks what it must tell, or tells it so that it cannot be read."""


def refuse_unstorable(data: Mapping[str, str], reason: str | None) -> None:
    """Go on only with texts that every database keeps.

    Raises:
        Malformed: one holds a sign that none of them does.
    """
    from ntand.exchange.wire import storable

    if not all(map(storable, (*data.values(), reason or ""))):
        raise Malformed


def field(data: Mapping[str, str], name: str) -> str:
    """The text of a field that must be filled."""
    text = data.get(name, "").strip()
    if not text:
        raise Malformed
    return text


def key(data: Mapping[str, str], name: str) -> str:
    """The text of a field that names something: at most 64 characters."""
    text = field(data, name)
    if len(text) > 64:
        raise Malformed
    return text


def words(data: Mapping[str, str], name: str) -> str | None:
    """The text of a field, at most 500 characters of it; None when there is none."""
    return data.get(name, "").strip()[:LONGEST] or None


def day(data: Mapping[str, str], name: str) -> date | None:
    """The date of a field; None when it is there but empty."""
    text = data.get(name)
    if text is None:
        raise Malformed
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Malformed from None


def number(act: Act, data: Mapping[str, str], name: str = "personnummer") -> str:
    """The identity number of a field."""
    return parse_identity(field(data, name), act.today).number


def person_named(act: Act, data: Mapping[str, str]) -> str | None:
    """The person whom an event is about, as the act's subject; None: nobody known here."""
    person = find_person(act.connection, number(act, data))
    if person is not None:
        act.touch(person)
    return person


def fact_key(what: str, about: str) -> str:
    """Under which name it is kept what the region has told of a fact."""
    return f"told:{what}:{hashlib.sha256(about.encode()).hexdigest()[:32]}"


def is_newer(act: Act, what: str, about: str, seq: int) -> bool:
    """Whether the event is later than the last applied of the same fact; then it is noted.

    A fact has no record of its own at the region, and so no version.
    """
    feed = fact_key(what, about)
    for (place,) in select_rows(act.connection, _PLACE, feed):
        if int(place) >= seq:
            return False
        change_rows(act.connection, "DELETE FROM exchange_state WHERE feed = ?", feed)
    state = {"feed": feed, "cursor": str(seq), "read_at": act.now}
    insert_record(act.connection, "exchange_state", state)
    return True
