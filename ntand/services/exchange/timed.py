"""The exchange that begins by itself while the client is open: when it is due, and doing it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ntand.errors import Cancelled
from ntand.ports import Progress
from ntand.services.actor import Actor, Permission
from ntand.services.exchange.outbox.waiting import Hold, load_standing
from ntand.services.exchange.pausing import paused
from ntand.services.exchange.runs import next_exchange, runs
from ntand.services.exchange.sync import Synced, sync
from ntand.services.installation import Installation
from ntand.settings import Channel
from ntand.store.bulk import as_instant
from ntand.store.tables import Manner
from ntand.store.work import reading

INTERVAL = timedelta(minutes=15)
_SETTLED = timedelta(seconds=10)  # after the last change: it may be taken back so long
_APART = timedelta(seconds=10)  # between the beginnings of two runs
_LEAVES = (Hold.READY, Hold.FRESH)
_WELL = ("", Cancelled.default_code)


@dataclass(frozen=True, slots=True)
class Turn:
    """When the exchange begins by itself, in ISO form; None: not before a person does something.

    ``problem``: code of what stopped the run before, when it is that which is tried again.
    """

    due: str | None
    problem: str = ""
    paused: bool = False


def next_turn(installation: Installation, actor: Actor) -> Turn:
    """When the timer's next run is due; a moment that has passed: now.

    Soon after the last change when something can leave, else at even intervals, and after a run
    that failed not before it is said to be worth while.
    """
    if not _goes_by_itself(installation, actor):
        return Turn(None)
    if paused(installation) is not None:
        return Turn(None, paused=True)
    latest = next(iter(runs(installation, actor, 1)), None)
    if latest is None:
        return Turn(installation.clock.now().isoformat())
    not_before = next_exchange(installation)
    if not_before is not None:
        return Turn(not_before.isoformat(), latest.problem)
    began = datetime.fromisoformat(latest.started)
    if latest.problem not in _WELL:
        return Turn((began + _APART).isoformat())
    settled = _settled(installation)
    # What was settled before that run it has left for a reason that no haste removes.
    hurries = settled is not None and settled > began
    due = min(settled, began + INTERVAL) if settled and hurries else began + INTERVAL
    return Turn(max(due, began + _APART).isoformat())


def take_turn(installation: Installation, actor: Actor, progress: Progress | None = None) -> Synced:
    """Exchange as the timer does: what may still be taken back stays.

    Raises:
        what ``sync`` raises.
    """
    return sync(installation, actor, progress, manner=Manner.TIMER)


def _goes_by_itself(installation: Installation, actor: Actor) -> bool:
    settings = installation.settings
    by_service = settings.channel is Channel.SERVICE and settings.connected
    return by_service and actor.may(Permission.EXCHANGE)


def _settled(installation: Installation) -> datetime | None:
    """When what can leave was last changed long enough ago; None when nothing can."""
    with reading(installation.engine) as connection:
        # Read as it is gone through: within the transaction.
        standing = load_standing(connection, installation, Manner.TIMER)
        changed = (as_instant(item.since) for item, hold in standing if hold in _LEAVES)
        latest = max(changed, default=None)
    return latest + _SETTLED if latest else None
