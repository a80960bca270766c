"""The history of the exchange: each run in a row of its own, and when the timer may try next."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from ntand.errors import Cancelled, NtandError, TemporaryFailure
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.exchange.incoming.marks import mark, set_mark
from ntand.services.installation import Installation
from ntand.store.base import new_id
from ntand.store.bulk import as_instant, change_rows, insert_rows, select_rows, stored_instant
from ntand.store.tables import Manner
from ntand.store.work import reading, writing

_NOT_BEFORE = "exchange.not_before"
_COLUMNS = (
    *("id", "started_at", "username", "manner"),
    *("sent", "received", "conflicts", "rejected"),
)
_RUNS = (
    "SELECT started_at, ended_at, username, manner, sent, received, conflicts, rejected, problem"
    " FROM exchange_run ORDER BY started_at DESC, id DESC LIMIT ?"
)
_COUNTED = (
    "UPDATE exchange_run SET sent = ?, received = ?, conflicts = ?, rejected = ? WHERE id = ?"
)
_ENDED = "UPDATE exchange_run SET ended_at = ?, problem = ? WHERE id = ?"
_LATEST = "SELECT problem FROM exchange_run ORDER BY started_at DESC, id DESC LIMIT ?"
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_LONGEST_ASKED = timedelta(days=1)  # that the region may ask us to stay away
_MOST_DOUBLINGS = 7
# A person or a rule said stop: the service is well, for all we know.
_NO_FAILURE = frozenset({Cancelled.default_code, "region.paused"})


@dataclass(frozen=True, slots=True)
class ExchangeRun:
    """One run of the exchange. Instants are in ISO form.

    ``ended`` is None while it is under way, and for ever when it was cut off; ``problem`` is the
    code of what stopped it, empty when nothing did.
    """

    started: str
    ended: str | None
    by: str
    manner: Manner
    sent: int
    received: int
    conflicts: int
    rejected: int
    problem: str


class Counts(Protocol):
    """What a run has done so far."""

    @property
    def sent(self) -> int:
        """Items the region took."""

    @property
    def received(self) -> int:
        """Changes of others that were applied."""

    @property
    def conflicts(self) -> int:
        """Items that became a question."""

    @property
    def rejected(self) -> int:
        """Items the region refused."""


def runs(installation: Installation, actor: Actor, limit: int = 100) -> tuple[ExchangeRun, ...]:
    """The latest runs, newest first; about no person, so no line in the access log."""
    require(installation, actor, "region.runs", Permission.READ)
    with reading(installation.engine) as connection:
        rows = select_rows(connection, _RUNS, limit)
    return tuple(
        ExchangeRun(
            as_instant(started).isoformat(),
            as_instant(ended).isoformat() if ended else None,
            by,
            Manner(manner),
            sent=sent,
            received=received,
            conflicts=conflicts,
            rejected=rejected,
            problem=problem or "",
        )
        for started, ended, by, manner, sent, received, conflicts, rejected, problem in rows
    )


def next_exchange(installation: Installation) -> datetime | None:
    """When a timer may try again after runs that failed; None: whenever it likes.

    Who asks for an exchange need not wait for it.
    """
    with reading(installation.engine) as connection:
        text = mark(connection, _NOT_BEFORE)
    if text is None:
        return None
    moment, now = datetime.fromisoformat(text), installation.clock.now()
    # Further off than anything noted: the clock has been set back since.
    return moment if now < moment < now + 2 * _LONGEST_ASKED else None


def begin_run(installation: Installation, actor: Actor, manner: Manner) -> str:
    """Note that a run begins; gives its id."""
    run = new_id()
    with writing(installation.engine) as connection:
        started = stored_instant(connection, installation.clock.now())
        row = (run, started, actor.user, manner.value, 0, 0, 0, 0)
        insert_rows(connection, "exchange_run", _COLUMNS, [row])
    return run


def count_run(connection: Connection, run: str, done: Counts) -> None:
    """Keep what the run has done so far, with what it did: it may be cut off."""
    counts = (done.sent, done.received, done.conflicts, done.rejected)
    change_rows(connection, _COUNTED, *counts, run)


def end_run(
    installation: Installation, run: str, done: Counts, error: BaseException | None = None
) -> None:
    """Note how the run ended, and after a failure when the timer may try again."""
    now = installation.clock.now()
    problem = _code(error)
    with writing(installation.engine) as connection:
        count_run(connection, run, done)
        change_rows(connection, _ENDED, stored_instant(connection, now), problem, run)
        if problem not in _NO_FAILURE:
            not_before = now + _pause(connection, error) if error else None
            set_mark(connection, _NOT_BEFORE, not_before.isoformat() if not_before else None)


def forget_failures(connection: Connection) -> None:
    """Let the timer try at once: the installation points at another service now."""
    set_mark(connection, _NOT_BEFORE, None)


def _code(error: BaseException | None) -> str | None:
    if error is None:
        return None
    if isinstance(error, NtandError):
        return error.code
    return Cancelled.default_code if isinstance(error, KeyboardInterrupt) else "unexpected"


def _pause(connection: Connection, error: BaseException) -> timedelta:
    """How long to stay away: doubled with each failure in a row, and as long as we were asked."""
    latest = [row[0] for row in select_rows(connection, _LATEST, _MOST_DOUBLINGS + 1)]
    doubled: int = 2 ** (_failures(latest) - 1)
    pause = min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)
    asked = error.retry_after if isinstance(error, TemporaryFailure) else None
    told = min(timedelta(seconds=asked or 0), _LONGEST_ASKED)
    # Upwards only where the region named a time; stations must not come all at once.
    return max(pause * random.uniform(0.8, 1.2), told * random.uniform(1, 1.1))  # noqa: S311


def _failures(problems: Sequence[str | None]) -> int:
    """How many of the latest runs failed in a row, at least one."""
    failed = 0
    for problem in problems:
        if problem is None:
            break
        failed += problem not in _NO_FAILURE
    return max(failed, 1)
