"""The pause of the exchange: nothing is sent or fetched until someone lifts it.

It lies in the database, so that it holds for everyone who shares it.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.exchange.incoming.marks import mark, set_mark
from ntand.services.installation import Installation
from ntand.store.work import reading

_PAUSED = "exchange.paused"
_LONGEST_NAME = 400


@dataclass(frozen=True, slots=True)
class Pause:
    """Who paused the exchange, and when, in ISO form."""

    by: str
    since: str


def pause(installation: Installation, actor: Actor) -> Pause:
    """Pause the exchange; a run under way ends after the batches that have left already.

    One who pauses what is paused already changes nothing: the first one's pause stands.
    """
    with changing(installation, actor, "exchange.pause", Permission.EXCHANGE) as act:
        held = load_pause(act.connection)
        if held is not None:
            return held
        made = Pause(actor.user[:_LONGEST_NAME], act.now.isoformat())
        set_mark(act.connection, _PAUSED, f"{made.since} {made.by}")
        return made


def resume(installation: Installation, actor: Actor) -> None:
    """Let the exchange run again."""
    with changing(installation, actor, "exchange.resume", Permission.EXCHANGE) as act:
        set_mark(act.connection, _PAUSED, None)


def paused(installation: Installation) -> Pause | None:
    """The pause that holds, if any."""
    with reading(installation.engine) as connection:
        return load_pause(connection)


def load_pause(connection: Connection) -> Pause | None:
    """The pause that holds, as the transaction sees it."""
    text = mark(connection, _PAUSED)
    if text is None:
        return None
    since, _blank, by = text.partition(" ")
    return Pause(by, since)


def refuse_while_paused(connection: Connection) -> None:
    """Go on only when nothing is paused.

    Raises:
        Refused: ``region.paused``.
    """
    if load_pause(connection) is not None:
        raise Refused("region.paused")
