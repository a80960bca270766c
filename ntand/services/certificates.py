"""Certificates: issued, ended, replaced, voided; the consent they wait for; the portal's number."""

import dataclasses
import json
import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from ntand.domain.certificates import Validity
from ntand.domain.codes import Basis, ConsentForm, EndReason, Ground, Origin
from ntand.domain.eligibility import Assessment, OutcomeCode, assess
from ntand.errors import NotFound, Refused, UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.exchange.outbox.outgoing import Sent, mark_entered, queue
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.services.texts import KEY, needed_words, own_words
from ntand.services.undoing import Undo
from ntand.services.undoing.sendings import leave_stamped, note_items
from ntand.services.undoing.traces import note
from ntand.store.base import new_id, table
from ntand.store.care import load_care
from ntand.store.tables import (
    AssessmentRow,
    CertificateRow,
    DisclosureRow,
    ObjectKind,
    OutboxItemRow,
)

_TABLE = table(CertificateRow)
_ITEM = table(OutboxItemRow)
_SIX_DIGITS = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """What an issuer says of a certificate to issue."""

    ground: Ground
    basis: Basis | None = None
    form: ConsentForm | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate issued, and its way to the region."""

    intyg_id: str
    sent: Sent
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A certificate changed, and the change's way to the region."""

    intyg_id: str
    sent: Sent | None
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Consented:
    """A basis kept, and the certificates that had waited for it."""

    changed: tuple[Changed, ...]
    undo: Undo | None = None


def issue(installation: Installation, actor: Actor, person: str, new: NewCertificate) -> Issued:
    """Issue a certificate for the person.

    Raises:
        Refused: ``certificate.overlaps``, or ``certificate.reason_needed`` when the proposal for
            its first day is another and no reason is given.
    """
    with changing(installation, actor, "certificate.issue", Permission.ISSUE) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        issued = _issue(act, person, new)
        return dataclasses.replace(issued, undo=leave_stamped(act, person))


def replace_certificate(
    installation: Installation, actor: Actor, intyg_id: str, new: NewCertificate
) -> Issued:
    """Issue a certificate in the place of another, which ends the day before (``ersatt``).

    The basis for disclosure goes over unless a new one is told.
    """
    with changing(installation, actor, "certificate.replace", Permission.ISSUE) as act:
        old = _certificate(act, intyg_id)
        last = (new.valid_from or act.today) - timedelta(days=1)
        if old.voided or not _validity(old).covers(last):
            raise Refused("certificate.not_active")
        _change(act, old, ended_on=last, end_reason=EndReason.REPLACED)
        # The end goes first: the region never sees two that overlap.
        _queue(act, old)
        issued = _issue(act, old.person_id, new, replaces=old)
        return dataclasses.replace(issued, undo=leave_stamped(act, old.person_id))


def end(
    installation: Installation,
    actor: Actor,
    intyg_id: str,
    reason: EndReason,
    on: date,
    informed_on: date | None = None,
) -> Changed:
    """End a certificate on its last valid day, which may have passed (agreement, withdrawal)."""
    with changing(installation, actor, "certificate.end", Permission.ISSUE) as act:
        row = _certificate(act, intyg_id)
        if row.voided:
            raise Refused("certificate.voided")
        if on < row.starts_on:
            raise Refused("certificate.end_before_start", first=row.starts_on)
        if row.ends_on is not None and on > row.ends_on:
            raise Refused("certificate.already_over", last=row.ends_on)
        former = _validity(row).last_day
        if former is not None and on > former:
            # A last day moved forward must not run into the next certificate.
            _refuse_overlap(act, row.person_id, former + timedelta(days=1), on, row.id)
        informed = informed_on or row.informed_on
        _change(act, row, ended_on=on, end_reason=reason, informed_on=informed)
        return _changed(act, row)


def void(installation: Installation, actor: Actor, intyg_id: str, reason: str) -> Changed:
    """Mark a certificate as issued in error; it stays visible and counts nowhere."""
    reason = needed_words(reason)
    with changing(installation, actor, "certificate.void", Permission.ISSUE) as act:
        row = _certificate(act, intyg_id)
        if row.voided:
            raise Refused("certificate.voided")
        _change(act, row, voided=True, void_reason=reason)
        return _changed(act, row)


def consent(
    installation: Installation,
    actor: Actor,
    person: str,
    basis: Basis,
    form: ConsentForm | None = None,
) -> Consented:
    """Record the basis for disclosure; the person's certificates that waited for it may go."""
    with changing(installation, actor, "consent", Permission.ISSUE) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        _record_basis(act, person, basis, form)
        waiting = act.connection.execute(
            select(_TABLE).where(
                _TABLE.c.person_id == person,
                _TABLE.c.basis.is_(None),
                _TABLE.c.changed_here,
                ~_TABLE.c.voided,
            )
        ).all()
        for row in waiting:
            _change(act, row, basis=basis)
        changed = tuple(Changed(row.local_id, _queue(act, row)) for row in waiting)
        return Consented(changed, leave_stamped(act, person))


def registered(
    installation: Installation, actor: Actor, intyg_id: str, number: str, item: str | None = None
) -> Changed:
    """Note that the certificate was entered in the region's portal, with its number there.

    With the outbox item that was entered, what came after it goes on waiting.

    Raises:
        NotFound: ``region.unknown_item``: it has been renewed meanwhile.
    """
    number = needed_words(number, KEY)
    with changing(installation, actor, "certificate.registered", Permission.RECORD) as act:
        row = _certificate(act, intyg_id)
        _change(act, row, region_number=number)
        note_items(act, row.id)
        mark_entered(act, row.id, item)
        return Changed(row.local_id, None, leave_stamped(act, row.person_id))


def record_assessment(act: Act, person: str, day: date) -> tuple[str, Assessment]:
    """Keep what the rules say of the person on the day; returns its id and the assessment."""
    held = load_care(act.connection, [person])[person]
    criteria = act.installation.criteria
    found = assess(held.care, held.status, day, criteria)
    key = new_id()
    findings = json.dumps([finding._asdict() for finding in found.findings], default=str)
    act.connection.execute(
        insert(AssessmentRow).values(
            id=key,
            person_id=person,
            on_day=day,
            criteria=criteria.version,
            outcome=found.outcome.outcome.value,
            findings=findings,
            made_at=act.now,
            made_by=act.actor.user,
        )
    )
    return key, found


def _issue(act: Act, person: str, new: NewCertificate, replaces: Any = None) -> Issued:  # noqa: ANN401 - a row
    reason = own_words(new.reason)
    first = new.valid_from or act.today
    if new.valid_to is not None and new.valid_to < first:
        raise UsageError("certificate.end_before_start", first=first)
    _refuse_overlap(act, person, first, new.valid_to)
    assessment, found = record_assessment(act, person, first)
    if reason is None:
        _refuse_unless_proposed(found, new.ground)
    if new.basis is not None:
        _record_basis(act, person, new.basis, new.form)
    key, intyg_id = new_id(), _new_intyg_id(act)
    act.connection.execute(
        insert(CertificateRow).values(
            id=key,
            local_id=intyg_id,
            person_id=person,
            ground=new.ground,
            criteria=act.installation.criteria.version,
            starts_on=first,
            ends_on=new.valid_to,
            issued_on=act.today,
            issuer=act.actor.user,
            origin=Origin.MUNICIPALITY,
            replaces=replaces.local_id if replaces is not None else None,
            basis=new.basis or (replaces.basis if replaces is not None else None),
            voided=False,
            reason=reason,
            assessment_id=assessment,
            announced=replaces.announced if replaces is not None else False,
            changed_here=True,
        )
    )
    act.detail["certificate"] = intyg_id
    note(act, issued=key)
    note_items(act, key)
    return Issued(intyg_id, queue(act, ObjectKind.CERTIFICATE, key, person))


def _refuse_unless_proposed(found: Assessment, ground: Ground) -> None:
    proposed = found.outcome
    if proposed.outcome is not OutcomeCode.QUALIFIES or ground not in proposed.grounds:
        raise Refused("certificate.reason_needed", proposed=", ".join(proposed.grounds) or "–")


def _refuse_overlap(
    act: Act, person: str, first: date, last: date | None, apart_from: str = ""
) -> None:
    others = act.connection.execute(
        select(_TABLE).where(
            _TABLE.c.person_id == person, ~_TABLE.c.voided, _TABLE.c.id != apart_from
        )
    )
    for row in others:
        if _validity(row).overlaps(first, last):
            raise Refused("certificate.overlaps", certificate=row.local_id)


def _certificate(act: Act, intyg_id: str) -> Row[Any]:
    row = act.connection.execute(select(_TABLE).where(_TABLE.c.local_id == intyg_id)).first()
    if row is None:
        raise NotFound("certificate.unknown")
    act.touch(row.person_id)
    act.detail["certificate"] = intyg_id
    return row


def _change(act: Act, row: Row[Any], **values: object) -> None:
    before = {name: getattr(row, name) for name in (*values, "changed_here")}
    changes = act.detail.setdefault("before", {})
    assert isinstance(changes, dict)
    changes[row.local_id] = before
    act.connection.execute(
        update(_TABLE)
        .where(_TABLE.c.id == row.id)
        .values(**values, changed_here=True, version=_TABLE.c.version + 1)
    )


def _changed(act: Act, row: Row[Any]) -> Changed:
    return Changed(row.local_id, _queue(act, row), leave_stamped(act, row.person_id))


def _queue(act: Act, row: Row[Any]) -> Sent:
    note_items(act, row.id)
    return queue(act, ObjectKind.CERTIFICATE, row.id, row.person_id)


def _validity(row: Row[Any]) -> Validity:
    return Validity(row.starts_on, row.ends_on, row.ended_on)


def _record_basis(act: Act, person: str, basis: Basis, form: ConsentForm | None) -> None:
    key = new_id()
    note(act, disclosure=key)
    act.connection.execute(
        insert(DisclosureRow).values(
            id=key,
            person_id=person,
            basis=basis,
            form=form,
            given_on=act.today,
            registered_at=act.now,
            registered_by=act.actor.user,
        )
    )


def _new_intyg_id(act: Act) -> str:
    """Unique over municipalities and stations: the code and 64 random bits, never a counter.

    Without six digits in a row, so that nobody takes it for an identity number.
    """
    while True:
        token = secrets.token_hex(8)
        if not _SIX_DIGITS.search(token):
            return f"{act.installation.settings.municipality}-{token}"
