"""Rows that others changed or made: offers, certificates, units."""

from collections.abc import Mapping

from ntand.services.acts import Act
from ntand.services.exchange.incoming.adopting import (
    adopt_certificate,
    adopt_unit,
    holder_of,
    known_certificate,
    owner,
)
from ntand.services.exchange.incoming.meeting import FeedPlace, Met, meet
from ntand.services.exchange.incoming.reading import Change, Malformed, field, key, number
from ntand.services.exchange.incoming.taking import understood
from ntand.services.yearly_round import YEARS, offer_of
from ntand.store.bulk import change_rows, select_rows
from ntand.store.people import find_person
from ntand.store.tables import ObjectKind

_STATUSES = frozenset({"proposed", "active", "refused"})
_STANDING = "UPDATE region_object SET status = ?, reason = ? WHERE object_id = ?"
_UNIT = "SELECT id FROM care_unit WHERE code = ?"


class Told:
    """A row as the region has it, whether the feed or a list of records tells of it."""

    def __init__(
        self,
        data: Mapping[str, str],
        etag: str | None,
        place: FeedPlace | None = None,
        standing: tuple[str | None, str | None] = (None, None),
    ) -> None:
        self.data, self.etag, self.place, self.standing = data, etag, place, standing

    @classmethod
    def by(cls, change: Change) -> "Told":
        """The row of a change."""
        place = FeedPlace(change.seq, change.event)
        return cls(change.data, change.etag, place, (change.status, change.reason))


def offer_told(act: Act, change: Change) -> bool:
    """An offer: an assessment at its visit, or anything else that others changed."""
    return take_offer(act, Told.by(change)) is not None


def certificate_told(act: Act, change: Change) -> bool:
    """A certificate that others changed, or that the municipality holds now."""
    return take_certificate(act, Told.by(change)) is not None


def unit_told(act: Act, change: Change) -> bool:
    """A unit: the region has made it active, refused it with a reason, or changed it."""
    take_unit(act, Told.by(change))
    return True


def take_offer(act: Act, told: Told) -> Met | None:
    """Bring the region's row of an offer together with ours, made when there is none.

    None: it is about someone unknown, and does not say who.
    """
    data = understood(act, ObjectKind.OFFER, told.data)
    year = field(data, "ar")
    if not year.isdecimal() or int(year) not in YEARS:
        raise Malformed
    person = owner(act, data)
    if person is None:
        return None
    offer = offer_of(act, person, int(year))
    return meet(act, ObjectKind.OFFER, offer, person, told.data, told.etag, place=told.place)


def take_certificate(act: Act, told: Told) -> Met | None:
    """Bring the region's row of a certificate together with ours, or make it ours.

    What it overlaps is no reason to drop what the region says; the work list tells of it.
    """
    data = understood(act, ObjectKind.CERTIFICATE, told.data)
    whose = holder_of(act, key(data, "intyg_id"))
    named = find_person(act.connection, number(act, data))
    if whose is not None and named not in (None, whose):
        raise Malformed  # the number of another's certificate: what it says is not of that one
    person = whose or owner(act, data)
    if person is None:
        return None
    found = known_certificate(act, person, data)
    certificate, whose = found or (adopt_certificate(act, person, data), person)
    act.touch(whose)
    kind = ObjectKind.CERTIFICATE
    met = meet(act, kind, certificate, whose, told.data, told.etag, place=told.place)
    return met if found else met._replace(taken=("intyg_id", *met.taken))


def take_unit(act: Act, told: Told) -> Met:
    """Bring the region's row of a unit together with ours, or make it ours."""
    data = understood(act, ObjectKind.UNIT, told.data)
    found = select_rows(act.connection, _UNIT, key(data, "kod"))
    unit = found[0][0] if found else adopt_unit(act, data)
    met = meet(act, ObjectKind.UNIT, unit, None, told.data, told.etag, place=told.place)
    status, reason = told.standing
    if status in _STATUSES and not met.stale:
        change_rows(act.connection, _STANDING, status, (reason or "")[:500] or None, unit)
    return met if found else met._replace(taken=("kod", *met.taken))
