"""The region's messages to those who issue certificates: shown once to each."""

from dataclasses import dataclass

from sqlalchemy import Connection

from ntand.errors import NotFound
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.installation import Installation
from ntand.store.bulk import as_date, insert_record, select_rows, stored_date
from ntand.store.work import reading, writing

_ALL = (
    "SELECT m.id, m.sent_on, m.title, m.text, m.valid_to, r.message_id IS NOT NULL"
    " FROM region_message m LEFT JOIN message_read r"
    " ON r.message_id = m.id AND r.username = ? ORDER BY m.sent_on DESC, m.id DESC LIMIT 500"
)
_UNREAD = (
    "SELECT id, title, sent_on FROM region_message m"
    " WHERE (valid_to IS NULL OR valid_to >= ?) AND NOT EXISTS"
    " (SELECT 1 FROM message_read r WHERE r.message_id = m.id AND r.username = ?)"
    " ORDER BY sent_on, id"
)
_THIS = "SELECT 1 FROM region_message WHERE id = ?"
_READ = "SELECT 1 FROM message_read WHERE message_id = ? AND username = ?"


@dataclass(frozen=True, slots=True)
class Message:
    """A message; the days in ISO form, ``valid_to`` empty when it holds for good.

    ``read``: by the one who asks.
    """

    id: str
    sent_on: str
    title: str
    text: str
    valid_to: str
    read: bool


def messages(installation: Installation, actor: Actor) -> tuple[Message, ...]:
    """The messages kept, the latest first, at most 500."""
    require(installation, actor, "messages", Permission.READ)
    with reading(installation.engine) as connection:
        rows = select_rows(connection, _ALL, actor.user)
    return tuple(
        Message(id_, str(sent), title, text, str(until or ""), bool(read))
        for id_, sent, title, text, until, read in rows
    )


def unread(installation: Installation, actor: Actor) -> int:
    """How many messages that still hold the user has not read."""
    require(installation, actor, "messages", Permission.READ)
    with reading(installation.engine) as connection:
        return len(load_unread(connection, installation, actor))


def mark_read(installation: Installation, actor: Actor, message: str) -> None:
    """Note that the user has read the message; once more changes nothing.

    It concerns nobody's data, so it is no line of the access log: one would make every work list
    and every rehearsed import out of date.

    Raises:
        NotFound: ``message.unknown``.
    """
    require(installation, actor, "message.read", Permission.READ)
    with writing(installation.engine) as connection:
        if not select_rows(connection, _THIS, message):
            raise NotFound("message.unknown")
        if not select_rows(connection, _READ, message, actor.user):
            row = {"message_id": message, "username": actor.user}
            now = installation.clock.now()
            insert_record(connection, "message_read", {**row, "read_at": now})


def load_unread(
    connection: Connection, installation: Installation, actor: Actor
) -> list[tuple[str, str, str]]:
    """Id, title and day of the messages that hold today and the user has not read, by day."""
    today = stored_date(connection, installation.clock.today())
    rows = select_rows(connection, _UNREAD, today, actor.user)
    return [(id_, title, str(as_date(sent))) for id_, title, sent in rows]
