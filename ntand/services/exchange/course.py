"""One run of the exchange under way: what all its parts share, and what it has done so far."""

import threading
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ntand.errors import Cancelled
from ntand.ports import Progress
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.exchange.runs import count_run
from ntand.services.installation import Installation
from ntand.store.tables import Manner

if TYPE_CHECKING:
    from ntand.exchange.api import RegionApi


@dataclass(frozen=True, slots=True)
class Synced:
    """What one run did; ``pending`` stands afterwards, without what may never be sent."""

    sent: int = 0
    received: int = 0
    conflicts: int = 0
    rejected: int = 0
    pending: int = 0

    def plus(
        self, *, sent: int = 0, received: int = 0, conflicts: int = 0, rejected: int = 0
    ) -> "Synced":
        """With so much more done."""
        return Synced(
            self.sent + sent,
            self.received + received,
            self.conflicts + conflicts,
            self.rejected + rejected,
            self.pending,
        )


class Watched:
    """A progress that also tells, in any thread, whether the work has been given up.

    The progress itself is only ever asked by the thread that this was made in.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._thread = threading.get_ident()
        self._told: tuple[int, int | None] = 0, None
        self._stopped = False

    def step(self, done: int, total: int | None) -> None:
        """So much is done."""
        self._told = done, total
        try:
            self._progress.step(done, total)
        except Cancelled:
            self._stopped = True
            raise

    def given_up(self) -> bool:
        """Whether a person has stopped the work; other threads learn it after its own."""
        if threading.get_ident() == self._thread and not self._stopped:
            with suppress(Cancelled):
                self.step(*self._told)
        return self._stopped


@dataclass(slots=True)
class Course:
    """A run under way. Only the thread that began it touches the database."""

    installation: Installation
    actor: Actor
    api: "RegionApi"
    progress: Progress
    manner: Manner
    run: str
    done: Synced = field(default_factory=Synced)

    def act(self, action: str) -> AbstractContextManager[Act]:
        """An act of this run, in a transaction of its own."""
        return changing(self.installation, self.actor, action, Permission.EXCHANGE)

    def count(self, act: Act, done: Synced) -> None:
        """Keep what has been done so far, in the transaction that did it."""
        count_run(act.connection, self.run, done)
        self.done = done
