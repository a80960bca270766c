"""How the exchange stands, asked for in one go."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ntand.services.exchange.messages import unread
from ntand.services.exchange.outbox.queue_view import RegionState, region_state
from ntand.services.exchange.pausing import Pause, paused
from ntand.services.exchange.timed import Turn, next_turn

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation


@dataclass(frozen=True, slots=True)
class Standing:
    """What is at a glance: the queue, the pause, the messages nobody here has read, the timer."""

    state: RegionState
    pause: Pause | None
    unread: int
    turn: Turn


def look(installation: "Installation", actor: "Actor") -> Standing:
    """See how the exchange stands now."""
    return Standing(
        region_state(installation, actor),
        paused(installation),
        unread(installation, actor),
        next_turn(installation, actor),
    )
