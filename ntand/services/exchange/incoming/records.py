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
from ntand.services.exchange.incoming.noting import note_arrival
from ntand.services.exchange.incoming.reading import Change, Malformed, field, key, number
from ntand.services.exchange.incoming.taking import may_take, understood
from ntand.services.yearly_round import YEARS, offer_of
from ntand.store.bulk import change_rows, select_rows
from ntand.store.file_columns import KEY_COLUMNS
from ntand.store.people import find_person
from ntand.store.tables import ObjectKind

_STANDS = frozenset({"activated", "refused"})  # events
_STATUSES = frozenset({"proposed", "active", "refused"})
_STANDING = "UPDATE region_object SET status = ?, reason = ? WHERE object_id = ?"
_CALLED = "SELECT local_id FROM certificate WHERE id = ?"
_UNIT = "SELECT id FROM care_unit WHERE code = ?"


class Told:
    """A row as the region has it, whether a change of the feed or a list of records tells of it."""

    def __init__(
        self,
        data: Mapping[str, str],
        etag: str | None,
        standing: tuple[str | None, str | None] = (None, None),
        change: Change | None = None,
    ) -> None:
        self.data, self.etag, self.standing, self.change = data, etag, standing, change
        self.place = FeedPlace(change.seq, change.event) if change else None

    @classmethod
    def by(cls, change: Change) -> "Told":
        """The row of a change."""
        return cls(change.data, change.etag, (change.status, change.reason), change)


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
    met = meet(act, ObjectKind.OFFER, offer, person, told.data, told.etag, place=told.place)
    _note(act, told, met, person, data)
    return met


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
    if not found:
        met = met._replace(taken=("intyg_id", *met.taken))
    # What it is called here: the region may know it under a number of its own
    ((called,),) = select_rows(act.connection, _CALLED, certificate)
    _note(act, told, met, whose, data | {"intyg_id": called})
    return met


def take_unit(act: Act, told: Told) -> Met:
    """Bring the region's row of a unit together with ours, or make it ours."""
    data = understood(act, ObjectKind.UNIT, told.data)
    found = select_rows(act.connection, _UNIT, key(data, "kod"))
    unit = found[0][0] if found else adopt_unit(act, data)
    met = meet(act, ObjectKind.UNIT, unit, None, told.data, told.etag, place=told.place)
    status, reason = told.standing
    if status in _STATUSES and not met.stale:
        change_rows(act.connection, _STANDING, status, (reason or "")[:500] or None, unit)
    if not found:
        met = met._replace(taken=("kod", *met.taken))
    _note(act, told, met, None, data)
    return met


def _note(act: Act, told: Told, met: Met, person: str | None, data: Mapping[str, str]) -> None:
    """Remember a change that said something new: what it said; of a unit how it stands, too."""
    change = told.change
    if change is None:
        return
    stands = change.event in _STANDS and not met.stale
    if not (met.taken or met.questions or stands):
        return
    name = KEY_COLUMNS[ObjectKind(change.kind)]
    columns = data.keys() if name in met.taken else met.taken  # new here: all of it is news
    said = {
        column: data.get(column, "")
        for column in columns
        if column == name or may_take(change.kind, column)
    }
    if stands:
        said |= {"namn": data.get("namn", ""), "reason": (told.standing[1] or "")[:500]}
    note_arrival(act, change, person, said, key=data[name], asked=met.questions)
