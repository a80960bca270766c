"""Consent taken back: nothing more about the person leaves for the region."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from ntand.domain.codes import Basis
from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.services.undoing import Undo
from ntand.services.undoing.traces import leave_trace
from ntand.store.base import new_id, table
from ntand.store.tables import CertificateRow, DisclosureRow, OutboxItemRow, OutboxState

_DISCLOSURE, _CERTIFICATE = table(DisclosureRow), table(CertificateRow)
_ITEM = table(OutboxItemRow)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A consent taken back, and how many things about the person wait in vain since."""

    stopped: int
    undo: Undo | None = None


def withdraw_consent(installation: Installation, actor: Actor, person: str, on: date) -> Withdrawn:
    """Note that the person took the consent back on the day; what still waits does not leave.

    Harm tests told before end with it: they were made of someone who agreed. What the region
    has got already it keeps. A basis told afterwards lets everything go again.

    Raises:
        Refused: ``consent.none``, ``consent.in_future`` or ``consent.before_given``.
    """
    with changing(installation, actor, "consent.withdraw", Permission.ISSUE) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        if on > act.today:
            raise Refused("consent.in_future")
        ended = _standing(act, person)
        if not any(one.basis is Basis.CONSENT for one in ended):
            ended.append(_of_history(act, person))
        latest = max(one.given_on for one in ended)
        if on < latest:
            raise Refused("consent.before_given", given=latest)
        keys = [one.id for one in ended]
        act.connection.execute(
            update(_DISCLOSURE).where(_DISCLOSURE.c.id.in_(keys)).values(withdrawn_on=on)
        )
        stopped = _waiting(act, person)
        return Withdrawn(stopped, leave_trace(act, person, withdrawn=keys))


class _Standing(NamedTuple):
    """A basis that has not been taken back."""

    id: str
    basis: Basis
    given_on: date


def _standing(act: Act, person: str) -> list[_Standing]:
    rows = act.connection.execute(
        select(_DISCLOSURE.c.id, _DISCLOSURE.c.basis, _DISCLOSURE.c.given_on).where(
            _DISCLOSURE.c.person_id == person, _DISCLOSURE.c.withdrawn_on.is_(None)
        )
    )
    return [_Standing(*row) for row in rows]


def _of_history(act: Act, person: str) -> _Standing:
    """The consent that imported certificates tell of, as a basis of its own.

    Raises:
        Refused: ``consent.none``.
    """
    given = act.connection.execute(
        select(func.min(_CERTIFICATE.c.issued_on)).where(
            _CERTIFICATE.c.person_id == person,
            _CERTIFICATE.c.basis == Basis.CONSENT,
            ~_CERTIFICATE.c.voided,
        )
    ).scalar()
    # One that was taken back already must not be found once more
    known = act.connection.execute(
        select(_DISCLOSURE.c.id).where(
            _DISCLOSURE.c.person_id == person, _DISCLOSURE.c.withdrawn_on >= _DISCLOSURE.c.given_on
        )
    ).first()
    if given is None or known is not None:
        raise Refused("consent.none")
    made = _Standing(new_id(), Basis.CONSENT, given)
    by = {"registered_at": act.now, "registered_by": act.actor.user}
    act.connection.execute(
        insert(DisclosureRow).values(**made._asdict(), person_id=person, form=None, **by)
    )
    return made


def _waiting(act: Act, person: str) -> int:
    counted = select(func.count()).where(
        _ITEM.c.person_id == person, _ITEM.c.state == OutboxState.WAITING
    )
    return act.connection.execute(counted).scalar_one()
