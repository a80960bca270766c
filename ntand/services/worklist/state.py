"""What the stored work list stands on, and what it should stand on: equal while it is fresh."""

from dataclasses import fields
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.domain.criteria import Criteria
from ntand.services.installation import Installation
from ntand.store.access_log import last_change
from ntand.store.bulk import as_date, select_rows

_STATE = "SELECT for_day, stands_at, basis FROM work_state"
_LAST_LIST = "SELECT MAX(id) FROM printout WHERE kind IN ('lista', 'andringar')"


class State(NamedTuple):
    """A day, the last change in the access log, and what else concerns everyone."""

    day: date
    stands_at: int
    basis: str


def load_state(connection: Connection) -> State | None:
    """What the stored list stands on; None before it is first made."""
    for day, stands_at, basis in select_rows(connection, _STATE):
        known = as_date(day)
        assert known is not None
        return State(known, stands_at, basis)
    return None


def present_state(connection: Connection, installation: Installation) -> State:
    """What the list should stand on.

    A list printed is in it: those who left it are not on the paper, nor in the paper's log line.
    """
    printed = select_rows(connection, _LAST_LIST)[0][0]
    channel = installation.settings.channel.value
    basis = f"{_fingerprint(installation.criteria)} {channel} {printed or ''}"
    return State(installation.clock.today(), last_change(connection), basis)


def _fingerprint(criteria: Criteria) -> str:
    """The criteria with every limit: a municipality's own copy may change under one version."""
    told = [(one.name, _in_order(getattr(criteria, one.name))) for one in fields(criteria)]
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _in_order(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value
