"""Asking for everything that the region holds once more, to be compared with what is here."""

from sqlalchemy import Connection

from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.store.bulk import change_rows

LOADING = "load:"
"""Of each list of records: how far it is read."""
LOADED = "loaded:"
"""Of each list of records: that it has been read to its end."""


def ask_reconcile(installation: Installation, actor: Actor) -> None:
    """Let the next exchange load everything anew and compare it, before anything is sent."""
    with changing(installation, actor, "exchange.reconcile", Permission.EXCHANGE) as act:
        forget_loaded(act.connection)


def forget_loaded(connection: Connection) -> None:
    """Forget how far the region's lists are read."""
    for marks in (LOADING, LOADED):
        change_rows(connection, "DELETE FROM exchange_state WHERE feed LIKE ?", f"{marks}%")
