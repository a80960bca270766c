"""One run of the exchange under way: what all its parts share, and what it has done so far."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
