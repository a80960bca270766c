"""The figures of the start page: what there is, and what waits for someone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from ntand.domain.certificates import CertificateState
from ntand.domain.eligibility import OutcomeCode
from ntand.domain.municipalities import municipality_name
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.installation import Installation
from ntand.services.proposals import REVIEW, evaluate
from ntand.store.base import table
from ntand.store.care import load_protection
from ntand.store.tables import ExchangeStateRow, OutboxItemRow, OutboxState, Road

_TROUBLED = (OutboxState.PARKED, OutboxState.CONFLICT)


@dataclass(frozen=True, slots=True)
class Overview:
    """How the installation stands today."""

    municipality: str
    on: date
    criteria: str
    user: str
    connected: bool
    last_exchange: str | None  # an instant in ISO form
    persons: int
    candidates: int
    needs_assessment: int
    to_review: int
    active_certificates: int
    waiting: int  # things on their way to the region, electronically or by the portal
    on_paper: int  # things about protected persons, which leave on paper
    troubled: int  # refused by the region, or in conflict with it


def overview(installation: Installation, actor: Actor) -> Overview:
    """Count persons, proposals, certificates and what waits for the region, as of today."""
    with looking(installation, actor, "overview", Permission.READ) as act:
        act.everyone = True
        found = evaluate(act.connection, act.today, installation.criteria).values()
        protection = load_protection(act.connection, act.today)
        sent: Counter[str] = Counter()
        item = table(OutboxItemRow).c
        for person, road, state in act.connection.execute(
            select(item.person_id, item.road, item.state).where(
                item.state != OutboxState.DELIVERED, item.state != OutboxState.STOPPED
            )
        ):
            on_paper = road is Road.PAPER or person in protection
            sent["troubled" if state in _TROUBLED else "paper" if on_paper else "waiting"] += 1
        exchanged = _last_exchange(act.connection)
        return Overview(
            municipality=municipality_name(installation.settings.municipality),
            on=act.today,
            criteria=installation.criteria.version,
            user=actor.user,
            connected=installation.settings.connected,
            last_exchange=exchanged.isoformat() if exchanged else None,
            persons=len(found),
            candidates=sum(one.candidate for one in found),
            needs_assessment=sum(one.outcome == OutcomeCode.NEEDS_ASSESSMENT for one in found),
            to_review=sum(REVIEW in one.warnings for one in found),
            active_certificates=sum(one.certificate == CertificateState.ACTIVE for one in found),
            waiting=sent["waiting"],
            on_paper=sent["paper"],
            troubled=sent["troubled"],
        )


def _last_exchange(connection: Connection) -> datetime | None:
    """When something last came from the region's service or was taken by it."""
    item = table(OutboxItemRow).c
    by_service = select(func.max(item.delivered_at)).where(item.road == Road.SERVICE)
    received = connection.execute(select(func.max(ExchangeStateRow.read_at))).scalar()
    taken = connection.execute(by_service).scalar()
    return max((one for one in (received, taken) if one is not None), default=None)
