"""How the installation stands: what waits, when it was last exchanged and backed up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from ntand.domain.municipalities import municipality_name
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.installation import Installation
from ntand.settings import Channel
from ntand.store.base import table
from ntand.store.care import load_protection
from ntand.store.disclosure import load_refusing
from ntand.store.tables import (
    AccessEventRow,
    ExchangeRunRow,
    OutboxItemRow,
    OutboxState,
    Road,
)
from ntand.store.work import reading

_TROUBLED = (OutboxState.PARKED, OutboxState.CONFLICT)
_ITEM = table(OutboxItemRow).c
_EVENT = table(AccessEventRow).c


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line tells. Instants are in ISO form; None: never."""

    municipality: str
    user: str
    connected: bool
    by_portal: bool  # things are entered in the region's portal by hand
    # On their way to the region, by its service or its portal; what may never leave is not.
    waiting: int
    on_paper: int  # things about protected persons, which leave on paper
    troubled: int  # refused by the region, or in conflict with it
    last_exchange: str | None
    last_backup: str | None
    last_change: str | None


def status(installation: Installation, actor: Actor) -> Status:
    """How the installation stands; about no person, so no line in the access log."""
    require(installation, actor, "status", Permission.READ)
    with reading(installation.engine) as connection:
        waiting, on_paper, troubled = _outbox(connection, installation)
        return Status(
            municipality_name(installation.settings.municipality),
            actor.user,
            installation.settings.connected,
            installation.settings.channel is Channel.PORTAL,
            waiting,
            on_paper,
            troubled,
            _told(last_exchange(connection)),
            _told(_last_event(connection, _EVENT.action == "backup")),
            _told(_last_event(connection, _EVENT.changed)),
        )


def _outbox(connection: Connection, installation: Installation) -> tuple[int, int, int]:
    rows = connection.execute(
        select(_ITEM.person_id, _ITEM.road, _ITEM.state).where(
            _ITEM.state != OutboxState.DELIVERED, _ITEM.state != OutboxState.STOPPED
        )
    ).all()
    persons = {row.person_id for row in rows if row.person_id}
    protected = load_protection(connection, installation.clock.today(), persons)
    refusing = load_refusing(connection)
    troubled = waiting = on_paper = 0
    for row in rows:
        if row.state in _TROUBLED:
            troubled += 1
        elif row.road is Road.PAPER or row.person_id in protected:
            on_paper += 1
        elif row.person_id not in refusing:
            waiting += 1
    return waiting, on_paper, troubled


def _last_event(connection: Connection, which: object) -> datetime | None:
    found: datetime | None = connection.execute(
        select(_EVENT.at)
        .where(which, _EVENT.allowed)  # type: ignore[arg-type] # a condition
        .order_by(_EVENT.sequence.desc())
        .limit(1)
    ).scalar()
    return found


def last_exchange(connection: Connection) -> datetime | None:
    """When an exchange with the region's service last went all the way."""
    run = table(ExchangeRunRow).c
    whole = select(func.max(run.ended_at)).where(run.problem.is_(None))
    return connection.execute(whole).scalar()


def _told(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
