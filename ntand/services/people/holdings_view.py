"""A person's certificates with their way to the region, what allows that, and decisions taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from ntand.domain.certificates import Validity
from ntand.store.base import table
from ntand.store.disclosure import Disclosures
from ntand.store.tables import (
    CertificateRow,
    DisclosureRow,
    OutboxItemRow,
    OutboxState,
    Road,
    StanceRow,
)

_CERTIFICATE, _ITEM = table(CertificateRow), table(OutboxItemRow)
_DISCLOSURE, _STANCE = table(DisclosureRow), table(StanceRow)


class Way(StrEnum):
    """Where something is on its way to the region."""

    NONE = "none"  # nothing to send: the region told us, or it is history never announced
    QUEUED = "queued"
    WAITS = "waits"  # for a basis for disclosure
    REFUSED = "refused"  # the person says no to disclosure: never sent
    PORTAL = "portal"  # for someone to enter it in the region's portal
    PAPER = "paper"
    DELIVERED = "delivered"
    PARKED = "parked"  # the region refused it
    CONFLICT = "conflict"


class Stands(StrEnum):
    """How a certificate stands on a day."""

    ACTIVE = "active"
    FUTURE = "future"
    ENDED = "ended"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class WayView:
    """The latest of what went or waits about something; ``problem`` is the region's code."""

    way: Way
    problem: str | None = None
    at: datetime | None = None  # delivered


@dataclass(frozen=True, slots=True)
class CertificateView:
    """One certificate."""

    intyg_id: str
    stands: Stands
    ground: str
    criteria: str
    starts_on: date
    ends_on: date | None
    ended_on: date | None
    end_reason: str | None
    issued_on: date
    issuer: str
    origin: str
    replaces: str | None
    replaced_by: str | None
    basis: str | None
    informed_on: date | None
    reason: str | None  # why against the proposal
    void_reason: str | None
    region_number: str | None
    way: WayView

    @property
    def last_day(self) -> date | None:
        """The last valid day, None while open."""
        return Validity(self.starts_on, self.ends_on, self.ended_on).last_day


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """A basis for giving data to the region, or that it was taken back."""

    basis: str
    form: str | None
    given_on: date
    withdrawn_on: date | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class StanceView:
    """A decision a person took; ``stands``: neither followed by another nor taken back."""

    stance: str
    reason: str
    ask_again_on: date | None
    decided_on: date
    by: str
    stands: bool
    taken_back: bool


def load_ways(
    connection: Connection, person: str, *, protected: bool
) -> tuple[dict[str, WayView], bool]:
    """Where each thing about the person is on its way, by object; whether disclosure is refused."""
    disclosures = Disclosures(connection, person)
    ways: dict[str, WayView] = {}
    for row in connection.execute(
        select(_ITEM).where(_ITEM.c.person_id == person).order_by(_ITEM.c.sequence, _ITEM.c.id)
    ):
        if row.state is OutboxState.STOPPED:
            continue
        way = Way(row.state.value) if row.state is not OutboxState.WAITING else None
        if way is None:
            allowed = disclosures.allow(row.kind, row.object_id, person)
            way = _waiting(row.road, protected, disclosures.refused(person), allowed)
        ways[row.object_id] = WayView(way, row.problem, row.delivered_at)
    return ways, disclosures.refused(person)


def load_certificates_of(
    connection: Connection,
    person: str,
    today: date,
    gone_from: date | None,
    ways: Mapping[str, WayView],
) -> tuple[CertificateView, ...]:
    """The person's certificates, the latest first; ``gone_from``: of death or move."""
    rows = connection.execute(select(_CERTIFICATE).where(_CERTIFICATE.c.person_id == person)).all()
    followed = {row.replaces: row.local_id for row in rows if row.replaces and not row.voided}
    views = [
        CertificateView(
            row.local_id,
            _standing(row, today, gone_from),
            row.ground.value,
            row.criteria,
            row.starts_on,
            row.ends_on,
            row.ended_on,
            row.end_reason.value if row.end_reason else None,
            row.issued_on,
            row.issuer,
            row.origin.value,
            row.replaces,
            followed.get(row.local_id),
            row.basis.value if row.basis else None,
            row.informed_on,
            row.reason,
            row.void_reason,
            row.region_number,
            ways.get(row.id, WayView(Way.NONE)),
        )
        for row in rows
    ]
    views.sort(key=lambda one: (one.starts_on, one.issued_on, one.intyg_id), reverse=True)
    return tuple(views)


def load_disclosures_of(connection: Connection, person: str) -> tuple[DisclosureView, ...]:
    """What allowed giving the person's data away, or ended that; the latest first."""
    rows = connection.execute(
        select(_DISCLOSURE)
        .where(_DISCLOSURE.c.person_id == person)
        .order_by(_DISCLOSURE.c.registered_at.desc(), _DISCLOSURE.c.id.desc())
    )
    return tuple(
        DisclosureView(
            row.basis.value,
            row.form.value if row.form else None,
            row.given_on,
            row.withdrawn_on,
            row.registered_at,
            row.registered_by,
        )
        for row in rows
    )


def load_stances_of(connection: Connection, person: str) -> tuple[StanceView, ...]:
    """What people decided about the person's proposals, the latest first."""
    rows = connection.execute(
        select(_STANCE)
        .where(_STANCE.c.person_id == person)
        .order_by(_STANCE.c.decided_at.desc(), _STANCE.c.id.desc())
    )
    return tuple(
        StanceView(
            row.stance.value,
            row.reason,
            row.ask_again_on,
            row.decided_on,
            row.decided_by,
            row.superseded_by is None,
            row.superseded_by == row.id,
        )
        for row in rows
    )


def _waiting(road: Road, protected: bool, refused: bool, allowed: bool) -> Way:
    if protected:
        return Way.PAPER
    if refused:
        return Way.REFUSED
    if not allowed:
        return Way.WAITS
    return Way.PORTAL if road is Road.PORTAL else Way.QUEUED


def _standing(row: Any, today: date, gone_from: date | None) -> Stands:  # noqa: ANN401 - a row
    if row.voided:
        return Stands.VOIDED
    held = Validity(row.starts_on, row.ends_on, row.ended_on)
    days = [day for day in (held.last_day, gone_from) if day is not None]
    last = min(days, default=None)
    if last is not None and last < max(today, row.starts_on):
        return Stands.ENDED
    return Stands.FUTURE if row.starts_on > today else Stands.ACTIVE
