"""Finding the person an act is about."""

import re
from datetime import date

from sqlalchemy import Connection

from ntand.domain.identity import parse_identity
from ntand.errors import NotFound
from ntand.store.people import find_person, who_is

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def resolve_person(connection: Connection, reference: str, today: date) -> str:
    """The id of the person meant: an identity number in any writing, or the id itself.

    Raises:
        IdentityError: not a number of any kind.
        NotFound: ``person.unknown``.
    """
    text = reference.strip()
    if _UUID.fullmatch(text):
        person = who_is(connection, text.lower())
    else:
        person = find_person(connection, parse_identity(text, today).number)
    if person is None:
        raise NotFound("person.unknown")
    return person
